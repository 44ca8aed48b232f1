"""How much of a spec its evals test, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.settings import Settings
from specctl.lint.whole import Whole
from specctl.lint.whole import whole as put_together
from specctl.model.coverage import Coverage, Covered, LevelCoverage, SectionCoverage
from specctl.model.place import among
from specctl.model.spec import Manifest


class _Row(NamedTuple):
    """A section's row, and the evals that it counts."""

    row: SectionCoverage
    evals: Sequence[EvalCard]


def coverage(
    cards: Iterable[Card], folder: str, manifest: Manifest, within: Sequence[str] = ()
) -> Coverage:
    """The table of a spec: what is tested of each section that has clauses, and of each level.

    Args:
        cards: of all files.
        folder: the spec folder's name.
        manifest: the spec's.
        within: show only the sections in these files and folders.
    """
    return coverage_of(put_together(cards, folder, manifest, Settings(), date.min), within)


def coverage_of(whole: Whole, within: Sequence[str] = ()) -> Coverage:
    """The same, of cards that were put together."""
    shown = (one for one in whole.sections if not within or among(one.path, within))
    rows = [_row(one, whole) for one in shown if one.clauses]
    by_level: dict[str | None, list[_Row]] = {level: [] for level in whole.manifest.levels}
    for row in rows:
        if row.row.authority is not None:
            by_level.setdefault(row.row.authority, []).append(row)
    by_level[None] = [row for row in rows if row.row.authority is None]
    levels = (_level(level, some) for level, some in by_level.items() if some)
    return Coverage(tuple(row.row for row in rows), tuple(levels), _level(None, rows))


def tested(section: SectionCard, whole: Whole) -> int:
    """How many clauses of a section have an anchor that an eval tests."""
    return len({a.clause for a in section.anchors if a.clause >= 0 and a.id in whole.tests})


def _row(one: SectionCard, whole: Whole) -> _Row:
    anchors = [anchor.id for anchor in one.anchors if anchor.clause >= 0]
    evals = _once(test for anchor in anchors for test in whole.tests.get(anchor, ()))
    covered = Covered(one.clauses, tested(one, whole), len(evals), _prompts(evals))
    authority, status = whole.authority(one), whole.status(one)
    return _Row(SectionCoverage(one.id, one.title, one.path, authority, status, covered), evals)


def _level(level: str | None, rows: Sequence[_Row]) -> LevelCoverage:
    evals = _once(one for row in rows for one in row.evals)
    clauses = sum(row.row.covered.clauses for row in rows)
    checked = sum(row.row.covered.tested for row in rows)
    covered = Covered(clauses, checked, len(evals), _prompts(evals))
    return LevelCoverage(level, len(rows), covered)


def _once(evals: Iterable[EvalCard]) -> list[EvalCard]:
    return list({one.path: one for one in evals}.values())


def _prompts(evals: Iterable[EvalCard]) -> int:
    return sum(len(one.prompts) for one in evals)
