"""The text of a proposal's file: a new one, and the block in it that specctl writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from specctl import frontmatter
from specctl.markdown import headings
from specctl.model.proposal import BEGIN, END, Proposal

HOME = "What changes"
"""The heading under which the block stands."""

PROMPTS: Sequence[tuple[str, str]] = (
    ("Why", "What happened, to whom, how often? What goes wrong if nothing is done? Link to it."),
    (HOME, "In a sentence or two: what will the model do that it does not do today?"),
    ("Alternatives", "What else was thought of, doing nothing included, and why is this better?"),
    ("Open questions", "What should reviewers answer, and who is likely to know?"),
)
"""The headings of a new proposal, each with what to write below it."""

_ROW = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


class Unplaced(ValueError):
    """A file in which there is no place for the block: why, and in which line."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def fresh(fields: Mapping[str, Any], block: str) -> str:
    """The text of a new proposal.

    Args:
        fields: its front matter, in order.
        block: what specctl writes of the change.
    """
    parts = [f"---\n{frontmatter.dump(fields)}---\n"]
    for heading, prompt in PROMPTS:
        parts += [f"## {heading}\n\n_{prompt}_\n\n"]
        if heading == HOME:
            parts += [f"{BEGIN}\n{block}\n{END}\n\n"]
    return f"{''.join(parts).rstrip()}\n"


def with_block(text: str, block: str) -> tuple[str, bool]:
    """A proposal's text with a block of now; nothing beside it changes.

    Args:
        text: of the file.
        block: what is to stand between the marks; its lines get the file's line ends.

    Returns:
        The text, and whether the marks had to be put in, at the end of what stands under the
        heading.

    Raises:
        Unplaced: one mark is there without the other, or twice, or there is no such heading.
    """
    rows = _ROW.findall(text)
    lines = [row.rstrip("\r\n") for row in rows]
    newline = (rows[0][len(lines[0]) :] if rows else "") or "\n"
    begin, end = (_mark(lines, mark) for mark in (BEGIN, END))
    if begin is None and end is None:
        at = _below(lines)
        lead = "" if at == 0 or not lines[at - 1] else newline
        trail = newline if at < len(lines) and lines[at].strip() else ""
        new = [lead, BEGIN, newline, *_rows(block, newline), END, newline, trail]
        if at and rows[at - 1] == lines[at - 1]:  # the last line ends in no newline
            new.insert(0, newline)
        return "".join([*rows[:at], *new, *rows[at:]]), True
    if begin is None or end is None or end < begin:
        said = "the mark of what specctl writes stands without its other one"
        raise Unplaced(f"{said}; remove it", 1 + max(begin or 0, end or 0))
    return "".join([*rows[: begin + 1], *_rows(block, newline), *rows[end:]]), False


def _rows(block: str, newline: str) -> list[str]:
    return [f"{line}{newline}" for line in block.split("\n")]


def _mark(lines: Sequence[str], mark: str) -> int | None:
    """Where a mark stands, if it does."""
    found = [number for number, line in enumerate(lines) if line == mark]
    if len(found) > 1:
        said = "a mark of what specctl writes stands here for the second time"
        raise Unplaced(f"{said}; remove one of them", found[1] + 1)
    return found[0] if found else None


def _below(lines: Sequence[str]) -> int:
    """Where what stands under the block's heading ends, blank lines aside."""
    span = frontmatter.split(lines)
    start = span[1] + 1 if span and span[1] > 0 else 0
    found = [one for one in headings(lines[start:]) if one.level <= 2]
    for number, one in enumerate(found):
        if one.text.strip() == HOME:
            after = [other.line - 1 + start for other in found[number + 1 : number + 2]]
            at, least = (after or [len(lines)])[0], one.end_line + start
            while at > least and not lines[at - 1].strip():
                at -= 1
            return at
    raise Unplaced(f"there is no heading '## {HOME}', under which the table of changes stands")


def written(proposal: Proposal, heading: str) -> tuple[str, ...]:
    """The paragraphs that somebody wrote under a heading.

    What a new proposal asks for there, in italics, is nothing that somebody wrote.
    """
    prompts = {f"_{prompt}_" for _, prompt in PROMPTS}
    parts = (part.strip() for part in (proposal.text or {}).get(heading, "").split("\n\n"))
    return tuple(
        part
        for part in parts
        if part and " ".join(part.split()) not in prompts and not part.startswith("<!--")
    )


def said(proposal: Proposal, heading: str) -> str:
    """The first of them that is a sentence, on one line; "" for none."""
    found = (part for part in written(proposal, heading) if not part.startswith(("|", "#")))
    return " ".join(next(found, "").split())
