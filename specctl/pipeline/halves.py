"""The two halves of a comparison: of each what a review needs, and no more.

What is the same on both sides, and what nothing that differs hangs on, is neither parsed nor
compared; lint knows it by its card. The review is the same as that of the whole specs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.cache.tables import Damaged
from specctl.diff import Counted
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Spec
from specctl.parse import lines_of, put_together
from specctl.pipeline import landmarks
from specctl.pipeline.finding import Findings, Told, told_apart
from specctl.pipeline.inventory import Asked, Inventory, nearby, whole
from specctl.pipeline.reading import Reader
from specctl.pipeline.slicing import changed, slice_of

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
        inventory: the head's.
    """

    base: Half
    head: Half
    findings: tuple[Findings, Findings, Findings]
    prompts: int
    words: Counted
    inventory: Inventory


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
    differ = changed(base, head), changed(head, base)
    # Without a cache all files have to be read.
    names = differ if store.folder else (base.files, head.files)
    reader.fetch((base, names[0]), (head, names[1]))
    manifests = reader.manifest(base), reader.manifest(head)
    settings = manifests[0] if manifests[0].exists else manifests[1]
    sides = zip((base, head), trees, manifests, strict=True)
    before, after = (Asked(*side, settings, day) for side in sides)
    try:
        both = _read((before, after), differ, landmarks.known(store, before), reader)
    except Damaged:  # as if nothing had been kept
        both = _read((before, after), differ, None, reader)
    reader.keep()
    return both


def _read(
    asked: tuple[Asked, Asked],
    differ: tuple[Sequence[str], Sequence[str]],
    landmark: Inventory | None,
    reader: Reader,
) -> Halves:
    """Both sides, each from the landmark, or from the base, as far as that can be done."""
    before, after = asked
    old = nearby(before, landmark, reader) if landmark else None
    if old is None or landmark is None:
        landmark = old = whole(before, reader)
        landmarks.keep(reader.store, before, old)
    new = nearby(after, landmark, reader) or whole(after, reader)
    part = slice_of(asked, (old, new), {*differ[0], *differ[1]}, reader)
    sides = [_Read(*side) for side in zip(asked, (old, new), differ, part.names, strict=True)]
    same = before.listing.baseline == after.listing.baseline
    base, head = (_half(one, reader, baseline=not same) for one in sides)
    told = (_told(one, reader) for one in sides)
    return Halves(base, head, told_apart(*told), new.book.totals.prompts, part.words, new)


class _Read(NamedTuple):
    """One side: what is asked and known of it, the files that differ, and those of the slice."""

    asked: Asked
    known: Inventory
    differ: Collection[str]
    names: Collection[str]

    @property
    def listing(self) -> Listing:
        """Its files."""
        return self.asked.listing


def _half(one: _Read, reader: Reader, *, baseline: bool) -> Half:
    listing, manifest = one.listing, one.asked.manifest
    snapshot = reader.snapshot(listing, {*one.differ}, baseline=baseline)
    values = reader.values(listing, one.names)
    lines = {f"{listing.folder}/{name}": lines_of(text) for name, text in snapshot.files.items()}
    tree = Spec(listing.rev, listing.commit, listing.folder, manifest, one.known.tree)
    return Half(snapshot, put_together(snapshot, manifest, values.values(), lines), tree)


def _told(one: _Read, reader: Reader) -> Told:
    listing = one.listing
    start = len(listing.folder) + 1

    def lines(paths: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names = [path[start:] for path in paths if path[start:] in listing.files]
        read = reader.contents(listing, names).files
        return {f"{listing.folder}/{name}": lines_of(content) for name, content in read.items()}

    differ = [f"{listing.folder}/{name}" for name in one.differ]
    return Told(one.known.findings, differ, lines)
