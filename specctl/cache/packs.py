"""Values by key, many in a file: each generation has a few packs, `p-GENERATION-MOMENT-RANDOM`."""

from __future__ import annotations

import gc
import json
import os

from specctl.cache import files
from specctl.cache.files import about, listed, moment, named, read, remove, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

MAX_PACKS = 8
"""Packs of one generation; more are merged."""
RECENT_PACKS = 4
"""When packs are merged, the newest ones keep also what is not known to be in use."""
MAX_GENERATIONS = 12
"""A review has four or five: cards by the settings of either side, words, and what files hold."""
_LONG_AGO = 30 * 24 * 3600
_ABANDONED = 3600


def load(at: int, generation: str) -> dict[str, Any]:
    """All values of a generation."""
    return _joined(at, _packs(listed(at), named(generation)), generation)


def put(at: int, generation: str, entries: Mapping[str, Any]) -> bool:
    """Write one more pack; false where that can't be done."""
    try:
        body = json.dumps(dict(entries), separators=(",", ":")).encode("ascii")
    except RecursionError:
        return False
    name = f"p-{named(generation)}-{moment()}-{os.urandom(4).hex()}"
    return len(body) < files.MAX_BYTES and write(at, name, generation, body)


def tidy(at: int, generation: str, live: Collection[str]) -> None:
    """Merge the packs of a generation if they are many, and remove old generations."""
    own, names = named(generation), listed(at)
    remove(at, _outdated(names, own))
    packs = _packs(names, own)
    if len(packs) > MAX_PACKS:
        _merge(at, generation, _mergeable(at, packs), live)


def _packs(names: list[str], generation: str) -> list[str]:
    return [name for name in names if name.startswith(f"p-{generation}-")]


def _joined(at: int, packs: list[str], generation: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    collecting = gc.isenabled()
    gc.disable()  # it would look for cycles in vain, many times
    try:
        for pack in packs:
            joined.update(_values(at, pack, generation))
    finally:
        if collecting:
            gc.enable()
    return joined


def _values(at: int, name: str, generation: str) -> dict[str, Any]:
    body = read(at, name, generation)
    if body is None:
        return {}
    try:
        values = json.loads(body.decode("ascii"))
    except (ValueError, RecursionError):  # made by somebody else, to do harm
        values = None
    if isinstance(values, dict):
        return values
    remove(at, [name])
    return {}


def _outdated(names: list[str], own: str) -> list[str]:
    """What kills have left, and the packs of generations that are no longer in use."""
    abandoned, long_ago = moment(_ABANDONED), moment(_LONG_AGO)
    temporary = [name for name in names if name.startswith("t-") and len(name) == 35]
    left = [name for name in temporary if name[2:18] < abandoned]  # others may still be written
    latest = {
        name[2:34]: name[35:51] for name in names if name.startswith("p-") and len(name) == 60
    }
    latest.pop(own, None)
    others = sorted(latest, key=lambda generation: latest[generation], reverse=True)
    kept = {other for other in others[: MAX_GENERATIONS - 1] if latest[other] >= long_ago}
    old = [name for other in others if other not in kept for name in _packs(names, other)]
    return left + old


def _mergeable(at: int, packs: list[str]) -> list[str]:
    """All packs, but without the largest one as long as the others are few beside it."""
    sizes = {pack: about(at, pack)[0] for pack in packs}
    largest = max(packs, key=lambda pack: sizes[pack])
    few = 2 * (sum(sizes.values()) - sizes[largest]) < sizes[largest]
    return [pack for pack in packs if not (few and pack == largest)]


def _merge(at: int, generation: str, packs: list[str], live: Collection[str]) -> None:
    """Write one pack for several; whoever does the same meanwhile writes the same values."""
    old = _joined(at, packs[:-RECENT_PACKS], generation)
    kept = {key: value for key, value in old.items() if key in live}
    kept.update(_joined(at, packs[-RECENT_PACKS:], generation))
    if put(at, generation, kept):
        remove(at, packs)
    elif len(packs) > 2 * MAX_PACKS:  # a full disk, or more than one pack may hold
        remove(at, packs[:-RECENT_PACKS])
