"""What was confirmed and no longer fits, and what never was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.place import Place
from specctl.model.word import Word


class Worded(NamedTuple):
    """A clause as it is, or as it was.

    Attributes:
        text: normalised, with what it introduces, without anchors.
        authority, tags: the effective ones of its section.
        counted: what of these counts towards its fingerprint.
        section: the id of its section.
        place: where it stands, or stood.
    """

    text: str
    authority: str | None
    tags: tuple[str, ...]
    counted: tuple[str, ...]
    section: str
    place: Place


class Commit(NamedTuple):
    """A commit, and its author's day, ``2026-01-31``."""

    id: str
    date: str


class About(NamedTuple):
    """An eval or example, and a clause that it is about.

    Attributes:
        kind: ``eval`` or ``example``.
        id: of the eval; ``section#example`` of an example.
        place: its file, or the example in the body.
        clause: the anchor.
        section: the id of the section that carries it.
    """

    kind: str
    id: str
    place: Place
    clause: str
    section: str


@dataclass(frozen=True, slots=True)
class Stale:
    """An eval or example whose clause is another one than was confirmed.

    Attributes:
        about: which one, and of which clause.
        confirmed: the fingerprint under which somebody last looked.
        now: the clause as it is.
        was: the clause that has the fingerprint, or None where nobody knows which one that was.
        words: the marks that lead from its text to the present one.
        since: the commit from which on the clause is another; None where that is not known, or,
            with ``was``, where it is not committed yet.
    """

    about: About
    confirmed: str
    now: Worded
    was: Worded | None = None
    words: tuple[Word, ...] = ()
    since: Commit | None = None


@dataclass(frozen=True, slots=True)
class Staleness:
    """What of one spec has to be looked at again.

    Attributes:
        rev: the side as the user named it.
        commit: its full id where it is a revision, else None.
        stale: by clause in document order; of a clause evals first.
        unconfirmed: what is about a clause that nobody confirmed, in the same order.
        fits: how many confirmations fit.
        doubtful: where it stands why nobody knows what a section or eval is to say.
        unknown: why the history does not tell what a clause was; "" where it may.
    """

    rev: str
    commit: str | None
    stale: tuple[Stale, ...]
    unconfirmed: tuple[About, ...]
    fits: int
    unknown: str = ""
    doubtful: tuple[Place, ...] = ()
