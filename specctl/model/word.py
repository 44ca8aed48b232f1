"""What became of a stretch of words."""

from __future__ import annotations

from specctl.named import NamedTuple


class Word(NamedTuple):
    """A stretch of words with what became of it: ``=`` kept, ``-`` removed, ``+`` added."""

    op: str
    text: str
