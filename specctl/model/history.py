"""How a spec came to be what it is: the steps of its history, and what they did to one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.change import Change


class Edit(NamedTuple):
    """One file of the spec folder in a step: git's ids of its content, "" where it is not there."""

    path: str
    before: str
    after: str


class Step(NamedTuple):
    """What was merged at once: a commit of the first-parent line, against its first parent.

    Attributes:
        commit: its id.
        parent: that of its first parent; "" for the first commit of all.
        date: the author's, ``YYYY-MM-DD``.
        author, email: as the commit has them.
        subject: the first line of its message.
        edits: the spec's own files that differ, paths relative to the spec folder.
        proposals: the folders of the proposals that it adds or changes.
        cut: whether the history was cut off here, so that what it did is not known.
    """

    commit: str
    parent: str
    date: str
    author: str
    email: str
    subject: str
    edits: tuple[Edit, ...]
    proposals: tuple[str, ...] = ()
    cut: bool = False


class Tag(NamedTuple):
    """A tag, and the commit that it names."""

    name: str
    commit: str


class Release(NamedTuple):
    """A tag that names a version of the spec, and the number of the step that it holds last."""

    tag: str
    version: str
    commit: str
    step: int


class Trace(NamedTuple):
    """By what an element is known in a file.

    Attributes:
        path: of the file, relative to the spec folder.
        kind: the element's.
        ids: its anchors, or its id.
        text: the fingerprint of what a sentence says, "" for what is none.
    """

    path: str
    kind: str
    ids: tuple[str, ...]
    text: str = ""


class Mark(NamedTuple):
    """One thing that a row is about, before and after.

    ``says`` tells whether it says something else than before, typography, place and the new names
    of what it refers to aside.
    """

    before: Trace | None
    after: Trace | None
    says: bool = False


class Told(NamedTuple):
    """A row of a step, without its deltas, and what it is about."""

    row: Change
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What a step did to one file.

    Attributes:
        told: the rows that are about it, in the order of the review.
        origin: where it was before the step; None where it came into being.
        homes: of an eval, the files of the sections that carried its clauses before the step; None
            where they are those that carry them after it.
    """

    told: tuple[Told, ...] = ()
    origin: str | None = None
    homes: tuple[str, ...] | None = None
