"""Where a thing stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of one file.

    ``path`` is relative to the spec folder's parent, with ``/``. Lines and columns count from 1,
    columns in code points, ends included.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def to(self, end: Place) -> Place:
        """The stretch from the start of this place to the end of another in the same file."""
        return Place(self.path, self.line, self.column, end.end_line, end.end_column)


class Span(NamedTuple):
    """Whole lines of one file, ends included: what a change row accounts for."""

    path: str
    line: int
    end_line: int


def among(path: str, chosen: Iterable[str]) -> bool:
    """Whether a path is one of those chosen, or lies in a folder that is."""
    return f"{path}/".startswith(tuple(f"{one}/" for one in chosen))
