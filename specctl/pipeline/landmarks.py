"""An inventory that is kept, so that those of specs like it can be had from it.

What is looked up in it is read when it is asked for: of a large spec that is little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from specctl.cache.tables import Damaged
from specctl.lint.book import Book, Cards, Key
from specctl.lint.card import Card, UnreadCard
from specctl.lint.examined import Examined
from specctl.lint.kept import pack, unpack, unpack_findings
from specctl.lint.totals import Totals
from specctl.model.spec import Section
from specctl.pipeline.checking import generation
from specctl.pipeline.inventory import Inventory, bare
from specctl.pipeline.reading import MANIFEST

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.cache.tables import Table
    from specctl.pipeline.inventory import Asked

_CARD = "card"


def keep(store: Store, asked: Asked, inventory: Inventory) -> None:
    """Keep an inventory as the one from which those of specs like it are had.

    Args:
        store: where.
        asked: the spec.
        inventory: taken of all of its files.
    """
    if not inventory.plain or not inventory.kept:
        return
    assert isinstance(inventory.book, Cards)
    cards = [*inventory.book.cards()]
    entries: dict[str, Any] = {
        f"{_CARD} {card.path}": pack(inventory.examined(card.path)) for card in cards
    }
    for key in Key:
        entries.update((f"{key} {v}", paths) for v, paths in inventory.book.index(key).items())
    if store.keep_table(inventory.kept, entries):
        told = (inventory.kept, inventory.day.isoformat(), inventory.files, inventory.book.totals)
        tree = [_row(section) for section in inventory.tree]
        content = json.dumps([*told, tree, inventory.evals], separators=(",", ":"))
        store.keep_verdict(_key(store, asked), content.encode())


def known(store: Store, asked: Asked) -> Inventory | None:
    """The inventory that was last kept of specs that may be like one; None without any."""
    content = store.verdict(_key(store, asked)) if store.folder else None
    if content is None:
        return None
    try:
        kept, day, files, totals, tree, rows = json.loads(content)
        found = unpack_findings(store.verdict(kept))
        table = store.table(kept)
        if found is None or table is None:
            return None
        counted = Totals._make(totals)
        unread = [*map(UnreadCard._make, counted.unread)]
        book = _KeptBook(table, counted._replace(unread=unread))
        sections = tuple(bare(*row) for row in tree)
        evals = [(id_, path) for id_, path in rows]
        about = _about(store, asked)
        day_ = date.fromisoformat(day)
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return None
    return Inventory(
        about, files, day_, book, book.examined, found[0], sections, evals, plain=True, kept=kept
    )


def _about(store: Store, asked: Asked) -> str:
    return generation(store, asked.listing, asked.manifest, asked.governing)


def _key(store: Store, asked: Asked) -> str:
    return f"landmark {asked.listing.files.get(MANIFEST, '')} {_about(store, asked)}"


def _row(one: Section) -> tuple[Any, ...]:
    return one.id, one.title, one.path, one.parent, one.authority, one.children, one.owners


class _KeptBook(Book):
    """The cards of a spec that was kept; whatever is asked may find its table damaged."""

    def __init__(self, table: Table, totals: Totals) -> None:
        super().__init__()
        self._table, self._totals = table, totals
        self._examined: dict[str, Examined | None] = {}

    @property
    def totals(self) -> Totals:
        """As :attr:`Book.totals`."""
        return self._totals

    def card(self, path: str) -> Card | None:
        """As :meth:`Book.card`."""
        one = self._of(path)
        return one.card if one else None

    def examined(self, path: str) -> Examined:
        """What a file of the spec gives on its own."""
        one = self._of(path)
        if one is None:
            raise Damaged
        return one

    def paths(self, key: Key, value: str) -> Sequence[str]:
        """As :meth:`Book.paths`."""
        found: Sequence[str] = self._table.get(f"{key} {value}") or ()
        return found

    def cards(self) -> Iterator[Card]:
        """As :meth:`Book.cards`."""
        mark = f"{_CARD} "
        paths = sorted(key[len(mark) :] for key, _ in self._table.items() if key.startswith(mark))
        return (self.examined(path).card for path in paths)

    def _of(self, path: str) -> Examined | None:
        if path not in self._examined:
            row = self._table.get(f"{_CARD} {path}")
            try:
                self._examined[path] = None if row is None else unpack(row)
            except (LookupError, TypeError, ValueError):
                raise Damaged from None
        return self._examined[path]
