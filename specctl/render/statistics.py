"""How many findings each rule has."""

from __future__ import annotations

from typing import NamedTuple

from specctl.model import Finding, Severity
from specctl.render import data, wording
from specctl.render.findings import ROLES, Linted, summary
from specctl.render.layout import BLANK, Part, Run, compose, described
from specctl.render.style import Style

_GRAVITY = {severity: i for i, severity in enumerate(Severity)}


class Count(NamedTuple):
    """The findings of one rule and severity, and how many of them ``--fix`` can mend."""

    rule: str
    severity: Severity
    many: int
    fixable: int
    summary: str


def counts(linted: Linted) -> tuple[Count, ...]:
    """A row for each rule and severity, most first; among equals the gravest first."""
    groups: dict[tuple[str, Severity], list[Finding]] = {}
    for one in linted.findings:
        groups.setdefault((one.rule, one.severity), []).append(one)
    summaries = {page.name: page.summary for page in linted.rules}
    rows = [
        Count(rule, severity, len(group), sum(f.fixable for f in group), summaries.get(rule, ""))
        for (rule, severity), group in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.many, _GRAVITY[row.severity], row.rule)))


def text(linted: Linted, style: Style) -> str:
    """A table, then the sentence that ends every page of findings."""
    rows = counts(linted)
    end = summary(linted, style.width)
    if not rows:
        return compose(end, style)
    cells = [_cells(row, any(one.fixable for one in rows)) for row in rows]
    lines = described(cells, [row.summary for row in rows], style.width)
    return compose([*lines, BLANK, *end], style)


def _cells(row: Count, fixable: bool) -> list[Part]:
    """A row but its summary; where nothing is fixable, no column says so."""
    many = f"{wording.number(row.fixable)} fixable" if row.fixable else ""
    return [
        wording.number(row.many).rjust(4),
        Run(ROLES[row.severity], row.severity.value),
        Run("link", row.rule),
        *([many] if fixable else []),
    ]


def as_json(linted: Linted, style: Style) -> str:
    """The envelope of the findings, with ``statistics`` in their place."""
    rows = [
        {
            "rule": row.rule,
            "severity": row.severity.value,
            "count": row.many,
            "fixable": row.fixable,
            "summary": row.summary,
        }
        for row in counts(linted)
    ]
    return data.dump(data.envelope(linted.findings, "statistics", rows))
