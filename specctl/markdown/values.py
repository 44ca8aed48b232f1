"""What a body holds."""

from __future__ import annotations

from typing import NamedTuple

from specctl.model.place import Place
from specctl.model.spec import Conversation, Link, Passage


class Titled(NamedTuple):
    """``**Example**: title`` and the conversation in its fence; None where the fence is missing."""

    title: str
    place: Place
    title_place: Place
    conversation: Conversation | None
    links: tuple[Link, ...] = ()


class Body(NamedTuple):
    """What a body holds, in order.

    ``unclosed`` are fences and comments that run to the end of the file, each with what to do.
    ``unread`` are blocks whose text is nested too deeply to be read, ``untitled`` are fences of
    conversations that no title announces.
    """

    passages: tuple[Passage, ...]
    examples: tuple[Titled, ...]
    unclosed: tuple[tuple[Place, str], ...] = ()
    unread: tuple[Place, ...] = ()
    untitled: tuple[Place, ...] = ()


class Heading(NamedTuple):
    """A heading of a whole document: its level, text as written, and line (from 1)."""

    level: int
    text: str
    line: int
    end_line: int
