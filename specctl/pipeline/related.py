"""Which files of two specs a review can hang on: those that differ, and their relations.

All that the stages of a review ask of a file that is the same on both sides is answered by the
files that this gives, as if the whole specs had been given:

- a thing that differs is looked up by its id, anchor or clause: all that have the same are there;
- what refers to a thing that differs is there, and what that is an exception to, with the evals
  that test it;
- of whatever is there, the sections above it are there too, by which it is ordered and ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from specctl.lint.card import Card, EvalCard, SectionCard

Cards = Mapping[str, Card]
"""By the path in the spec folder."""


class Key(StrEnum):
    """How one file is found from another."""

    ID = "id"  # it has this id, or had it
    CARRIES = "carries"  # it carries this anchor
    TESTS = "tests"  # it is an eval of this clause
    CITES = "cites"  # it names this section: in a link, a blame, an exception
    CLAIMS = "claims"  # an example or rubric of it is about this clause
    GRADES = "grades"  # a prompt of it is graded by this rubric
    BELOW = "below"  # it stands under the section of this id


def cited(card: SectionCard) -> set[str]:
    """The sections that a section names."""
    return {row[0] for rows in (card.links, card.blames, card.exception_to) for row in rows}


def clauses(card: SectionCard) -> set[str]:
    """The clauses that a section carries, and those that its rubrics judge."""
    judged = {row.clause for row in card.claims if row.what == "rubric"}
    return judged.union(row.id for row in card.anchors)


def _ids(card: SectionCard | EvalCard) -> list[str]:
    return [card.id, *(old for old, _ in card.formerly)]


_BY_SECTION: Mapping[Key, Callable[[SectionCard], Iterable[str]]] = {
    Key.ID: _ids,
    Key.BELOW: lambda card: (card.parent or "",),
    Key.CARRIES: lambda card: [row.id for row in card.anchors],
    Key.CITES: cited,
    Key.CLAIMS: lambda card: [row.clause for row in card.claims],
}
_BY_EVAL: Mapping[Key, Callable[[EvalCard], Iterable[str]]] = {
    Key.ID: _ids,
    Key.TESTS: lambda card: [clause for clause, _ in card.clauses],
    Key.GRADES: lambda card: [prompt.rubric for prompt in card.prompts if prompt.rubric],
}
"""By what a file can be found."""


class Book:
    """The cards of two specs, found by their keys."""

    def __init__(self, *sides: Cards) -> None:
        self._sides = sides
        self._names: dict[Key, Mapping[str, Sequence[str]]] = {}
        every = list(_distinct(sides))
        self._sections = [(n, card) for n, card in every if isinstance(card, SectionCard)]
        self._evals = [(n, card) for n, card in every if isinstance(card, EvalCard)]

    @property
    def doubled(self) -> bool:
        """Whether a section's id or an anchor is there twice on a side."""
        return any(map(_doubled, self._sides))

    def find(self, key: Key, value: str) -> Collection[str]:
        """The names of the files that are found so on either side."""
        if key not in self._names:
            self._names[key] = self._index(key)
        return self._names[key].get(value, ())

    def _index(self, key: Key) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        if of_section := _BY_SECTION.get(key):
            for name, section in self._sections:
                for value in of_section(section):
                    found[value].append(name)
        if of_eval := _BY_EVAL.get(key):
            for name, one in self._evals:
                for value in of_eval(one):
                    found[value].append(name)
        return dict(found)

    def sections(self, name: str) -> list[SectionCard]:
        """A section's card on each side that has it."""
        return [card for card in self._cards(name) if isinstance(card, SectionCard)]

    def evals(self, name: str) -> list[EvalCard]:
        """An eval's card on each side that has it."""
        return [card for card in self._cards(name) if isinstance(card, EvalCard)]

    def _cards(self, name: str) -> Iterator[Card]:
        return (side[name] for side in self._sides if name in side)


def _distinct(sides: Sequence[Cards]) -> Iterator[tuple[str, Card]]:
    """Every card, and those that are the same on both sides once."""
    first, *others = sides
    yield from first.items()
    for side in others:
        yield from ((name, card) for name, card in side.items() if card is not first.get(name))


def _doubled(side: Cards) -> bool:
    sections = [card for card in side.values() if isinstance(card, SectionCard)]
    ids = [card.id for card in sections]
    anchors = [row.id for card in sections for row in card.anchors]
    return len(ids) > len(set(ids)) or len(anchors) > len(set(anchors))


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


def related(book: Book, step: Step) -> set[str] | None:
    """The files that a review needs; None where it needs all of them.

    Args:
        book: the cards of both sides.
        step: what differs.
    """
    shuffled = list(_shuffled(book, step))
    if shuffled and book.doubled:
        return None  # which one counts hangs on the order
    touched = _touched(book, step.changed)
    citing, tests, found = set(step.users), set[str](), set(touched)
    for name in touched:
        for section in book.sections(name):
            citing.update(book.find(Key.CITES, section.id))
            found.update(*(book.find(Key.ID, one) for one in (section.id, *cited(section))))
            citing.update(*(book.find(Key.ID, target) for target, _ in section.exception_to))
            tests.update(*(book.find(Key.GRADES, rubric) for rubric, _, _ in section.rubrics))
            for clause in clauses(section):
                tests.update(book.find(Key.TESTS, clause))
                found.update(book.find(Key.CARRIES, clause), book.find(Key.CLAIMS, clause))
        for one in book.evals(name):
            found.update(book.find(Key.ID, one.id))
            tests.update(*(book.find(Key.TESTS, clause) for clause, _ in one.clauses))
    for section in (card for name in citing for card in book.sections(name)):
        tests.update(*(book.find(Key.TESTS, row.id) for row in section.anchors))
    for one in (card for name in (*tests, *touched) for card in book.evals(name)):
        found.update(*(book.find(Key.CARRIES, clause) for clause, _ in one.clauses))
    found.update(citing, tests, *(book.find(Key.BELOW, above) for above in shuffled))
    return _with_those_above(book, found)


def _touched(book: Book, changed: Collection[str]) -> set[str]:
    """What differs, and all that stands under a section whose standing does."""
    found = set(changed)
    waiting = [card for name in changed if _standing(book, name) for card in book.sections(name)]
    while waiting:
        below = {*book.find(Key.BELOW, waiting.pop().id)} - found
        found |= below
        waiting += [card for name in below for card in book.sections(name)]
    return found


def _standing(book: Book, name: str) -> bool:
    """Whether a section came or went, or gives others another standing."""
    cards = book.sections(name)
    told = {(card.parent, card.authority, card.status, *card.tags) for card in cards}
    return len(cards) == 1 or len(told) > 1


def _shuffled(book: Book, step: Step) -> Iterator[str]:
    """The sections among whose children the order may differ, by id; "" for the top level."""
    if _reordered(book, *step.lists):
        yield ""
    came_or_went = []
    for name in step.changed:
        cards = book.sections(name)
        if len(cards) == 1:
            came_or_went.append(cards[0].parent or "")
        elif cards:
            old, new = ([child for child, _ in card.children] for card in cards)
            if _reordered(book, old, new):
                yield from {card.id for card in cards}
    if len(came_or_went) > 1:  # one of them may be another one under a new name
        yield from came_or_went


def _reordered(book: Book, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a list puts those that are there before and after in another order."""
    stay = set(old) & set(new)
    if [one for one in old if one in stay] != [one for one in new if one in stay]:
        return True
    others = (name for one in {*old, *new} - stay for name in book.find(Key.ID, one))
    return any(len(book.sections(name)) == 2 for name in others)


def _with_those_above(book: Book, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            for card in book.sections(name):
                waiting += book.find(Key.ID, card.parent) if card.parent else ()
    return found
