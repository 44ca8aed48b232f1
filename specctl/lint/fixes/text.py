"""A file's text, and edits of stretches of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from specctl import frontmatter
from specctl.lint.prose import COMMENT
from specctl.model.place import Place

MANIFEST = "spec.yaml"
_BREAK = re.compile(r"\r\n?|\n")


class Edit(NamedTuple):
    """A stretch of a file that becomes another text.

    Attributes:
        path: as in :class:`Place`.
        start, end: offsets in the file's text, the end excluded; equal where text is put in.
        text: what stands there then.
        claim: the stretch that must not change in the same round, where it is more than that.
        stacks: whether others may put in text at the same offset, each after the one before.
    """

    path: str
    start: int
    end: int
    text: str
    claim: tuple[int, int] | None = None
    stacks: bool = False

    @property
    def claimed(self) -> tuple[int, int]:
        """The stretch that is this edit's own."""
        return self.claim or (self.start, self.end)


def clash(one: Edit, other: Edit) -> bool:
    """Whether two edits cannot be made at once."""
    if one.path != other.path:
        return False
    (start, end), (begin, stop) = one.claimed, other.claimed
    if start == end and begin == stop:
        return start == begin and not (one.stacks and other.stacks)
    return (
        max(start, begin) < min(end, stop)
        or start < begin == stop < end
        or (begin < start == end < stop)
    )


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits that do not clash."""
    found, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        found += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*found, text[at:]])


@dataclass(frozen=True)
class Text:
    """The text of a file as it stands on disk, line ends included.

    Attributes:
        path: as in :class:`Place`.
        content: the text.
        lines: its lines without line ends, as a section's places count them.
    """

    path: str
    content: str
    lines: Sequence[str]

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line, and of what follows the last line break."""
        return [0, *(match.end() for match in _BREAK.finditer(self.content))]

    @cached_property
    def newline(self) -> str:
        """The line end that the file begins with."""
        match = _BREAK.search(self.content)
        return match[0] if match else "\n"

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Where ``<!-- -->`` stand, the end excluded."""
        return [match.span() for match in COMMENT.finditer(self.content)]

    def offset(self, line: int, column: int) -> int:
        """The offset of a character; at most that of its line's end."""
        return min(self.starts[line - 1] + column - 1, self.line_end(line))

    def line_end(self, line: int) -> int:
        """The offset of a line's end, before the line break."""
        return self.starts[line - 1] + (len(self.lines[line - 1]) if self.lines else 0)

    def stretch(self, place: Place) -> tuple[int, int]:
        """The offsets of a place, the end excluded."""
        start = self.offset(place.line, place.column)
        return start, max(start, self.offset(place.end_line, place.end_column + 1))

    def replaced(self, place: Place, text: str) -> Edit:
        """The edit that puts ``text`` in the place of a stretch."""
        return Edit(self.path, *self.stretch(place), text)

    @cached_property
    def front(self) -> Front | None:
        """The file's YAML, or None where it has none or none that can be read."""
        rows = (0, len(self.lines))
        if not self._is_manifest:
            found = frontmatter.split(self.lines)
            if found is None or found[1] < 0:
                return None
            rows = found
        try:
            return Front(self, *rows)
        except frontmatter.Unreadable:
            return None

    @property
    def plain(self) -> bool:
        """Whether the file has no front matter, and may go without."""
        return not self._is_manifest and frontmatter.split(self.lines) is None

    @property
    def _is_manifest(self) -> bool:
        return self.path.count("/") == 1 and self.path.endswith(f"/{MANIFEST}")


def text_of(path: str, content: str) -> Text:
    """A text with its lines as parsing counts them."""
    lines = _BREAK.split(content)
    return Text(path, content, lines if lines[-1] else lines[:-1])


class Front:
    """The YAML of a file: its front matter, or the whole manifest.

    ``document`` has the places of the file; ``first`` and ``last`` are the numbers of its lines,
    the last one excluded.
    """

    def __init__(self, text: Text, first: int, last: int) -> None:
        self.text, self.first, self.last = text, first + 1, last + 1
        self.yaml = "\n".join(text.lines[first:last])
        self.document = frontmatter.read(self.yaml, text.path, first + 1)
        self.comments = frontmatter.comments(self.yaml)
