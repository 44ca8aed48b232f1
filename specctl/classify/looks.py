"""The classes of what says the same and is written otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable

from specctl.classify.bears import Bears
from specctl.model.change import Delta, Element
from specctl.model.spec import Passage
from specctl.words import fold

FRONT = frozenset(
    "field identity list children example-entry prompt-entry rubric confirmed manifest "
    "tombstone".split()
)
"""Kinds of elements that stand in front matter or the manifest."""


def restyled(delta: Delta) -> Bears:
    """Typography, white space and style, unless a comment was edited."""
    if delta.kind == "file":
        return Bears("whitespace", "line ends")
    if delta.kind == "header":
        return Bears("eval-header")
    if delta.kind in FRONT:
        return Bears("front-matter-style")
    assert delta.before is not None
    assert delta.after is not None
    if "gap" in delta.paths and differs(delta, _around):
        return Bears(_UNREAD.get(delta.kind, "commentary-changed"), "text that is read as nothing")
    if delta.kind in ("example", "prompt") and differs(delta, lambda element: element.raw):
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


def differs(delta: Delta, told: Callable[[Element], str]) -> bool:
    """Whether a part of an element differs in letters: that is not only its looks."""
    old, new = (letters(told(e)) for e in (delta.before, delta.after) if e)
    return old != new


def letters(text: str) -> list[str]:
    """The words of a text as written, without marks and numbers."""
    return _LETTERS.findall(fold(text)) if text else []


def _around(element: Element) -> str:
    return f"{element.lead or ''} {element.gap}"


def _bare(element: Element) -> str:
    """As written, without white space and without a list marker."""
    text = element.raw
    source = element.source
    if isinstance(source, Passage):
        text = source.text
    return "".join(text.split())
