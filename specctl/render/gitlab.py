"""Findings as GitLab's code quality report.

The form is that of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from __future__ import annotations

from specctl.model import Finding, Severity
from specctl.render.data import Data, dump
from specctl.render.findings import Linted
from specctl.render.fingerprint import fingerprints
from specctl.render.style import Style

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}
"""GitLab knows info, minor, major, critical and blocker."""


def render(linted: Linted, style: Style) -> str:
    """A list with an entry for each finding."""
    prints = fingerprints(linted.findings, linted.sources)
    pairs = zip(linted.findings, prints, strict=True)
    return dump([_entry(one, print_, linted.path(one.place)) for one, print_ in pairs])


def _entry(one: Finding, fingerprint: str, path: str) -> Data:
    place = one.place
    return {
        "description": one.message,
        "check_name": one.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[one.severity],
        "location": {
            "path": path,
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
