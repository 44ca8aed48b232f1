"""What the rows of a branch do to things that another branch may have to do with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specctl.model.change import Change, Delta, Element
from specctl.model.spec import Example, Message, Passage, Section, Spec


class Touch(NamedTuple):
    """A row does something (its role) to a thing, by its key; ``by`` is what it does that with."""

    role: str
    key: str
    row: Change
    by: str = ""


@dataclass(frozen=True, slots=True)
class Toucher:
    """Tells what rows touch; knows the spec that they begin at, and the one they lead to."""

    base: Spec
    head: Spec
    _excepted: dict[str, frozenset[str]] = field(default_factory=dict)

    def touches(self, rows: Iterable[Change]) -> Iterator[Touch]:
        """Everything that rows touch.

        gone, renamed: a section, eval or example is no more, or has another id. inside: something
        in it changed. cites: it is newly cited. adds: an id is new. norm: a section's clauses
        changed; excepts: those of an exception to it. clause: a clause changed or is gone; eval:
        an eval that tests it; shows: what is confirmed of an example that shows it.
        """
        for row in rows:
            for delta in row.deltas:
                if delta.op != "restyled":
                    for tell in (_wholes, _inside, _cites, _adds, _shows, self._norms, self._evals):
                        for role, key, by in tell(delta):
                            yield Touch(role, key, row, by)

    def _norms(self, delta: Delta) -> Iterator[_Told]:
        """Sections whose clauses changed, what they are exceptions to, and the clauses."""
        kinds = {element.kind for element in (delta.before, delta.after) if element}
        whole = delta.kind == "section" and delta.op != "placed"
        if not (whole or "clause" in kinds or delta.one.key == "field/exception_to"):
            return
        for home in _homes(delta):
            yield "norm", home, ""
            for target in self._targets(home):
                yield "excepts", target, home
        still = {a.id for s in self.head.sections for a in s.anchors} if whole else set()
        for anchor in sorted(_anchors(delta.before) - still):
            yield "clause", anchor, ""

    def _targets(self, section: str) -> frozenset[str]:
        """What a section is an exception to, before or after."""
        if section not in self._excepted:
            sides = (spec.section(section) for spec in (self.base, self.head))
            found = frozenset(target for one in sides if one for target in one.exception_to)
            self._excepted[section] = found
        return self._excepted[section]

    def _evals(self, delta: Delta) -> Iterator[_Told]:
        """The clauses of an eval about which something changed."""
        if delta.kind == "confirmed":
            yield "eval", str(delta.one.subject.id), delta.one.owner
        elif delta.kind in _EVAL_PARTS and delta.op != "placed":
            for spec, element in ((self.head, delta.after), (self.base, delta.before)):
                if element is not None:
                    at = element.owner, element.place.path
                    tested = {c for e in spec.evals if (e.id, e.path) == at for c in e.clauses}
                    yield from (("eval", clause, element.owner) for clause in sorted(tested))


_Told = tuple[str, str, str]
_EVAL_PARTS = frozenset({"eval", "prompt", "prompt-entry", "field"})
_NAMES = frozenset({"identity", "list", "children", "header"})
"""Elements that only name or list things."""


def _homes(delta: Delta) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for s in (delta.base_section, delta.head_section) if s))


def _wholes(delta: Delta) -> Iterator[_Told]:
    """What is no more, or has another id."""
    before = delta.before
    if before is None or delta.kind not in ("section", "eval", "example"):
        return
    name = _called(before)
    if delta.op in ("removed", "merged", "split"):
        yield "gone", name, ""
    elif delta.op == "placed" and "id" in delta.paths:
        yield "renamed", name, delta.one.owner


def _called(element: Element) -> str:
    """A section, eval or example by kind and id."""
    if element.kind in ("section", "eval"):
        return f"{element.kind} `{element.owner}`"
    return f"example `{element.owner}#{element.subject.id}`"


def _inside(delta: Delta) -> Iterator[_Told]:
    """The sections, evals and examples in which something changed."""
    if delta.kind in _NAMES:
        return
    if delta.kind == "section":
        parent = delta.after.source.parent if delta.after else None
        if parent and (delta.op == "added" or "parent" in delta.paths):
            yield "inside", f"section `{parent}`", ""
        return
    for home in _homes(delta):
        yield "inside", f"section `{home}`", ""
    if delta.kind in ("prompt", "prompt-entry", "confirmed", "field") and not _homes(delta):
        yield "inside", f"eval `{delta.one.owner}`", ""
    if delta.kind in ("reply", "message"):
        yield "inside", f"example `{delta.one.owner}#{delta.one.subject.id}`", ""


def _cites(delta: Delta) -> Iterator[_Told]:
    """The sections that are cited where they were not."""
    old = _cited(delta.before) if delta.before else set()
    for target in sorted((_cited(delta.after) if delta.after else set()) - old):
        yield "cites", f"section `{target}`", ""


def _cited(element: Element) -> set[str]:
    """The sections that an element cites."""
    source = element.source
    if isinstance(source, Section):
        inner = [*source.passages, *source.examples]
        return {name for one in inner for name in _named(one)} | {*source.exception_to}
    if element.key == "field/exception_to" and isinstance(source, list):
        return {str(one) for one in source}
    return {*_named(source)}


def _named(source: Any) -> Iterator[str]:
    if isinstance(source, Message):
        yield from source.blame
    if isinstance(source, (Passage, Example)):
        yield from (link.target for link in source.links)
    if isinstance(source, Example) and source.conversation:
        for message in source.conversation.messages:
            yield from message.blame


def _shows(delta: Delta) -> Iterator[_Told]:
    """The clauses of an example of which something else is confirmed."""
    if delta.kind == "example-entry" and delta.op == "changed":
        old, new = delta.held("confirmed")
        for clause in {**old, **new}:
            if old.get(clause) != new.get(clause):
                yield "shows", str(clause), f"{delta.one.owner}#{delta.one.subject.id}"


def _adds(delta: Delta) -> Iterator[_Told]:
    """The ids that are new: of sections, evals, examples, rubrics, terms and anchors."""
    after = delta.after
    if after is None:
        return
    added = delta.op == "added" or (delta.op == "placed" and "id" in delta.paths)
    if added and delta.kind in ("section", "eval", "example"):
        yield "adds", _called(after), ""
    if added and delta.kind == "rubric":
        yield "adds", f"rubric '{after.subject.id}' of `{after.owner}`", ""
    source = after.source
    if added and isinstance(source, Passage) and source.term:
        yield "adds", f"definition of '{source.term}'", ""
    if isinstance(source, (Passage, Section)) and delta.op != "placed":
        old = _anchors(delta.before)
        for anchor in sorted(_anchors(after) - old):
            yield "adds", f"anchor [^{anchor}]", ""


def _anchors(element: Element | None) -> set[str]:
    source = element.source if element else None
    return {a.id for a in source.anchors} if isinstance(source, (Passage, Section)) else set()


# --- one element ---------------------------------------------------------------------------------


class Edit(NamedTuple):
    """What a branch makes of one element of the base, or of a field that both may add."""

    key: tuple[str, str]
    kind: str
    what: str
    now: Any
    row: Change


def edits(rows: Sequence[Change]) -> Iterator[Edit]:
    """What rows make of the elements at which they begin."""
    for row in rows:
        for delta in row.deltas:
            element = delta.before or (delta.after if delta.kind in _KEYED else None)
            ordered = delta.op == "placed" and not {"id", "parent"} & {*delta.paths}
            if element is None or delta.op == "restyled" or delta.kind in _NAMES or ordered:
                continue
            key = (element.place.path.partition("/")[2], _known_by(element))
            kind, what = _named_thing(element)
            yield Edit(key, kind, what, _now(delta), row)


def _known_by(element: Element) -> str:
    """What an element is known by in any spec that has it, whatever stands above it there."""
    source = element.source
    if isinstance(source, Passage):
        return f"text/{' '.join(element.subject.ids) or source.norm}"
    return _LINE.sub("", element.key)


_LINE = re.compile(r"@\d+")
_KEYED = ("field", "manifest")
"""Elements that are the same thing on both sides by their key, also where both add them."""


def _now(delta: Delta) -> Any:
    """What it is now, to tell whether both branches make the same of it."""
    after = delta.after
    if after is None or delta.kind not in ("section", "eval"):
        return after and (after.owner, after.value)
    return after.owner, getattr(after.source, "parent", None)


def _named_thing(element: Element) -> tuple[str, str]:
    """The kind of conflict about an element, and what a sentence calls it."""
    source, ids = element.source, element.subject.ids
    if isinstance(source, Passage):
        if source.term:
            return "same-definition", f"the definition of '{source.term}'"
        said = " ".join(f"[^{one}]" for one in ids) or f"'{_start(source.norm)}'"
        return "same-clause", f"the {element.kind} {said}"
    name = element.key.partition("/")[2].partition("@")[0]
    if element.kind == "field":
        kind = "same-authority" if name == "authority" else "same-part"
        return kind, f"the {name} of `{element.owner}`"
    return "same-part", _THINGS.get(element.kind, "the {kind} {id}").format(
        kind=element.kind, id=element.subject.id, owner=element.owner
    )


_THINGS: Mapping[str, str] = {
    "section": "the place of the section `{owner}`",
    "eval": "the eval `{owner}`",
    "example": "the example `{owner}#{id}`",
    "example-entry": "the entry of the example `{owner}#{id}`",
    "reply": "a reply of `{owner}#{id}`",
    "message": "a message of `{owner}#{id}`",
    "prompt-entry": "the entry of the prompt {id}",
    "rubric": "the rubric '{id}' of `{owner}`",
    "confirmed": "what is confirmed of [^{id}]",
    "manifest": "the manifest's {id}",
}


def _start(text: str) -> str:
    """The first words of a text."""
    return text if len(text) <= 50 else f"{text[:50].rpartition(' ')[0]} …"
