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
    value: Section | Eval | Manifest = MAKERS[_NAMED[name]](row)
    return value


def place(row: Any) -> Any:
    """A place, or None."""
    return Place._make(row) if row else None


def _places(rows: Mapping[str, Any]) -> dict[str, Place]:
    return {key: Place._make(row) for key, row in rows.items()}


def _tombstones(rows: Mapping[str, Any] | None) -> dict[str, Tombstone] | None:
    return rows if rows is None else {k: MAKERS[Tombstone](row) for k, row in rows.items()}


def each(kind: type) -> Maker:
    """What makes a tuple of values of one kind."""

    def make(rows: Any) -> tuple[Any, ...]:
        return tuple(map(MAKERS[kind], rows)) if rows else ()

    return make


def maybe(kind: type) -> Maker:
    """What makes a value of that kind, or None."""
    return lambda row: row and MAKERS[kind](row)


def _part(row: Any) -> Any:
    """A part of a conversation: a message is longer than the others, stray text begins with text.

    Comparisons and stray text have no more than that and a place.
    """
    if len(row) > 2:
        return MAKERS[Message](row)
    return MAKERS[StrayText if isinstance(row[0], str) else Comparison](row)


def maker(kind: Any, fields: Mapping[str, Maker]) -> Maker:
    """What makes a value from the list of its fields.

    Args:
        kind: a named tuple or dataclass.
        fields: what makes those of which more has to be made than JSON gives.
    """
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
    **dict.fromkeys(("place", "body", "front_matter"), place),
    "places": _places,
    "passages": each(Passage),
}
_TITLED: Mapping[str, Maker] = {
    **dict.fromkeys(("place", "title_place"), place),
    "conversation": maybe(Conversation),
    "declared": maybe(Declared),
}
_SHAPES: Mapping[Any, Mapping[str, Maker]] = {
    Section: {
        **_WHOLE,
        **_TEXTS,
        "examples": each(Example),
        "declared_examples": each(Declared),
        "rubrics": each(Rubric),
    },
    Eval: {
        **_WHOLE,
        **dict.fromkeys(("clauses", "formerly"), tuple),
        "prompts": each(Prompt),
        "declared_prompts": each(Declared),
        "header": maybe(Header),
    },
    Passage: {
        "role": _ROLES.__getitem__,
        "anchors": each(Anchor),
        "links": each(Link),
        **dict.fromkeys(("place", "extent"), place),
    },
    Example: {**_TITLED, "links": each(Link), "clauses": tuple},
    Prompt: _TITLED,
    Conversation: {
        "parts": lambda rows: tuple(map(_part, rows)),
        **dict.fromkeys(("place", "malformed_place"), place),
    },
    Message: {
        "attributes": lambda rows: tuple(map(tuple, rows)),
        "verdict": _VERDICTS.__getitem__,
        "blame": tuple,
        **dict.fromkeys(("place", "verdict_place"), place),
    },
    Comparison: {"replies": each(Message), "place": place},
    Rubric: {"place": place, "clauses": tuple},
    Manifest: {
        "place": place,
        **dict.fromkeys(("levels", "grave", "sections"), tuple),
        "tombstones": lambda rows: (
            rows and {key: MAKERS[Tombstone](one) for key, one in rows.items()}
        ),
        "places": _places,
    },
    Tombstone: {"successors": tuple, "place": place},
    **{key: {"place": place} for key in (Anchor, Link, Declared, Header, StrayText)},
}
"""The fields of each kind of which more has to be made than JSON gives."""

MAKERS: dict[Any, Maker] = {kind: maker(kind, fields) for kind, fields in _SHAPES.items()}
"""What makes a value of each kind from its list."""
_NAMED = {kind.__name__: kind for kind in (Section, Eval, Manifest)}
