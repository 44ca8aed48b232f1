"""Every rule over one spec: run, weighed, sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from specctl.index import index
from specctl.lint.registry import RULES, RuleRow
from specctl.model.finding import Finding, Severity
from specctl.model.spec import Manifest, Spec
from specctl.words import closest

OFF = "off"
"""The configured severity of a rule that does not run."""

_WEIGHT = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def lint(
    spec: Spec, settings: Manifest | None = None, rules: Mapping[str, RuleRow] = RULES
) -> tuple[Finding, ...]:
    """Everything that is wrong in a spec.

    Args:
        spec: as parsed; what parsing found wrong is reported too.
        settings: the manifest whose lint settings count; the spec's own by default. A review
            gives the base's, so that a change cannot loosen the gate it must pass.
        rules: the rules to run.

    Returns:
        The findings by place, then rule; the same for the same spec on every run.
    """
    settings = spec.manifest if settings is None else settings
    configured = _configured(settings)
    found = {
        _weighed(finding, rules, configured)
        for finding in _found(spec, settings, rules, configured)
        if configured.get(finding.rule) != OFF
    }
    return tuple(sorted(found, key=lambda f: (f.place, f.rule, f.subject or "", f.message)))


def _found(
    spec: Spec,
    settings: Manifest,
    rules: Mapping[str, RuleRow],
    configured: Mapping[str, str],
) -> Iterator[Finding]:
    yield from spec.findings
    yield from _unknown_rules(spec.manifest, rules)
    governed, known = _governed(spec, settings), index(spec)
    for row in rules.values():
        if row.check is not None and configured.get(row.name) != OFF:
            yield from row.check(governed, known)


def _unknown_rules(manifest: Manifest, rules: Mapping[str, RuleRow]) -> Iterator[Finding]:
    for name in _rules_of(manifest.fields):
        if name not in rules:
            place = manifest.places.get(f"lint.rules.{name}", manifest.place)
            message = f"lint.rules: '{name}' is no rule{closest(name, tuple(rules))}"
            yield Finding("invalid-front-matter", place, message)


def _governed(spec: Spec, settings: Manifest) -> Spec:
    """The spec with the lint settings that count, for rules that have options."""
    if settings is spec.manifest:
        return spec
    fields = {k: v for k, v in spec.manifest.fields.items() if k != "lint"}
    if "lint" in settings.fields:
        fields["lint"] = settings.fields["lint"]
    return replace(spec, manifest=replace(spec.manifest, fields=fields))


def _weighed(
    finding: Finding, rules: Mapping[str, RuleRow], configured: Mapping[str, str]
) -> Finding:
    """The finding with the severity that counts.

    What a rule reports as lighter than its default stays so, unless the manifest gives the rule a
    severity; what it reports as information is allowed, and nothing raises it.
    """
    row = rules.get(finding.rule)
    if finding.severity is Severity.INFO or row is None:
        return finding
    wanted = configured.get(finding.rule)
    lighter = min(row.severity, finding.severity, key=_WEIGHT.__getitem__)
    severity = Severity(wanted) if wanted else lighter
    return finding if finding.severity is severity else replace(finding, severity=severity)


def _configured(settings: Manifest) -> dict[str, str]:
    """Severity by rule. What the schema refuses is a finding of its own and counts for nothing."""
    rules = _rules_of(settings.fields)
    return {k: v for k, v in rules.items() if isinstance(v, str) and v in (OFF, *Severity)}


def _rules_of(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    lint_fields = fields.get("lint")
    rules = lint_fields.get("rules") if isinstance(lint_fields, Mapping) else None
    return rules if isinstance(rules, Mapping) else {}
