"""Where two branches do not go together, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model import Change, Review, Side
from specctl.model.review import Conflict, Conflicts
from specctl.render import brief, wording
from specctl.render.comment import Block, fitted, title
from specctl.render.escape import code, prose
from specctl.render.layout import BLANK, Line, Part, Run, compose, line, wrap
from specctl.render.style import Style


def text(review: Review, style: Style) -> str:
    """Each conflict, the gravest first, with the rows of both branches."""
    found = _conflicts(review)
    names = [wording.side(one) for one in _sides(review, found)]
    said: list[Part] = [
        Run("strong", names[0]),
        " against ",
        Run("strong", names[1]),
        f", from {names[2]}",
    ]
    lines = [*wrap(said, style.width), *wrap([_counted(found)], style.width)]
    for one in found.found:
        lines += [BLANK, *wrap([Run("bad", one.kind), f": {one.why}"], style.width, "", "  ")]
        for name, rows in _rows(one, review):
            lines += [line(f"  {name}:")]
            lines += [part for row in rows for part in _indented(brief.row(row, style))]
    return compose(lines, style)


def comment(review: Review, style: Style) -> str:
    """The same in Markdown."""
    found = _conflicts(review)
    head, against, base = (code(wording.side(one)) for one in _sides(review, found))
    named = title("conflicts", f"{head} against {against}, from {base}")
    blocks = []
    for one in found.found:
        items = [f"- **{one.kind}**: {prose(one.why)}"]
        for name, rows in _rows(one, review):
            items += [f"  - {code(name)}: {brief.item(row)}" for row in rows]
        blocks.append(Block("\n".join(items), 1, "conflict"))
    return fitted([named, Block(f"{_counted(found)}\n")], lambda _: blocks)


def _conflicts(review: Review) -> Conflicts:
    assert review.conflicts is not None
    return review.conflicts


def _sides(review: Review, found: Conflicts) -> tuple[Side, Side, Side]:
    return review.head, found.against, found.base


def _counted(found: Conflicts) -> str:
    many = wording.count(len(found.found), "conflict") if found.found else "No conflict"
    same = wording.count(len(found.same), "change")
    return f"{many}; both branches make {same} alike." if found.same else f"{many}."


def _rows(one: Conflict, review: Review) -> Iterator[tuple[str, Sequence[Change]]]:
    """The rows of each branch under its name."""
    yield review.head.rev, one.ours
    yield _conflicts(review).against.rev, one.theirs


def _indented(lines: Sequence[Line]) -> list[Line]:
    return [(Run("", "  "), *one) for one in lines]
