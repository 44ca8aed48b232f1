"""The elements of a file tile its lines: each gets its span, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from specctl.model.change import Element
from specctl.model.place import Place, Span

Lines = Sequence[str]

_MARKER = re.compile(r"\s*(?:(?:\d{1,9}[.)]|[-*+>|])\s*)*")


def tiled(
    path: str, lines: Lines, front: Place, fields: list[Element], body: list[Element]
) -> tuple[Element, ...]:
    """Give every element its span, to the line before the next one begins, and its surroundings.

    Args:
        path, lines: the file.
        front: its front matter, with the lines that open and close it.
        fields: the elements of the front matter.
        body: those of what follows.
    """
    fields.sort(key=lambda e: (e.place.line, e.place.column))
    body.sort(key=lambda e: (e.place.line, e.place.column, -e.place.end_line))
    fence = 1 if front.end_line and path.endswith(".md") else 0
    end = front.end_line
    done = [
        *_part(fields, Span(path, 1, end), Span(path, 1 + fence, end - fence), lines),
        *_part(
            [e for e in body if not e.parent],
            Span(path, end + 1, len(lines)),
            Span(path, end + 1, len(lines)),
            lines,
        ),
        *(e._replace(raw=_raw(e, lines)) for e in body if e.parent),
    ]
    return tuple(sorted(done, key=lambda e: (e.place.line, e.place.column, bool(e.parent))))


def _part(elements: Sequence[Element], whole: Span, text: Span, lines: Lines) -> Iterator[Element]:
    """The elements that share the lines of ``whole``, of which those of ``text`` can be edited."""
    start = whole.line
    for number, (element, following) in enumerate(pairwise([*elements, None])):
        assert element is not None
        place = element.place
        last = following.place.line - 1 if following else whole.end_line
        yield element._replace(
            raw=_raw(element, lines),
            span=Span(place.path, min(start, place.line), max(last, place.end_line)),
            gap=_gap(element, following, min(last, text.end_line), lines),
            lead=None
            if number
            else "".join(f"{r}\n" for r in lines[text.line - 1 : place.line - 1]),
        )
        start = place.end_line + 1 if following is None else following.place.line


def _raw(element: Element, lines: Lines) -> str:
    return _marker(element, lines) + (element.raw or stretch(element.place, lines))


def stretch(place: Place, lines: Lines) -> str:
    """The text of a place, from its first to its last column."""
    rows = list(lines[place.line - 1 : place.end_line])
    if rows:
        rows[-1] = rows[-1][: place.end_column]
        rows[0] = rows[0][place.column - 1 :]
    return "\n".join(rows)


def _marker(element: Element, lines: Lines) -> str:
    """The list marker or indentation before the first element of a line."""
    before = lines[element.place.line - 1][: element.place.column - 1]
    return before if _MARKER.fullmatch(before) else ""


def _gap(element: Element, following: Element | None, last: int, lines: Lines) -> str:
    """What stands between an element and the next one: blank lines, comments, spaces."""
    end = element.place
    row = lines[end.end_line - 1]
    if following is not None and following.place.line == end.end_line:
        return row[end.end_column : following.place.column - 1]
    return "\n".join([row[end.end_column :], *lines[end.end_line : last]])
