"""Which files of two specs a review needs, worked out from the cards of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.diff import Counted, counted, total
from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.examined import Examined
from specctl.model.place import Place
from specctl.model.spec import Eval, Manifest, Section
from specctl.parse import in_order
from specctl.pipeline.checking import examined
from specctl.pipeline.reading import MANIFEST, Reader
from specctl.pipeline.related import Book, Step, related
from specctl.sources import Listing
from specctl.words import forms, stems

Sections = tuple[Section, ...]


class Whole(NamedTuple):
    """What is known of a pair of specs.

    Attributes:
        names: of each side the files of the slice, without the manifest.
        prompts: how many the head has.
        words: those of both specs.
        trees: of each side all sections in document order, without what they hold.
        examined: of each side what lint knows of its files.
    """

    names: tuple[Collection[str], Collection[str]]
    prompts: int
    words: Counted
    trees: tuple[Sections, Sections]
    examined: tuple[Sequence[Examined], Sequence[Examined]]


def whole(
    base: Listing, head: Listing, trees: Sequence[str], governing: Manifest, reader: Reader
) -> Whole:
    """What two specs tell of themselves when they are compared.

    Args:
        base, head: the files of both.
        trees: git's ids of their folders, as far as they have any.
        governing: the manifest whose lint settings count.
        reader: reads what is not known yet.

    Raises:
        SpecctlError: if a file cannot be read from git.
    """
    before, after = (
        _Side(one, tree, reader, governing) for one, tree in zip((base, head), trees, strict=True)
    )
    differ = {*changed(base, head), *changed(head, base)} - {MANIFEST}
    names = _needed(before, after, differ)
    asked = [[n for n in one.files if n in names] for one in (base, head)]
    evals = (card for card in after.cards.values() if isinstance(card, EvalCard))
    return Whole(
        (asked[0], asked[1]),
        sum(len(one.prompts) for one in evals),
        _words(before, after, differ),
        _outlines(before, after),
        (before.examined, after.examined),
    )


def changed(listing: Listing, other: Listing) -> list[str]:
    """The files of a side that the other has not, or otherwise."""
    return [name for name, some_id in listing.files.items() if other.files.get(name) != some_id]


class _Side:
    """What is known of all files of one side."""

    def __init__(self, listing: Listing, tree: str, reader: Reader, governing: Manifest) -> None:
        self.listing, self.reader, self.tree = listing, reader, tree
        self.manifest = reader.manifest(listing)
        start = len(listing.folder) + 1
        self.examined = list(examined(listing, self.manifest, governing, reader))
        cards = [one.card for one in self.examined]
        self.cards: dict[str, Card] = {card.path[start:]: card for card in cards}

    def sections(self, names: Iterable[str]) -> dict[str, Section | Eval]:
        """Those of some files that are sections."""
        wanted = [name for name in names if isinstance(self.cards.get(name), SectionCard)]
        return self.reader.values(self.listing, wanted)

    def words(self) -> Mapping[str, Counted]:
        """The words of each section."""
        names = [name for name, card in self.cards.items() if isinstance(card, SectionCard)]
        return self.reader.words(self.listing, names)

    def definitions(self, names: Collection[str]) -> Counter[tuple[str, str, str]]:
        """What some files say that terms mean: file, term and text."""
        return Counter(
            (name, passage.term, passage.norm)
            for name, value in self.sections(names).items()
            for passage in value.passages
            if passage.term
        )

    def users(self, used: Collection[str]) -> Iterator[str]:
        """The sections that may use one of some terms: that have all its words, in some form."""
        wanted = [[*map(forms, said)] for term in used if (said := stems(term).split())]
        for name, (known, _) in self.words().items():
            if any(all(known.keys() & one for one in words) for words in wanted):
                yield name


def _outlines(before: _Side, after: _Side) -> tuple[Sections, Sections]:
    """All sections of both sides in document order, without what they hold."""
    bare: dict[int, Section] = {}  # most cards are those of both sides

    def of(side: _Side) -> dict[str, Section]:
        cards = [card for card in side.cards.values() if isinstance(card, SectionCard)]
        bare.update((id(card), _bare(card)) for card in cards if id(card) not in bare)
        return {card.path: bare[id(card)] for card in cards}

    old, new = of(before), of(after)
    first = tuple(in_order(old.values(), before.manifest))
    if old == new and before.manifest.sections == after.manifest.sections:
        return first, first
    return first, tuple(in_order(new.values(), after.manifest))


def _bare(card: SectionCard) -> Section:
    """A section that holds nothing but what it tells of its place in the tree."""
    return Section(
        card.id,
        card.id,
        card.title,
        card.path,
        Place(card.path),
        card.parent,
        authority=card.authority,
        children=tuple(child for child, _ in card.children),
        owners=tuple(card.owners),
    )


def _needed(before: _Side, after: _Side, differ: Collection[str]) -> Collection[str]:
    """The files of the slice."""
    was, now = before.definitions(differ), after.definitions(differ)
    redefined = {term for _, term, _ in (was - now) + (now - was)}
    users = [*before.users(redefined), *after.users(redefined)] if redefined else []
    lists = before.manifest.sections, after.manifest.sections
    found = related(Book(before.cards, after.cards), Step(differ, lists, users))
    if found is None:
        return (before.listing.files.keys() | after.listing.files.keys()) - {MANIFEST}
    return found


def _words(before: _Side, after: _Side, differ: Collection[str]) -> Counted:
    """The words of both specs; those of the second one as they differ from those of the first."""
    reader = before.reader
    old = reader.counted(before.tree)
    if old is None:
        old = total(before.words().values())
        reader.keep_counted(before.tree, old)
    new = reader.counted(after.tree)
    if new is None:
        gone = total(map(counted, before.sections(differ).values()))
        come = total([old, *map(counted, after.sections(differ).values())])
        words = Counter(come.words)
        words.subtract(gone.words)
        new = Counted(words, come.passages - gone.passages)
        reader.keep_counted(after.tree, new)
    return total((old, new))
