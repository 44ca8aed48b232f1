"""How files hang together for lint: what others can see of a file, and which of them look at it.

Where a spec differs from another one in a few files, what lint finds is the same in all others
but those that look at what differs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.lint.book import Amended, Book, Key, term_ids
from specctl.lint.card import Card, EvalCard, SectionCard, UnreadCard
from specctl.lint.totals import Totals, amended

LOOKERS: Mapping[Key, Collection[Key]] = {
    Key.SECTION: (Key.REFERS, Key.BELOW, Key.LISTS, Key.SECTION, Key.NAMED),
    Key.EVAL: (Key.EVAL, Key.NAMED),
    Key.FORMER: (Key.REFERS,),
    Key.LISTS: (Key.SECTION, Key.LISTS),
    Key.CARRIES: (Key.TESTS, Key.CONFIRMS, Key.CARRIES, Key.CLAIMS, Key.REFERS),
    Key.TESTS: (Key.CARRIES,),
    Key.EXCEPTS: (Key.EXCEPTS,),
    Key.RUBRIC: (Key.GRADES,),
    Key.DEFINES: (Key.USES,),
    Key.CRITERION: (Key.CRITERION,),
    Key.PROMPT: (Key.PROMPT,),
}
"""By what those are found that look at what is found by a key: the rules of lint look no further.

What is at a path is looked at by the section above it, and by those below.
"""

Seen = tuple[Key, str, object]
"""A key, a value, and what others can see of a file that they find by it."""


def seen(card: Card | None) -> Iterator[Seen]:
    """What others can see of a file."""
    if isinstance(card, SectionCard):
        yield from _of_section(card)
    elif isinstance(card, EvalCard):
        yield Key.EVAL, card.id, card.path
        yield from ((Key.TESTS, clause, card.path) for clause, _ in card.clauses)
        yield from ((Key.PROMPT, p.digest, (card.path, p.title, p.at)) for p in card.prompts)


def _of_section(one: SectionCard) -> Iterator[Seen]:
    terms = term_ids(one)
    shown = one.path, one.title, one.kind, *terms, *(name for name, _ in one.successor)
    yield Key.SECTION, one.id, (shown, standing(one))
    yield Key.EXCEPTS, "", (one.id, [target for target, _ in one.exception_to])
    yield from ((Key.FORMER, old, one.id) for old, _ in one.formerly)
    yield from ((Key.LISTS, child, one.path) for child, _ in one.children)
    carried = one.path, one.title, one.id, standing(one)
    for anchor in one.anchors:
        yield Key.CARRIES, anchor.id, (carried, anchor.at, anchor.print, anchor.clause < 0)
    for rubric, at, digest in one.rubrics:
        yield Key.RUBRIC, rubric, None
        yield Key.CRITERION, digest, (one.path, rubric, at)
    yield from ((Key.DEFINES, term, None) for term in terms)


def standing(one: SectionCard) -> tuple[object, ...]:
    """What a section gives to those below it, and where it has it from."""
    return one.parent, one.authority, one.status, tuple(one.tags)


MOST_BELOW = 300
"""Sections that may stand under those that differ; of more, all is looked at anew."""


class Differing(NamedTuple):
    """A file that differs: its card in one spec and in the other, None where it is not there."""

    path: str
    old: Card | None
    new: Card | None

    @property
    def cards(self) -> list[Card]:
        """Those that there are."""
        return [card for card in (self.old, self.new) if card is not None]

    @property
    def moved(self) -> bool:
        """Whether the file came or went."""
        return self.old is None or self.new is None


class Near(NamedTuple):
    """A spec beside one that it differs from in a few files.

    Attributes:
        book: the cards of its files.
        looking: the files that differ, of which some may be gone, and those that look at them.
        sets: of these keys some value came, or went.
    """

    book: Book
    looking: Collection[str]
    sets: Collection[Key]


def near(differing: Sequence[Differing], book: Book) -> Near | None:
    """A spec, from the book of another one; None where too much hangs on what differs.

    Args:
        differing: the files that differ.
        book: the cards of the other spec, in which every folder has a section of its own.
    """
    if any(isinstance(card, UnreadCard) for one in differing for card in one.cards):
        return None
    changed = {one.path: one.new for one in differing}
    new = Amended(book, changed, lambda new: _totals(differing, keys, book, new))
    books = book, new
    below = _below(differing, books)
    if below is None or any(_is_headless(one, new) for one in differing):
        return None
    keys, sets = _difference(differing, below)
    looking = {*changed, *(one.path for one in below), *_lookers(keys, differing, books)}
    return Near(new, looking, sets)


def _difference(
    differing: Iterable[Differing], below: Iterable[SectionCard]
) -> tuple[set[tuple[Key, str]], set[Key]]:
    """By what those are found that others see otherwise, and the keys of which values differ."""
    keys: set[tuple[Key, str]] = set()
    sets: set[Key] = set()
    for one in differing:
        was, now = (
            {(key, value, repr(told)) for key, value, told in seen(card)}
            for card in (one.old, one.new)
        )
        keys.update(row[:2] for row in was ^ now)
        before, after = ({row[:2] for row in some} for some in (was, now))
        sets.update(key for key, _ in before ^ after)
    for section in below:
        keys.add((Key.SECTION, section.id))
        keys.update((Key.CARRIES, anchor.id) for anchor in section.anchors)
    return keys, sets


def _lookers(
    keys: Iterable[tuple[Key, str]], differing: Iterable[Differing], books: Iterable[Book]
) -> Iterator[str]:
    """The files that look at what is found by some keys, or at files that came or went."""
    moved = [one.path for one in differing if one.moved]
    wanted = {(by, value) for key, value in keys for by in LOOKERS[key]}
    wanted |= {(Key.BELOW, _stem(path)) for path in moved}
    for book in books:
        for key, value in wanted:
            yield from book.paths(key, value)
    yield from (f"{path.rpartition('/')[0]}.md" for path in moved)


def _below(differing: Iterable[Differing], books: Sequence[Book]) -> list[SectionCard] | None:
    """The sections under those that came or went, or give others another standing.

    None where they are too many.
    """
    found: dict[str, SectionCard] = {}
    waiting = [card.id for one in differing if _gives_other(one) for card in _sections(one)]
    while waiting and len(found) <= MOST_BELOW:
        above = waiting.pop()
        for book in books:
            for path in book.paths(Key.BELOW, above):
                card = book.section(path)
                if card is not None and path not in found:
                    found[path] = card
                    waiting.append(card.id)
    return None if waiting else [*found.values()]


def _sections(one: Differing) -> list[SectionCard]:
    return [card for card in one.cards if isinstance(card, SectionCard)]


def _gives_other(one: Differing) -> bool:
    cards = _sections(one)
    return len(cards) == 1 or len({(card.id, standing(card)) for card in cards}) > 1


def _is_headless(one: Differing, book: Book) -> bool:
    """Whether a section came into a folder that has none of its own, or left some without one."""
    above = one.path.rpartition("/")[0]
    if one.old is None and isinstance(one.new, SectionCard):
        return "/" in above and book.section(f"{above}.md") is None
    return one.new is None and bool(book.paths(Key.BELOW, _stem(one.path)))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _totals(
    differing: Sequence[Differing], keys: Iterable[tuple[Key, str]], old: Book, new: Book
) -> Totals:
    """What is counted over all files of the new book; ``keys`` as of :func:`_difference`."""
    was = [one.old for one in differing if one.old is not None]
    now = [one.new for one in differing if one.new is not None]
    concerned = {one.path for one in differing}
    for key, value in keys:
        if key is Key.TESTS:
            concerned.update(*(book.paths(Key.CARRIES, value) for book in (old, new)))
    tested = _tested(concerned, new) - _tested(concerned, old)
    doubled = any(
        key in (Key.SECTION, Key.CARRIES) and len(new.found(key).get(value, ())) > 1
        for key, value in keys
    )
    return amended(old.totals, was, now, tested, doubled=doubled)


def _tested(paths: Iterable[str], book: Book) -> int:
    """How many of some files are sections with clauses that an eval tests."""
    sections = (section for path in paths if (section := book.section(path)) and section.clauses)
    return sum(any(book.paths(Key.TESTS, a.id) for a in one.anchors) for one in sections)
