"""Rows of a review for people; what alike rows say alike, they say once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from specctl.model import RANKS, Change, Gate
from specctl.render import marks, wording
from specctl.render.groups import grouped
from specctl.render.layout import Line, Part, Run, line, wrap
from specctl.render.style import Style, cells, visible
from specctl.render.touched import Touched, merged

RANK_ROLES = ("bad", "warn", "note", "strong", "strong", "faint")
"""The colour of each rank."""

_LENGTHS = (300, 300, 200, 140)
"""How many characters of a row's text to show, by rank."""


Show = Callable[[Sequence[Change], Mapping[str, Touched], Style], list[Line]]
"""How rows are shown."""


def ranks(
    rows: Sequence[Change],
    links: Mapping[str, Touched],
    style: Style,
    shows: Mapping[int, Show],
) -> list[list[Line]]:
    """The rows of each rank under its name; a rank that has no way to be shown is left out."""
    found = []
    for rank, name in enumerate(RANKS):
        ranked = [row for row in rows if row.rank == rank]
        if ranked and rank in shows:
            note = any(row.cls == "clause-reworded" for row in ranked)
            said: list[Part] = [Run(RANK_ROLES[rank], f"{rank} {name}")]
            said += [Run("faint", f" ({wording.UNDECIDED})")] if note else []
            found.append([*wrap(said, style.width), *shows[rank](ranked, links, style)])
    return found


def full(
    rows: Sequence[Change], links: Mapping[str, Touched], style: Style, most: int = 0
) -> list[Line]:
    """Each row with its texts, its place and what it touches.

    Args:
        rows, links, style: as for the others.
        most: how many characters of a text to show; as many as its rank asks for by default.
    """
    found: list[Line] = []
    for alike in grouped(rows):
        found += _group(alike, links, style, most)
    return found


def terse(rows: Sequence[Change], links: Mapping[str, Touched], style: Style) -> list[Line]:
    """Each row with its texts and its place."""
    return full(rows, {}, style)


def sentences(rows: Sequence[Change], links: Mapping[str, Touched], style: Style) -> list[Line]:
    """Each row as its sentence."""
    found: list[Line] = []
    for row in rows:
        parts: list[Part] = [Run("link", row.cls)]
        for one in filter(None, (wording.name(row), row.message)):
            parts += [": ", one]
        found += wrap(parts, style.width, "  ", "      ")
    return found


def counts(rows: Sequence[Change], links: Mapping[str, Touched], style: Style) -> list[Line]:
    """How many there are of each class, and in which sections."""
    found: list[Line] = []
    for cls, many in Counter(row.cls for row in rows).items():
        names = dict.fromkeys(row.section or "the manifest" for row in rows if row.cls == cls)
        said: list[Part] = [Run("link", cls), f" {wording.number(many)}: {wording.ids(names, 20)}"]
        found += wrap(said, style.width, "  ", "    ")
    return found


def body(row: Change, links: Mapping[str, Touched], style: Style) -> list[Line]:
    """What a row says below its heading."""
    touches = merged([links[row.id]] if row.id in links else [])
    return [*_texts(row, style, 0), *_members(row, style), *foot([row], touches, style)]


def _group(
    rows: Sequence[Change], links: Mapping[str, Touched], style: Style, most: int
) -> list[Line]:
    """Rows under one heading; a few words stand on its line."""
    head = heading(rows[0], style)
    texts = [one for row in rows for one in _texts(row, style, most)]
    short = _inline(rows[0], style) if len(rows) == 1 else ()
    used = sum(cells(visible(run.text)) for run in (*head[-1], *short))
    if short and len(head) == 1 and used + 2 <= style.width:
        head, texts = [line(*head[0], ": ", *short)], []
    touches = merged([links[row.id] for row in rows if row.id in links])
    return [*head, *texts, *_members(rows[0], style), *foot(rows, touches, style)]


def heading(row: Change, style: Style) -> list[Line]:
    """What it is, of what, and how that stands."""
    classes = " + ".join(dict.fromkeys((row.cls, *row.classes)))
    said: list[Part] = [Run(RANK_ROLES[row.rank], classes)]
    said += [Run("faint", f" ({wording.NOT_JUDGED})")] if wording.undecided(row) else []
    said += [": ", Run("strong", wording.name(row))]
    said += [f", {row.authority}"] if row.authority else []
    said += [", ", Run("bad", "blocks")] if row.gate is Gate.BLOCK else []
    return wrap(said, style.width, "  ", "      ")


def _inline(row: Change, style: Style) -> Sequence[Run]:
    """Marks that may stand on the heading's line: a few words, or one for another."""
    marked = marks.words(row)
    return marks.runs(marked, style.colour) if 0 < len(marked) < 4 else ()


def _texts(row: Change, style: Style, most: int) -> list[Line]:
    """Old and new: within one text, else below each other; a sentence where there is no text."""
    most = most or _LENGTHS[min(row.rank, 3)]
    marked = marks.words(row)
    if not marked:
        return wrap([row.message], style.width, "    ")
    found: list[Line] = []
    wholes = marks.wholes(marked)
    for whole in wholes:
        role, sign = _WHOLE[whole.op]
        short = marks.shorten([whole], most)[0].text
        found += wrap([Run(role, short)], style.width, f"    {sign} ")
    if not wholes:
        found = wrap(marks.runs(marks.shorten(marked, most), style.colour), style.width, "    ")
    return found


_WHOLE = {"-": ("gone", "-"), "+": ("added", "+")}


def _members(row: Change, style: Style) -> list[Line]:
    """Where the same change stands, if in many places."""
    if row.bulk == 1:
        return []
    names = dict.fromkeys(one.section or "the manifest" for one in row.members)
    said = f"in {wording.number(row.bulk)} places: {wording.ids(names, 8)}"
    return wrap([said], style.width, "    ", "      ")


def foot(rows: Sequence[Change], touches: Touched, style: Style) -> list[Line]:
    """Where they are and what they touch."""
    place = wording.where(rows)
    said = wording.touches(touches, 8)
    facts: list[Part] = [Run("faint", place)] if place else []
    facts += [" · " if place else "", "touches ", Run("link", said)] if said else []
    return wrap(facts, style.width, "    ", "      ") if facts else []
