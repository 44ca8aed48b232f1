"""The page of a change class, shown by ``specctl class NAME``."""

from __future__ import annotations

from typing import NamedTuple

from specctl.model.change import Gate
from specctl.model.word import Word


class Excerpt(NamedTuple):
    """A file of an old and a new spec, or a part of it.

    ``path`` begins with ``spec/``; ``part`` is ``front matter``, ``body`` or "" for the whole
    file; ``lines`` are kept, removed or added, as the words of a row are.
    """

    path: str
    part: str
    lines: tuple[Word, ...]

    @property
    def old(self) -> str | None:
        """The old text; None where the file is new."""
        return self._side("-")

    @property
    def new(self) -> str | None:
        """The new text; None where the file is gone."""
        return self._side("+")

    def _side(self, op: str) -> str | None:
        found = [one.text for one in self.lines if one.op in ("=", op)]
        return "".join(f"{text}\n" for text in found) if found or self.part else None


class PairRow(NamedTuple):
    """A row of the review of a pair: its classes, gravest first, and its rank."""

    classes: tuple[str, ...]
    rank: int


class Pair(NamedTuple):
    """An old and a new spec, and the rows between.

    ``note`` says in a sentence what to see in it, or is ""; ``files`` are those that matter, the
    rest of the spec is the same.
    """

    note: str
    rows: tuple[PairRow, ...]
    files: tuple[Excerpt, ...]


class Weight(NamedTuple):
    """A rank and its gate, and when they hold: "" for always, where nothing else is said."""

    when: str
    rank: int
    gate: Gate


class Accuracy(NamedTuple):
    """How right a class is on the labelled set.

    Attributes:
        there: in how many rows of the set it should be.
        said: in how many rows specctl says it.
        right: in how many both is so.
        precision: the share of what is said that is right; 1 where nothing is said.
        recall: the share of what is there that is said; 1 where nothing is there.
        taken_for: the classes that rows of this class are taken for, and how many rows; ``nothing``
            where the row is missing.
        taken: the classes that rows taken for this one are, and how many; ``nothing`` where there
            should be no row.
    """

    there: int
    said: int
    right: int
    precision: float
    recall: float
    taken_for: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()


class ClassPage(NamedTuple):
    """What there is to say of a change class.

    Attributes:
        name: never changes its meaning.
        summary: one line, what happened.
        about: when it applies, why it has its rank, and what to look at, in paragraphs of one
            line each.
        weights: its rank and gate by default.
        here: those that the spec at hand gives it, or () where it leaves them as they are.
        manifest: where it gives them, or "".
        is_one: a pair that bears the class.
        is_not: a pair that looks like it, and what that is instead.
        accuracy: how right specctl is about it.
    """

    name: str
    summary: str
    about: str
    weights: tuple[Weight, ...]
    is_one: Pair
    is_not: Pair
    accuracy: Accuracy
    here: tuple[Weight, ...] = ()
    manifest: str = ""
