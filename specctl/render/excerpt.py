"""The line that a finding is about, with the stretch underlined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from specctl.model import Place
from specctl.render.layout import Line, Run, line
from specctl.render.style import cells, visible

_CUT = "…"
_TAB = "    "
_NEAR = 12
"""How many characters a cut may move to fall between words."""


class Excerpt(NamedTuple):
    """What is shown of a line: the stretch, and what stands beside it."""

    before: str
    marked: str
    after: str


def excerpt(lines: Sequence[str], place: Place, width: int) -> Excerpt | None:
    """The first line of a place, cut around the stretch where it is wider than ``width``.

    A line may be a book, so no more of it is looked at than may be shown.

    Tabs become spaces. What hides is shown by its number: in a stretch of nothing else odd spaces
    and joiners, too. None where the line says nothing: it is empty, a fence of front matter, or
    not there.
    """
    text = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if not text or text.rstrip() == "---":
        return None
    start, end = _stretch(text, place)
    first = max(start - width, 0)
    text, rest = text.ljust(end)[first : start + 2 * width], len(text) > start + 2 * width
    start, end = start - first, min(end - first, len(text))
    hidden = not any(cells(char) and not char.isspace() for char in text[start:end])
    glyphs = [_glyph(char, hidden and start <= i < end) for i, char in enumerate(text)]
    widths = [1 if len(one) == 1 and one.isascii() else cells(one) for one in glyphs]
    whole = not first and not rest and sum(widths) <= width
    low, high = (0, len(text)) if whole else _window(text, widths, (start, end), width)
    stop = min(end, high)
    more = high < len(glyphs) or rest
    return Excerpt(
        (_CUT if first + low else "") + "".join(glyphs[low:start]),
        "".join(glyphs[start:stop]) + (_CUT if high < end else ""),
        "".join(glyphs[stop:high]) + (_CUT if more and end <= high else ""),
    )


def _stretch(text: str, place: Place) -> tuple[int, int]:
    """Where the stretch begins and ends within its first line, at least one character."""
    start = min(max(place.column, 1) - 1, len(text))
    end = place.end_column if place.line == place.end_line else len(text.rstrip())
    return start, max(min(end, len(text)), start + 1)


def _glyph(char: str, hidden: bool) -> str:
    if " " <= char <= "~":
        return char
    if char == "\t":
        return _TAB
    return f"<U+{ord(char):04X}>" if hidden else visible(char)


def _window(
    text: str, widths: Sequence[int], stretch: tuple[int, int], width: int
) -> tuple[int, int]:
    """The characters to show: the stretch's beginning, and as much on both sides as fits."""
    upto = [0, *accumulate(widths)]
    start, end = stretch
    room = width - 2 * cells(_CUT)
    spare = max(room - (upto[end] - upto[start]), min(_NEAR, room // 4))
    left = max(spare // 2, spare - (upto[-1] - upto[end]))
    low = next(i for i in range(start + 1) if upto[start] - upto[i] <= left)
    low = _begin(text, widths, low, start)
    high = max(i for i in range(start, len(widths) + 1) if upto[i] - upto[low] <= room)
    return low, _stop(text, widths, high, end if end < high else start + 1)


def _begin(text: str, widths: Sequence[int], low: int, most: int) -> int:
    """Where to begin: at a word if one is near, and at no mark that belongs to a character."""
    if low:
        low = text.find(" ", low - 1, min(most, low + _NEAR)) + 1 or low
    while low < most and not widths[low]:
        low += 1
    return low


def _stop(text: str, widths: Sequence[int], high: int, least: int) -> int:
    """Where to end: after a word if that is near, and with the marks of the last character."""
    if high < len(text):
        space = text.rfind(" ", max(least, high - _NEAR), high + 1)
        high = space if space > 0 else high
    while high < len(text) and not widths[high]:
        high += 1
    return high


def underlined(
    lines: Sequence[str], place: Place, role: str, width: int, digits: int
) -> list[Line]:
    """The line of a place under its number, and the stretch underlined; nothing if there is none.

    Args:
        lines: those of the file.
        place: what to underline; of several lines the first is shown.
        role: the underline's colour.
        width: columns across.
        digits: of the longest number on the page.
    """
    found = excerpt(lines, place, width - digits - len(_GUTTER))
    if found is None:
        return []
    indent = " " * cells(found.before)
    more = f" to line {place.end_line}" if place.end_line > place.line else ""
    room = width - digits - len(_GUTTER) - len(indent) - len(more)
    marks = "^" * max(cells(found.marked), 1)
    marks, more = (marks[:room], more) if room > 0 else (marks, "")
    return [
        line(_gutter(f"{place.line:>{digits}}"), found.before, found.marked, found.after),
        line(_gutter(" " * digits), indent, Run(role, marks), Run("faint", more)),
    ]


_GUTTER = "     | "


def _gutter(number: str) -> Run:
    return Run("faint", f"    {number} | ")
