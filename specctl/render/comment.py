"""A pull request's comment: blocks of Markdown that fit into what GitHub takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from specctl.render import wording
from specctl.render.escape import html

LIMIT = 65_000
"""GitHub takes 65,536 characters in a comment."""

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


def title(what: str, said: str) -> Block:
    """The heading; by the line before it a bot finds the comment to replace."""
    return Block(f"<!-- specctl-{what} -->\n## Spec {what}: {said}\n")


def fitted(make: Callable[[Lengths], Sequence[Block]]) -> str:
    """The longest form that fits: texts are shortened first, then the least important go."""
    blocks: Sequence[Block] = ()
    for lengths in _LENGTHS:
        blocks = make(lengths)
        if sum(map(_size, blocks)) <= LIMIT:
            return _joined(blocks)
    return _joined(_dropped(blocks))


def folded(title: str, blocks: Sequence[Block]) -> list[Block]:
    """Blocks behind a title that opens them."""
    head = f"<details>\n<summary>{html(title)}</summary>\n"
    return [Block(head), *blocks, Block("\n</details>\n")]


def _size(block: Block) -> int:
    return len(block.text) + 1


def _joined(blocks: Iterable[Block]) -> str:
    return "".join(f"{block.text}\n" for block in blocks if block.text)


def _dropped(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that fit, the lightest first, and a sentence that says what is missing."""
    room = LIMIT - 400
    kept: set[int] = set()
    for i in sorted(range(len(blocks)), key=lambda i: (blocks[i].weight, i)):
        room -= _size(blocks[i])
        if room < 0 and blocks[i].weight:
            break
        kept.add(i)
    gone: Counter[str] = Counter()
    for i, block in enumerate(blocks):
        gone[block.kind] += block.count if i not in kept else 0
    said = wording.listed([wording.count(many, kind) for kind, many in gone.items() if many])
    note = f"\n**Too long for one comment:** {said} left out. `specctl review` shows everything."
    return [*(block for i, block in enumerate(blocks) if i in kept), Block(note)]
