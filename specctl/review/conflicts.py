"""What two branches do to each other, though git may merge them without a word.

Each is compared with the spec at which it began, which need not be the same: an element of either
is the same thing for both if it stands in the same file under the same id, or in the same words.
What both do alike is no conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.review import Conflict
from specctl.model.spec import Spec
from specctl.review.touches import Edit, Touch, Toucher, edits


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: the spec at which it began, its own, and its rows from there."""

    base: Spec
    spec: Spec
    rows: Sequence[Change]


class Found(NamedTuple):
    """The conflicts of two branches, the gravest first, and our rows that both make."""

    conflicts: tuple[Conflict, ...]
    same: tuple[Change, ...]


def conflicts(ours: Branch, theirs: Branch) -> Found:
    """What does not go together in two branches; which is which only says what is told first."""
    known = {row.fingerprint for row in theirs.rows}
    same = tuple(row for row in ours.rows if row.fingerprint in known)
    told = {row.fingerprint for row in same}
    sides = [
        replace(one, rows=[r for r in one.rows if r.fingerprint not in told and r.rank < _COSMETIC])
        for one in (ours, theirs)
    ]
    found = _Found()
    _same_elements(found, *sides)
    mine, others = (_by_key(Toucher(one.base, one.spec).touches(one.rows)) for one in sides)
    for rule in _RULES:
        _apply(found, rule, mine, others, swapped=False)
        if rule.ours != rule.theirs:
            _apply(found, rule, others, mine, swapped=True)
    return Found(tuple(sorted(found.all(), key=_rank)), same)


def _rank(one: Conflict) -> int:
    return min(row.rank for row in (*one.ours, *one.theirs))


_COSMETIC = 5


class _Found:
    """Conflicts as they are found: rows are gathered by what is said of them."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[dict[str, Change], dict[str, Change]]] = {}
        self._pairs: set[tuple[str, str]] = set()

    def add(self, kind: str, why: str, ours: Change, theirs: Change) -> None:
        """Enter two rows, once: what is found first says most."""
        if (ours.id, theirs.id) in self._pairs:
            return
        self._pairs.add((ours.id, theirs.id))
        mine, others = self._rows.setdefault((kind, why), ({}, {}))
        mine[ours.id], others[theirs.id] = ours, theirs

    def all(self) -> list[Conflict]:
        """All that were found, in that order."""
        return [
            Conflict(kind, why, tuple(ours.values()), tuple(theirs.values()))
            for (kind, why), (ours, theirs) in self._rows.items()
        ]


def _same_elements(found: _Found, ours: Branch, theirs: Branch) -> None:
    """What both make something else of."""
    known: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits(theirs.rows):
        known[edit.key].append(edit)
    for mine in edits(ours.rows):
        for other in known.get(mine.key, ()):
            if mine.now != other.now:
                gone = None in (mine.now, other.now)
                said = f"one branch takes {mine.what} away, and the other one changes it"
                why = said if gone else f"both branches change {mine.what}"
                found.add(mine.kind, why, mine.row, other.row)


class _Rule(NamedTuple):
    """What one branch does, what the other one does to the same thing, and what that is called."""

    ours: str
    theirs: str
    kind: str
    why: str


_GONE = "the {key} is gone in one branch, and the other one "
_RENAMED = "the {key} has another name in one branch, and the other one "
_EXCEPTS = "`{theirs}` is an exception to `{key}`, and each branch changes one of them"
_SHOWS = "the example `{theirs}` shows [^{key}]; one confirms it, the other one changes the clause"
_TESTS = "the eval `{theirs}` tests [^{key}]; one branch changes it, and the other one the clause"

_RULES = (
    _Rule("adds", "adds", "same-id", "both branches add the {key}"),
    _Rule("gone", "inside", "gone", f"{_GONE}edits it"),
    _Rule("gone", "cites", "gone", f"{_GONE}newly cites it"),
    _Rule("renamed", "inside", "renamed", f"{_RENAMED}edits it"),
    _Rule("renamed", "cites", "renamed", f"{_RENAMED}newly cites it"),
    _Rule("norm", "excepts", "exception", _EXCEPTS),
    _Rule("clause", "eval", "eval", _TESTS),
    _Rule("clause", "shows", "eval", _SHOWS),
)

_Touches = Mapping[tuple[str, str], Sequence[Touch]]


def _by_key(found: Iterable[Touch]) -> _Touches:
    known: dict[tuple[str, str], list[Touch]] = defaultdict(list)
    for one in found:
        known[one.role, one.key].append(one)
    return known


def _apply(found: _Found, rule: _Rule, one: _Touches, other: _Touches, *, swapped: bool) -> None:
    """Enter what a rule finds between what one branch touches and the other one."""
    for (role, key), here in one.items():
        there = other.get((rule.theirs, key), ()) if role == rule.ours else ()
        for first, second in product(here, there):
            why = rule.why.format(key=key, theirs=second.by)
            rows = (second.row, first.row) if swapped else (first.row, second.row)
            found.add(rule.kind, why, *rows)
