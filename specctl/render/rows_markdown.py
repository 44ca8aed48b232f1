"""Rows of a review in a pull request's comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specctl.model import RANKS, Change, Gate, Review, Word
from specctl.render import marks, touched, wording
from specctl.render.comment import Block, Fold, Lengths, Piece
from specctl.render.escape import code, markdown, prose
from specctl.render.groups import grouped
from specctl.render.touched import Touched, merged

_WEIGHTS, _SEEN = (1, 2, 4, 5, 6), 10
_TOGETHER = 10
_OPEN = 24
"""How many headings of rank 1 a reader meets before what else there is to know."""


def rows(review: Review, lengths: Lengths) -> list[Piece]:
    """The rows of each rank; cosmetic ones are only counted, in the summary."""
    links = touched.by_row(review)
    found: list[Piece] = []
    for rank in range(len(_WEIGHTS)):
        ranked = [row for row in review.changes if row.rank == rank]
        if ranked:
            most = lengths[min(max(rank - 1, 0), 2)]
            fresh = [row for row in ranked if not review.seen(row)]
            found += _rank(rank, fresh, links, most) if fresh else []
            found.append(_seen(rank, [row for row in ranked if review.seen(row)], links, most))
    return found


def _seen(rank: int, ranked: Sequence[Change], links: Mapping[str, Touched], most: int) -> Fold:
    """The rows that an earlier review had; the first to go when room is short."""
    title = f"{RANKS[rank].capitalize()} (rank {rank}), already seen"
    blocks = _blocks(ranked, links, most, _SEEN)
    return Fold(f"{title}: {wording.count(len(ranked), 'row')}", tuple(blocks))


def _rank(
    rank: int, ranked: Sequence[Change], links: Mapping[str, Touched], most: int
) -> list[Piece]:
    """Rank 0 and the first rows of rank 1 open, the others folded."""
    title = f"{RANKS[rank].capitalize()} (rank {rank})"
    blocks = _blocks(ranked, links, most, _WEIGHTS[rank])
    if rank > 1:
        said = wording.count(len(ranked), "row")
        return [Fold(f"{title}: {said}", tuple(blocks), _judged(ranked))]
    heading = Block("\n".join(filter(None, (f"### {title}\n", _judged(ranked)))))
    shown = len(blocks) if rank == 0 else _OPEN
    more = sum(block.count for block in blocks[shown:])
    rest = ", ".join(wording.classes(ranked[len(ranked) - more :]))
    fold = Fold(f"{title}, {wording.number(more)} more: {rest}", tuple(blocks[shown:]))
    return [heading, *blocks[:shown], Block("\n"), fold]


def _blocks(
    ranked: Sequence[Change], links: Mapping[str, Touched], most: int, weight: int
) -> list[Block]:
    return [
        Block(_group(some, links, most), weight, "row", len(some))
        for alike in grouped(ranked)
        for some in _parts(alike)
    ]


def _parts(alike: Sequence[Change]) -> list[Sequence[Change]]:
    """Rows under one heading, not so many that there is room for all or none."""
    return [alike[at : at + _TOGETHER] for at in range(0, len(alike), _TOGETHER)]


def _judged(ranked: Sequence[Change]) -> str:
    said = any(row.cls == "clause-reworded" for row in ranked)
    return f"_{wording.UNDECIDED}._\n" if said else ""


def _group(alike: Sequence[Change], links: Mapping[str, Touched], most: int) -> str:
    """A list item: what and where, old and new, where else, what it touches."""
    lines = [f"- {_heading(alike)}"]
    if marks.words(alike[0]) and (why := wording.decided(alike[0])):
        lines += ["", f"  {prose(why)}"]
    for row in alike:
        texts = [] if wording.says_it(row) else _texts(row, most)
        lines += ["", *(f"  > {text}" for text in texts)] if texts else []
        lines += ["", f"  {prose(row.message)}"] if row.message and not texts else []
        lines += ["", f"  > {marked(_still(text, most))}"] if (text := marks.still(row)) else []
    found = merged([links[row.id] for row in alike if row.id in links])
    touches = wording.touches(found, most // 20, code) if alike[0].rank < 3 else ""
    notes = (
        _members(alike[0], most),
        f"Touches {touches}" if touches else "",
    )
    said = "<br>".join(filter(None, notes))
    return "\n".join([*lines, *(["", f"  {said}"] if said else [])])


def _heading(alike: Sequence[Change]) -> str:
    row = alike[0]
    facts = (
        f"**{' + '.join(dict.fromkeys((row.cls, *row.classes)))}**{_undecided(row)}",
        code(wording.name(row)),
        markdown(row.authority or ""),
        "**blocks**" if row.gate is Gate.BLOCK else "",
        code(wording.where(alike)),
    )
    return " · ".join(filter(None, facts))


def _undecided(row: Change) -> str:
    return f" ({wording.NOT_JUDGED})" if wording.undecided(row) else ""


def _texts(row: Change, most: int) -> list[str]:
    """Old and new within one text, or below each other."""
    words = marks.words(row)
    wholes = marks.parts(row) or marks.wholes(words)
    if wholes:
        # A tag alone on its line would begin a block of HTML.
        texts = [marked(marks.shorten([one], most)) for one in wholes]
        return [f"{text}<br>" for text in texts[:-1]] + texts[-1:]
    return [marked(marks.shorten(words, most))] if words else []


def _still(text: str, most: int) -> tuple[Word, ...]:
    """A text that stands elsewhere as it was, shortened as one that is gone."""
    return (marks.shorten([Word("-", text)], most)[0]._replace(op="="),)


_TAGS = {"-": "del", "+": "ins"}


def marked(words: Sequence[Word]) -> str:
    """Marks as struck out and underlined text. White space stays outside of the tags.

    Between old and new there is always some, as not every reader sees which line runs where.
    """
    found = ""
    for op, text in words:
        core = text.strip()
        lead, trail = text[:1].isspace(), text[-1:].isspace()
        said = markdown(core)
        tagged = f"<{_TAGS[op]}>{said}</{_TAGS[op]}>" if op in _TAGS and core else said
        glued = op == "+" and found.endswith("</del>")
        found += f"{' ' if lead or glued else ''}{tagged}{' ' if trail and core else ''}"
    return found.strip()


def _members(row: Change, most: int) -> str:
    if row.bulk == 1:
        return ""
    names = dict.fromkeys(one.section or "the manifest" for one in row.members)
    return f"In {wording.number(row.bulk)} places: {wording.ids(map(code, names), most // 20)}"
