"""The prose of a file: what its authors say in their own words, and the way back to its places.

Code, formulas, comments, conversations, anchors and the targets of links are no prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from specctl.model.place import Place
from specctl.model.spec import Eval, Section

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""A comment, which may never close."""

_NO_PROSE = re.compile(
    r"(?P<ticks>`++)[^`]{0,1000}(?P=ticks)(?!`)"  # code within a sentence
    r"|\[\^[^\]\s]{1,100}\]"  # anchors
    r"|\]\([^)\s]{0,500}\)"  # where a link leads
    r"|<!--(?s:.*?)(?:-->|\Z)|<[A-Za-z/!][^<>]{0,500}>|https?://[^\s)>]{1,500}"
    r"|\\{1,2}\([^\n]{0,500}?\\{1,2}\)|\$[^$\n]{1,500}\$"  # formulas
    r"|^[ \t]*!!![^\n]*",  # the opening of commentary
    re.MULTILINE,
)
_BLOCKS = ("```", "~~~", "<", "$$", "\\[", "\\\\[", "    ", "\t")
_KEY = re.compile(r"[ \t]*(?:-[ \t]+)?[\w-]+[ \t]*:[ \t]+")
_WORDED = re.compile(r"title|rubrics\.\d+\.(?:question|scale\.[^.]+)|prompts\.\d+\.expect")


class Stretch(NamedTuple):
    """A run of prose.

    Attributes:
        text: as written, what is no prose blanked out; as long as it stands in the file.
        rows: for each line of it, its offset in ``text``, its line and where it begins there.
        path: of the file.
        own: whether it is the body's own text, and not front matter.
    """

    text: str
    rows: tuple[tuple[int, int, int], ...]
    path: str
    own: bool

    def place(self, start: int, end: int) -> Place:
        """The place of a part of the text; the end is excluded."""
        line, column = self._at(start)
        end_line, end_column = self._at(end - 1)
        return Place(self.path, line, column, end_line, end_column)

    def _at(self, offset: int) -> tuple[int, int]:
        start, line, column = self.rows[bisect_right(self.rows, (offset, inf)) - 1]
        return line, column + offset - start


def prose(
    one: Section | Eval, lines: Sequence[str], wanted: Callable[[str], object]
) -> Iterator[Stretch]:
    """The prose of a file that may hold what a rule looks for.

    Args:
        one: the section or eval.
        lines: its lines.
        wanted: a quick test on a text as written; what fails it is left out.
    """
    for key, place in one.places.items():
        if _WORDED.fullmatch(key):
            text = region(lines, place).text
            named = _KEY.match(text)
            text = " " * named.end() + text[named.end() :] if named else text
            if wanted(text):
                yield Stretch(_blanked(text), _lines_of(text, place), place.path, own=False)
    for passage in one.passages:
        if wanted(passage.text) and not passage.text.startswith(_BLOCKS):
            rows = _rows(passage.text, passage.place, lines)
            if rows is not None:
                yield Stretch(_blanked(passage.text), rows, passage.place.path, own=True)


def region(lines: Sequence[str], place: Place, *, blanked: bool = False) -> Stretch:
    """What stands at a place, as written; tags, comments and code are blanked out on demand."""
    rows = list(lines[place.line - 1 : place.end_line])
    rows[-1] = rows[-1][: place.end_column]
    rows[0] = rows[0][place.column - 1 :]
    text = "\n".join(rows)
    known = _lines_of(text, place)
    return Stretch(_blanked(text) if blanked else text, known, place.path, own=False)


def _blanked(text: str) -> str:
    return _NO_PROSE.sub(lambda m: "\x00" * len(m[0]), text)


def _lines_of(text: str, place: Place) -> tuple[tuple[int, int, int], ...]:
    found, offset = [], 0
    for number, row in enumerate(text.split("\n")):
        found.append((offset, place.line + number, 1 if number else place.column))
        offset += len(row) + 1
    return tuple(found)


def _rows(text: str, place: Place, lines: Sequence[str]) -> tuple[tuple[int, int, int], ...] | None:
    """Where each line of a text stands; None where the file reads otherwise.

    The text of a passage is what its lines hold without their indentation and markers.
    """
    found, offset = [], 0
    for number, row in enumerate(text.split("\n")):
        line = place.line + number
        source = lines[line - 1] if line <= len(lines) else ""
        column = source.find(row, place.column - 1 if number == 0 else 0)
        if column < 0:
            return None
        found.append((offset, line, column + 1))
        offset += len(row) + 1
    return tuple(found)


# --- dashes --------------------------------------------------------------------------------------

_GAP = r"(?:[ \u00a0]|\n[ \t>]*)"
_DASH = re.compile(
    rf"(?<=[^\s|]){_GAP}(?P<mark>---?|[\u2014\u2013]|-(?=\s[a-z])){_GAP}(?=[^\s|])"
    r"|(?<=\w)(?P<bare>---?|\u2014)(?=\w)"
)


class Dash(NamedTuple):
    """A dash of prose: its form with the spaces around it, where, and whether it can be replaced.

    At the end of a line a dash has no space that another form could go without.
    """

    form: str
    place: Place
    mendable: bool


def dashes(one: Section | Eval, lines: Sequence[str]) -> Iterator[Dash]:
    """The dashes of a file's prose. A hyphen is one where it stands between words."""
    for stretch in prose(one, lines, _may_hold_a_dash):
        for match in _DASH.finditer(stretch.text):
            mark = match["mark"] or match["bare"]
            wrapped = "\n" in match[0]
            start, end = match.span("mark") if wrapped else match.span()
            before, after = stretch.text[match.start() - 1], stretch.text[match.end()]
            if mark in "-\u2013" and (before.isdigit() and after.isdigit()):
                continue  # a range, a difference
            if mark == "-" and not before.isalpha() and before not in ",)":
                continue
            form = mark if match["bare"] else f" {mark} "
            yield Dash(form, stretch.place(start, end), not wrapped)


def _may_hold_a_dash(text: str) -> bool:
    if "--" in text or "- " in text or "-\n" in text:
        return True
    return not text.isascii() and ("\u2014" in text or "\u2013" in text)
