"""The rules, by theme. Each is a small pure function from a file, or a whole spec, to findings.

A rule leaves the severity of a finding alone, unless a finding is lighter than the rule: the
engine gives it the rule's default or what the manifest says.
"""
