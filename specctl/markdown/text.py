"""A paragraph's text with the way back to the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token

from specctl.model.place import Place


class Text:
    """The content of a token, whose offsets have places.

    markdown-it takes only indentation and markers off the front of a line, so each line of the
    content is the end of its source line (a table's cells stand somewhere within).
    """

    __slots__ = ("_columns", "_lines", "_path", "_starts", "content")

    def __init__(self, token: Token, lines: Sequence[str], path: str, first_line: int) -> None:
        assert token.map is not None
        self.content, self._path = token.content, path
        self._starts: list[int] = []  # where its lines but the first begin
        self._lines: list[int] = []  # the line of the file, and the column, where each begins there
        self._columns: list[int] = []
        line, offset = token.map[0], 0
        for row in token.content.split("\n"):
            if offset:
                self._starts.append(offset)
            written = row.rstrip()
            source = lines[min(line, len(lines) - 1)]
            self._columns.append((max(source.rfind(written), 0) if written else 0) + 1)
            self._lines.append(first_line + line)
            line += 1
            offset += len(row) + 1

    def place(self, start: int, end: int) -> Place:
        """The place from one offset to another, which is excluded."""
        line, column = self._at(start)
        end_line, end_column = self._at(max(end - 1, start))
        return Place(self._path, line, column, end_line, end_column)

    def _at(self, offset: int) -> tuple[int, int]:
        if not self._starts:
            return self._lines[0], self._columns[0] + offset
        row = bisect_right(self._starts, offset)
        return self._lines[row], self._columns[row] + offset - (row and self._starts[row - 1])
