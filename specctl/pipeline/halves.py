"""The two halves of a comparison: of each what a review needs, and no more.

What is the same on both sides, and what nothing that differs hangs on, is neither parsed nor
compared; lint knows it by its card. The review is the same as that of the whole specs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.diff import Counted
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Manifest, Spec
from specctl.parse import lines_of, put_together
from specctl.pipeline.checking import findings
from specctl.pipeline.finding import Findings, Told, told_apart
from specctl.pipeline.reading import Reader
from specctl.pipeline.slicing import Sections, Whole, changed, whole

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.sources import Listing


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
        kept: the key of the verdict that the head's findings are kept as, or "".
    """

    base: Half
    head: Half
    findings: tuple[Findings, Findings, Findings]
    prompts: int
    words: Counted
    kept: str = ""


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
    (old, _), (new, kept) = (
        findings(one, reader, settings, day, tree, each)
        for one, tree, each in zip((base, head), trees, told.examined, strict=True)
    )
    both = _read(base, head, reader, told, (old, new))
    reader.keep()
    return both._replace(kept=kept)


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
) -> Halves:
    reader.fetch((base, changed(base, head)), (head, changed(head, base)))
    pairs = (base, head), (head, base)
    old, new = (
        _half(one, other, told.names[n], told.trees[n], reader)
        for n, (one, other) in enumerate(pairs)
    )
    before, after = (_told(one, other, found[n], reader) for n, (one, other) in enumerate(pairs))
    return Halves(old, new, told_apart(before, after), told.prompts, told.words)


def _half(
    listing: Listing, other: Listing, names: Iterable[str], sections: Sections, reader: Reader
) -> Half:
    differ = {*changed(listing, other)}
    snapshot = reader.snapshot(listing, differ, baseline=listing.baseline != other.baseline)
    values = reader.values(listing, names)
    lines = {f"{listing.folder}/{name}": lines_of(text) for name, text in snapshot.files.items()}
    manifest = reader.manifest(listing)
    tree = Spec(listing.rev, listing.commit, listing.folder, manifest, sections)
    return Half(snapshot, put_together(snapshot, manifest, values.values(), lines), tree)


def _told(listing: Listing, other: Listing, found: Findings, reader: Reader) -> Told:
    start = len(listing.folder) + 1

    def lines(paths: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names = [path[start:] for path in paths if path[start:] in listing.files]
        read = reader.contents(listing, names).files
        return {f"{listing.folder}/{name}": lines_of(content) for name, content in read.items()}

    return Told(found, [f"{listing.folder}/{name}" for name in changed(listing, other)], lines)
