"""The inventory of a spec: the cards of all files, what lint finds, the tree of sections.

It is taken of all files; or, where another spec is known that differs in a few files only, of
these and those that look at them. Both ways give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.lint.bearing import Differing, Near, near
from specctl.lint.book import Book, Cards, Key
from specctl.lint.card import EvalCard, SectionCard
from specctl.lint.examined import Examined
from specctl.lint.rules.hints import HINTING
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
        evals: the id and the path of each, in that order.
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
    evals: Sequence[tuple[str, str]]
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
        sorted((one.id, one.path) for one in book.evals),
        plain and not plugged(reader.store),
        kept,
    )


def bare(
    id_: str,
    title: str,
    path: str,
    parent: str | None,
    authority: str | None,
    children: Iterable[str],
    owners: Iterable[str],
) -> Section:
    """A section that holds nothing but what it tells of its place in the tree."""
    return Section(
        id_,
        id_,
        title,
        path,
        Place(path),
        parent,
        authority=authority,
        children=tuple(children),
        owners=tuple(owners),
    )


def _bare(card: SectionCard) -> Section:
    children = [child for child, _ in card.children]
    return bare(card.id, card.title, card.path, card.parent, card.authority, children, card.owners)


def nearby(asked: Asked, known: Inventory, reader: Reader) -> Inventory | None:
    """The same, from that of another spec; None where they differ in too much.

    Args:
        asked: the spec.
        known: the inventory of the other one.
        reader: reads the files that differ.

    Raises:
        SpecctlError: if a file cannot be read from git.
        Damaged: what was kept of the other spec cannot be read.
    """
    names = _names(asked, known, reader)
    if names is None:
        return None
    new = _examined(asked, [name for name in names if name in asked.listing.files], reader)
    differing = [_differing(f"{asked.listing.folder}/{name}", known, new) for name in names]
    beside = near(differing, known.book)
    if beside is None or _manifest_hangs_on(differing, beside.sets, asked.manifest, known):
        return None
    found = _found(asked, known, beside, new)
    if found is None:
        return None
    shown, findings = found
    return known._replace(
        files=asked.listing.files,
        day=asked.day,
        book=beside.book,
        examined=lambda path: new.get(path) or known.examined(path),
        findings=_spliced(known.findings, shown, findings),
        tree=_tree(differing, known, asked.manifest),
        evals=_evals(differing, known),
        amended={*known.amended, *shown},
    )


def _differing(path: str, known: Inventory, new: Mapping[str, Examined]) -> Differing:
    """A file in both specs."""
    there = path.partition("/")[2] in known.files
    old = known.examined(path).card if there else None
    return Differing(path, old, new[path].card if path in new else None)


def _names(asked: Asked, known: Inventory, reader: Reader) -> list[str] | None:
    """The files in which two specs differ; None where that are too many, or others."""
    listing, _, manifest, governing, day = asked
    if not known.plain or not listing.exists or listing.problems or plugged(reader.store):
        return None
    if known.day != day and known.book.totals.aspirational:
        return None
    if known.about != generation(reader.store, listing, manifest, governing):
        return None
    differ = {name for name, _ in listing.files.items() ^ known.files.items()}
    return None if len(differ) > MOST or MANIFEST in differ else sorted(differ)


def _examined(asked: Asked, names: Sequence[str], reader: Reader) -> dict[str, Examined]:
    """What some files give on their own, by path."""
    if not names:
        return {}
    listing, _, manifest, governing, _ = asked
    return {one.card.path: one for _, one in read(listing, names, manifest, governing, reader)}


def _manifest_hangs_on(
    differing: Iterable[Differing], sets: Collection[Key], manifest: Manifest, known: Inventory
) -> bool:
    """Whether what is found in the manifest may hang on what differs."""
    moved = [one.path for one in differing if one.moved]
    if not moved and not sets:
        return False
    lint = manifest.fields.get("lint")
    return (
        any(path.count("/") == 1 for path in moved)
        or (isinstance(lint, dict) and not lint.keys().isdisjoint(("own", "overrides")))
        or any(stone.successors for stone in (manifest.tombstones or {}).values())
        or any(f.rule in HINTING for f in known.findings if f.place.path == manifest.place.path)
    )


def _found(
    asked: Asked, known: Inventory, beside: Near, new: Mapping[str, Examined]
) -> tuple[set[str], tuple[Finding, ...]] | None:
    """The files to look at, and what lint finds there; None where it has to look at all."""
    from specctl.lint.engine import conclude_part
    from specctl.lint.rules.typography import dash_of
    from specctl.lint.settings import settings_of

    settings, (was, now) = settings_of(asked.governing), (known.book.totals, beside.book.totals)
    if was.habits != now.habits or dash_of(was, settings) != dash_of(now, settings):
        return None
    paths = {*beside.looking}
    if beside.sets:
        paths |= {f.place.path for f in known.findings if f.rule in HINTING}
    there = [path for path in paths if beside.book.card(path)]
    examined_ = [new.get(path) or known.examined(path) for path in there]
    folder, manifest = asked.listing.folder, asked.manifest
    outcome = conclude_part(examined_, beside.book, folder, manifest, settings, today=asked.day)
    return None if outcome.crowded else (paths, outcome.findings)


def _tree(
    differing: Iterable[Differing], known: Inventory, manifest: Manifest
) -> tuple[Section, ...]:
    """All sections in document order; mostly those of the other spec."""
    old = {section.path: section for section in known.tree}
    new = {
        one.path: _bare(one.new) if isinstance(one.new, SectionCard) else None for one in differing
    }
    if all(old.get(path) == section for path, section in new.items()):
        return known.tree
    every = (section for section in (old | new).values() if section is not None)
    return tuple(in_order(every, manifest))


def _evals(differing: Sequence[Differing], known: Inventory) -> Sequence[tuple[str, str]]:
    """The id and the path of each eval; mostly those of the other spec."""
    old, new = (
        {(card.id, card.path) for card in cards if isinstance(card, EvalCard)}
        for cards in ([one.old for one in differing], [one.new for one in differing])
    )
    return known.evals if old == new else sorted({*known.evals} - old | new)


def _spliced(
    findings: Iterable[Finding], shown: Collection[str], found: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Findings, in their order, with those in some files replaced."""
    stay = [one for one in findings if one.place.path not in shown]
    return tuple(sorted([*stay, *found], key=lambda one: one.place.path))
