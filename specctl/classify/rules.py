"""Which classes a delta bears: a table from the kind of what differs to the rule for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from specctl.classify import conversations, fields, texts
from specctl.classify.bears import Bears, Sides
from specctl.classify.looks import restyled
from specctl.index import effective_authority, effective_status, effective_tags
from specctl.model.change import Delta
from specctl.model.spec import Section, Spec


def classes_of(delta: Delta, sides: Sides) -> tuple[Bears, ...]:
    """The classes of a delta; every delta bears at least one."""
    if delta.op == "restyled":
        return (restyled(delta),)
    return tuple(_RULES[delta.kind](delta, sides)) or (Bears("field-changed"),)


def shifts(delta: Delta, sides: Sides) -> tuple[Bears, ...]:
    """How effective authority, tags or status change with the place of a thing."""
    old, new = _section(sides.base, delta.base_section), _section(sides.head, delta.head_section)
    if delta.kind == "section" and delta.op in ("merged", "split") and delta.paths:
        targets = (_section(sides.head, name) for name in delta.paths)
        return next(filter(None, (tuple(_shifted(old, one, sides)) for one in targets)), ())
    return tuple(_shifted(old, new, sides))


def _shifted(old: Section | None, new: Section | None, sides: Sides) -> Iterator[Bears]:
    if old is None or new is None:
        return
    level, now = effective_authority(sides.base, old), effective_authority(sides.head, new)
    if sides.levels.get(level or "", level) != now:
        yield fields.turned(level, now, sides)
    tags = effective_tags(sides.base, old), effective_tags(sides.head, new)
    if tags[0] != tags[1]:
        said = " -> ".join(", ".join(one) or "none" for one in tags)
        yield Bears("scope-changed", f"tags {said}")
    status = effective_status(sides.base, old), effective_status(sides.head, new)
    if status[0] != status[1]:
        yield Bears("scope-changed", f"status {' -> '.join(status)}")


def _section(spec: Spec, section_id: str | None) -> Section | None:
    return spec.section(section_id) if section_id else None


_RULES: Mapping[str, Callable[[Delta, Sides], Iterator[Bears]]] = {
    "clause": texts.text,
    "rationale": texts.text,
    "commentary": texts.text,
    "note": texts.text,
    "example": conversations.example,
    "reply": conversations.reply,
    "message": conversations.message,
    "example-entry": conversations.entry,
    "prompt-entry": conversations.entry,
    "rubric": conversations.rubric,
    "prompt": conversations.prompt,
    "header": fields.header,
    "confirmed": fields.confirmed,
    "section": fields.whole_section,
    "eval": fields.whole_eval,
    "field": fields.field,
    "identity": fields.misc,
    "list": fields.misc,
    "tombstone": fields.misc,
    "children": fields.children,
    "manifest": fields.manifest,
    "file": fields.file,
}
