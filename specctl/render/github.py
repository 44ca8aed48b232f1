"""Findings as GitHub's annotations."""

from __future__ import annotations

from specctl.model import Finding, Severity
from specctl.render import wording
from specctl.render.annotations import LEVELS, WIDTH, Annotation, commands, log
from specctl.render.findings import Linted, text
from specctl.render.style import Style

_LEVEL = dict(zip(Severity, LEVELS, strict=True))


def render(linted: Linted, style: Style) -> str:
    """The whole list as a group in the log, then the annotations, the gravest first."""
    if not linted.findings:
        return "No findings.\n"
    title = f"specctl lint: {wording.count(len(linted.findings), 'finding')}"
    whole = log(title, text(linted._replace(verbose=True), Style(WIDTH)))
    shown = commands([annotation(one, linted.folder) for one in linted.findings])
    return "".join(f"{one}\n" for one in (whole, *shown))


def annotation(one: Finding, folder: str | None) -> Annotation:
    """A finding beside its lines.

    Args:
        one: the finding.
        folder: the spec folder from the repository's top, or None outside of one.
    """
    level, path = _LEVEL[one.severity], wording.from_top(one.place, folder)
    return Annotation(level, one.rule, one.severity.value, one.rule, one.message, path, one.place)
