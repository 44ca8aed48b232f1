"""Which files of two specs a review needs, worked out from what is known of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from specctl.diff import Counted, counted, total
from specctl.model.spec import Eval, Section
from specctl.pipeline.inventory import Asked, Inventory
from specctl.pipeline.reading import MANIFEST, Reader
from specctl.pipeline.related import Sides, Step, related
from specctl.sources import Listing
from specctl.words import forms, stems


class Slice(NamedTuple):
    """What a review needs of two specs.

    Attributes:
        names: of each side the files, without the manifest.
        words: those of both specs.
    """

    names: tuple[Collection[str], Collection[str]]
    words: Counted


def slice_of(
    asked: tuple[Asked, Asked],
    known: tuple[Inventory, Inventory],
    differ: Collection[str],
    reader: Reader,
) -> Slice:
    """What a review needs of two specs.

    Args:
        asked: both specs.
        known: their inventories.
        differ: the files that one has and the other has not, or otherwise.
        reader: reads what is not known yet.

    Raises:
        SpecctlError: if a file cannot be read from git.
        Damaged: what was kept of a spec cannot be read.
    """
    before, after = (_Side(one, of, reader) for one, of in zip(asked, known, strict=True))
    others = {*differ} - {MANIFEST}
    names = _needed(before, after, others)
    wanted = [[name for name in side.listing.files if name in names] for side in (before, after)]
    return Slice((wanted[0], wanted[1]), _words(before, after, others))


def changed(listing: Listing, other: Listing) -> list[str]:
    """The files of a side that the other has not, or otherwise."""
    return [name for name, some_id in listing.files.items() if other.files.get(name) != some_id]


class _Side:
    """What is known of all files of one side."""

    def __init__(self, asked: Asked, known: Inventory, reader: Reader) -> None:
        self.asked, self.known, self.reader = asked, known, reader
        self.listing = asked.listing
        self._start = len(asked.listing.folder) + 1

    def sections(self, names: Iterable[str]) -> dict[str, Section | Eval]:
        """Those of some files that are sections."""
        folder, book = self.listing.folder, self.known.book
        there = (name for name in names if name in self.listing.files)
        wanted = [name for name in there if book.section(f"{folder}/{name}")]
        return self.reader.values(self.listing, wanted)

    def words(self) -> Mapping[str, Counted]:
        """The words of each section."""
        names = [section.path[self._start :] for section in self.known.tree]
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


def _needed(before: _Side, after: _Side, differ: Collection[str]) -> Collection[str]:
    """The files of the slice."""
    was, now = before.definitions(differ), after.definitions(differ)
    redefined = {term for _, term, _ in (was - now) + (now - was)}
    users = [*before.users(redefined), *after.users(redefined)] if redefined else []
    lists = before.asked.manifest.sections, after.asked.manifest.sections
    sides = Sides(
        (before.known.book, after.known.book), (before.listing.folder, after.listing.folder)
    )
    found = related(sides, Step(differ, lists, users))
    if found is None:
        return (before.listing.files.keys() | after.listing.files.keys()) - {MANIFEST}
    return found


def _words(before: _Side, after: _Side, differ: Collection[str]) -> Counted:
    """The words of both specs; those of the second one as they differ from those of the first."""
    reader = before.reader
    old = reader.counted(before.asked.tree)
    if old is None:
        old = total(before.words().values())
        reader.keep_counted(before.asked.tree, old)
    new = reader.counted(after.asked.tree)
    if new is None:
        gone = total(map(counted, before.sections(differ).values()))
        come = total([old, *map(counted, after.sections(differ).values())])
        words = Counter(come.words)
        words.subtract(gone.words)
        new = Counted(words, come.passages - gone.passages)
        reader.keep_counted(after.asked.tree, new)
    return total((old, new))
