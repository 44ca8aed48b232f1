"""Rows in a line or two, where there are many of them under one heading."""

from __future__ import annotations

from collections.abc import Sequence

from specctl.model import Change, Word
from specctl.render import marks, rows_text, wording
from specctl.render.layout import Line, Part, Run, wrap
from specctl.render.style import Style

_MOST = 90
"""So many characters of a row's texts are shown."""


def row(one: Change, style: Style, heading: str = "") -> list[Line]:
    """A row for people: its rank and classes, its subject, and what it says.

    Args:
        one: the row.
        style: width and colour.
        heading: the name that stands above it, and need not be said again.
    """
    about = _about(one, heading)
    role, classes = rows_text.RANK_ROLES[one.rank], " + ".join(one.classes)
    said: list[Part] = [Run(role, f"{one.rank} {classes}")]
    said += [f" {about}: " if about else ": ", *_said(one, style.colour)]
    return wrap(said, style.width, "  ", "      ")


def item(one: Change, heading: str = "") -> str:
    """The same in Markdown."""
    from specctl.render import rows_markdown
    from specctl.render.escape import code, markdown, prose

    about = _about(one, heading)
    named = f" {code(about)}" if about else ""
    said = rows_markdown.marked(_brief(one)) or prose(one.message)
    return f"{one.rank} **{markdown(' + '.join(one.classes))}**{named}: {said}"


def _said(one: Change, colour: bool) -> list[Run]:
    """What came and went, else the row's sentence."""
    brief = _brief(one)
    if len(brief) == 1:
        role, sign = rows_text.WHOLE[brief[0].op]
        return [Run(role, f"{sign} {brief[0].text}")]
    return marks.runs(brief, colour) if brief else [Run("", one.message)]


def _brief(one: Change) -> Sequence[Word]:
    return marks.shorten(marks.words(one), _MOST)


def _about(one: Change, heading: str) -> str:
    """What a row is about, where the name above it does not say so."""
    said = wording.name(one)
    return said.removeprefix(heading).strip(" #") if heading != said else ""
