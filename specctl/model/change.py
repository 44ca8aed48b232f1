"""What two specs differ in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from specctl.model.place import Place, Span
from specctl.model.word import Word

RANKS = ("broken", "policy", "behaviour", "clarity", "structure", "cosmetic")
"""The name of each rank, by number."""


class Gate(StrEnum):
    """What a row means for a merge."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Subject(NamedTuple):
    """What a change is about. ``ids`` lists every anchor where a clause carries several."""

    kind: str
    id: str | None = None
    ids: tuple[str, ...] = ()


class Element(NamedTuple):
    """The smallest thing of a file that a change can be about; elements tile their file's lines.

    Attributes:
        kind: what it is: ``field``, ``clause``, ``reply``, ``prompt`` and so on.
        key: its identity within the section or eval that owns it.
        owner: the id of the section or eval that it belongs to; "" for the manifest.
        subject: what a row about it names.
        value: plain data, normalised: what is compared.
        raw: as written, to tell typography from nothing at all.
        place: exactly where it stands.
        span: the lines that it accounts for, blank lines after it included.
        source: the value of :mod:`specctl.model.spec` that it was made from.
        parent: the key of the element that contains it (a reply's example), or "".
        gap: what stands between it and the next element: blank lines, spaces.
        lead: what stands above it where it is the first of its part of the file, else None.
        shown: what a row shows of it, as written: text or plain data.
    """

    kind: str
    key: str
    owner: str
    subject: Subject
    value: Any
    raw: str
    place: Place
    span: Span
    source: Any = None
    parent: str = ""
    gap: str = ""
    lead: str | None = None
    shown: Any = None


class Delta(NamedTuple):
    """One difference between two specs, before anybody judged it.

    Attributes:
        kind: the elements' kind; ``section`` or ``eval`` for the whole of one.
        op: what happened: added, removed, changed, restyled (it says the same but is written
            otherwise); for a whole section or eval also placed (``paths`` tells id, parent, order
            or section), merged, split.
        before, after: the element on either side; None where there is none.
        paths: which parts of ``value`` differ (``("verdict",)``), or how it is restyled; for a
            section that was merged or split the ids of those that took its content.
        base_section, head_section: the ids of the sections that hold it, on either side.
        moved: whether it also stands elsewhere than before.
        also: further pairs of elements in which the same difference shows (its entry in front
            matter, the list of its parent).
        note: for a whole section where what it held went, in words.
        parts: for a whole section or eval that came or went, what came or went with it: its text,
            examples, rubrics and prompts, in the order of its file.
    """

    kind: str
    op: str
    before: Element | None
    after: Element | None
    paths: tuple[str, ...] = ()
    base_section: str | None = None
    head_section: str | None = None
    moved: bool = False
    also: tuple[tuple[Element | None, Element | None], ...] = ()
    note: str = ""
    parts: tuple[Element, ...] = ()

    @property
    def one(self) -> Element:
        """The element after, else before."""
        element = self.after or self.before
        assert element is not None
        return element

    def held(self, key: str) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
        """The mappings that an entry has under a key before and after; empty where it has none."""
        entries = (element.source if element else None for element in (self.before, self.after))
        found = (one.get(key) if isinstance(one, Mapping) else None for one in entries)
        before, after = (one if isinstance(one, Mapping) else {} for one in found)
        return before, after


class Difference(NamedTuple):
    """What two specs differ in, and what became of what.

    Attributes:
        deltas: in the order of the head's sections, then its evals, then the manifest.
        levels: authority levels that got a new name, old to new.
        sections, evals: ids of the base's to those of the head's, of all that are on both sides.
        examples: (section, example) of the base's to those of the head's, of all that are on both
            sides of a section that differs.
        tiles: the elements of every file that differs, by (side, path); the side is ``base`` or
            ``head``. They tile the file's lines.
    """

    deltas: tuple[Delta, ...]
    levels: Mapping[str, str]
    sections: Mapping[str, str]
    evals: Mapping[str, str]
    examples: Mapping[tuple[str, str], tuple[str, str]]
    tiles: Mapping[tuple[str, str], tuple[Element, ...]]


class Member(NamedTuple):
    """One further place of a row: an occurrence of a bulk change, or its echo elsewhere."""

    section: str | None
    subject: Subject
    base: Place | None
    head: Place | None


class Decided(NamedTuple):
    """The words that decided a class, such as ``must -> should``.

    A class that the row does not bear is what changed with the place of a thing that moved.
    """

    cls: str
    words: str


class Change(NamedTuple):
    """One classified difference: a row of the review.

    Attributes:
        id: short and stable: what its fingerprint begins with.
        cls: the gravest class.
        classes: every class, gravest first, ``cls`` included.
        rank: 0 (broken) to 5 (cosmetic).
        gate: what it means for a merge.
        section: the head's section, else the base's; None for the manifest.
        authority: the head's effective authority, else the base's.
        before, after: text or plain data; None where there is none.
        words: word-level marks from before to after, where both are text.
        base, head: where it stands on either side.
        members: further places.
        message: one sentence for people.
        decided: the words that decided its classes, gravest first.
        bulk: how many alike changes this row gathers; 1 for a plain row.
        deltas: what the row was made from; not part of any output.
        fingerprint: made from all that changed and not from lines: another content, another
            fingerprint.
    """

    id: str
    cls: str
    classes: tuple[str, ...]
    rank: int
    gate: Gate
    section: str | None
    authority: str | None
    subject: Subject
    before: Any
    after: Any
    words: tuple[Word, ...]
    base: Place | None
    head: Place | None
    members: tuple[Member, ...]
    message: str
    decided: tuple[Decided, ...] = ()
    bulk: int = 1
    deltas: tuple[Delta, ...] = ()
    fingerprint: str = ""


class Policy(NamedTuple):
    """How grave a class is and what its rank means: the base manifest's, over the defaults.

    Attributes:
        ranks: class -> rank.
        gates: rank -> gate.
        class_gates: class -> gate, where the manifest names one.
        grave: levels in which rank 2 becomes 1.
    """

    ranks: Mapping[str, int]
    gates: Mapping[int, Gate]
    class_gates: Mapping[str, Gate]
    grave: tuple[str, ...]
