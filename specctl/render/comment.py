"""A pull request's comment: blocks of Markdown that fit into what GitHub takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specctl.render import wording
from specctl.render.escape import html

LIMIT = 65_000
"""GitHub takes 65,536 characters in a comment, counted as code points, and no more than four bytes
for each of them; GitLab a million."""

Lengths = tuple[int, int, int]
"""How many characters of a text to show in the rows of ranks 0 and 1, of rank 2, and below."""

_LENGTHS: Sequence[Lengths] = (
    (20_000, 20_000, 20_000),
    (20_000, 2_000, 400),
    (4_000, 1_200, 160),
    (2_000, 400, 160),
    (800, 200, 100),
    (400, 120, 80),
)
"""Tried in turn until everything fits."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a comment.

    ``weight`` 0 stays, and the heaviest goes first when room is short; ``kind`` and ``count`` say
    what goes with it.
    """

    text: str
    weight: int = 0
    kind: str = ""
    count: int = 1


class Fold(NamedTuple):
    """Blocks behind a title that opens them; gone where none of them is left.

    ``lead`` stands above them: the head of their table.
    """

    title: str
    blocks: tuple[Block, ...]
    lead: str = ""


Piece = Block | Fold


def title(what: str, said: str) -> Block:
    """The heading; by the line before it a bot finds the comment to replace."""
    return Block(f"<!-- specctl-{what} -->\n## Spec {what}: {said}\n")


def fitted(head: Sequence[Block], make: Callable[[Lengths], Sequence[Piece]]) -> str:
    """The longest form that fits: texts are shortened first, then the least important go.

    Args:
        head: what stays on top; below it stands what was left out.
        make: the rest, with texts of some lengths.
    """
    pieces: Sequence[Piece] = ()
    for lengths in _LENGTHS:
        pieces = make(lengths)
        text = _joined([*head, *pieces])
        if len(text) <= LIMIT:
            return text
    return _joined([*head, *_dropped(pieces, LIMIT - len(_joined(head)))])


def _joined(pieces: Iterable[Piece]) -> str:
    texts = "\n".join(one for piece in pieces for one in _texts(piece) if one)
    return texts.rstrip("\n") + "\n"


def _texts(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Block):
        yield piece.text
    elif piece.blocks:
        yield f"<details>\n<summary>{html(piece.title)}</summary>\n"
        yield piece.lead
        yield from (block.text for block in piece.blocks)
        yield "\n</details>\n"


def _dropped(pieces: Sequence[Piece], room: int) -> list[Piece]:
    """What fits, the lightest first, below a sentence that says what is missing."""
    blocks = [block for piece in pieces for block in _blocks(piece)]
    kept = _fitting(blocks, room - _SAYING - len(_joined(pieces)) + sum(map(_size, blocks)))
    gone: Counter[str] = Counter()
    for block, stays in zip(blocks, kept, strict=True):
        gone[block.kind] += 0 if stays else block.count
    said = wording.listed([wording.count(many, kind) for kind, many in gone.items() if many])
    note = f"**Too long for one comment:** {said} left out. `specctl review` shows everything.\n"
    return [Block(note), *_left(pieces, iter(kept))]


_SAYING = 600
"""Room for what is said of that which was left out."""


def _size(block: Block) -> int:
    return len(block.text) + 1


def _blocks(piece: Piece) -> Sequence[Block]:
    return piece.blocks if isinstance(piece, Fold) else (piece,)


def _fitting(blocks: Sequence[Block], room: int) -> list[bool]:
    """Which blocks are kept."""
    kept = [False] * len(blocks)
    for i in sorted(range(len(blocks)), key=lambda i: (blocks[i].weight, i)):
        room -= _size(blocks[i])
        if room < 0 and blocks[i].weight:
            break
        kept[i] = True
    return kept


def _left(pieces: Iterable[Piece], kept: Iterator[bool]) -> Iterator[Piece]:
    """The blocks that are kept; a fold says how many of its own are not."""
    for piece in pieces:
        blocks = tuple(block for block in _blocks(piece) if next(kept))
        if isinstance(piece, Block):
            yield from blocks
            continue
        more = sum(one.count for one in piece.blocks) - sum(one.count for one in blocks)
        said = f"{piece.title}, {wording.number(more)} of them left out" if more else piece.title
        yield Fold(said, blocks, piece.lead)
