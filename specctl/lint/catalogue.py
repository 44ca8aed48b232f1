"""The pages of the rules: one Markdown file each, read when somebody asks for it.

A page is its rule's name as a heading, a line of summary, the reason, and the sections Fails and
Passes. Each of the two holds a sentence, where one helps, and one or more files in fences of at
least four backticks; the fence names the file and, where it is not UTF-8, its encoding.
"""

from __future__ import annotations

import re

from specctl.lint.registry import RULES
from specctl.model.finding import Case, Rule, Sample

_FILE = re.compile(
    r"^(?P<fence>`{4,})(?P<path>\S+)(?: (?P<encoding>\S+))?\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def page(name: str) -> Rule:
    """The page of a rule.

    Raises:
        KeyError: there is no such rule.
    """
    from importlib.resources import files

    row = RULES[name]
    text = files("specctl.lint").joinpath("pages", f"{name}.md").read_text("utf-8")
    about, fails, passes = re.split(r"^## (?:Fails|Passes)\n", text, flags=re.MULTILINE)
    _, summary, reason = about.strip().split("\n\n", 2)
    return Rule(name, row.severity, summary, reason, _case(fails), _case(passes), row.fixable)


def _case(text: str) -> Case:
    samples = (Sample(m["path"], m["text"], m["encoding"] or "utf-8") for m in _FILE.finditer(text))
    return Case(_FILE.sub("", text).strip(), tuple(samples))
