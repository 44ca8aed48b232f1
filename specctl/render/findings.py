"""Findings for people, for programs and for GitHub's log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from specctl.model import Finding, Rule, Severity
from specctl.render import data, wording
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.style import Style, visible

ROLES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "note"}
"""The colour of each severity."""


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint found, with the pages of the rules for formats that ship them."""

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...] = ()
    version: str = ""


def text(linted: Linted, style: Style) -> str:
    """A place that an editor can open, the rule, and what to do about it."""
    found = linted.findings
    lines = [one for finding in found for one in shown(finding, style.width)]
    return compose([*lines, *([BLANK] if found else []), _summary(found)], style)


def shown(one: Finding, width: int, indent: str = "") -> list[Line]:
    """One finding in two lines, or as many as its message needs."""
    place = f"{wording.at(one.place)}:{one.place.column}"
    return [
        line(
            indent,
            Run("strong", place),
            "  ",
            Run(ROLES[one.severity], one.severity.value),
            "  ",
            Run("link", one.rule),
        ),
        *wrap([one.message], width, f"{indent}    "),
    ]


def _summary(found: Sequence[Finding]) -> Line:
    if not found:
        return line(Run("good", "No findings."))
    counts = data.tally(found)
    files = len({one.place.path for one in found})
    worst = next(severity for severity, many in counts.items() if many)
    said = f"{wording.severities(counts)} in {wording.count(files, 'file')}."
    return line(Run(ROLES[worst], said))


def as_json(linted: Linted, style: Style) -> str:
    """``schemas/findings.json``."""
    return data.dump(data.findings(linted.findings))


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(linted: Linted, style: Style) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(f"{_command(one)}\n" for one in linted.findings)


def _command(one: Finding) -> str:
    place = one.place
    # GitHub takes columns only where the stretch is within one line.
    columns = (
        [("col", place.column), ("endColumn", max(place.end_column, place.column))]
        if place.line == place.end_line
        else []
    )
    properties: Iterable[tuple[str, object]] = (
        ("file", place.path),
        ("line", place.line),
        ("endLine", place.end_line),
        *columns,
        ("title", one.rule),
    )
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties)
    return f"::{_COMMANDS[one.severity]} {said}::{_data(one.message)}"


def _data(said: str) -> str:
    return visible(said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
