"""Which files of two specs a review can hang on: those that differ, and their relations.

All that the stages of a review ask of a file that is the same on both sides is answered by the
files that this gives, as if the whole specs had been given:

- a thing that differs is looked up by its id, anchor or clause: all that have the same are there;
- what refers to a thing that differs is there, and what that is an exception to, with the evals
  that test it;
- of whatever is there, the sections above it are there too, by which it is ordered and ranked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from specctl.lint.book import Book, Key, cited
from specctl.lint.card import Card, EvalCard, SectionCard


class Sides(NamedTuple):
    """The books of two specs, of which files are known by their names in the spec folder.

    Attributes:
        books: of both specs.
        folders: the names of their spec folders.
    """

    books: tuple[Book, Book]
    folders: tuple[str, str]

    @property
    def doubled(self) -> bool:
        """Whether a section's id or an anchor is there twice on a side."""
        return any(book.totals.doubled for book in self.books)

    def find(self, key: Key, value: str) -> set[str]:
        """The names of the files that are found so on either side."""
        return {
            path[len(folder) + 1 :]
            for book, folder in zip(self.books, self.folders, strict=True)
            for path in book.paths(key, value)
        }

    def sections(self, name: str) -> list[SectionCard]:
        """A section's card on each side that has it."""
        return [card for card in self._cards(name) if isinstance(card, SectionCard)]

    def evals(self, name: str) -> list[EvalCard]:
        """An eval's card on each side that has it."""
        return [card for card in self._cards(name) if isinstance(card, EvalCard)]

    def _cards(self, name: str) -> Iterator[Card]:
        for book, folder in zip(self.books, self.folders, strict=True):
            if card := book.card(f"{folder}/{name}"):
                yield card


def clauses(card: SectionCard) -> set[str]:
    """The clauses that a section carries, and those that its rubrics judge."""
    judged = {row.clause for row in card.claims if row.what == "rubric"}
    return judged.union(row.id for row in card.anchors)


class Step(NamedTuple):
    """What differs between two specs.

    Attributes:
        changed: the files that differ, but for the manifest.
        lists: the ids of the top-level sections, as the manifest of each side has them.
        users: the sections that may use a term that is defined in other words on the other side.
    """

    changed: Collection[str]
    lists: tuple[Sequence[str], Sequence[str]]
    users: Collection[str] = ()


def related(sides: Sides, step: Step) -> set[str] | None:
    """The files that a review needs; None where it needs all of them.

    Args:
        sides: the cards of both.
        step: what differs.
    """
    shuffled = list(_shuffled(sides, step))
    if shuffled and sides.doubled:
        return None  # which one counts hangs on the order
    touched = _touched(sides, step.changed)
    citing, tests, found = set(step.users), set[str](), set(touched)
    for name in touched:
        for section in sides.sections(name):
            citing.update(sides.find(Key.CITES, section.id))
            found.update(*(sides.find(Key.NAMED, one) for one in (section.id, *cited(section))))
            citing.update(*(sides.find(Key.NAMED, target) for target, _ in section.exception_to))
            tests.update(*(sides.find(Key.GRADES, rubric) for rubric, _, _ in section.rubrics))
            for clause in clauses(section):
                tests.update(sides.find(Key.TESTS, clause))
                found.update(sides.find(Key.CARRIES, clause), sides.find(Key.CLAIMS, clause))
        for one in sides.evals(name):
            found.update(sides.find(Key.NAMED, one.id))
            tests.update(*(sides.find(Key.TESTS, clause) for clause, _ in one.clauses))
    for section in (card for name in citing for card in sides.sections(name)):
        tests.update(*(sides.find(Key.TESTS, row.id) for row in section.anchors))
    for one in (card for name in (*tests, *touched) for card in sides.evals(name)):
        found.update(*(sides.find(Key.CARRIES, clause) for clause, _ in one.clauses))
    found.update(citing, tests, *(sides.find(Key.BELOW, above) for above in shuffled))
    return _with_those_above(sides, found)


def _touched(sides: Sides, changed: Collection[str]) -> set[str]:
    """What differs, and all that stands under a section whose standing does."""
    found, waiting = set[str](), [name for name in changed if _standing(sides, name)]
    while waiting:  # what differs in itself is passed, too
        for card in sides.sections(waiting.pop()):
            below = {*sides.find(Key.BELOW, card.id)} - found
            found |= below
            waiting += below
    return found.union(changed)


def _standing(sides: Sides, name: str) -> bool:
    """Whether a section came or went, or gives others another standing."""
    cards = sides.sections(name)
    told = {(card.parent, card.authority, card.status, *card.tags) for card in cards}
    return len(cards) == 1 or len(told) > 1


def _shuffled(sides: Sides, step: Step) -> Iterator[str]:
    """The sections among whose children the order may differ, by id; "" for the top level."""
    if _reordered(sides, *step.lists):
        yield ""
    came_or_went = []
    for name in step.changed:
        cards = sides.sections(name)
        if len(cards) == 1:
            came_or_went.append(cards[0].parent or "")
        elif cards:
            old, new = ([child for child, _ in card.children] for card in cards)
            if _reordered(sides, old, new):
                yield from {card.id for card in cards}
            if cards[0].title != cards[1].title:
                came_or_went.append(cards[0].parent or "")
    if len(came_or_went) > 1:  # one of them may be another one under a new name, or in its place
        yield from came_or_went


def _reordered(sides: Sides, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a list puts those that are there before and after in another order."""
    stay = set(old) & set(new)
    if [one for one in old if one in stay] != [one for one in new if one in stay]:
        return True
    others = (name for one in {*old, *new} - stay for name in sides.find(Key.NAMED, one))
    return any(len(sides.sections(name)) == 2 for name in others)


def _with_those_above(sides: Sides, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            for card in sides.sections(name):
                waiting += sides.find(Key.NAMED, card.parent) if card.parent else ()
    return found
