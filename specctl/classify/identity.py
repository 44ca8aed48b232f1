"""What a row is known by: a fingerprint of what changed, and of nothing else.

It covers the classes, the ids of section and subject on both sides, and the whole content of what
the row is about: of a section or eval that came or went everything that stands in it, of a bulk
row every change that it gathers. A row that gives a section another weight (its authority, status,
tags, kind or exceptions) is about what stands in it, and so covers the base's text of it, and of
those below that inherit. So whoever has read a row has read what its fingerprint stands for, and an
edit of that gives another one.

It does not cover where things stand, ranks and gates, the row's sentence, or any other row. So it
stays over a rebase, an edit elsewhere, a reflow (typography, line breaks, list markers, the order
of front matter) and another policy.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from specctl.classify.bears import Bears
from specctl.classify.broken import Broken
from specctl.classify.looks import FRONT, letters
from specctl.index import upwards
from specctl.model.change import Change, Delta, Difference, Element
from specctl.model.spec import Passage, Section, Spec
from specctl.words import digest

SHORT = 10
"""So many digits of a fingerprint are a row's id."""

_LISTS = frozenset({"children", "list"})
"""Lists in which a delta echoes: what else they hold is no part of it."""


class Identity(NamedTuple):
    """Makes fingerprints; knows all that stands in the files that differ."""

    base: Spec
    head: Spec
    difference: Difference

    def of(self, delta: Delta, classes: Collection[str], shifted: Sequence[Bears] = ()) -> str:
        """The fingerprint of the row of one delta; ``shifted`` is what changes with its place."""
        echoes = [
            (_told(old), _told(new))
            for old, new in delta.also
            if not {e.kind for e in (old, new) if e} & _LISTS
        ]
        return _digest(
            sorted(classes),
            shifted,
            (delta.kind, delta.op, delta.base_section, delta.head_section),
            sorted(delta.paths) if delta.op in _BY_PATHS else None,
            self._side(delta, delta.before, "base"),
            self._side(delta, delta.after, "head"),
            sorted(echoes, key=repr),
            *self._weighed(delta, bool(_WEIGHING.intersection(classes)), bool(shifted)),
        )

    def _weighed(self, delta: Delta, weighing: bool, shifted: bool) -> Iterator[Any]:
        """What the base has in the sections that get another weight."""
        home = delta.base_section
        if home is None or not (
            (delta.kind == "field" and weighing) or (delta.kind == "section" and shifted)
        ):
            return
        below = delta.kind == "section" or delta.one.key in _INHERITED
        for one in self.base.sections:
            above = upwards(self.base, one) if below else (one,)
            if any(section.id == home for section in above):
                yield one.id, [passage.norm for passage in one.passages], _shown(one)

    def _side(self, delta: Delta, element: Element | None, side: str) -> Any:
        """All that a delta is about on one side."""
        if element is None or delta.kind == "file":
            return element and (element.owner, self._bytes(delta, element, side))
        return [_told(one) for one in (element, *self._within(delta, element, side))]

    def _bytes(self, delta: Delta, element: Element, side: str) -> str:
        """What a file holds that nobody could read, or that is no part of the spec."""
        spec = self.base if side == "base" else self.head
        path = element.place.path
        content = spec.content.get(path, spec.baseline) if delta.op != "restyled" else None
        return digest(content or b"")

    def _within(self, delta: Delta, element: Element, side: str) -> list[Element]:
        """What came or went with an element: front matter by key, the rest as it reads."""
        if delta.op == "placed" or (delta.op == "changed" and "text" not in delta.paths):
            return []
        if delta.kind not in ("section", "eval", "example"):
            return []
        tiles = self.difference.tiles.get((side, element.place.path), ())
        found = [e for e in tiles if delta.kind != "example" or e.parent == element.key]
        return sorted(found, key=_order)


def _shown(section: Section) -> list[Any]:
    """What the examples of a section show."""
    talks = [one.conversation for one in section.examples]
    messages = [message for talk in talks if talk for message in talk.messages]
    return [
        [one.title for one in section.examples],
        [(one.role, one.text.split(), one.verdict, one.reason) for one in messages],
    ]


_WEIGHING = frozenset({"authority-raised", "authority-lowered", "scope-changed"})
_INHERITED = ("field/authority", "field/status", "field/tags")


def _order(element: Element) -> tuple[bool, str]:
    """Front matter says the same in any order; sorting keeps that of the body."""
    front = element.kind in FRONT
    return not front, element.key.partition("@")[0] if front else ""


_BY_PATHS = ("placed", "merged", "split")
"""What happens to a whole section or eval; only its paths say how, or where it went."""


def of_fault(fault: Broken) -> str:
    """The fingerprint of the row about something that is broken."""
    return _digest(fault.cls, fault.key)


def of_many(fingerprints: Iterable[str]) -> str:
    """The fingerprint of a row that gathers others."""
    return _digest(sorted(fingerprints))


def named(rows: Sequence[Change]) -> Iterator[Change]:
    """Rows with their ids; those that are alike in everything are counted in their order.

    Which of them is which then makes no difference to a reader: they say the same of the same.
    """
    seen: dict[str, int] = {}
    taken: set[str] = set()
    for row in rows:
        times = seen[row.fingerprint] = seen.get(row.fingerprint, 0) + 1
        full = row.fingerprint if times == 1 else _digest(row.fingerprint, times)
        size = next(n for n in range(SHORT, len(full) + 1) if full[:n] not in taken)
        taken.add(full[:size])
        yield row._replace(id=full[:size], fingerprint=full)


def _told(element: Element | None) -> Any:
    """What an element says, and the letters of what is written in and beside it: comments, tags."""
    if element is None:
        return None
    subject = (element.kind, element.subject.kind, element.subject.id, element.owner)
    if element.kind in ("section", "eval"):
        return (*subject, getattr(element.source, "parent", None))
    within = "" if isinstance(element.source, Passage) else element.raw  # its value is all of it
    written = [letters(text) for text in (within, element.lead or "", element.gap)]
    return (*subject, element.value, written)


_ENCODE = json.JSONEncoder(default=repr, sort_keys=True, separators=(",", ":")).encode


def _digest(*parts: Any) -> str:
    """A hash of plain data, in hexadecimal digits; mappings have no order."""
    return digest(_ENCODE(parts).encode())
