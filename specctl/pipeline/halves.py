"""The two halves of a comparison: of each what a review needs, and no more.

What is the same on both sides, and what nothing that differs hangs on, is neither parsed nor
compared; lint knows it by its card. The review is the same as that of the whole specs. Those are
read where there is no cache, in which case lint has to read them anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from specctl.cache.tables import Damaged
from specctl.diff import Counted, Order, counted, order_of, total
from specctl.lint.kept import pack_parted, unpack_parted
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Eval, Section, Spec
from specctl.parse import lines_of, put_together
from specctl.pipeline import landmarks
from specctl.pipeline.finding import Parted, Told, told_apart
from specctl.pipeline.inventory import Asked, Inventory, nearby, whole
from specctl.pipeline.meanwhile import Meanwhile
from specctl.pipeline.reading import MANIFEST, Reader
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
        order: of all files of the spec.
    """

    snapshot: Snapshot
    spec: Spec
    tree: Spec
    order: Order


class Halves(NamedTuple):
    """Both sides of a comparison, and what the whole specs say beside.

    Attributes:
        base, head: the sides.
        findings: gives those of the head alone, those of both sides, and those of the base alone.
        prompts: how many the head has.
        words: gives those of both specs.
        kept: the key of the verdict that the head's findings are kept as, or "".
        amended: the files whose findings are others than the kept ones.
    """

    base: Half
    head: Half
    findings: Callable[[], Parted]
    prompts: int
    words: Callable[[], Counted]
    kept: str = ""
    amended: Collection[str] = ()


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
    if not store.folder:
        return _all((before, after), differ, reader)
    try:
        both = _some((before, after), differ, landmarks.known(store, before), reader)
    except Damaged:  # as if nothing had been kept
        both = _some((before, after), differ, None, reader)
    reader.keep()
    return both


def _all(
    asked: tuple[Asked, Asked], differ: tuple[Sequence[str], Sequence[str]], reader: Reader
) -> Halves:
    """Both sides whole, while another process lints them."""

    def lint() -> bytes:
        return pack_parted(_parted(asked, _inventories(asked, None, reader), differ, reader))

    linted = Meanwhile(lint)
    same = asked[0].listing.baseline == asked[1].listing.baseline
    specs, snapshots = [], []
    for one, others in zip(asked, differ, strict=True):
        listing = one.listing
        values = reader.values(listing, [name for name in listing.files if name != MANIFEST])
        snapshots.append(reader.snapshot(listing, {*others}, baseline=not same))
        specs.append(_spec(one, snapshots[-1], values.values()))
    old, new = (Half(snapshots[n], specs[n], specs[n], order_of(specs[n])) for n in (0, 1))
    prompts = sum(len(one.prompts) for one in specs[1].evals)
    words = partial(_counted, specs)
    return Halves(old, new, lambda: unpack_parted(linted.result()), prompts, words)


def _counted(specs: Iterable[Spec]) -> Counted:
    return total(counted(section) for spec in specs for section in spec.sections)


def _some(
    asked: tuple[Asked, Asked],
    differ: tuple[Sequence[str], Sequence[str]],
    landmark: Inventory | None,
    reader: Reader,
) -> Halves:
    """What a review needs of both sides."""
    known = _inventories(asked, landmark, reader)
    part = slice_of(asked, known, {*differ[0], *differ[1]}, reader)
    same = asked[0].listing.baseline == asked[1].listing.baseline
    both = []
    for one, inventory, names, others in zip(asked, known, part.names, differ, strict=True):
        snapshot = reader.snapshot(one.listing, {*others}, baseline=not same)
        values = reader.values(one.listing, names)
        listing = one.listing
        tree = Spec(listing.rev, listing.commit, listing.folder, one.manifest, inventory.tree)
        order = Order([s.path for s in inventory.tree], [path for _, path in inventory.evals])
        both.append(Half(snapshot, _spec(one, snapshot, values.values()), tree, order))
    told, new = _parted(asked, known, differ, reader), known[1]
    base, head = both
    prompts = new.book.totals.prompts
    return Halves(base, head, lambda: told, prompts, lambda: part.words, new.kept, new.amended)


def _inventories(
    asked: tuple[Asked, Asked], landmark: Inventory | None, reader: Reader
) -> tuple[Inventory, Inventory]:
    """Those of both sides, each from the landmark, or from the base, as far as that can be done."""
    before, after = asked
    old = nearby(before, landmark, reader) if landmark else None
    if old is None or landmark is None:
        landmark = old = whole(before, reader)
        landmarks.keep(reader.store, before, old)
    return old, nearby(after, landmark, reader) or whole(after, reader)


def _spec(asked: Asked, snapshot: Snapshot, values: Iterable[Section | Eval]) -> Spec:
    """What was read of a side, put together."""
    folder = asked.listing.folder
    lines = {f"{folder}/{name}": lines_of(text) for name, text in snapshot.files.items()}
    return put_together(snapshot, asked.manifest, values, lines)


def _parted(
    asked: tuple[Asked, Asked],
    known: tuple[Inventory, Inventory],
    differ: tuple[Sequence[str], Sequence[str]],
    reader: Reader,
) -> Parted:
    """The findings of the head alone, those of both sides, and those of the base alone."""
    sides = zip(asked, known, differ, strict=True)
    return told_apart(*(_told(one.listing, its, others, reader) for one, its, others in sides))


def _told(listing: Listing, known: Inventory, differ: Iterable[str], reader: Reader) -> Told:
    start = len(listing.folder) + 1

    def lines(paths: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names = [path[start:] for path in paths if path[start:] in listing.files]
        read = reader.contents(listing, names).files
        return {f"{listing.folder}/{name}": lines_of(content) for name, content in read.items()}

    return Told(known.findings, [f"{listing.folder}/{name}" for name in differ], lines)
