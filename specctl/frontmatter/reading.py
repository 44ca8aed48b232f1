"""Front matter found and read."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from specctl.frontmatter.builder import Builder
from specctl.frontmatter.document import Document, Unreadable, events

_FENCE = "---"


def split(lines: Sequence[str]) -> tuple[int, int] | None:
    """Where front matter stands.

    Args:
        lines: the whole file's.

    Returns:
        (start, end) indices of the lines between the two ``---``; None where the file does not
        begin with one. ``end`` is -1 where the front matter never closes.
    """
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return 1, index
    return 1, -1


def read(text: str, path: str, first_line: int = 1) -> Document:
    """Read one YAML mapping.

    Args:
        text: the YAML.
        path: for the places.
        first_line: the line number of its first line in the file.

    Returns:
        The data and where everything stands. An empty text is an empty mapping.

    Raises:
        Unreadable: on a syntax error, a tag, an alias, a second document, too deep or too many
            nodes, or when it is no mapping.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = Builder(text, path, first_line)
    found = events(text)
    try:
        return builder.build(found)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = builder.position(mark) if mark else (0, 0)
        what = str(error.problem or error.context or "is not YAML").splitlines()[0]
        raise Unreadable(f"cannot be read as YAML: {what}", builder.at(line, column)) from None
    except YAMLError as error:
        position = getattr(error, "position", 0) or 0
        before = text[:position]
        place = builder.at(before.count("\n"), len(before) - before.rfind("\n") - 1)
        raise Unreadable("cannot be read as YAML: a character is not allowed", place) from None
    finally:
        if isinstance(found, Generator):
            found.close()  # the reader, which is used again, lets go of this text
