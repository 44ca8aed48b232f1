"""The cards of one spec, found by what they have: an id, an anchor, a link to somewhere.

A rule about the whole spec looks other files up here, and so does whoever asks which files hang
together. What is asked for is found by its key, so that a book need not hold all cards at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from heapq import merge
from typing import Any, NamedTuple

from specctl.lint.card import AnchorRow, Card, EvalCard, SectionCard
from specctl.lint.retired import term_id
from specctl.lint.totals import Totals, totals_of


class Key(StrEnum):
    """By what a file is found."""

    SECTION = "section"  # it is the section of this id
    EVAL = "eval"  # it is the eval of this id
    FORMER = "former"  # it is a section that had this id
    NAMED = "named"  # it has this id, or had it
    BELOW = "below"  # it stands under the section of this id
    LISTS = "lists"  # it lists the section of this id
    CARRIES = "carries"  # it carries this anchor
    TESTS = "tests"  # it is an eval of this clause
    CONFIRMS = "confirms"  # something of it was confirmed for this clause
    CITES = "cites"  # it names this section: in a link, a blame, an exception
    REFERS = "refers"  # it names this section in whatever way, or is an eval that does
    EXCEPTS = "excepts"  # it is an exception to any section; the value is ""
    CLAIMS = "claims"  # an example or rubric of it is about this clause
    RUBRIC = "rubric"  # it has the rubric of this id
    GRADES = "grades"  # a prompt of it is graded by this rubric
    DEFINES = "defines"  # it defines this term, which is told by its id
    USES = "uses"  # it uses this term, which is told by its id and was retired
    CRITERION = "criterion"  # a rubric of it asks this, which is told by its digest
    PROMPT = "prompt"  # a prompt of it asks this, which is told by its digest


class Carrier(NamedTuple):
    """An anchor with the section that carries it."""

    anchor: AnchorRow
    section: SectionCard


Values = Iterable[tuple[str, Any]]
"""What a card is found by, each with what is found: the card, or of an anchor its carrier."""


def cited(card: SectionCard) -> set[str]:
    """The sections that a section names."""
    return {row[0] for rows in (card.links, card.blames, card.exception_to) for row in rows}


def term_ids(card: SectionCard) -> list[str]:
    """The ids of the terms that a section defines."""
    return [term_id(term) for term, _ in card.terms]


def _refers(card: SectionCard | EvalCard) -> Values:
    rows = [row[0] for row in card.links]
    if isinstance(card, SectionCard):
        for some in (card.blames, card.exception_to, card.successor, card.overrides):
            rows += [row[0] for row in some]
    return [(target, card) for target in rows]


def _named(card: SectionCard | EvalCard) -> Values:
    return [(card.id, card), *((old, card) for old, _ in card.formerly)]


# Lists, as there are many: what makes them one by one takes twice the time.
_OF_SECTION: Mapping[Key, Callable[[SectionCard], Values]] = {
    Key.SECTION: lambda card: ((card.id, card),),
    Key.FORMER: lambda card: [(old, card) for old, _ in card.formerly],
    Key.NAMED: _named,
    Key.BELOW: lambda card: ((card.parent or "", card),),
    Key.LISTS: lambda card: [(child, card) for child, _ in card.children],
    Key.CARRIES: lambda card: [(row.id, Carrier(row, card)) for row in card.anchors],
    Key.CONFIRMS: lambda card: [(row.clause, card) for row in card.confirmed],
    Key.CITES: lambda card: [(target, card) for target in cited(card)],
    Key.REFERS: _refers,
    Key.EXCEPTS: lambda card: (("", card),) if card.exception_to else (),
    Key.CLAIMS: lambda card: [(row.clause, card) for row in card.claims],
    Key.RUBRIC: lambda card: [(row[0], card) for row in card.rubrics],
    Key.DEFINES: lambda card: [(term, card) for term in term_ids(card)],
    Key.USES: lambda card: [(term_id(term), card) for term, _ in card.uses],
    Key.CRITERION: lambda card: [(row[2], card) for row in card.rubrics if row[2]],
}
_OF_EVAL: Mapping[Key, Callable[[EvalCard], Values]] = {
    Key.EVAL: lambda card: ((card.id, card),),
    Key.NAMED: _named,
    Key.TESTS: lambda card: [(clause, card) for clause, _ in card.clauses],
    Key.CONFIRMS: lambda card: [(row.clause, card) for row in card.confirmed],
    Key.REFERS: _refers,
    Key.GRADES: lambda card: [(row.rubric, card) for row in card.prompts if row.rubric],
    Key.PROMPT: lambda card: [(row.digest, card) for row in card.prompts if row.digest],
}
"""By what a file can be found."""


def values(key: Key, card: Card | None) -> Values:
    """What one card is found by."""
    if isinstance(card, SectionCard) and (of_section := _OF_SECTION.get(key)):
        return of_section(card)
    if isinstance(card, EvalCard) and (of_eval := _OF_EVAL.get(key)):
        return of_eval(card)
    return ()


class Book(ABC):
    """The cards of one spec."""

    def __init__(self) -> None:
        self._found: dict[Key, Mapping[str, Sequence[Any]]] = {}

    @abstractmethod
    def card(self, path: str) -> Card | None:
        """The card of a file, or None."""

    @abstractmethod
    def paths(self, key: Key, value: str) -> Sequence[str]:
        """The files that are found so, in order."""

    @abstractmethod
    def cards(self) -> Iterator[Card]:
        """All of them, by path."""

    @property
    @abstractmethod
    def totals(self) -> Totals:
        """What is counted over all files."""

    def found(self, key: Key) -> Mapping[str, Sequence[Any]]:
        """What is found by a key, by value and in order."""
        if key not in self._found:
            self._found[key] = self._look(key)
        return self._found[key]

    def _look(self, key: Key) -> Mapping[str, Sequence[Any]]:
        return _Looked(self, key)

    def section(self, path: str) -> SectionCard | None:
        """The card of a section, or None."""
        card = self.card(path)
        return card if isinstance(card, SectionCard) else None


class Cards(Book):
    """A book that holds all cards.

    Args:
        cards: of all files.

    Attributes:
        sections, evals: those that are one, by path.
    """

    def __init__(self, cards: Iterable[Card]) -> None:
        super().__init__()
        ordered = sorted(cards, key=lambda card: card.path)
        self._cards = {card.path: card for card in ordered}
        self.sections = tuple(card for card in ordered if isinstance(card, SectionCard))
        self.evals = tuple(card for card in ordered if isinstance(card, EvalCard))
        self._paths: dict[Key, Mapping[str, Sequence[str]]] = {}

    def card(self, path: str) -> Card | None:
        """As :meth:`Book.card`."""
        return self._cards.get(path)

    def cards(self) -> Iterator[Card]:
        """As :meth:`Book.cards`."""
        return iter(self._cards.values())

    @cached_property
    def totals(self) -> Totals:
        """As :attr:`Book.totals`."""
        return totals_of(self._cards.values(), self.found(Key.SECTION), self.found(Key.CARRIES))

    def _look(self, key: Key) -> Mapping[str, Sequence[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for of_card, cards in self._kinds(key):
            for card in cards:
                for value, entry in of_card(card):
                    found[value].append(entry)
        return dict(found)

    def _kinds(self, key: Key) -> Iterator[tuple[Callable[[Any], Values], Sequence[Card]]]:
        if of_section := _OF_SECTION.get(key):
            yield of_section, self.sections
        if of_eval := _OF_EVAL.get(key):
            yield of_eval, self.evals

    def paths(self, key: Key, value: str) -> Sequence[str]:
        """As :meth:`Book.paths`."""
        return self.index(key).get(value, ())

    def index(self, key: Key) -> Mapping[str, Sequence[str]]:
        """All files that are found by a key, by value."""
        if key not in self._paths:
            found: dict[str, list[str]] = defaultdict(list)
            for of_card, cards in self._kinds(key):
                for card in cards:
                    for value in {value for value, _ in of_card(card)}:
                        found[value].append(card.path)
            self._paths[key] = dict(found)
        return self._paths[key]


class Amended(Book):
    """Another book, in which some files have other cards.

    Args:
        book: the other one.
        changed: the cards of some files by path, None of those that are gone.
        totals: what is counted over all files.
    """

    def __init__(
        self, book: Book, changed: Mapping[str, Card | None], totals: Callable[[Book], Totals]
    ) -> None:
        super().__init__()
        self._book, self._changed, self._totals = book, changed, totals
        self._new = Cards(card for card in changed.values() if card is not None)

    def card(self, path: str) -> Card | None:
        """As :meth:`Book.card`."""
        return self._changed[path] if path in self._changed else self._book.card(path)

    def cards(self) -> Iterator[Card]:
        """As :meth:`Book.cards`."""
        stay = (card for card in self._book.cards() if card.path not in self._changed)
        return merge(stay, self._new.cards(), key=lambda card: card.path)

    @cached_property
    def totals(self) -> Totals:
        """As :attr:`Book.totals`."""
        return self._totals(self)

    def paths(self, key: Key, value: str) -> Sequence[str]:
        """As :meth:`Book.paths`."""
        stay = [path for path in self._book.paths(key, value) if path not in self._changed]
        return sorted([*stay, *self._new.paths(key, value)])


class _Looked(Mapping[str, Sequence[Any]]):
    """What a book finds by a key; all of it is looked at only where somebody asks for all."""

    def __init__(self, book: Book, key: Key) -> None:
        self._book, self._key = book, key
        self._known: dict[str, Sequence[Any]] = {}

    def __getitem__(self, value: str) -> Sequence[Any]:
        if value not in self._known:
            cards = map(self._book.card, self._book.paths(self._key, value))
            self._known[value] = [
                entry for card in cards for v, entry in values(self._key, card) if v == value
            ]
        if not self._known[value]:
            raise KeyError(value)
        return self._known[value]

    def __iter__(self) -> Iterator[str]:
        yield from self._all  # not before somebody asks for the first one

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, Sequence[Any]]:
        return Cards(self._book.cards()).found(self._key)
