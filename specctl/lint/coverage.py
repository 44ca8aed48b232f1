"""How much of a spec its evals test, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from specctl.lint.card import EvalCard, SectionCard
from specctl.lint.whole import Whole


class Covered(NamedTuple):
    """What is tested of a section, or of several.

    Attributes:
        clauses: sentences that instruct the model.
        tested: those of them whose anchor an eval tests.
        evals: the evals that test them.
        prompts: the prompts of these evals.
    """

    clauses: int
    tested: int
    evals: int
    prompts: int

    @property
    def share(self) -> float | None:
        """The part of the clauses that is tested, 0.0 to 1.0; None where there are none."""
        return self.tested / self.clauses if self.clauses else None


class SectionRow(NamedTuple):
    """A section in the table; ``authority`` is the effective one, None where it has none."""

    id: str
    title: str
    path: str
    status: str
    authority: str | None
    covered: Covered


class LevelRow(NamedTuple):
    """An authority level in the table; None for the sections without one."""

    authority: str | None
    sections: int
    covered: Covered


class Coverage(NamedTuple):
    """The whole table.

    Attributes:
        sections: those that have clauses, by path.
        levels: the highest first, those without sections left out; no authority comes last.
        total: of all sections.
    """

    sections: Sequence[SectionRow]
    levels: Sequence[LevelRow]
    total: LevelRow


def coverage(whole: Whole) -> Coverage:
    """How much of a spec its evals test. An eval that tests two sections counts in both."""
    found = [
        (_row(one, tests, whole), tests)
        for one, tests in ((one, tests_of(one, whole)) for one in whole.sections)
        if one.clauses
    ]
    named = [*whole.manifest.levels, *sorted({r.authority for r, _ in found if r.authority})]
    order: list[str | None] = [*dict.fromkeys(named), None]
    levels = (
        _level(level, [(row, tests) for row, tests in found if row.authority == level])
        for level in order
    )
    rows = [row for row, _ in found]
    return Coverage(rows, [one for one in levels if one.sections], _level(None, found))


def tests_of(section: SectionCard, whole: Whole) -> list[EvalCard]:
    """The evals that test a clause of a section, each once."""
    found = {
        id(one): one
        for anchor in section.anchors
        if anchor.clause >= 0
        for one in whole.tests.get(anchor.id, ())
    }
    return list(found.values())


def tested(section: SectionCard, whole: Whole) -> int:
    """How many clauses of a section have an anchor that an eval tests."""
    return len({a.clause for a in section.anchors if a.clause >= 0 and a.id in whole.tests})


def _row(one: SectionCard, tests: Sequence[EvalCard], whole: Whole) -> SectionRow:
    covered = Covered(one.clauses, tested(one, whole), len(tests), _prompts(tests))
    status, authority = whole.status(one), whole.authority(one)
    return SectionRow(one.id, one.title, one.path, status, authority, covered)


def _level(level: str | None, found: Sequence[tuple[SectionRow, Sequence[EvalCard]]]) -> LevelRow:
    distinct = {id(one): one for _, tests in found for one in tests}.values()
    clauses = sum(row.covered.clauses for row, _ in found)
    checked = sum(row.covered.tested for row, _ in found)
    covered = Covered(clauses, checked, len(distinct), _prompts(distinct))
    return LevelRow(level, len(found), covered)


def _prompts(tests: Iterable[EvalCard]) -> int:
    return sum(len(one.prompts) for one in tests)
