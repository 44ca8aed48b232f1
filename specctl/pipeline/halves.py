"""The two halves of a comparison: of each what a review needs, and no more.

What is the same on both sides, and what nothing that differs hangs on, is neither parsed nor
compared; lint knows it by its card. The review is the same as that of the whole specs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.diff import Counted
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Manifest, Spec
from specctl.parse import lines_of, put_together
from specctl.pipeline import wholes
from specctl.pipeline.checking import findings, kept_findings, plugged
from specctl.pipeline.finding import Findings, Told, told_apart
from specctl.pipeline.reading import MANIFEST, Reader
from specctl.pipeline.slicing import changed, whole
from specctl.pipeline.wholes import Row, section_of

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.pipeline.wholes import Whole
    from specctl.sources import Listing, Source


class Half(NamedTuple):
    """One side of a comparison.

    Attributes:
        snapshot: the files that differ.
        spec: what they hold, and those that are related to them.
        tree: all sections of the spec, without what they hold.
    """

    snapshot: Snapshot
    spec: Spec
    tree: Spec


class Halves(NamedTuple):
    """Both sides of a comparison, and what the whole specs say beside.

    Attributes:
        base, head: the sides.
        findings: those of the head alone, those of both sides, and those of the base alone.
        prompts: how many the head has.
        words: those of both specs.
    """

    base: Half
    head: Half
    findings: tuple[Findings, Findings, Findings]
    prompts: int
    words: Counted


class _UnknownError(LookupError):
    """A file has to be read whose id was not kept."""


def recalled(asked: tuple[Source, Source], trees: tuple[str, ...], store: Store) -> Halves | None:
    """The two sides of a comparison that was made before; None where one file may be unknown.

    Args:
        asked: the sides, which are revisions.
        trees: git's ids of their spec folders.
        store: what is known from earlier runs.

    Raises:
        SpecctlError: as :func:`halves`.
    """
    from specctl.pipeline.linting import today
    from specctl.sources import relisted

    if not (store.folder and all(trees)) or plugged(store):
        return None
    base, head = asked
    known = wholes.recall(store, wholes.key_of(store, (base.place.name, head.place.name), trees))
    if known is None:
        return None
    reader = Reader(store, {})
    old, new = (
        relisted(side, files, baseline)
        for side, files, baseline in zip(asked, known.files, known.baselines, strict=True)
    )
    settings, day = _settings(old, new, reader), today()
    found = [
        kept_findings(one, reader, settings, day, tree)
        for one, tree in zip((old, new), trees, strict=True)
    ]
    if found[0] is None or found[1] is None:
        return None
    try:
        both = _read(old, new, reader, known, (found[0], found[1]), all_listed=False)
    except _UnknownError:
        return None
    reader.keep()
    return both


def halves(base: Listing, head: Listing, store: Store, trees: tuple[str, ...] = ("", "")) -> Halves:
    """Read both sides of a comparison.

    Args:
        base, head: the files of both sides.
        store: what is known of them from earlier runs.
        trees: git's ids of their spec folders, as far as they have any.

    Raises:
        SpecctlError: if a file cannot be read from git.
    """
    from specctl.pipeline.linting import today

    reader, day = Reader(store, {}), today()
    if not store.folder:  # all files have to be read
        reader.fetch((base, base.files), (head, head.files))
    settings = _settings(base, head, reader)
    told = whole(base, head, trees, settings, reader)
    old, new = (
        findings(one, reader, settings, day, tree)
        for one, tree in zip((base, head), trees, strict=True)
    )
    both = _read(base, head, reader, told, (old, new))
    reader.keep()
    if all(trees) and store.folder:
        wholes.keep(store, wholes.key_of(store, (base.folder, head.folder), trees), told)
    return both


def _settings(base: Listing, head: Listing, reader: Reader) -> Manifest:
    """The manifest whose lint settings count."""
    manifest = reader.manifest(base)
    return manifest if manifest.exists else reader.manifest(head)


def _read(
    base: Listing,
    head: Listing,
    reader: Reader,
    told: Whole,
    found: tuple[Findings, Findings],
    *,
    all_listed: bool = True,
) -> Halves:
    reader.fetch((base, changed(base, head)), (head, changed(head, base)))
    pairs = (base, head), (head, base)
    old, new = (
        _half(one, other, told.files[n], told.trees[n], reader)
        for n, (one, other) in enumerate(pairs)
    )
    before, after = (
        _told(one, other, found[n], reader, all_listed) for n, (one, other) in enumerate(pairs)
    )
    return Halves(old, new, told_apart(before, after), told.prompts, told.words)


def _half(
    listing: Listing, other: Listing, files: Mapping[str, str], rows: Sequence[Row], reader: Reader
) -> Half:
    differ = {*changed(listing, other)}
    snapshot = reader.snapshot(listing, differ, baseline=listing.baseline != other.baseline)
    values = reader.values(listing, [name for name in files if name != MANIFEST])
    lines = {f"{listing.folder}/{name}": lines_of(text) for name, text in snapshot.files.items()}
    manifest = reader.manifest(listing)
    tree = Spec(listing.rev, listing.commit, listing.folder, manifest, tuple(map(section_of, rows)))
    return Half(snapshot, put_together(snapshot, manifest, values.values(), lines), tree)


def _told(
    listing: Listing, other: Listing, found: Findings, reader: Reader, all_listed: bool
) -> Told:
    start = len(listing.folder) + 1

    def lines(paths: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names = [path[start:] for path in paths if path[start:] in listing.files]
        if len(names) < len(paths) and not all_listed:
            raise _UnknownError
        read = reader.contents(listing, names).files
        return {f"{listing.folder}/{name}": lines_of(content) for name, content in read.items()}

    return Told(found, [f"{listing.folder}/{name}" for name in changed(listing, other)], lines)
