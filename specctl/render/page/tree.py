"""The map of the spec: its tree of sections, with how many rows of each rank stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from specctl.model import RANKS, Outlined, Review
from specctl.render.page.rows import NOWHERE, Row, level
from specctl.render.page.text import shown

MOST = 400
"""So many sections may stand on the map; of larger specs only those that matter are on it."""


class Branch(NamedTuple):
    """A section on the map.

    Attributes:
        id, title: of the section.
        depth: 0 at the top.
        authority, level: the name of its level, and the level's place in the chain of command.
        state: ``gone``, ``new`` or "".
        counts: how many rows of each rank stand in it.
        first: the fragment of the gravest row in it or below it, or "".
    """

    id: str
    title: str
    depth: int
    authority: str
    level: int
    state: str
    counts: tuple[int, ...]
    first: str


class Tree(NamedTuple):
    """The map: its branches in document order, and how many sections are not on it."""

    branches: tuple[Branch, ...]
    left_out: int


def tree(review: Review, rows: Sequence[Row]) -> Tree:
    """The map of a review; rows that no section holds come first."""
    counts: Counter[tuple[str, int]] = Counter((s, row.rank) for row in rows for s in row.sections)
    added = {s for row in rows if "section-added" in row.classes for s in row.sections}
    first = _first(review.outline.sections, rows)
    depths = _depths(review.outline.sections)
    branches = []
    if NOWHERE in first:
        facts = ("", -1, "", _counts(counts, NOWHERE), rows[first[NOWHERE]].fragment)
        branches.append(Branch(NOWHERE, NOWHERE, 0, *facts))
    for one in review.outline.sections:
        name = shown(one.id)
        branches.append(
            Branch(
                id=name,
                title=shown(one.title) or name,
                depth=depths[one.id],
                authority=shown(one.authority or ""),
                level=level(review, one.authority),
                state="gone" if one.gone else "new" if name in added else "",
                counts=_counts(counts, name),
                first=rows[first[name]].fragment if name in first else "",
            )
        )
    kept = branches if len(branches) <= MOST else [one for one in branches if one.first]
    return Tree(tuple(kept), len(branches) - len(kept))


def _first(sections: Sequence[Outlined], rows: Sequence[Row]) -> Mapping[str, int]:
    """The number of the gravest row in each section or below it."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        for section in row.sections:
            first.setdefault(section, number)
    for one in reversed(sections):
        name, parent = shown(one.id), shown(one.parent or "")
        if name in first and parent:
            first[parent] = min(first[name], first.get(parent, first[name]))
    return first


def _counts(counts: Mapping[tuple[str, int], int], section: str) -> tuple[int, ...]:
    return tuple(counts.get((section, rank), 0) for rank in range(len(RANKS)))


def _depths(sections: Iterable[Outlined]) -> Mapping[str, int]:
    depths: dict[str, int] = {}
    for one in sections:
        depths[one.id] = depths[one.parent] + 1 if one.parent in depths else 0
    return depths
