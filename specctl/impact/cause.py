"""What a row can touch, by what it changes first."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from specctl.model.change import Delta, Difference
from specctl.model.spec import Spec

Key = TypeVar("Key", str, tuple[str, str])


class Cause(NamedTuple):
    """One row as a cause: its id and what it says of the thing that changed."""

    row: str
    what: str


class Causes:
    """The causes among the rows, by what they change first.

    Attributes:
        anchors: by anchor, for the clause that carries it.
        sections: by section id, for what reaches all of a section.
        context: by section id, for its normative clauses that changed, came or went, with their
            anchors; also for what kind of section it is and what it is an exception to.
        whole: by section id, for sections that came or went.
        changed: by section id, whatever reaches those who cite the section.
        terms: by term, for definitions.
        examples: by section and example id, for examples themselves.
        lost: the same of the base, for examples that are gone.
        rubrics: by section and rubric id; ``judged`` are the clauses that they name.
        evals: by eval id, for evals and their prompts themselves.
    """

    __slots__ = (
        "anchors",
        "changed",
        "context",
        "evals",
        "examples",
        "judged",
        "lost",
        "rubrics",
        "sections",
        "terms",
        "whole",
    )

    def __init__(self) -> None:
        self.anchors: dict[str, list[Cause]] = {}
        self.sections: dict[str, list[Cause]] = {}
        self.context: dict[str, list[tuple[Cause, frozenset[str]]]] = {}
        self.whole: dict[str, list[Cause]] = {}
        self.changed: dict[str, list[Cause]] = {}
        self.terms: dict[str, list[Cause]] = {}
        self.examples: dict[tuple[str, str], list[Cause]] = {}
        self.lost: dict[tuple[str, str], list[Cause]] = {}
        self.rubrics: dict[tuple[str, str], list[Cause]] = {}
        self.judged: dict[tuple[str, str], frozenset[str]] = {}
        self.evals: dict[str, list[Cause]] = {}


class Sides(NamedTuple):
    """Both specs, and what became of levels and sections."""

    base: Spec
    head: Spec
    difference: Difference


def add(table: dict[Key, list[Cause]], key: Key, cause: Cause) -> None:
    """Put a cause into a table, once."""
    if cause not in table.setdefault(key, []):
        table[key].append(cause)


def homes(delta: Delta) -> tuple[str, ...]:
    """The sections of a delta on either side, the head's first."""
    return tuple(dict.fromkeys(s for s in (delta.head_section, delta.base_section) if s))
