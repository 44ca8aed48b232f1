"""Lines for people: runs of styled text, wrapped at the terminal's width.

Text renderers build lines of runs and nothing else; :func:`compose` is the one place where they
become a string, so that nothing reaches a terminal that has not been made visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from specctl.render.style import Style, cells, visible

_PARTS = re.compile(r"\s+|(?:[^\s`]++|`(?:[^`\s]| (?=\S)){1,30}`|`)+")
"""White space and words; what stands in backticks is one word if it is short."""


class Run(NamedTuple):
    """A stretch of text in one role, as in :class:`specctl.render.style.Style`."""

    role: str
    text: str


_ROLE, _TEXT = itemgetter(0), itemgetter(1)
Line = tuple[Run, ...]
Piece = tuple[str, str]
"""What becomes a part of a run: a role and a text."""
BLANK: Line = ()
_ENDLESS = 200
_NARROW = 24
"""Fewer columns than these are no place for a text."""


Part = str | Run
"""A plain string is a run without a role."""


def line(*parts: Part) -> Line:
    """A line of runs."""
    return tuple(p if isinstance(p, Run) else Run("", p) for p in parts)


def compose(lines: Iterable[Line], style: Style) -> str:
    """Lines as text that ends in a newline; empty where there are none."""
    return "".join(f"{_paint(one, style)}\n" for one in lines)


def _paint(one: Line, style: Style) -> str:
    return "".join(style.paint(role, visible(text)) for role, text in _joined(one)).rstrip(" ")


def _joined(runs: Iterable[Piece]) -> list[Run]:
    together = groupby(runs, _ROLE)
    return [Run(role, "".join(map(_TEXT, some))) for role, some in together]


def wrap(runs: Iterable[Part], width: int, first: str = "", rest: str | None = None) -> list[Line]:
    """Runs as lines of at most ``width`` columns; white space folds.

    Args:
        runs: what to say.
        width: columns; a word that is wider alone is cut.
        first: what the first line begins with.
        rest: what the others begin with; spaces as wide as ``first`` by default.
    """
    hang = " " * cells(first) if rest is None else rest
    lines: list[list[Piece]] = [[("", first)]]
    last = lines[0]
    room = left = max(width - cells(first), 8)
    gap = ""
    hung = max(width - cells(hang), 8)
    for word in _words(line(*runs), hung):
        wide = cells("".join(map(_TEXT, word)) if len(word) > 1 else word[0][1])
        if left != room and wide + len(gap) > left:
            last = [("", hang)]
            lines.append(last)
            room = left = hung
            gap = ""
        if gap:
            role = word[0][0]
            last.append((role if last[-1][0] == role else "", gap))
        last += word
        left -= wide + len(gap)
        gap = " "
    return [tuple(_joined(one)) for one in lines]


def _words(runs: Iterable[Run], width: int) -> Iterator[Sequence[Piece]]:
    """What stands between white space; a word may change its role within."""
    word: list[Piece] = []
    for role, text in runs:
        plain = _plain(text, width)
        if plain and (not word or text[0].isspace()):  # nearly always
            done = [word] if word else []
            done += [[(role, part)] for part in plain]
            word = [] if text[-1].isspace() else done.pop()
            yield from done
            continue
        for part in _PARTS.findall(text):
            if part.isspace():
                if word:
                    yield word
                word = []
                continue
            for piece in _pieces(visible(part), width):
                if word and _must_break("".join((*map(_TEXT, word), piece)), width):
                    yield word
                    word = []
                word.append((role, piece))
    if word:
        yield word


def _plain(text: str, width: int) -> Sequence[str]:
    """The words of a text, if nothing but white space parts them, and all can be seen and fit."""
    words = text.split()
    if not words or "`" in text or visible(said := " ".join(words)) != said:
        return ()
    longest = max(map(len, words)) if said.isascii() else max(map(cells, words))
    return words if longest <= width else ()


def _must_break(word: str, width: int) -> bool:
    """Whether a word that is too wide may be cut.

    A path or an address stays whole, wider than the line though it may be: it is to be copied.
    """
    return cells(word) > width and (not word.isascii() or len(word) > _ENDLESS)


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word, cut where it must be."""
    if not _must_break(word, width):
        yield word
        return
    piece, used = "", 0
    for char in word:
        if used + cells(char) > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + char, used + cells(char)
    yield piece


def fit(text: str, width: int) -> str:
    """Text on one line of at most ``width`` columns, cut with an ellipsis where it is longer."""
    text = visible(" ".join(text.split()))
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def table(rows: Sequence[Sequence[Part]], indent: str = "  ", gap: str = "  ") -> list[Line]:
    """Rows in columns as wide as their widest cell; the last column is left ragged."""
    if not rows:
        return []
    cooked = [line(*row) for row in rows]
    widths = [max(cells(visible(row[i].text)) for row in cooked) for i in range(len(cooked[0]))]
    return [
        (
            Run("", indent),
            *(
                part
                for i, (role, text) in enumerate(row)
                for part in (
                    Run(role, text),
                    Run("", gap + " " * (widths[i] - cells(visible(text)))),
                )
            ),
        )
        for row in cooked
    ]


def described(rows: Sequence[Sequence[Part]], texts: Sequence[str], width: int) -> list[Line]:
    """Rows in columns, each with a text: beside them where there is room, else below."""
    lines: list[Line] = []
    for row, head, text in zip(rows, table(rows), texts, strict=True):
        used = sum(cells(visible(run.text)) for run in head)
        if width - used < _NARROW:
            parts = [piece for part in row for piece in (" ", part)]
            lines += [head] if used <= width else wrap(parts, width, "  ", "    ")
            lines += wrap([text], width, "      ") if text else []
            continue
        first, *rest = wrap([text], width, " " * used)
        beside = first[0].text.removeprefix(" " * used)
        lines += [(*head, Run("", beside), *first[1:]), *rest]
    return lines
