"""What is read of a spec as it is, or was: one thing of it, or the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.review import Side
from specctl.model.spec import Eval, Passage, Section


class Standing(NamedTuple):
    """What holds of a section, its own or that of a section above it."""

    authority: str | None
    status: str
    owners: tuple[str, ...]
    tags: tuple[str, ...]


class Sentence(NamedTuple):
    """A clause with the section that carries it, and the fingerprint of what it says."""

    clause: Passage
    section: Section
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A section, clause or eval as it is on one side.

    Attributes:
        rev: the side.
        version: the version that the manifest names there, or "".
        kind: ``section``, ``clause`` or ``eval``.
        id: what it is called there.
        asked: what it was asked for as.
        section: the section that it is, or that carries it; of an eval the one of its first clause.
        standing: of that section.
        body: of a section, its text as written, line by line.
        sentences: of a section its clauses, of a clause itself, of an eval those that it tests.
        evals: of a section or clause those that test it, of an eval itself.
    """

    rev: Side
    version: str
    kind: str
    id: str
    asked: str
    section: Section | None
    standing: Standing | None
    body: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    evals: tuple[Eval, ...] = ()


class Entry(NamedTuple):
    """A section in the list.

    Attributes:
        section: the section.
        standing: what holds of it.
        clauses, examples: how many it has.
        evals: how many test its clauses.
    """

    section: Section
    standing: Standing
    clauses: int
    examples: int
    evals: int


class Test(NamedTuple):
    """An eval in the list, with the ids of the sections that carry its clauses."""

    eval: Eval
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is in a spec.

    Attributes:
        rev, version: as in :class:`Shown`.
        name: the manifest's.
        sections: in document order.
        evals: by id.
    """

    rev: Side
    name: str
    version: str
    sections: tuple[Entry, ...]
    evals: tuple[Test, ...]
