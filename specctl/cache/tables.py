"""Values by key, of which few are read: a file `b-LABEL` of many buckets, and where each begins.

A key's bucket is told by its hash. Each part has a checksum of its own, so that the others need
not be read. A part that holds something else makes the table worthless: that a key is not there
may be what counts.
"""

from __future__ import annotations

import json
import os
import weakref
from itertools import accumulate
from struct import Struct
from zlib import crc32

from specctl.cache import files
from specctl.cache.files import (
    SEAL,
    about,
    descriptor,
    listed,
    named,
    remove,
    renew,
    sealed,
    write,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

MAX_TABLES = 3
"""When there are more, those go that nobody asked for in the longest time."""

_IN_A_BUCKET = 8
_COUNT = Struct(">Q")


class Damaged(Exception):
    """A table that holds something else than was written, or is out of reach by now."""


class Table:
    """A table, which can be read even when its file is removed meanwhile.

    Args:
        descriptor: of the file; closed with the table.
        label: under which it was written.

    Raises:
        Damaged: it is something else.
    """

    def __init__(self, descriptor: int, label: str) -> None:
        weakref.finalize(self, os.close, descriptor)
        self._descriptor, self._label = descriptor, label
        self._known: dict[int, dict[str, Any]] = {}
        (many,) = _COUNT.unpack(self._part("count", SEAL, SEAL + _COUNT.size))
        if not 0 < many <= os.fstat(descriptor).st_size // SEAL:
            raise Damaged
        places = _places(many)
        start = SEAL + SEAL + _COUNT.size
        self._starts = places.unpack(self._part("places", start, SEAL + places.size))
        self._many = many

    def get(self, key: str) -> Any:
        """The value of a key, as JSON gives it back; None where there is none.

        Raises:
            Damaged: it cannot be told.
        """
        return self._bucket(_number(key, self._many)).get(key)

    def items(self) -> Iterator[tuple[str, Any]]:
        """All keys and values, in an order that means nothing.

        Raises:
            Damaged: they cannot be told.
        """
        for number in range(self._many):
            yield from self._bucket(number).items()

    def _bucket(self, number: int) -> dict[str, Any]:
        if number not in self._known:
            start, end = self._starts[number : number + 2]
            try:
                values = json.loads(self._part(str(number), start, end - start))
            except (ValueError, RecursionError):  # made by somebody else, to do harm
                values = None
            if not isinstance(values, dict):
                raise Damaged
            self._known[number] = values
        return self._known[number]

    def _part(self, name: str, start: int, size: int) -> bytes:
        """A part, if it is what was written; so whatever is in it is as it was written, too."""
        try:
            content = os.pread(self._descriptor, size, start)
        except (OSError, ValueError, OverflowError):
            raise Damaged from None
        body = content[SEAL:]
        if len(content) != size or content[:SEAL] != sealed(f"{self._label} {name}", body):
            raise Damaged
        return body


def opened(at: int, label: str) -> Table | None:
    """The table that was written under a label; None where there is none that can be read."""
    name = f"b-{named(label)}"
    file = descriptor(at, name)
    if file is None:
        return None
    renew(file)
    try:
        return Table(file, label)
    except Damaged:
        remove(at, [name])
        return None


def put(at: int, label: str, entries: Mapping[str, Any]) -> bool:
    """Write a table, and remove the oldest ones; false where that can't be done."""
    many = max(1, len(entries) // _IN_A_BUCKET)
    buckets: list[dict[str, Any]] = [{} for _ in range(many)]
    for key, value in entries.items():
        buckets[_number(key, many)][key] = value
    try:
        bodies = [json.dumps(one, separators=(",", ":")).encode("ascii") for one in buckets]
    except (TypeError, ValueError, RecursionError):
        return False
    parts = [_sealed(label, str(number), body) for number, body in enumerate(bodies)]
    places = _places(many)
    first = 3 * SEAL + _COUNT.size + places.size
    starts = accumulate(map(len, parts), initial=first)
    head = _sealed(label, "count", _COUNT.pack(many))
    content = b"".join([head, _sealed(label, "places", places.pack(*starts)), *parts])
    done = len(content) < files.MAX_BYTES and write(at, f"b-{named(label)}", label, content)
    if done:
        _forget(at)
    return done


def _sealed(label: str, name: str, body: bytes) -> bytes:
    return sealed(f"{label} {name}", body) + body


def _places(many: int) -> Struct:
    """Where each bucket begins, and the last one ends."""
    return Struct(f">{many + 1}Q")


def _number(key: str, many: int) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % many


def _forget(at: int) -> None:
    facts = {name: about(at, name) for name in listed(at) if name.startswith("b-")}
    newest = sorted(facts, key=lambda name: facts[name][1], reverse=True)
    remove(at, newest[MAX_TABLES:])
