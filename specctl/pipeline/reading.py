"""What one run reads: each content once, whoever asks for it and on whichever side it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from specctl.cache import Store
from specctl.model.finding import Finding
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Eval, Manifest, Section

if TYPE_CHECKING:
    from specctl.diff import Counted
    from specctl.lint.examined import Examined
    from specctl.parse import Memo
    from specctl.sources import Contents, Listing

MANIFEST = "spec.yaml"
T = TypeVar("T")
Value = Section | Eval | Manifest
Read = tuple[Manifest, list[Finding], tuple[str, ...]]
"""A manifest, what is wrong with it, and its lines."""

_ODD = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What comes of reading something else than was kept."""


class Kept(Generic[T]):
    """What is known of files in one generation of the cache, by their content and path."""

    __slots__ = ("_generation", "_known", "_live", "_new", "_pack", "_rows", "_store", "_unpack")

    def __init__(
        self,
        store: Store,
        generation: str,
        pack: Callable[[T], Any],
        unpack: Callable[[Any], T],
    ) -> None:
        self._store = store
        self._generation = generation
        self._pack, self._unpack = pack, unpack
        self._rows: dict[str, Any] = store.load(generation)
        self._known: dict[str, T] = {}
        self._new: dict[str, T] = {}
        self._live: set[str] = set()

    def get(self, key: str) -> T | None:
        """What was kept under a key; None where there is nothing, or something else."""
        if key not in self._known:
            row = self._rows.get(key)
            if row is None:
                return None
            try:
                self._known[key] = self._unpack(row)
            except _ODD:
                return None
        return self._known[key]

    def some(self, keys: Iterable[str]) -> Mapping[str, T]:
        """What is known by its key, with all that was kept under these."""
        for key in {*keys} - self._known.keys():
            self.get(key)
        return self._known

    def add(self, new: Mapping[str, T], live: Iterable[str]) -> None:
        """Know more; ``live`` are the keys in use."""
        self._known.update(new)
        self._new.update(new)
        self._live.update(live)

    def keep(self) -> None:
        """Keep for later runs what was added; what cannot be kept is left out."""
        if self._new and self._store.folder:
            rows = {key: self._packed(one) for key, one in self._new.items()}
            kept = {key: row for key, row in rows.items() if row is not None}
            self._store.add(self._generation, kept, self._live)
        self._new = {}

    def _packed(self, one: T) -> Any:
        try:
            return self._pack(one)
        except _ODD:
            return None


class Reader:
    """Reads the files of any listing.

    Attributes:
        store: what is known from earlier runs, and where to keep what is new.
        parsed: the files that were parsed, as :func:`specctl.parse.parse` takes them; None where
            nobody asks for them again.
    """

    __slots__ = ("_cards", "_contents", "_manifests", "_values", "_words", "parsed", "store")

    def __init__(self, store: Store, parsed: Memo | None = None) -> None:
        self.store = store
        self.parsed = parsed
        self._contents: dict[str, bytes] = {}
        self._cards: dict[str, Kept[Examined]] = {}
        self._values: dict[str, Kept[Value]] = {}
        self._words: Kept[Counted] | None = None
        self._manifests: dict[tuple[str, bool, str | None], Read] = {}

    def keep(self) -> None:
        """Keep for later runs what is new."""
        kept = (*self._cards.values(), *self._values.values(), self._words)
        for one in kept:
            if one is not None:
                one.keep()

    def cards(self, generation: str) -> Kept[Examined]:
        """What lint knows of files in a generation of the cache."""
        from specctl.lint.kept import pack, unpack

        if generation not in self._cards:
            self._cards[generation] = Kept(self.store, generation, pack, unpack)
        return self._cards[generation]

    def values(self, listing: Listing, names: Iterable[str]) -> dict[str, Section | Eval]:
        """What some files of a listing hold, by their names; none of what cannot be read."""
        kept = self._kept(listing.folder)
        keys = {name: key_of(listing, name) for name in names}
        known = {name: kept.get(key) for name, key in keys.items()}
        new = self._parsed(listing, [name for name, value in known.items() if value is None])
        kept.add({keys[name]: value for name, value in new.items()}, keys.values())
        return new | {n: v for n, v in known.items() if isinstance(v, (Section, Eval))}

    def _kept(self, folder: str) -> Kept[Value]:
        """What files of a folder hold."""
        from specctl.pipeline.plain import packed, unpacked

        if folder not in self._values:
            generation = f"values {self.store.stamp if self.store.folder else ''} {folder}"
            self._values[folder] = Kept(self.store, generation, packed, unpacked)
        return self._values[folder]

    def words(self, listing: Listing, names: Iterable[str]) -> dict[str, Counted]:
        """The words of some sections, by their names."""
        from specctl.diff import Counted, counted

        if self._words is None:
            generation = f"words {self.store.stamp if self.store.folder else ''}"
            self._words = Kept(self.store, generation, list, Counted._make)
        keys = {name: key_of(listing, name) for name in names}
        known = {name: self._words.get(key) for name, key in keys.items()}
        missing = [name for name, words in known.items() if words is None]
        new = {name: counted(value) for name, value in self._parsed(listing, missing).items()}
        self._words.add({keys[name]: words for name, words in new.items()}, keys.values())
        return new | {name: words for name, words in known.items() if words is not None}

    def counted(self, tree: str) -> Counted | None:
        """The words of all sections of a tree, if they were kept."""
        from specctl.diff import Counted

        content = self.store.verdict(self._about(tree)) if tree and self.store.folder else None
        try:
            return Counted(*json.loads(content)) if content is not None else None
        except _ODD:
            return None

    def keep_counted(self, tree: str, words: Counted) -> None:
        """Keep them; of no tree nothing is kept."""
        if tree and self.store.folder:
            self.store.keep_verdict(self._about(tree), json.dumps(words).encode())

    def _about(self, tree: str) -> str:
        return f"words {tree} {self.store.stamp}"

    def _parsed(self, listing: Listing, names: Collection[str]) -> dict[str, Section | Eval]:
        if not names:
            return {}
        from specctl.parse import own_fields, parse_file

        own = own_fields(self.manifest(listing))
        files = self.contents(listing, names).files
        parsed = {
            name: parse_file(listing.folder, name, content, own, self.parsed).value
            for name, content in files.items()
        }
        return {name: value for name, value in parsed.items() if value is not None}

    def fetch(self, *asked: tuple[Listing, Iterable[str]]) -> None:
        """Read at once what will be asked for."""
        from specctl import sources

        self._contents.update(sources.blobs(asked))

    def contents(self, listing: Listing, names: Iterable[str]) -> Contents:
        """The contents of some files, as :func:`specctl.sources.contents` gives them."""
        from specctl import sources

        ids = {name: sources.content_id(listing, name) for name in names}
        unread = [name for name, id_ in ids.items() if id_ not in self._contents]
        files, problems = sources.contents(listing, unread)
        self._contents.update((ids[name], content) for name, content in files.items())
        known = {n: self._contents[i] for n, i in ids.items() if i in self._contents}
        return sources.Contents(known, problems)

    def snapshot(
        self, listing: Listing, names: Collection[str], *, baseline: bool = True
    ) -> Snapshot:
        """The manifest and some files of a listing, with their contents.

        Args:
            listing: the files of one side.
            names: those that are wanted; others than it has count for nothing.
            baseline: whether the lint baseline is wanted too.
        """
        from specctl.sources import BASELINE

        wanted = [name for name in listing.files if name in names or name == MANIFEST]
        own = [BASELINE] if baseline and listing.baseline else []
        files, problems = self.contents(listing, [*wanted, *own])
        return Snapshot(
            listing.rev,
            listing.commit,
            listing.folder,
            {name: content for name, content in files.items() if name != BASELINE},
            tuple(sorted((*listing.problems, *problems), key=lambda problem: problem.path)),
            listing.exists,
            files.get(BASELINE),
        )

    def manifest(self, listing: Listing) -> Manifest:
        """The manifest of a listing."""
        if MANIFEST not in listing.files or not self.store.folder:
            return self.read_manifest(listing)[0]
        kept, key = self._kept(listing.folder), key_of(listing, MANIFEST)
        manifest = kept.get(key)
        if not isinstance(manifest, Manifest):
            manifest = self.read_manifest(listing)[0]
            kept.add({key: manifest}, {key})
        return manifest

    def read_manifest(self, listing: Listing) -> Read:
        """The same, with what is wrong with it, and its lines."""
        from specctl.parse import read_manifest

        key = listing.folder, listing.exists, listing.files.get(MANIFEST)
        if key not in self._manifests:
            manifest, found, lines = read_manifest(self.snapshot(listing, (), baseline=False))
            self._manifests[key] = manifest, found, next(iter(lines.values()), ())
        return self._manifests[key]


def key_of(listing: Listing, name: str) -> str:
    """What is kept of a file is kept by its content and path."""
    return f"{listing.files[name]} {name}"


def keys_of(listing: Listing) -> dict[str, str]:
    """The same of all files but the manifest, by their names."""
    files = {name: key_of(listing, name) for name in listing.files}
    files.pop(MANIFEST, None)
    return files
