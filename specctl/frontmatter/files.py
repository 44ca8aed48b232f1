"""Front matter that is given other values within its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from specctl.frontmatter.document import Unreadable
from specctl.frontmatter.reading import split
from specctl.frontmatter.writing import dump, update
from specctl.model.place import Place

_BREAK = re.compile(r"\r\n?|\n")


def update_file(content: bytes, edits: Mapping[str, Any]) -> bytes:
    """A file with other values in its front matter; what stands below it stays byte for byte.

    Args:
        content: of the file, in UTF-8. One without front matter gets some.
        edits: as :func:`update` takes them.

    Returns:
        The new content; what is written has the line end that the file begins with.

    Raises:
        Unreadable: the front matter is no YAML, or never closes.
    """
    text = content.decode("utf-8")
    breaks = [*_BREAK.finditer(text)]
    newline = breaks[0][0] if breaks else "\n"
    starts = [0, *(one.end() for one in breaks)]
    ends = [*(one.start() for one in breaks), len(text)]
    lines = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    found = split(lines)
    if found is None:
        return f"---\n{dump(edits)}---\n".replace("\n", newline).encode() + content
    first, end = found
    if end < 0:
        raise Unreadable("never closes", Place("", 1))
    front = update("".join(f"{line}\n" for line in lines[first:end]), edits)
    written = front.replace("\n", newline)
    return f"{text[: starts[first]]}{written}{text[starts[end] :]}".encode()
