"""Rows of a review for people; what alike rows say alike, they say once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from specctl.model import RANKS, Change, Gate, Word
from specctl.render import marks, wording
from specctl.render.groups import grouped
from specctl.render.layout import Line, Part, Run, line, wrap
from specctl.render.style import Style, cells, visible
from specctl.render.touched import Touched, merged, nearest

RANK_ROLES = ("bad", "warn", "note", "strong", "strong", "faint")
"""The colour of each rank."""

_LENGTHS = (300, 300, 200, 140)
"""How many characters of a row's text to show, by rank."""
_QUOTED = 60
"""As many where a row is its sentence."""
_WHOLE_TEXT = 2_000
"""As many of a clause's at ranks 0 to 2: whoever signs it has read it."""


Show = Callable[[Sequence[Change], Mapping[str, Touched], Style], list[Line]]
"""How rows are shown."""


def ranks(
    rows: Sequence[Change],
    links: Mapping[str, Touched],
    style: Style,
    shows: Mapping[int, Show],
    seen: Collection[str] = (),
) -> list[list[Line]]:
    """The rows of each rank under its name; a rank that has no way to be shown is left out.

    Of those whose ids are ``seen`` it is only said how many there are.
    """
    found = []
    for rank, name in enumerate(RANKS):
        ranked = [row for row in rows if row.rank == rank]
        if ranked and rank in shows:
            note = any(row.cls == "clause-reworded" for row in ranked)
            said: list[Part] = [Run(RANK_ROLES[rank], f"{rank} {name}")]
            said += [Run("faint", f" ({wording.UNDECIDED})")] if note else []
            fresh = [row for row in ranked if row.id not in seen]
            found.append([*wrap(said, style.width), *shows[rank](fresh, links, style)])
            if known := len(ranked) - len(fresh):
                told = f"  already seen: {wording.count(known, 'row')}"
                found[-1].append(line(Run("faint", told)))
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
    """Each row with its texts, its place and the evals that it touches directly."""
    return full(rows, {row: near for row, one in links.items() if (near := nearest(one))}, style)


def sentences(rows: Sequence[Change], links: Mapping[str, Touched], style: Style) -> list[Line]:
    """Each row as its sentence."""
    found: list[Line] = []
    for row in rows:
        parts: list[Part] = [Run("link", row.cls)]
        text = marks.still(row)
        said = f"'{marks.shorten([Word('-', text)], _QUOTED)[0].text}'" if text else ""
        for one in filter(None, (wording.name(row), row.message, said)):
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
    return [*texts(row, style, 0), *members(row, style), *foot([row], touches, style)]


def _group(
    rows: Sequence[Change], links: Mapping[str, Touched], style: Style, most: int
) -> list[Line]:
    """Rows under one heading; a few words stand on its line."""
    head = heading(rows[0], style)
    said = [one for row in rows for one in texts(row, style, most, many=len(rows) > 1)]
    short = _inline(rows[0], style) if len(rows) == 1 else ()
    used = sum(cells(visible(run.text)) for run in (*head[-1], *short))
    if short and len(head) == 1 and used + 2 <= style.width:
        head, said = [line(*head[0], ": ", *short)], []
    touches = merged([links[row.id] for row in rows if row.id in links])
    why = wording.decided(rows[0]) if marks.words(rows[0]) and not wording.says_it(rows[0]) else ""
    lines = [*head, *(wrap([Run("note", why)], style.width, "    ", "      ") if why else [])]
    return [*lines, *said, *members(rows[0], style), *foot(rows, touches, style)]


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
    marked = () if marks.parts(row) or wording.says_it(row) else marks.words(row)
    return marks.runs(marked, style.colour) if 0 < len(marked) < 4 else ()


def texts(row: Change, style: Style, most: int = 0, *, many: bool = False) -> list[Line]:
    """Old and new: within one text, else below each other; a sentence where there is no text.

    Args:
        row: what is shown.
        style: width and colour.
        most: how many characters of a text to show; 0 for as many as are wanted.
        many: whether there are further rows under the heading.
    """
    most = most or _most(row)
    marked = marks.words(row)
    if text := marks.still(row):
        return [*wrap([row.message], style.width, "    "), *_whole(Word("=", text), most, style)]
    if not marked or wording.says_it(row):
        return wrap([row.message], style.width, "    ")
    if parts := marks.parts(row):
        went = wrap([row.deltas[0].note], style.width, "    ") if row.deltas[0].note else []
        return [*went, *(one for part in parts for one in _whole(part, most, style))]
    wholes = marks.wholes(marked, most)
    if wholes:
        return [one for whole in wholes for one in _whole(whole, most, style)]
    runs = marks.runs(marks.shorten(marked, most), style.colour)
    lead = ("    \u00b7 ", "      ") if many else ("    ", "    ")
    return wrap(runs, style.width, *lead)


def _most(row: Change) -> int:
    """How many characters of a row's text to show by default."""
    wanted = row.rank < 3 and row.subject.kind in ("clause", "definition", "section")
    return _WHOLE_TEXT if wanted else _LENGTHS[min(row.rank, 3)]


def _whole(word: Word, most: int, style: Style) -> list[Line]:
    role, sign = WHOLE.get(word.op, ("", word.op))
    short = marks.shorten([Word("-", word.text)], most)[0].text
    return wrap([Run(role, short)], style.width, f"    {sign} ")


WHOLE = {"-": ("gone", "-"), "+": ("added", "+")}
"""The role of a text that came or went as a whole, and its sign."""


def members(row: Change, style: Style) -> list[Line]:
    """Where the same change stands, if in many places."""
    if row.bulk == 1:
        return []
    names = dict.fromkeys(one.section or "the manifest" for one in row.members)
    most = len(names) if row.rank < 2 else 8
    said = f"in {wording.number(row.bulk)} places: {wording.ids(names, most)}"
    return wrap([said], style.width, "    ", "      ")


def foot(rows: Sequence[Change], touches: Touched, style: Style) -> list[Line]:
    """Where they are, where they were, and what they touch."""
    place, before = wording.where(rows), wording.whence(rows)
    said = wording.touches(touches, 8)
    facts: list[Part] = [Run("faint", one) for one in (place, before) if one]
    facts += ["touches ", Run("link", said)] if said else []
    joined: list[Part] = []
    for number, fact in enumerate(facts):
        joined += [" \u00b7 "] if number and fact != Run("link", said) else []
        joined.append(fact)
    return wrap(joined, style.width, "    ", "      ") if joined else []
