"""What each row of a review touches, read from the reasons of what is affected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from specctl.model import LEVELS, AffectedEval, AffectedExample, Change, Review

Affected = TypeVar("Affected", AffectedEval, AffectedExample)

_NOTHING_TO_RUN = ("removed",)


class Touched(NamedTuple):
    """The evals and examples that one row touches, by level."""

    evals: Mapping[str, tuple[AffectedEval, ...]]
    examples: Mapping[str, tuple[AffectedExample, ...]]


def by_row(review: Review) -> Mapping[str, Touched]:
    """Row id -> what it touches beside its own subject; a removed eval has nothing to run."""
    own = {row.id: _own(row) for row in review.changes}
    evals = _linked(one for one in review.evals if one.state != "removed")
    examples = _linked(review.examples, own)
    return {
        row: Touched(evals.get(row, {}), examples.get(row, {})) for row in {**evals, **examples}
    }


def nearest(found: Touched) -> Touched | None:
    """The evals alone that a row touches directly; None where there are none."""
    near = found.evals.get("direct", ())
    return Touched({"direct": near}, {}) if near else None


def merged(found: Iterable[Touched]) -> Touched:
    """What several rows touch, each thing once, at its nearest level."""
    parts = tuple(found)
    return Touched(_merged([p.evals for p in parts]), _merged([p.examples for p in parts]))


def _merged(
    found: Iterable[Mapping[str, tuple[Affected, ...]]],
) -> Mapping[str, tuple[Affected, ...]]:
    parts, seen = tuple(found), set[str]()
    levels: dict[str, tuple[Affected, ...]] = {}
    for level in LEVELS:
        new = {one.id: one for part in parts for one in part.get(level, ()) if one.id not in seen}
        levels[level] = tuple(new.values())
        seen.update(new)
    return levels


def _own(row: Change) -> frozenset[str]:
    """The example that a row is about; what is gone has the name that its section had."""
    homes = {row.section, *(delta.base_section for delta in row.deltas)}
    return frozenset(f"{home}#{row.subject.id}" for home in homes)


_NOBODY: Mapping[str, frozenset[str]] = {}


def _linked(
    found: Iterable[Affected], own: Mapping[str, frozenset[str]] = _NOBODY
) -> Mapping[str, Mapping[str, tuple[Affected, ...]]]:
    """Row id -> level -> what the row touches there; nothing twice."""
    links: dict[str, dict[str, tuple[Affected, ...]]] = {}
    for one in found:
        levels: Mapping[str, str] = _levels(one)
        for row, level in levels.items():
            if one.id not in own.get(row, ()):
                links.setdefault(row, {}).setdefault(level, ())
                links[row][level] += (one,)
    return links


def _levels(one: AffectedEval | AffectedExample) -> Mapping[str, str]:
    """Row id -> the nearest level at which it touches this."""
    levels: dict[str, str] = {}
    for reason in one.reasons:
        level = reason.level or one.level
        levels[reason.change] = min(levels.get(reason.change, level), level, key=LEVELS.index)
    return levels


def at_level(found: Iterable[Affected], level: str) -> tuple[Affected, ...]:
    """Those whose nearest level it is."""
    return tuple(one for one in found if one.level == level)


def up_to(found: Iterable[Affected], level: str) -> tuple[Affected, ...]:
    """Those at a level or nearer."""
    near = LEVELS[: LEVELS.index(level) + 1]
    return tuple(one for one in found if one.level in near)


def prompts(evals: Iterable[AffectedEval]) -> int:
    """How many prompts there are to run; a removed eval has none."""
    return sum(len(one.prompts) for one in evals if one.state not in _NOTHING_TO_RUN)
