"""How a file ends: in one newline, however its line ends are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model.finding import Finding
from specctl.model.place import Place


def wrong_ending(content: bytes, lines: Sequence[str], path: str) -> Iterator[Finding]:
    """A file that ends in no newline, or in blank lines.

    Args:
        content: the file's bytes: its lines do not tell whether the last one has an end.
        lines: its lines.
        path: for the place: the last character, or the blank lines that are too many.
    """
    last = len(lines)
    while last and not lines[last - 1].strip(" \t"):
        last -= 1
    if not last:
        return  # nothing but blanks, which is reported as such
    if last < len(lines):
        place = Place(path, last + 1, 1, len(lines), max(len(lines[-1]), 1))
        message = "the file ends in blank lines; remove them"
    elif not content.endswith((b"\n", b"\r")):
        column = len(lines[-1])
        place = Place(path, last, column, last, column)
        message = "the file does not end in a newline; add one"
    else:
        return
    yield Finding("final-newline", place, message, fixable=True)
