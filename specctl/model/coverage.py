"""How much of a spec its evals test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Covered:
    """What is tested of a section, or of several.

    Attributes:
        clauses: sentences that instruct the model.
        tested: those of them with an anchor that an eval tests.
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


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """A section with clauses; authority and status are the effective ones."""

    id: str
    title: str
    path: str
    authority: str | None
    status: str
    covered: Covered


@dataclass(frozen=True, slots=True)
class LevelCoverage:
    """The sections of an authority level; None for those without one."""

    authority: str | None
    sections: int
    covered: Covered


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table.

    Attributes:
        sections: those that have clauses, by path.
        levels: the highest first, no authority last; levels without such sections left out.
        total: all of them. An eval that tests two sections counts once here, and in both there.
    """

    sections: tuple[SectionCoverage, ...]
    levels: tuple[LevelCoverage, ...]
    total: LevelCoverage
