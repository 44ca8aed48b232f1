"""The inventory of a spec: the cards of all files, what lint finds, the tree of sections.

It is taken of all files; or, where another spec is known that differs in the text of a few
files only, of these and those whose findings look at them. Both ways give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.lint.bearing import bearing, lookers
from specctl.lint.book import Amended, Book, Cards
from specctl.lint.card import SectionCard
from specctl.lint.examined import Examined
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Manifest, Section
from specctl.parse import in_order
from specctl.pipeline.checking import concluded, examined, generation, read
from specctl.pipeline.context import plugged
from specctl.pipeline.reading import MANIFEST, Reader

if TYPE_CHECKING:
    from datetime import date

    from specctl.sources import Listing

MOST = 100
"""Files in which two specs may differ; of more, all is worked out anew."""


class Asked(NamedTuple):
    """What is asked of a spec.

    Attributes:
        listing: its files.
        tree: git's id of its folder, or "".
        manifest: its own.
        governing: the manifest whose lint settings count.
        day: that rules about dates go by.
    """

    listing: Listing
    tree: str
    manifest: Manifest
    governing: Manifest
    day: date


class Inventory(NamedTuple):
    """What is known of one spec as a whole.

    Attributes:
        about: all that the findings hang on, beside the files and the day.
        files: git's ids of the contents, by name.
        day: that of the findings.
        book: the cards of all files.
        examined: what a file gives on its own, by its path.
        findings: what lint says.
        tree: all sections in document order, without what they hold.
        plain: whether those of other specs can be had from it.
        kept: the key of the verdict that findings are kept as, or "".
        amended: the files whose findings are others than the kept ones.
    """

    about: str
    files: Mapping[str, str]
    day: date
    book: Book
    examined: Callable[[str], Examined]
    findings: tuple[Finding, ...]
    tree: tuple[Section, ...]
    plain: bool
    kept: str = ""
    amended: Collection[str] = frozenset()


def whole(asked: Asked, reader: Reader) -> Inventory:
    """The inventory of a spec, taken file by file.

    Raises:
        SpecctlError: if a file cannot be read from git.
    """
    listing, tree, manifest, governing, day = asked
    each = {one.card.path: one for one in examined(listing, manifest, governing, reader)}
    book = Cards(one.card for one in each.values())
    found, crowded, kept = concluded(listing, reader, governing, day, tree, [*each.values()], book)
    plain = listing.exists and not listing.problems and not crowded and not book.totals.headless
    bare = (_bare(card) for card in book.sections)
    return Inventory(
        generation(reader.store, listing, manifest, governing),
        listing.files,
        day,
        book,
        each.__getitem__,
        found,
        tuple(in_order(bare, manifest)),
        plain and not plugged(reader.store),
        kept,
    )


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


def nearby(asked: Asked, known: Inventory, reader: Reader) -> Inventory | None:
    """The same, from that of another spec; None where they differ in more than a few texts.

    Args:
        asked: the spec.
        known: the inventory of the other one.
        reader: reads the files that differ.

    Raises:
        SpecctlError: if a file cannot be read from git.
        Damaged: what was kept of the other spec cannot be read.
    """
    differ = _differing(asked, known, reader)
    if differ is None:
        return None
    new = _examined(asked, differ, reader)
    cards = [(known.examined(path).card, one.card) for path, one in new.items()]
    if any(bearing(was) is None or bearing(was) != bearing(now) for was, now in cards):
        return None
    book = Amended(known.book, [card for _, card in cards])
    looking = {path for was, now in cards for path in lookers(was, now, known.book)}
    shown = new | {path: known.examined(path) for path in looking - new.keys()}
    found = _found(asked, known, book, shown.values()) if shown else ()
    if found is None:
        return None
    return known._replace(
        files=asked.listing.files,
        day=asked.day,
        book=book,
        examined=lambda path: new.get(path) or known.examined(path),
        findings=_spliced(known.findings, shown, found),
        amended=known.amended | shown.keys(),
    )


def _differing(asked: Asked, known: Inventory, reader: Reader) -> list[str] | None:
    """The files in which two specs differ; None where that are too many, or others."""
    listing, _, manifest, governing, day = asked
    if not known.plain or not listing.exists or listing.problems:
        return None
    if listing.files.keys() != known.files.keys() or plugged(reader.store):
        return None
    if known.day != day and known.book.totals.aspirational:
        return None
    if known.about != generation(reader.store, listing, manifest, governing):
        return None
    differ = [name for name, _ in listing.files.items() - known.files.items()]
    return None if len(differ) > MOST or MANIFEST in differ else sorted(differ)


def _examined(asked: Asked, names: Sequence[str], reader: Reader) -> dict[str, Examined]:
    """What some files give on their own, by path."""
    if not names:
        return {}
    listing, _, manifest, governing, _ = asked
    return {one.card.path: one for _, one in read(listing, names, manifest, governing, reader)}


def _found(
    asked: Asked, known: Inventory, book: Book, shown: Iterable[Examined]
) -> tuple[Finding, ...] | None:
    """What lint finds in some files; None where that hangs on what it finds elsewhere."""
    from specctl.lint.engine import conclude_part
    from specctl.lint.rules.typography import dash_of
    from specctl.lint.settings import settings_of

    settings = settings_of(asked.governing)
    if dash_of(known.book.totals, settings) != dash_of(book.totals, settings):
        return None
    folder, manifest = asked.listing.folder, asked.manifest
    outcome = conclude_part([*shown], book, folder, manifest, settings, today=asked.day)
    return None if outcome.crowded else outcome.findings


def _spliced(
    findings: Iterable[Finding], shown: Collection[str], found: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Findings, in their order, with those in some files replaced."""
    stay = [one for one in findings if one.place.path not in shown]
    return tuple(sorted([*stay, *found], key=lambda one: one.place.path))
