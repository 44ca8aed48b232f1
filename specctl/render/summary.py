"""What somebody's summary of a change leaves out, for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from specctl.model import Change, Review, Word
from specctl.model.review import Summary, Unmentioned
from specctl.render import marks, rows_markdown, rows_text, wording
from specctl.render.comment import Block, fitted, title
from specctl.render.escape import code, markdown, prose
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.style import Style

_BRIEF = 90
"""So many characters of a row's texts are shown."""


def text(review: Review, style: Style) -> str:
    """The rows that are not mentioned, by section, the gravest first."""
    summary = _summary(review)
    lines = [*wording.title(review, style.width), *wrap([_counted(summary)], style.width)]
    for one in summary.unmentioned:
        lines += [BLANK, *_name(one, summary, style)]
        lines += [part for row in one.rows for part in _row(row, one.name, style)]
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
        blocks += [Block(f"  - {_item(row, one.name)}", 1 + row.rank, "row") for row in one.rows]
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


def _row(row: Change, group: str, style: Style) -> list[Line]:
    """A row in brief: its rank and classes, its subject, and what it says."""
    about = _about(row, group)
    said: list[Part] = [
        Run(rows_text.RANK_ROLES[row.rank], f"{row.rank} {' + '.join(row.classes)}")
    ]
    said += [f" {about}: " if about else ": ", *_said(row, style.colour)]
    return wrap(said, style.width, "  ", "      ")


def _said(row: Change, colour: bool) -> list[Run]:
    """What came and went, else the row's sentence."""
    brief = _brief(row)
    if len(brief) == 1:
        role, sign = rows_text.WHOLE[brief[0].op]
        return [Run(role, f"{sign} {brief[0].text}")]
    return marks.runs(brief, colour) if brief else [Run("", row.message)]


def _brief(row: Change) -> Sequence[Word]:
    return marks.shorten(marks.words(row), _BRIEF)


def _item(row: Change, group: str) -> str:
    about = _about(row, group)
    named = f" {code(about)}" if about else ""
    said = rows_markdown.marked(_brief(row)) or prose(row.message)
    return f"{row.rank} **{' + '.join(row.classes)}**{named}: {said}"


def _about(row: Change, group: str) -> str:
    """What a row is about, where the name above it does not say so."""
    said = wording.name(row)
    return said.removeprefix(group).strip(" #") if said != group else ""
