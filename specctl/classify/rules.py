"""Which classes a delta bears: a table from what differs to the classes, and their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from specctl.classify.wording import judge, retargeted
from specctl.index import effective_authority, effective_status, effective_tags
from specctl.model.change import Delta, Element
from specctl.model.spec import Eval, Message, Passage, Section, Spec
from specctl.words import fold


class Bears(NamedTuple):
    """One class that a delta bears, and the words for people that decided it."""

    cls: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """What the rules need to know of both specs.

    ``levels`` maps a level's old name to its new one, ``became`` a section's, ``evals`` an eval's.
    """

    base: Spec
    head: Spec
    levels: Mapping[str, str]
    became: Mapping[str, str]
    evals: Mapping[str, str]


def classes_of(delta: Delta, sides: Sides) -> tuple[Bears, ...]:
    """The classes of a delta; every delta bears at least one."""
    found = tuple(_RULES[delta.kind](delta, sides))
    return found or (Bears("field-changed"),)


def lifted(delta: Delta, sides: Sides) -> bool:
    """Whether effective authority, tags or status change with the place of a thing."""
    old, new = _section(sides.base, delta.base_section), _section(sides.head, delta.head_section)
    if delta.kind == "section" and delta.op in ("merged", "split") and delta.paths:
        return any(_shifted(old, _section(sides.head, t), sides) for t in delta.paths)
    return _shifted(old, new, sides)


def _shifted(old: Section | None, new: Section | None, sides: Sides) -> bool:
    if old is None or new is None:
        return False
    level = effective_authority(sides.base, old)
    return (
        sides.levels.get(level or "", level) != effective_authority(sides.head, new)
        or effective_tags(sides.base, old) != effective_tags(sides.head, new)
        or effective_status(sides.base, old) != effective_status(sides.head, new)
    )


def _section(spec: Spec, section_id: str | None) -> Section | None:
    return spec.section(section_id) if section_id else None


# --- text ----------------------------------------------------------------------------------------


def _text(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
        return
    old, new = _passage(delta.before), _passage(delta.after)
    if (old or new) and ((old and old.term) or (new and new.term)):
        term = (new.term if new else None) or (old.term if old else None)
        if "text" in delta.paths or delta.op != "changed":
            yield Bears("definition-changed", f"the definition of '{term}'")
    clause = delta.kind != "note" and any(p and p.role == "clause" for p in (old, new))
    yield from _anchors(delta)
    if delta.op != "changed":
        yield Bears(f"clause-{delta.op}" if clause else _CHANGED[delta.kind])
    elif "text" in delta.paths and old and new:
        yield from _reworded(old, new, clause, delta.kind)
    if delta.moved:
        yield Bears("clause-moved", _where(delta, sides))


_CHANGED = {
    "clause": "clause-reworded",
    "rationale": "rationale-changed",
    "commentary": "commentary-changed",
    "note": "commentary-changed",
}


def _reworded(old: Passage, new: Passage, clause: bool, kind: str) -> Iterator[Bears]:
    if retargeted(old.norm, new.norm):
        yield Bears("link-retargeted")
        return
    if clause:
        for verdict in judge(old.norm, new.norm):
            yield Bears(verdict.cls, verdict.words)
    yield Bears("clause-reworded" if clause else _CHANGED[kind])


def _anchors(delta: Delta) -> Iterator[Bears]:
    if delta.op != "changed" or not any(p.startswith("anchors") for p in delta.paths):
        return
    assert delta.before is not None
    assert delta.after is not None
    old, new = set(delta.before.subject.ids), set(delta.after.subject.ids)
    if old - new:
        yield Bears("eval-unlinked", _names(old - new))
    if new - old:
        yield Bears("eval-linked", _names(new - old))


def _names(anchors: set[str]) -> str:
    return ", ".join(f"[^{a}]" for a in sorted(anchors))


def _passage(element: Element | None) -> Passage | None:
    return element.source if element and isinstance(element.source, Passage) else None


def _where(delta: Delta, sides: Sides) -> str:
    old, new = delta.base_section, delta.head_section
    if old and new and sides.became.get(old) != new:
        return f"from `{old}` to `{new}`"
    return "within its section"


def _restyled(delta: Delta) -> Bears:
    if delta.kind == "header":
        return Bears("eval-header")
    if delta.kind in _FRONT:
        return Bears("front-matter-style")
    assert delta.before is not None
    assert delta.after is not None
    if "gap" in delta.paths and _said(delta, _around):
        return Bears(_UNREAD.get(delta.kind, "commentary-changed"), "text that is read as nothing")
    if delta.kind in ("example", "prompt") and _said(delta, lambda element: element.raw):
        return Bears("commentary-changed", "a comment in the conversation")
    if "raw" in delta.paths and _bare(delta.before) != _bare(delta.after):
        return Bears("typography")
    return Bears("whitespace")


_UNREAD = {
    "clause": "clause-reworded",
    "rationale": "rationale-changed",
    "example": "clause-reworded",
}
_LETTERS = re.compile(r"[^\W\d_]+")


def _said(delta: Delta, told: Callable[[Element], str]) -> bool:
    """Whether a part of an element differs in letters: that is not only its looks."""
    old, new = (_LETTERS.findall(fold(told(e))) for e in (delta.before, delta.after) if e)
    return old != new


def _around(element: Element) -> str:
    return f"{element.lead or ''} {element.gap}"


def _bare(element: Element) -> str:
    """As written, without white space and without a list marker."""
    text = element.raw
    source = element.source
    if isinstance(source, Passage):
        text = source.text
    return "".join(text.split())


# --- examples ------------------------------------------------------------------------------------


def _example(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
        return
    if delta.op != "changed":
        yield Bears(f"example-{delta.op}")
        return
    if "text" in delta.paths:
        yield Bears("reply-changed", "its conversation cannot be read as XML")
    elif "stray" in delta.paths:
        words = _said(delta, lambda element: element.value.get("stray", ""))
        yield Bears("commentary-changed" if words else "typography", "text between messages")
    if "title" in delta.paths:
        yield Bears("title-changed")
    if delta.moved:
        yield Bears("example-moved", _where(delta, sides))


_REPLY = {
    "verdict": "verdict-changed",
    "reason": "verdict-reason-changed",
    "blame": "blame-changed",
    "text": "reply-changed",
    "role": "reply-changed",
    "attributes": "reply-changed",
    "order": "reply-changed",
}


def _reply(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
    elif delta.op != "changed":
        yield Bears(f"reply-{delta.op}")
    else:
        for path in delta.paths:
            mechanical = path == "blame" and _renamed_blame(delta, sides)
            yield Bears("link-retargeted" if mechanical else _REPLY[path])


def _renamed_blame(delta: Delta, sides: Sides) -> bool:
    """Whether a verdict blames the same sections, under their new names."""
    if not delta.before or not delta.after:
        return False
    old, new = delta.before.source, delta.after.source
    if not isinstance(old, Message) or not isinstance(new, Message):
        return False
    return tuple(sides.became.get(b, b) for b in old.blame) == new.blame


def _message(delta: Delta, sides: Sides) -> Iterator[Bears]:
    yield _restyled(delta) if delta.op == "restyled" else Bears("prompt-changed")


def _entry(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
        return
    judged = any(p.startswith(("expect", "rubric")) for p in delta.paths) or delta.op != "changed"
    yield Bears("prompt-changed" if delta.kind == "prompt-entry" and judged else "field-changed")


def _rubric(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
    elif delta.op == "changed":
        for path in delta.paths:
            graded = path.startswith(("scale", "threshold"))
            yield Bears("rubric-changed" if graded else "criterion-changed")
    else:
        yield Bears("rubric-changed" if delta.op == "removed" else "criterion-changed")


# --- sections and evals --------------------------------------------------------------------------

_PLACED = {"id": "section-renamed", "parent": "section-moved", "order": "section-reordered"}


def _whole_section(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "placed":
        for path in delta.paths:
            yield Bears(_PLACED[path])
    else:
        yield Bears(f"section-{delta.op}", delta.note)


def _whole_eval(delta: Delta, sides: Sides) -> Iterator[Bears]:
    yield (
        Bears("eval-moved", _where(delta, sides))
        if delta.op == "placed"
        else Bears(f"eval-{delta.op}")
    )


_FIELDS = {
    "title": "title-changed",
    "kind": "scope-changed",
    "status": "scope-changed",
    "target": "scope-changed",
    "tags": "scope-changed",
    "exception_to": "scope-changed",
    "owners": "owner-changed",
    "source": "whitespace",
}


def _field(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
        return
    name = delta.one.key.partition("/")[2]
    if delta.head_section is None and delta.base_section is None:
        yield from _eval_field(delta, name, sides)
    elif name == "authority":
        yield _authority(delta, sides)
    else:
        yield Bears(_FIELDS.get(name, "field-changed"))


def _authority(delta: Delta, sides: Sides) -> Bears:
    old = str(delta.before.source) if delta.before else None
    new = str(delta.after.source) if delta.after else None
    said = f"{old or 'none'} -> {new or 'none'}"
    if old and new and sides.levels.get(old) == new:
        return Bears("authority-vocabulary-changed", said)
    height = _height(sides.levels.get(old or "", old), sides), _height(new, sides)
    return Bears("authority-raised" if height[1] > height[0] else "authority-lowered", said)


def _height(level: str | None, sides: Sides) -> int:
    """How high a level is: the head's order, else the base's; 0 for none."""
    for manifest in (sides.head.manifest, sides.base.manifest):
        if level in manifest.levels:
            return 2 * (len(manifest.levels) - manifest.levels.index(level))
    return 1 if level else 0


def _eval_field(delta: Delta, name: str, sides: Sides) -> Iterator[Bears]:
    if name != "clauses":
        found = {"owners": "owner-changed", "source": "whitespace"}
        yield Bears(found.get(name, "field-changed"))
        return
    old, new = (set(e.clauses) for e in _evals(delta, sides))
    if old - new:
        yield Bears("eval-unlinked", _names(old - new))
    if new - old:
        yield Bears("eval-linked", _names(new - old))
    if old == new:
        yield Bears("front-matter-style")


def _evals(delta: Delta, sides: Sides) -> tuple[Eval, Eval]:
    """The eval of a field on both sides; a field that came or went is on one side only."""
    if delta.before is not None:
        old = delta.before.owner
        new = delta.after.owner if delta.after else sides.evals[old]
    else:
        new = delta.one.owner
        old = next(a for a, b in sides.evals.items() if b == new)
    before = next(e for e in sides.base.evals if e.id == old)
    return before, next(e for e in sides.head.evals if e.id == new)


def _confirmed(delta: Delta, sides: Sides) -> Iterator[Bears]:
    yield _restyled(delta) if delta.op == "restyled" else Bears("eval-confirmed")


def _prompt(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
    elif delta.op != "changed" or "conversation" in delta.paths:
        yield Bears("prompt-changed")
    if "title" in delta.paths:
        yield Bears("title-changed")
    if delta.moved and delta.op == "changed":
        yield Bears("whitespace" if delta.before and _same_file(delta) else "prompt-changed")


def _same_file(delta: Delta) -> bool:
    return bool(delta.before and delta.after and delta.before.owner == delta.after.owner)


# --- the manifest --------------------------------------------------------------------------------

_GOVERNANCE = ("groups", "approvals", "ranks", "gates", "lint")


def _manifest(delta: Delta, sides: Sides) -> Iterator[Bears]:
    name = delta.one.key.partition("/")[2]
    if delta.op == "restyled":
        yield _restyled(delta)
    elif name == "authority":
        yield from _vocabulary(sides)
    else:
        yield Bears("governance-changed" if name in _GOVERNANCE else "manifest-changed")


def _vocabulary(sides: Sides) -> Iterator[Bears]:
    base, head = sides.base.manifest, sides.head.manifest
    if base.levels != head.levels:
        renamed = [f"{old} -> {new}" for old, new in sides.levels.items()]
        added = [f"+{n}" for n in head.levels if n not in (*base.levels, *sides.levels.values())]
        gone = [f"-{n}" for n in base.levels if n not in (*head.levels, *sides.levels)]
        said = ", ".join([*renamed, *added, *gone]) or "the order of levels"
        yield Bears("authority-vocabulary-changed", said)
    grave = tuple(sides.levels.get(n, n) for n in base.grave)
    if grave != head.grave and set(grave) != set(head.grave):
        yield Bears("governance-changed", f"grave levels: {', '.join(head.grave) or 'none'}")
    elif base.levels == head.levels:
        yield Bears("manifest-changed")


def _children(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
    else:
        yield Bears("section-reordered", "only the list of sections changed")


def _header(delta: Delta, sides: Sides) -> Iterator[Bears]:
    yield Bears("eval-header")


def _file(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield Bears("whitespace", "line ends")
    else:
        yield Bears("field-changed", "it cannot be read, so what changed in it is not told")


def _misc(delta: Delta, sides: Sides) -> Iterator[Bears]:
    if delta.op == "restyled":
        yield _restyled(delta)
    elif delta.kind == "tombstone":
        yield Bears("manifest-changed")
    elif delta.kind == "list" or _spelled_out(delta):
        yield Bears("front-matter-style")
    else:
        yield Bears("field-changed")


def _spelled_out(delta: Delta) -> bool:
    """Whether all that came or went is the id that the file's name gives anyway."""
    one = delta.one
    stem = one.place.path.rpartition("/")[2].removesuffix(".md")
    return delta.op != "changed" and one.key == "field/id" and one.source == stem


_FRONT = frozenset(
    "field identity list children example-entry prompt-entry rubric confirmed manifest "
    "tombstone".split()
)
_RULES: Mapping[str, Callable[[Delta, Sides], Iterator[Bears]]] = {
    "clause": _text,
    "rationale": _text,
    "commentary": _text,
    "note": _text,
    "example": _example,
    "reply": _reply,
    "message": _message,
    "example-entry": _entry,
    "prompt-entry": _entry,
    "rubric": _rubric,
    "prompt": _prompt,
    "header": _header,
    "confirmed": _confirmed,
    "section": _whole_section,
    "eval": _whole_eval,
    "field": _field,
    "identity": _misc,
    "list": _misc,
    "tombstone": _misc,
    "children": _children,
    "manifest": _manifest,
    "file": _file,
}
