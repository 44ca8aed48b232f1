"""What a body holds."""

from __future__ import annotations

from dataclasses import dataclass

from specctl.model.place import Place
from specctl.model.spec import Conversation, Link, Passage


@dataclass(frozen=True, slots=True)
class Titled:
    """``**Example**: title`` and the conversation in its fence; None where the fence is missing."""

    title: str
    place: Place
    title_place: Place
    conversation: Conversation | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a body holds, in order.

    ``unclosed`` are fences and comments that run to the end of the file, each with what to do.
    """

    passages: tuple[Passage, ...]
    examples: tuple[Titled, ...]
    unclosed: tuple[tuple[Place, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a whole document: its level, text as written, and line (from 1)."""

    level: int
    text: str
    line: int
    end_line: int
