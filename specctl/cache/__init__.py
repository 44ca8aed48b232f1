"""A disposable store of what was worked out before, by content.

Nothing here decides what is true: a key names everything that its value depends on, and whatever
is missing, damaged, foreign or out of reach is as if it had never been kept. So nothing raises,
nothing is locked, and any number of programs may write at once: files are written under another
name, put in place at once, and never changed. They need not reach the disk before that, as each
begins with a checksum of its content.

A hook may end here, so this module imports next to nothing until it must.
"""

from __future__ import annotations

import os
from itertools import accumulate

from specctl.cache.files import about, digest, listed, named, opened, read, remove, write
from specctl.cache.place import home, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from specctl.cache.tables import Table

__all__ = ["MAX_VERDICTS", "MAX_VERDICT_BYTES", "Store", "digest", "home", "stamp"]

MAX_VERDICTS = 128
"""Verdicts; when there are more, the half goes that nobody asked for in the longest time."""
MAX_VERDICT_BYTES = 64 * 2**20
"""In all verdicts; when there are more, those go that nobody asked for in the longest time."""


class Store:
    """The cache in one folder, which need not be there; without a folder nothing is kept."""

    __slots__ = ("_stamp", "folder")

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self._stamp = ""

    @property
    def stamp(self) -> str:
        """The tool's :func:`stamp`, as it was when it was first asked for."""
        self._stamp = self._stamp or stamp()
        return self._stamp

    def load(self, generation: str) -> dict[str, Any]:
        """All that was added in a generation, as JSON gives it back.

        Args:
            generation: what all values of it depend on, as the tool's stamp and the
                configuration.
        """
        from specctl.cache import packs

        at = opened(self.folder)
        if at is None:
            return {}
        try:
            return packs.load(at, generation)
        finally:
            os.close(at)

    def add(self, generation: str, entries: Mapping[str, Any], live: Collection[str] = ()) -> None:
        """Keep values, under keys that say all that they depend on besides the generation.

        Args:
            generation: as given to ``load``.
            entries: what JSON can hold; the same key always comes with the same value.
            live: the keys in use, which are kept when older ones are thrown away.
        """
        from specctl.cache import packs

        at = opened(self.folder, make=bool(entries))
        if at is None:
            return
        try:
            if entries and packs.put(at, generation, entries):
                packs.tidy(at, generation, {*live, *entries})
        finally:
            os.close(at)

    def verdict(self, key: str) -> bytes | None:
        """What ``keep_verdict`` was last given with a key, if it is still there."""
        at = opened(self.folder)
        if at is None:
            return None
        try:
            return read(at, "v-" + named(key), key, touch=True)
        finally:
            os.close(at)

    def keep_verdict(self, key: str, verdict: bytes) -> None:
        """Keep a verdict, under a key that says all that it depends on."""
        at = opened(self.folder, make=True)
        if at is None:
            return
        try:
            if write(at, "v-" + named(key), key, verdict):
                _forget_verdicts(at)
        finally:
            os.close(at)

    def table(self, key: str) -> Table | None:
        """What ``keep_table`` was given with a key, if it is still there; read as far as needed."""
        from specctl.cache import tables

        at = opened(self.folder)
        if at is None:
            return None
        try:
            return tables.opened(at, key)
        finally:
            os.close(at)

    def keep_table(self, key: str, entries: Mapping[str, Any]) -> bool:
        """Keep many values of which few will be asked for.

        Args:
            key: says all that they depend on.
            entries: what JSON can hold.

        Returns:
            Whether that could be done.
        """
        from specctl.cache import tables

        at = opened(self.folder, make=True)
        if at is None:
            return False
        try:
            return tables.put(at, key, entries)
        finally:
            os.close(at)


def _forget_verdicts(at: int) -> None:
    facts = {name: about(at, name) for name in listed(at) if name.startswith("v-")}
    newest = sorted(facts, key=lambda name: facts[name][1], reverse=True)
    kept = newest if len(newest) <= MAX_VERDICTS else newest[: MAX_VERDICTS // 2]
    sizes = accumulate(facts[name][0] for name in kept)
    fitting = sum(size <= MAX_VERDICT_BYTES for size in sizes)
    remove(at, newest[fitting:])
