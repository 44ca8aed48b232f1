"""The comments of a YAML text, so that a rewriting can be held to keep them."""

from __future__ import annotations

import re
from typing import Any

from specctl.frontmatter.document import Unreadable, events
from specctl.model.place import Place

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*", re.MULTILINE)
_BLOCK = re.compile(
    r"[^\n]*\n(?:[ \t]*\n)*(?P<indent> *)[^\n]*\n?(?:(?:(?P=indent)[^\n]*|[ \t]*)\n)*"
)


def comments(text: str) -> list[str]:
    """The comments of a YAML text, in order; a ``#`` within a value is none.

    Raises:
        Unreadable: on a syntax error.
    """
    from ruamel.yaml.error import YAMLError

    try:
        found = list(events(text))
    except YAMLError:
        raise Unreadable("cannot be read as YAML", Place("")) from None
    kept, at = [], 0
    for event in found:
        if type(event).__name__ == "ScalarEvent":
            start, end = _value(event, text)
            kept.append(text[at:start])
            at = max(at, end)
    return [match[0].rstrip() for match in _COMMENT.finditer("\n".join([*kept, text[at:]]))]


def _value(event: Any, text: str) -> tuple[int, int]:
    """Where a value's own text stands.

    That of a block begins in the line after its mark, and ends, unlike for the parser, before
    comments that are indented less.
    """
    start, end = event.start_mark.index, event.end_mark.index
    if event.style in ("|", ">"):
        block = _BLOCK.match(text, start, end)
        return (text.find("\n", start) + 1 or end, block.end() if block else end)
    return start, end
