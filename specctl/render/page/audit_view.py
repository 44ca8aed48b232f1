"""The page of an audit as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model import Outlined
from specctl.model.audit import LACKING, Audit, State
from specctl.render import audited, wording
from specctl.render.page.audit_records import Ranks, Record, ranked, record_of
from specctl.render.page.rows import NOWHERE, Row
from specctl.render.page.text import shown
from specctl.render.page.view import Option


class Share(NamedTuple):
    """The rows of one state: how many, in words, and their stretch of a bar of 1,000."""

    state: str
    name: str
    many: int
    start: int
    length: int


class Group(NamedTuple):
    """The records under one heading, and how many there are in words."""

    id: str
    name: str
    said: str
    records: tuple[Record, ...]


class Place(NamedTuple):
    """A section in which rows are."""

    id: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page says.

    Attributes:
        name: the spec's.
        base, head: the versions.
        verdict: whether something slipped by, and ``lacking`` how many rows lack an approval.
        total: how many rows there are in all, in words.
        shares: how many rows are in which state.
        brought: by how many changes of which kind.
        groups: the records, by the heading that they stand under.
        ranks: how many rows there are of each rank.
        sections: in which there are rows, in the order of the spec.
        filters: what each other list may be set to.
    """

    name: str
    base: str
    head: str
    verdict: str
    slipped: bool
    lacking: str
    total: str
    shares: tuple[Share, ...]
    brought: tuple[str, ...]
    groups: tuple[Group, ...]
    ranks: Ranks
    sections: tuple[Place, ...]
    filters: Mapping[str, tuple[Option, ...]]

    @property
    def rows(self) -> int:
        """How many rows there are; those that two records share count in both."""
        return sum(many for _, _, many in self.ranks)


def view(audit: Audit) -> Page:
    """An audit as the page shows it."""
    records = tuple(record_of(one) for one in audit.records)
    rows = [told.row for one in records for told in one.rows]
    data = [told.data for one in records for told in one.rows]
    slipped = sum(one.slipped for one in records)
    groups = (
        Group("slipped", "What slipped by", *_some(records[:slipped])),
        Group("sound", "In order", *_some(records[slipped:])),
    )
    return Page(
        shown(audit.name),
        shown(wording.side(audit.base)),
        shown(wording.side(audit.head)),
        audited.verdict(audit),
        slipped > 0,
        wording.count(sum(audit.counts[state] for state in LACKING), "row"),
        wording.count(sum(audit.counts.values()), "row"),
        tuple(_shares(audit.counts)),
        audited.kinds(audit),
        tuple(group for group in groups if group.records),
        ranked(row.rank for row in rows),
        tuple(_places(audit, {one for row in rows for one in row.sections})),
        _filters(rows, data),
    )


def _some(records: tuple[Record, ...]) -> tuple[str, tuple[Record, ...]]:
    return wording.count(len(records), "change"), records


def _shares(counts: Mapping[State, int]) -> Iterator[Share]:
    total, done = sum(counts.values()), 0
    for state, many in counts.items():
        start, done = 1000 * done // max(total, 1), done + many
        upto = 1000 * done // max(total, 1)
        yield Share(state.value, audited.STATES[state], many, start, upto - start)


# --- filters -------------------------------------------------------------------------------------


def _filters(
    rows: Sequence[Row], data: Sequence[Mapping[str, Sequence[str]]]
) -> Mapping[str, tuple[Option, ...]]:
    """The choices of each list with their counts; lists with nothing to choose are left out."""
    facets = {
        "class": Counter(name for row in rows for name in row.classes),
        "proposal": Counter(one for each in data for one in each["proposal"]),
        "version": Counter(one for each in data for one in each["version"]),
        "authority": Counter(name for row in rows for name in row.levels),
        "owner": Counter(name for row in rows for name in row.owners),
    }
    return {
        name: tuple(Option(value, many) for value, many in sorted(counts.items()))
        for name, counts in facets.items()
        if len(counts) > 1
    }


def _places(audit: Audit, wanted: set[str]) -> Iterator[Place]:
    """The sections in which rows are, and those above them, as a tree of all reviews'."""
    if NOWHERE in wanted:
        yield Place(NOWHERE, NOWHERE, 0)
    tree: dict[str | None, list[Outlined]] = {}
    known: set[str] = set()
    for record in sorted(audit.records, key=lambda one: one.merge.date, reverse=True):
        for one in record.review.outline.sections:
            if one.id not in known:
                parent = one.parent if one.parent in known else None
                tree.setdefault(parent, []).append(one)
                known.add(one.id)
    yield from _below(None, 0, tree, wanted)


def _below(
    parent: str | None, depth: int, tree: Mapping[str | None, Sequence[Outlined]], wanted: set[str]
) -> Iterator[Place]:
    """Those of the sections below one that are wanted, or have one below that is."""
    for one in tree.get(parent, ()):
        below = tuple(_below(one.id, depth + 1, tree, wanted))
        if below or shown(one.id) in wanted:
            yield Place(shown(one.id), shown(one.title) or shown(one.id), depth)
        yield from below
