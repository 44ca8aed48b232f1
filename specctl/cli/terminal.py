"""How wide standard output is, and whether it takes colour; told without importing anything."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_NARROWEST, _WIDEST = 40, 120
ELSEWHERE = 80
"""The columns of what is no terminal."""


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody is watching a stream."""
    return stream is not None and stream.isatty()


def columns(*, terminal: bool) -> int:
    """The columns of the terminal, within reason; those of a file or pipe are fixed."""
    if not terminal:
        return ELSEWHERE
    asked = os.environ.get("COLUMNS", "")
    try:
        wide = int(asked) if asked.isascii() and asked.isdigit() else 0
        wide = (
            wide or os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns
        )
    except (OSError, ValueError):
        wide = ELSEWHERE
    return min(max(wide or ELSEWHERE, _NARROWEST), _WIDEST)


def coloured(wanted: str, *, terminal: bool) -> bool:
    """Whether text is coloured.

    Args:
        wanted: ``auto``, ``always`` or ``never``.
        terminal: whether somebody is watching. See https://no-color.org for NO_COLOR.
    """
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return wanted == "always" or (wanted == "auto" and terminal and not plain)
