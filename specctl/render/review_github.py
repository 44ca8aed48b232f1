"""A review as GitHub's annotations: its rows and its new findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.model import Change, Gate, Place, Review
from specctl.render import github, review_text, rows_text, touched, wording
from specctl.render.annotations import LEVELS, WIDTH, Annotation, commands, log
from specctl.render.layout import Line, compose
from specctl.render.style import Style
from specctl.render.touched import Touched

_LEVEL = dict(zip(Gate, LEVELS, strict=True))
_COSMETIC = 5


class Placed(NamedTuple):
    """A review, with the spec folder from the repository's top; None outside of a repository."""

    review: Review
    folder: str | None


def render(placed: Placed, style: Style) -> str:
    """The review in the log; beside the lines its rows, then the new findings."""
    review, folder = placed
    found = [github.annotation(one, folder) for one in review.new_findings]
    page = review_text.render(review, Style(WIDTH))
    return _said("review", placed, page, [*_rows(placed), *found])


def changes(placed: Placed, style: Style) -> str:
    """The rows alone: what ``diff`` shows."""
    page = review_text.changes(placed.review, Style(WIDTH))
    return _said("diff", placed, page, [*_rows(placed)])


def _said(what: str, placed: Placed, page: str, found: Sequence[Annotation]) -> str:
    many = wording.count(len(placed.review.changes), "row")
    whole = log(f"specctl {what}: {many}", page)
    return "".join(f"{one}\n" for one in (whole, *commands(found)))


def _rows(placed: Placed) -> Iterator[Annotation]:
    """What is merely cosmetic is beside its lines already."""
    links = touched.by_row(placed.review)
    for row in placed.review.changes:
        if row.rank != _COSMETIC or row.gate is not Gate.INFO:
            yield _row(row, links, placed.folder)


def _row(row: Change, links: Mapping[str, Touched], folder: str | None) -> Annotation:
    """A row beside its lines in the head.

    What is in the base alone has no line there: it stands in no file, and says where it was.
    """
    title = _plain(rows_text.heading(row, _ENDLESS))
    said = _plain(rows_text.body(row, links, _ENDLESS))
    path = wording.from_top(row.head, folder) if row.head else ""
    return Annotation(_LEVEL[row.gate], row.cls, "row", title, said or title, path, _lines(row))


_ENDLESS = Style(100_000)
"""GitHub wraps by itself."""


def _plain(lines: Sequence[Line]) -> str:
    return "\n".join(line.strip() for line in compose(lines, _ENDLESS).splitlines())


def _lines(row: Change) -> Place | None:
    """Where to show a row; GitHub shows a remark below its last line, far from a file's top."""
    if row.head is None or row.subject.kind not in ("section", "eval"):
        return row.head
    return Place(row.head.path, row.head.line, 1, row.head.line, 1)
