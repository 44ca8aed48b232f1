"""Sections, evals and manifests as JSON, and back.

Reading them from there takes a fifth of the time of parsing them, and needs none of the libraries
for it. To JSON a named tuple is a list and a word of an enum a text: what has to be made of them
again is in the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from specctl.model.place import Place
from specctl.model.spec import (
    Anchor,
    Comparison,
    Conversation,
    Declared,
    Eval,
    Example,
    Header,
    Link,
    Manifest,
    Message,
    Passage,
    PassageRole,
    Prompt,
    Rubric,
    Section,
    StrayText,
    Tombstone,
    Verdict,
)

Maker = Callable[[Any], Any]


def packed(value: Section | Eval | Manifest) -> str:
    """A section, an eval or a manifest as JSON.

    Raises:
        TypeError, ValueError, RecursionError: JSON cannot hold its front matter, or holds it
            otherwise, as it does where a key is a number.
    """
    row = [getattr(value, name) for name in type(value).__match_args__]
    text = json.dumps([type(value).__name__, row], default=dict, separators=(",", ":"))
    if unpacked(text) != value:
        raise ValueError("JSON gives something else")
    return text


def unpacked(text: str) -> Section | Eval | Manifest:
    """What :func:`packed` was given.

    Raises:
        AttributeError, LookupError, TypeError, ValueError, RecursionError: the text is another.
    """
    name, row = json.loads(text)
    value: Section | Eval | Manifest = _MAKERS[_NAMED[name]](row)
    return value


def _place(row: Any) -> Any:
    return Place._make(row) if row else None


def _places(rows: Mapping[str, Any]) -> dict[str, Place]:
    return {key: Place._make(row) for key, row in rows.items()}


def _tombstones(rows: Mapping[str, Any] | None) -> dict[str, Tombstone] | None:
    return rows if rows is None else {k: _MAKERS[Tombstone](row) for k, row in rows.items()}


def _each(kind: type) -> Maker:
    def make(rows: Any) -> tuple[Any, ...]:
        return tuple(map(_MAKERS[kind], rows)) if rows else ()

    return make


def _maybe(kind: type) -> Maker:
    return lambda row: row and _MAKERS[kind](row)


def _part(row: Any) -> Any:
    """A part of a conversation: a message is longer than the others, stray text begins with text.

    Comparisons and stray text have no more than that and a place.
    """
    if len(row) > 2:
        return _MAKERS[Message](row)
    return _MAKERS[StrayText if isinstance(row[0], str) else Comparison](row)


def _maker(kind: Any, fields: Mapping[str, Maker]) -> Maker:
    """What makes a value from the list of its fields."""
    names = kind.__match_args__  # of named tuples and dataclasses alike
    made = [(names.index(name), make) for name, make in fields.items()]

    def make(row: Any) -> Any:
        for number, make_field in made:
            row[number] = make_field(row[number])
        return kind(*row)

    return make


_ROLES = {role.value: role for role in PassageRole}
_VERDICTS: dict[str | None, Verdict | None] = {None: None, **{one.value: one for one in Verdict}}
_TEXTS: Mapping[str, Maker] = dict.fromkeys(
    "children owners tags exception_to formerly".split(), tuple
)
_WHOLE: Mapping[str, Maker] = {
    **dict.fromkeys(("place", "body", "front_matter"), _place),
    "places": _places,
    "passages": _each(Passage),
}
_TITLED: Mapping[str, Maker] = {
    **dict.fromkeys(("place", "title_place"), _place),
    "conversation": _maybe(Conversation),
    "declared": _maybe(Declared),
}
_SHAPES: Mapping[Any, Mapping[str, Maker]] = {
    Section: {
        **_WHOLE,
        **_TEXTS,
        "examples": _each(Example),
        "declared_examples": _each(Declared),
        "rubrics": _each(Rubric),
    },
    Eval: {
        **_WHOLE,
        **dict.fromkeys(("clauses", "formerly"), tuple),
        "prompts": _each(Prompt),
        "declared_prompts": _each(Declared),
        "header": _maybe(Header),
    },
    Passage: {
        "role": _ROLES.__getitem__,
        "anchors": _each(Anchor),
        "links": _each(Link),
        **dict.fromkeys(("place", "extent"), _place),
    },
    Example: {**_TITLED, "links": _each(Link), "clauses": tuple},
    Prompt: _TITLED,
    Conversation: {
        "parts": lambda rows: tuple(map(_part, rows)),
        **dict.fromkeys(("place", "malformed_place"), _place),
    },
    Message: {
        "attributes": lambda rows: tuple(map(tuple, rows)),
        "verdict": _VERDICTS.__getitem__,
        "blame": tuple,
        **dict.fromkeys(("place", "verdict_place"), _place),
    },
    Comparison: {"replies": _each(Message), "place": _place},
    Rubric: {"place": _place, "clauses": tuple},
    Manifest: {
        "place": _place,
        **dict.fromkeys(("levels", "grave", "sections"), tuple),
        "tombstones": lambda rows: (
            rows and {key: _MAKERS[Tombstone](one) for key, one in rows.items()}
        ),
        "places": _places,
    },
    Tombstone: {"successors": tuple, "place": _place},
    **{key: {"place": _place} for key in (Anchor, Link, Declared, Header, StrayText)},
}
"""The fields of each kind of which more has to be made than JSON gives."""

_MAKERS: dict[Any, Maker] = {kind: _maker(kind, fields) for kind, fields in _SHAPES.items()}
_NAMED = {kind.__name__: kind for kind in (Section, Eval, Manifest)}
