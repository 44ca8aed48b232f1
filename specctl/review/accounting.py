"""Complete accounting: every changed line belongs to a row.

A line belongs to the smallest elements that stand on it. It is accounted for when a row is about
one of them. A row about a whole section accounts for the elements that came or went with it, or
that are the same on both sides; an element that was edited needs a row of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from specctl.model.change import Change, Delta, Difference, Element
from specctl.model.place import Place
from specctl.model.review import Accounting
from specctl.model.spec import Spec

_EMPTY = ("", "---")
_OTHER = {"base": "head", "head": "base"}
Hunks = Sequence[tuple[str, str, int, int]]
"""Changed lines as (side, path relative to the spec folder, first line, last line)."""


def account(
    base: Spec, head: Spec, difference: Difference, rows: Sequence[Change], hunks: Hunks
) -> Accounting:
    """Hold the rows against the changed lines.

    Args:
        base, head: the specs that were compared.
        difference: what they differ in; its elements tile the files that differ.
        rows: every row of the review.
        hunks: the changed lines of both sides.

    Returns:
        How many lines changed, and those that belong to no row.
    """
    books = _Books(difference, {"base": base, "head": head})
    for row in rows:
        for delta in row.deltas:
            books.enter(delta)
    folders = {"base": base.folder, "head": head.folder}
    changed = 0
    missing: list[tuple[str, str, int]] = []
    for side, path, first, last in hunks:
        changed += last - first + 1
        missing += books.unaccounted(side, f"{folders[side]}/{path}", first, last)
    return Accounting(changed, tuple(sorted(missing)))


class _Books:
    """Which elements rows are about; elements are known by side, path and key."""

    __slots__ = ("_by_line", "_known", "_moved", "covered", "difference", "moves", "specs")

    def __init__(self, difference: Difference, specs: Mapping[str, Spec]) -> None:
        self.difference, self.specs = difference, specs
        self.covered: set[tuple[str, str, str]] = set()
        self.moves: list[Mapping[str, Place]] = []
        self._moved: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self._by_line: dict[tuple[str, str], tuple[list[int], list[list[Element]]]] = {}
        self._known: dict[str, dict[tuple[str, str], list[Element]]] = {}

    def enter(self, delta: Delta) -> None:
        """Enter everything that a delta accounts for."""
        if delta.before and delta.after and (delta.moved or "order" in delta.paths):
            self.moves.append({"base": delta.before.place, "head": delta.after.place})
        pairs = ((delta.before, delta.after), *delta.also)
        for pair in pairs:
            for side, element in zip(("base", "head"), pair, strict=True):
                if element is not None:
                    self._enter(side, element, delta)

    def _enter(self, side: str, element: Element, delta: Delta) -> None:
        path = element.place.path
        self.covered.add((side, path, element.key))
        came_or_went = delta.before is None or delta.after is None
        for other in self.difference.tiles.get((side, path), ()):
            inside = element.kind in ("section", "eval", "file") or other.parent == element.key
            if inside and (came_or_went or "text" in delta.paths or self._twins(side, other)):
                self.covered.add((side, path, other.key))

    def _twins(self, side: str, element: Element) -> list[Element]:
        """The elements of the other side that are the same to the letter."""
        other = _OTHER[side]
        if other not in self._known:
            known: dict[tuple[str, str], list[Element]] = {}
            for (found, _), elements in self.difference.tiles.items():
                for one in elements if found == other else ():
                    known.setdefault(_letters(one), []).append(one)
            self._known[other] = known
        return self._known[other].get(_letters(element), [])

    def unaccounted(
        self, side: str, path: str, first: int, last: int
    ) -> Iterator[tuple[str, str, int]]:
        """The lines of one hunk that belong to no row.

        A blank line, or one that frames front matter, belongs to its neighbour on either side.
        Between equal lines git chooses which of them it calls changed, and a sentence stands on
        one line with others: a line of which every element is the same on both sides belongs to
        the row of its hunk, or of its twin's line, or of what has another order with it.
        """
        told = {n for n in range(first, last + 1) if self._told(side, path, n)}
        beside = bool(told) or self._told(side, path, first - 1) or self._told(side, path, last + 1)
        for number in range(first, last + 1):
            if number not in told and not self._explained(side, path, number, beside):
                yield side, path, number

    def _explained(self, side: str, path: str, number: int, beside: bool) -> bool:
        """Whether a line without a row of its own needs none."""
        text = self.specs[side].lines.get(path, ())
        blank = number <= len(text) and text[number - 1].strip() in _EMPTY
        at = self._at(side, path, number)
        if blank and not at:
            return True  # nothing stands around it
        twins = [self._twins(side, e) for e in at]
        if not blank and not all(twins):
            return False
        if beside or (blank and any(self._neighbour(side, e) for e in at)):
            return True
        other = _OTHER[side]
        for twin in (twin for alike in twins for twin in alike):
            lines = range(twin.place.line, twin.place.end_line + 1)
            if any(self._told(other, twin.place.path, n) for n in lines):
                return True
            if blank and self._neighbour(other, twin):
                return True
            if self._passed(side, path, number, twin.place):
                return True
        return False

    def _neighbour(self, side: str, element: Element) -> bool:
        """Whether what stands before or after an element and its blank lines has a row."""
        path, span = element.place.path, element.span
        return self._told(side, path, span.line - 1) or self._told(side, path, span.end_line + 1)

    def _passed(self, side: str, path: str, number: int, twin: Place) -> bool:
        """Whether something that has a row is above this line on one side, below on the other."""
        key = (side, path, twin.path)
        if key not in self._moved:
            if side == "base":
                self._moved[key] = list(self._moves(path, twin.path))
            else:
                self._moved[key] = [(q, p) for p, q in self._moves(twin.path, path)]
        return any((p < number) != (q < twin.line) for p, q in self._moved[key])

    def _moves(self, base: str, head: str) -> Iterator[tuple[int, int]]:
        """Lines of two files that have rows and the same text, and places of what moved."""
        for move in self.moves:
            if move["base"].path == base and move["head"].path == head:
                yield move["base"].line, move["head"].line
        old, new = self._told_lines("base", base), self._told_lines("head", head)
        for text in old.keys() & new.keys():
            yield min(old[text]), max(new[text])
            yield max(old[text]), min(new[text])

    def _told_lines(self, side: str, path: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self.specs[side].lines.get(path, ()), 1):
            if text.strip() and self._told(side, path, number):
                found.setdefault(text.strip(), []).append(number)
        return found

    def _told(self, side: str, path: str, number: int) -> bool:
        at = self._at(side, path, number)
        if not at:
            return (side, path, "") in self.covered  # a row about the whole file
        return any((side, path, e.key) in self.covered for e in at)

    def _at(self, side: str, path: str, number: int) -> list[Element]:
        """The smallest elements on a line."""
        key = (side, path)
        if key not in self._by_line:
            self._by_line[key] = _by_line(self.difference.tiles.get(key, ()))
        lines, found = self._by_line[key]
        row = bisect_right(lines, number)
        return found[row - 1] if row else []


def _letters(element: Element) -> tuple[str, str]:
    """What makes an element the same to the letter; whether a text instructs is not in it."""
    return ("text" if element.key.startswith("text/") else element.kind), element.raw


def _by_line(elements: Iterable[Element]) -> tuple[list[int], list[list[Element]]]:
    """Where another element begins or ends, and the smallest ones that stand from there on."""
    begun: dict[int, dict[int, Element]] = {}
    over: dict[int, list[int]] = {}
    for number, element in enumerate(elements):
        _, first, last = element.span
        if first <= last:
            begun.setdefault(first, {})[number] = element
            over.setdefault(last + 1, []).append(number)
    lines = sorted(begun.keys() | over.keys())
    found: list[list[Element]] = []
    standing: dict[int, Element] = {}
    for line in lines:
        for number in over.get(line, ()):
            del standing[number]
        standing.update(begun.get(line, ()))
        parents = {e.parent for e in standing.values() if e.parent}
        found.append([e for e in standing.values() if e.key not in parents])
    return lines, found
