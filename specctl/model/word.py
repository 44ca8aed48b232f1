"""What became of a stretch of words."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A stretch of words with what became of it: ``=`` kept, ``-`` removed, ``+`` added."""

    op: str
    text: str
