"""Where sentences end: a paragraph's text cut into clauses.

Rules rather than a trained model, because a clause's identity must not depend on a download. A
full stop ends a sentence only where a new one can begin, never inside parentheses, quotation
marks or code, and never after the abbreviations below.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable

ABBREVIATIONS = frozenset(
    "e.g i.e etc vs cf approx no fig eq sec ch pp p ed al mr mrs ms dr prof st jr sr inc ltd co "
    "dept est u.s u.k u.n a.m p.m".split()
)
"""Words after which a full stop ends nothing, without their last stop."""

_END = re.compile(
    # That no stop stands before it is asked after its first character: a search for a character
    # runs over the text much faster than one for a place between two.
    r"(?P<stop>[.!?\u2026](?<![.!?\u2026]{2})[.!?\u2026]*)"
    r"(?P<close>(?:[*_\"'\u201d\u2019)\]]|\[\^[^\]\s]{1,100}\])*)"
    r"(?P<gap>\s+)(?=[\"'\u201c\u2018(\[*_`]*[A-Z0-9\u00c0-\u00de]|[*_]*`|\[)"
)
_OPENS = {"(": ")", "[": "]", "\u201c": "\u201d", '"': '"'}
_MARKS = re.compile(r"[()\[\]\"\u201c\u201d]")
_TICKS = re.compile(r"`+")


def split(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph.

    Args:
        text: one paragraph or list item's text; newlines count as spaces.

    Returns:
        (start, end) offsets of each sentence without the white space around it, in order; they
        cover every other character of ``text``.
    """
    found: list[tuple[int, int]] = []
    start = 0
    if ends := list(_END.finditer(text)):
        shielded = _shielded(text)
        for match in ends:
            inside = shielded(match.start("gap"))
            if not inside and not _abbreviated(text, start, match):
                found.append((start, match.end("close")))
                start = match.end("gap")
    found.append((start, len(text)))
    stripped = ((a + _lead(text[a:b]), a + len(text[a:b].rstrip())) for a, b in found)
    return [(a, b) for a, b in stripped if a < b]


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def _abbreviated(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the stop belongs to an abbreviation, an initial or a list number."""
    if match["stop"] != ".":
        return False
    begin = end = match.start()
    while begin > start and (text[begin - 1].isalnum() or text[begin - 1] in "._"):
        begin -= 1  # a search for the last word would read the whole text at every stop
    last = text[begin:end].casefold().rstrip(".")
    return last in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i")


def _shielded(text: str) -> Callable[[int], bool]:
    """Whether an offset is inside parentheses, brackets, quotation marks or code.

    Nothing ends there. A closing mark itself is outside, so that ``(Like this.) A new one`` is
    two sentences; an unbalanced opening shields nothing.
    """
    code = _code(text)
    spans = [*code, *_enclosed(text, _inside(code))]
    return _inside(spans)


def _inside(spans: Iterable[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether an offset is in one of the spans (ends excluded), which may nest."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)

    def inside(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ends[at]

    return inside


def _code(text: str) -> list[tuple[int, int]]:
    """Code spans: a run of backticks to the next run of the same length (CommonMark 6.1)."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    following: dict[int, int] = {}
    closing: list[int | None] = [None] * len(runs)
    for at in range(len(runs) - 1, -1, -1):
        length = runs[at][1] - runs[at][0]
        closing[at] = following.get(length)
        following[length] = at
    spans, at = [], 0
    while at < len(runs):
        close = closing[at]
        if close is not None:
            spans.append((runs[at][0], runs[close][1]))
            at = close
        at += 1
    return spans


def _enclosed(text: str, in_code: Callable[[int], bool]) -> list[tuple[int, int]]:
    """What stands between balanced marks outside code."""
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []  # the closing mark that is awaited, and where it was opened
    awaited: Counter[str] = Counter()
    for match in _MARKS.finditer(text):
        char, offset = match[0], match.start()
        if in_code(offset):
            continue
        closes = awaited[char] and (char != '"' or stack[-1][0] == '"')
        if closes:
            while True:
                mark, opened = stack.pop()
                awaited[mark] -= 1
                if mark == char:
                    spans.append((opened + 1, offset))
                    break
        elif char in _OPENS:
            stack.append((_OPENS[char], offset))
            awaited[_OPENS[char]] += 1
    return spans
