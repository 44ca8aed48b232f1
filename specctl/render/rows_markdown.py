"""Rows of a review in a pull request's comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specctl.model import RANKS, Change, Gate, Review, Word
from specctl.render import marks, touched, wording
from specctl.render.comment import Block, Lengths, folded
from specctl.render.escape import code, markdown, prose
from specctl.render.groups import grouped
from specctl.render.touched import Touched, merged

_WEIGHTS = (1, 2, 4, 5, 6)


def rows(review: Review, lengths: Lengths) -> list[Block]:
    """The rows of each rank; cosmetic ones are only counted, in the summary."""
    links = touched.by_row(review)
    found: list[Block] = []
    for rank in range(len(_WEIGHTS)):
        ranked = [row for row in review.changes if row.rank == rank]
        if ranked:
            most = lengths[min(max(rank - 1, 0), 2)]
            found += _rank(rank, ranked, links, most)
    return found


def _rank(
    rank: int, ranked: Sequence[Change], links: Mapping[str, Touched], most: int
) -> list[Block]:
    """Ranks 0 and 1 open, the others folded."""
    name = RANKS[rank].capitalize()
    blocks = [
        Block(_group(alike, links, most), _WEIGHTS[rank], "row", len(alike))
        for alike in grouped(ranked)
    ]
    if rank < 2:
        return [Block(f"### {name} (rank {rank})\n"), *blocks, Block("\n")]
    return folded(f"{name} (rank {rank}): {wording.count(len(ranked), 'row')}", blocks)


def _group(alike: Sequence[Change], links: Mapping[str, Touched], most: int) -> str:
    """A list item: what and where, old and new, where else, what it touches."""
    lines = [f"- {_heading(alike)}"]
    for row in alike:
        texts = _texts(row, most)
        lines += ["", *(f"  > {text}" for text in texts)] if texts else []
        lines += [f"  {prose(row.message)}"] if row.message and not texts else []
    found = merged([links[row.id] for row in alike if row.id in links])
    touches = wording.touches(found, most // 20, code) if alike[0].rank < 3 else ""
    notes = (
        f"_{wording.UNDECIDED}._" if wording.undecided(alike[0]) else "",
        _members(alike[0], most),
        f"Touches {touches}" if touches else "",
    )
    said = "<br>".join(filter(None, notes))
    return "\n".join([*lines, *(["", f"  {said}"] if said else [])])


def _heading(alike: Sequence[Change]) -> str:
    row = alike[0]
    facts = (
        f"**{' + '.join(dict.fromkeys((row.cls, *row.classes)))}**",
        code(wording.name(row)),
        markdown(row.authority or ""),
        "**blocks**" if row.gate is Gate.BLOCK else "",
        code(wording.where(alike)),
    )
    return " · ".join(filter(None, facts))


def _texts(row: Change, most: int) -> list[str]:
    """Old and new within one text, or below each other."""
    marked = marks.words(row)
    wholes = marks.wholes(marked)
    if wholes:
        # A tag alone on its line would begin a block of HTML.
        texts = [_marked(marks.shorten([one], most)) for one in wholes]
        return [f"{text}<br>" for text in texts[:-1]] + texts[-1:]
    return [_marked(marks.shorten(marked, most))] if marked else []


_TAGS = {"-": "del", "+": "ins"}


def _marked(marked: Sequence[Word]) -> str:
    """Marks as struck out and underlined text. White space stays outside of the tags."""
    found = []
    for op, text in marked:
        core = text.strip()
        lead, trail = text[:1].isspace(), text[-1:].isspace()
        said = markdown(core)
        tagged = f"<{_TAGS[op]}>{said}</{_TAGS[op]}>" if op in _TAGS and core else said
        found.append(f"{' ' if lead else ''}{tagged}{' ' if trail and core else ''}")
    return "".join(found).strip()


def _members(row: Change, most: int) -> str:
    if row.bulk == 1:
        return ""
    names = dict.fromkeys(one.section or "the manifest" for one in row.members)
    return f"In {wording.number(row.bulk)} places: {wording.ids(map(code, names), most // 20)}"
