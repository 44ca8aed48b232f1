"""Every way from a change to one eval or example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from specctl.model import LEVELS, AffectedEval, Change, Reason
from specctl.model.review import AffectedExample, Ways
from specctl.render import brief, data, wording
from specctl.render.impact_text import state
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.style import Style


def text(ways: Ways, style: Style) -> str:
    """The ways by level, the nearest first: the rows, and what each leads through."""
    name = f"{'example' if '#' in ways.name else 'eval'} {ways.name}"
    lines = wording.title(ways.review, style.width)
    if ways.found is None:
        said: list[Part] = [Run("strong", name), ": nothing that changed leads to it."]
        return compose([*lines, *wrap(said, style.width)], style)
    lines += wrap([Run("strong", name), *_facts(ways.found)], style.width)
    rows = {row.id: row for row in ways.review.changes}
    for level in LEVELS:
        found = [one for one in ways.found.ways if one.level == level]
        if found:
            said = [Run("strong", level), f": {wording.count(len(found), 'way')}"]
            lines += [BLANK, *wrap(said, style.width)]
            for way, led in _alike(found):
                lines += _way(way, led, rows, name, style)
    return compose(lines, style)


def as_json(ways: Ways, style: Style) -> str:
    """The part of a review that is about it, with the reasons of every level."""
    return data.dump(data.ways(ways))


def _facts(found: AffectedEval | AffectedExample) -> list[Part]:
    """Its level, its state, and how many prompts it has."""
    if isinstance(found, AffectedExample):
        return [f": {found.level}"]
    prompts = wording.count(len(found.prompts), "prompt")
    return [f": {found.level}, ", state(found), f", {prompts}"]


def _alike(found: Sequence[Reason]) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
    """Each way in its turn, with the rows that lead along it."""
    ways: dict[Sequence[str], dict[str, None]] = {}
    for one in found:
        ways.setdefault(one.way, {})[one.change] = None
    return [(way, tuple(rows)) for way, rows in ways.items()]


def _way(
    way: Sequence[str], led: Sequence[str], rows: Mapping[str, Change], name: str, style: Style
) -> list[Line]:
    """The rows, and what stands between them and the end of the way."""
    lines = [line for one in led for line in brief.row(rows[one], style)]
    for step in (*way, name):
        lines += wrap([Run("link", step)], style.width, "    → ")
    return lines
