"""Changes of files as a unified diff, which `git apply` and `patch` take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.render.style import Style
from specctl.words import MOST_MARKED, aligned

CONTEXT = 3
"""Lines shown before and after what changes."""

_NO_END = "\\ No newline at end of file\n"


def patch(changes: Mapping[str, tuple[bytes, bytes]]) -> str:
    """What changes in some files.

    Args:
        changes: the bytes before and after, UTF-8, by path.

    Returns:
        A unified diff (https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html),
        line ends included; "" where nothing changes.
    """
    return "".join(
        _file(path, old.decode(), new.decode())
        for path, (old, new) in sorted(changes.items())
        if old != new
    )


def render(changes: Mapping[str, tuple[bytes, bytes]], style: Style) -> str:
    """The same as a renderer."""
    return patch(changes)


def _file(path: str, old: str, new: str) -> str:
    before, after = _lines(old), _lines(new)
    hunks = [_shown(hunk, before, after) for hunk in _hunks(_blocks(before, after))]
    return f"--- {_named('a/' + path)}\n+++ {_named('b/' + path)}\n{''.join(hunks)}"


def _named(path: str) -> str:
    """A path as git writes it: what could be taken for something else in quotation marks."""
    if '"' in path or "\\" in path:
        escaped = path.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"{path}\t" if " " in path else path


def _lines(text: str) -> list[str]:
    """Lines with their ends, as git counts them: a carriage return alone ends none."""
    rows = [f"{row}\n" for row in text.split("\n")]
    rows[-1] = rows[-1].removesuffix("\n")
    return rows if rows[-1] else rows[:-1]


class _Block(NamedTuple):
    """A stretch of lines that becomes another; ends are excluded, lines count from 0."""

    start: int
    end: int
    begin: int
    stop: int


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[_Block]:
    """Where the two differ, in order."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    shared = aligned(old, new) if len(old) * len(new) <= MOST_MARKED else []
    start = begin = 0
    for at, to in (*shared, (len(old), len(new))):
        if (start, begin) != (at, to):
            yield _Block(head + start, head + at, head + begin, head + to)
        start, begin = at + 1, to + 1


def _hunks(blocks: Iterator[_Block]) -> list[list[_Block]]:
    """Blocks that are near enough to each other to be shown together."""
    found: list[list[_Block]] = []
    for block in blocks:
        if found and block.start - found[-1][-1].end <= 2 * CONTEXT:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _shown(hunk: Sequence[_Block], before: Sequence[str], after: Sequence[str]) -> str:
    start = max(hunk[0].start - CONTEXT, 0)
    end = min(hunk[-1].end + CONTEXT, len(before))
    begin = hunk[0].begin - (hunk[0].start - start)
    stop = hunk[-1].stop + (end - hunk[-1].end)
    rows, at = [f"@@ -{_range(start, end)} +{_range(begin, stop)} @@\n"], start
    for block in hunk:
        rows += [_row(" ", row) for row in before[at : block.start]]
        rows += [_row("-", row) for row in before[block.start : block.end]]
        rows += [_row("+", row) for row in after[block.begin : block.stop]]
        at = block.end
    return "".join([*rows, *(_row(" ", row) for row in before[at:end])])


def _range(start: int, end: int) -> str:
    """First line and count; where there are none, the line before."""
    count = end - start
    first = start + 1 if count else start
    return str(first) if count == 1 else f"{first},{count}"


def _row(sign: str, row: str) -> str:
    return sign + row if row.endswith("\n") else f"{sign}{row}\n{_NO_END}"
