"""What changed its order within a file: the fewest elements that explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from specctl.diff.match import longest_increasing
from specctl.diff.pairs import Owner
from specctl.model.change import Element
from specctl.model.spec import Example

At = tuple[int, int]
"""A line and a column."""
Shift = tuple[At, At, int]
"""Where a pair stood and stands, and its number."""


def displaced(owner: Owner, kinds: Sequence[str]) -> set[int]:
    """Numbers of the pairs of one file that changed their order, the fewest that explain it."""
    stay = [
        (at(old), at(new), number)
        for number, (old, new) in enumerate(owner.pairs)
        if old and new and new.kind in kinds and old.owner == owner.base and new.owner == owner.head
    ]
    return _out_of_order(stay)


def _out_of_order(stay: list[Shift]) -> set[int]:
    """The numbers to take out, the fewest, so that the others keep their order."""
    stay.sort()
    ranked = sorted(range(len(stay)), key=lambda n: (stay[n][1], n))
    rank = {n: place for place, n in enumerate(ranked)}
    kept = longest_increasing([rank[n] for n in range(len(stay))])
    return {number for n, (_, _, number) in enumerate(stay) if n not in kept}


def out_of_turn(
    owner: Owner, before: Callable[[Element], At], after: Callable[[Element], At]
) -> set[int]:
    """Numbers of the messages that changed their order within an example."""
    talks: dict[str, list[Shift]] = defaultdict(list)
    for number, (old, new) in enumerate(owner.pairs):
        if old and new and new.parent:
            talks[new.parent].append((before(old), after(new), number))
    return {number for stay in talks.values() for number in _out_of_order(stay)}


def turns(owner: Owner, side: int) -> Callable[[Element], At]:
    """Where a message stands; for a reply where its comparison begins, whose order says nothing."""
    elements = (pair[side] for pair in owner.pairs)
    talks = (e.source.conversation for e in elements if e and isinstance(e.source, Example))
    begins = {
        reply.place: (one.place.line, one.place.column)
        for talk in talks
        for one in (talk.comparisons if talk else ())
        for reply in one.replies
    }
    return lambda element: begins.get(element.place, at(element))


def at(element: Element) -> At:
    """Where an element begins."""
    return element.place.line, element.place.column
