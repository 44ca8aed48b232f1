"""What a changelog says of each proposal, and which rows no proposal speaks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.proposal import Proposal
from specctl.model.release import Entry
from specctl.model.spec import Section, Spec

GRAVE = 2
"""Rows of this rank or graver must be in an entry."""

_ELSEWHERE = "The spec as a whole"


class Merged(NamedTuple):
    """A proposal, the rows of what was merged of it, and what its authors say that it changes."""

    proposal: Proposal
    rows: Sequence[Change]
    said: str = ""


def entries(
    rows: Sequence[Change], merged: Sequence[Merged], base: Spec, head: Spec
) -> tuple[tuple[Entry, ...], tuple[Change, ...]]:
    """The entries of a changelog, and the rows that are in none.

    A row since the last release is the same that a proposal brought, or what became of one about
    the same thing, where several proposals changed it.

    Args:
        rows: since the last release.
        merged: the proposals that were merged since, in their order.
        base, head: the spec of the last release, and now.
    """
    owners = _Owners(merged)
    of: dict[int, list[Change]] = {number: [] for number in range(len(merged))}
    loose = []
    for row in rows:
        number = owners.of(row)
        if number is None:
            loose.append(row)
        else:
            of[number].append(row)
    found = [_entry(one, of[number], base, head) for number, one in enumerate(merged)]
    themes = list(dict.fromkeys(one.theme for one in found))
    return tuple(sorted(found, key=lambda one: themes.index(one.theme))), tuple(loose)


class _Owners:
    """Which proposal a row belongs to."""

    def __init__(self, merged: Sequence[Merged]) -> None:
        self._keys: dict[object, int] = {}
        for number, one in enumerate(merged):
            for row in one.rows:
                for key in _keys(row):
                    self._keys.setdefault(key, number)

    def of(self, row: Change) -> int | None:
        """The number of the proposal, the nearest first; None where it is nobody's."""
        return next((self._keys[key] for key in _keys(row) if key in self._keys), None)


def _keys(row: Change) -> Iterator[object]:
    """What a row is known by, the narrowest first."""
    yield row.fingerprint
    if row.subject.id:
        yield row.section, row.subject.kind, row.subject.id
    yield from _sections(row)


def _sections(row: Change) -> Iterator[str]:
    """The sections that a row is about."""
    others = [one for delta in row.deltas for one in (delta.head_section, delta.base_section)]
    named = [row.section, *(member.section for member in row.members), *others]
    yield from dict.fromkeys(one for one in named if one)


def _entry(one: Merged, rows: Sequence[Change], base: Spec, head: Spec) -> Entry:
    ids = list(dict.fromkeys(section for row in rows for section in _sections(row)))
    titles = {section.id: section.title for spec in (base, head) for section in spec.sections}
    return Entry(
        one.proposal,
        tuple(rows),
        one.proposal.theme or _theme(rows, base, head),
        tuple((id_, titles.get(id_, id_)) for id_ in ids),
        one.said,
    )


def _theme(rows: Iterable[Change], base: Spec, head: Spec) -> str:
    """The title of the top-level section in which most of the gravest rows are, if one has most."""
    graded = [(row.rank, row.section) for row in rows if row.section]
    gravest = min((rank for rank, _ in graded), default=0)
    tops = (_top(section, base, head) for rank, section in graded if rank == gravest)
    found = Counter(one.title for one in tops if one)
    title, many = found.most_common(1)[0] if found else (_ELSEWHERE, 0)
    return title if 2 * many > found.total() else _ELSEWHERE


def _top(section: str, base: Spec, head: Spec) -> Section | None:
    spec = head if head.section(section) else base
    one = spec.section(section)
    while one is not None and one.parent and spec.section(one.parent):
        one = spec.section(one.parent)
    return one


def counted(rows: Iterable[Change]) -> Mapping[str, int]:
    """Rows by class, in their order."""
    return dict(Counter(row.cls for row in rows))
