"""What somebody's summary of a change leaves out, for people."""

from __future__ import annotations

from collections.abc import Callable

from specctl.model import Review
from specctl.model.review import Summary, Unmentioned
from specctl.render import brief, wording
from specctl.render.comment import Block, fitted, title
from specctl.render.escape import code, markdown
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.style import Style


def text(review: Review, style: Style) -> str:
    """The rows that are not mentioned, by section, the gravest first."""
    summary = _summary(review)
    lines = [*wording.title(review, style.width), *wrap([_counted(summary)], style.width)]
    for one in summary.unmentioned:
        lines += [BLANK, *_name(one, summary, style)]
        lines += [part for row in one.rows for part in brief.row(row, style, one.name)]
    if summary.unchanged:
        lines += [BLANK, *wrap([_named(summary)], style.width)]
    return compose(lines, style)


def comment(review: Review, style: Style) -> str:
    """The same in Markdown."""
    summary = _summary(review)
    sides = f"{code(wording.side(review.base))} → {code(wording.side(review.head))}"
    head = [title("summary", sides), Block(f"{markdown(_counted(summary))}\n")]
    blocks = []
    for one in summary.unmentioned:
        called = summary.titles.get(one.name)
        named = f": {markdown(called)}" if called else ""
        blocks.append(Block(f"- {code(one.name)}{named}", 1))
        items = ((row.rank, brief.item(row, one.name)) for row in one.rows)
        blocks += [Block(f"  - {item}", 1 + rank, "row") for rank, item in items]
    if summary.unchanged:
        blocks.append(Block(f"\n{_named(summary, code)}"))
    return fitted(head, lambda _: blocks)


def _summary(review: Review) -> Summary:
    assert review.summary is not None
    return review.summary


def _counted(summary: Summary) -> str:
    """How many rows are mentioned, of how many."""
    told, left = len(summary.mentioned), sum(len(one.rows) for one in summary.unmentioned)
    name = f"{summary.file}, '{summary.entry}'," if summary.entry else summary.file
    if not told + left:
        return f"There is nothing that {name} had to mention: no row is of rank 2 or graver."
    of = wording.count(told + left, "row")
    if not left:
        return f"{name} mentions every row of rank 2 or graver, {wording.number(told)} in all."
    groups = wording.count(len(summary.unmentioned), "place")
    return (
        f"{name} mentions {wording.number(told)} of {of} of rank 2 or graver, and leaves out"
        f" {wording.number(left)} in {groups}."
    )


def _named(summary: Summary, name: Callable[[str], str] = str) -> str:
    """The sections that are mentioned without a reason."""
    names = ", ".join(map(name, summary.unchanged))
    return f"It names what did not change: {names}."


def _name(one: Unmentioned, summary: Summary, style: Style) -> list[Line]:
    called = summary.titles.get(one.name)
    said: list[Part] = [Run("strong", one.name), f": {called}" if called else ""]
    return wrap(said, style.width)
