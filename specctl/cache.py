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
import stat
import sys
import time

try:  # hashlib takes 2 ms to look around for others
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

MAX_PACKS = 8
"""Packs of one generation; more are merged."""
RECENT_PACKS = 4
"""When packs are merged, the newest ones keep also what is not known to be in use."""
MAX_GENERATIONS = 4
MAX_VERDICTS = 128
"""Verdicts; when there are more, the older half goes."""
MAX_BYTES = 256 * 2**20
"""In one file."""
_LONG_AGO = 30 * 24 * 3600
_ABANDONED = 3600

_MAGIC = b"specctl cache 1\n"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def home(common: str | None, folder: str) -> str | None:
    """Where what is worked out about a folder is kept, None where nothing is.

    The environment variable SPECCTL_CACHE names another folder, or is ``off``.

    Args:
        common: the git folder that all work trees of the repository share, if there is one.
        folder: a folder of which the cache holds for all below, for where there is none.
    """
    asked = os.environ.get("SPECCTL_CACHE", "")
    if asked == "off":
        return None
    own = _named(os.path.realpath(common or folder))
    if asked:
        return os.path.join(os.path.realpath(asked), own)
    if common:
        return os.path.join(common, "specctl") if os.path.isdir(common) else None
    caches = os.environ.get("XDG_CACHE_HOME", "")
    if not caches.startswith("/"):  # its standard has relative ones ignored
        caches = os.path.expanduser("~/.cache")
    return os.path.join(os.path.realpath(caches), "specctl", own) if caches[0] == "/" else None


def stamp() -> str:
    """What changes whenever the same input could give other results.

    It is made from the versions of specctl and Python and the times of the folders that modules
    are imported from, in which every installation leaves its mark; where specctl runs from a
    checkout also from the times of its own files. The code of another package that is installed
    in editable mode is not seen.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    above = os.path.dirname(package)
    checkout = os.path.isfile(os.path.join(above, "pyproject.toml"))
    own = [*_times(package), *_times(os.path.join(above, "schemas"))] if checkout else []
    version = sys.modules[__name__.partition(".")[0]].__version__
    parts = [version, sys.version, *own, *(f"{path} {_time(path)}" for path in sys.path)]
    return _named("\n".join(parts))


class Store:
    """The cache in one folder, which need not be there; without a folder nothing is kept."""

    __slots__ = ("folder",)

    def __init__(self, folder: str | None) -> None:
        self.folder = folder

    def load(self, generation: str) -> dict[str, Any]:
        """All that was added in a generation, as JSON gives it back.

        Args:
            generation: what all values of it depend on, as the tool's stamp and the
                configuration.
        """
        at = _opened(self.folder)
        if at is None:
            return {}
        try:
            name = _named(generation)
            return _joined(_pack(at, pack, generation) for pack in _packs(_names(at), name))
        finally:
            os.close(at)

    def add(self, generation: str, entries: Mapping[str, Any], live: Collection[str] = ()) -> None:
        """Keep values, under keys that say all that they depend on besides the generation.

        Args:
            generation: as given to ``load``.
            entries: what JSON can hold; the same key always comes with the same value.
            live: the keys in use, which are kept when older ones are thrown away.
        """
        at = _opened(self.folder, make=bool(entries))
        if at is None:
            return
        try:
            if entries and _put_pack(at, generation, entries):
                _tidy(at, generation, {*live, *entries})
        finally:
            os.close(at)

    def verdict(self, key: str) -> bytes | None:
        """What ``keep_verdict`` was last given with a key, if it is still there."""
        at = _opened(self.folder)
        if at is None:
            return None
        try:
            return _read(at, "v-" + _named(key), key)
        finally:
            os.close(at)

    def keep_verdict(self, key: str, verdict: bytes) -> None:
        """Keep a verdict, under a key that says all that it depends on."""
        at = _opened(self.folder, make=True)
        if at is None:
            return
        try:
            if _write(at, "v-" + _named(key), key, verdict):
                _forget_verdicts(at)
        finally:
            os.close(at)


def _named(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _time(path: str) -> int:
    try:
        return os.stat(path or ".").st_mtime_ns
    except (OSError, ValueError):
        return 0


def _times(folder: str) -> list[str]:
    """The time and size of each file below a folder of ours."""
    found, waiting = [], [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as items:
                entries = sorted(items, key=lambda item: item.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting += [] if entry.name == "__pycache__" else [entry.path]
            else:
                about = entry.stat(follow_symlinks=False)
                found.append(f"{entry.path} {about.st_mtime_ns} {about.st_size}")
    return found


# A folder is held by a descriptor while it is worked in, so that nobody can put a link in its place


def _opened(folder: str | None, *, make: bool = False) -> int | None:
    try:
        if folder and make:
            os.makedirs(folder, 0o700, exist_ok=True)
        return os.open(folder, _FOLDER) if folder else None
    except (OSError, ValueError):
        return None


def _names(at: int) -> list[str]:
    try:
        return sorted(os.listdir(at))
    except OSError:
        return []


def _sealed(label: str, body: bytes) -> bytes:
    """How a file begins: the label is not in it, and without the right one it is worth nothing."""
    seal = blake2b(_named(label).encode(), digest_size=32)
    seal.update(body)
    return _MAGIC + seal.hexdigest().encode() + b"\n"


def _read(at: int, name: str, label: str) -> bytes | None:
    """What was written under a label; a file that holds something else is removed."""
    try:
        descriptor = os.open(name, _READ, dir_fd=at)
        with open(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_BYTES:
                return None
            content = file.read()
    except OSError:
        return None
    body = content[len(_MAGIC) + 65 :]
    if content.startswith(_sealed(label, body)):
        return body
    _remove(at, [name])
    return None


def _write(at: int, name: str, label: str, body: bytes) -> bool:
    temporary = f"t-{_moment()}-{os.urandom(8).hex()}"
    try:
        descriptor = os.open(temporary, _WRITE, 0o600, dir_fd=at)
        try:
            with open(descriptor, "wb") as file:
                file.write(_sealed(label, body))
                file.write(body)
            os.replace(temporary, name, src_dir_fd=at, dst_dir_fd=at)
        except BaseException:
            _remove(at, [temporary])
            raise
    except OSError:  # a full disk, a folder that may only be read
        return False
    return True


def _remove(at: int, names: Iterable[str]) -> None:
    for name in names:
        try:
            os.unlink(name, dir_fd=at)
        except OSError:  # somebody else was quicker, or may do what we may not
            continue


def _moment(ago: float = 0) -> str:
    """A time in such a form that the later one sorts last."""
    return f"{max(0, int((time.time() - ago) * 1e6)):016x}"


# A pack: `p-GENERATION-MOMENT-RANDOM`, of which each generation has a few


def _packs(names: list[str], generation: str) -> list[str]:
    return [name for name in names if name.startswith(f"p-{generation}-")]


def _joined(packs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    import gc

    joined: dict[str, Any] = {}
    collecting = gc.isenabled()
    gc.disable()  # it would look for cycles in vain, many times
    try:
        for pack in packs:
            joined.update(pack)
    finally:
        if collecting:
            gc.enable()
    return joined


def _pack(at: int, name: str, generation: str) -> dict[str, Any]:
    import json

    body = _read(at, name, generation)
    if body is None:
        return {}
    try:
        values = json.loads(body.decode("ascii"))
    except (ValueError, RecursionError):  # made by somebody else, to do harm
        values = None
    if isinstance(values, dict):
        return values
    _remove(at, [name])
    return {}


def _put_pack(at: int, generation: str, entries: Mapping[str, Any]) -> bool:
    import json

    try:
        body = json.dumps(dict(entries), separators=(",", ":")).encode("ascii")
    except RecursionError:
        return False
    name = f"p-{_named(generation)}-{_moment()}-{os.urandom(4).hex()}"
    return len(body) < MAX_BYTES and _write(at, name, generation, body)


def _tidy(at: int, generation: str, live: Collection[str]) -> None:
    names = _names(at)
    own = _named(generation)
    _remove(at, _outdated(names, own))
    packs = _packs(names, own)
    if len(packs) > MAX_PACKS:
        _merge(at, generation, _mergeable(at, packs), live)


def _outdated(names: list[str], own: str) -> list[str]:
    """What kills have left, and the packs of generations that are no longer in use."""
    abandoned, long_ago = _moment(_ABANDONED), _moment(_LONG_AGO)
    temporary = [name for name in names if name.startswith("t-") and len(name) == 35]
    left = [name for name in temporary if name[2:18] < abandoned]
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
    sizes = {pack: _size(at, pack) for pack in packs}
    largest = max(packs, key=lambda pack: sizes[pack])
    few = 2 * (sum(sizes.values()) - sizes[largest]) < sizes[largest]
    return [pack for pack in packs if not (few and pack == largest)]


def _size(at: int, name: str) -> int:
    try:
        return os.stat(name, dir_fd=at, follow_symlinks=False).st_size
    except OSError:
        return 0


def _merge(at: int, generation: str, packs: list[str], live: Collection[str]) -> None:
    """Write one pack for several; whoever does the same meanwhile writes the same values."""
    old = _joined(_pack(at, pack, generation) for pack in packs[:-RECENT_PACKS])
    kept = {key: value for key, value in old.items() if key in live}
    kept.update(_joined(_pack(at, pack, generation) for pack in packs[-RECENT_PACKS:]))
    if _put_pack(at, generation, kept):
        _remove(at, packs)
    elif len(packs) > 2 * MAX_PACKS:  # a full disk, or more than one pack may hold
        _remove(at, packs[:-RECENT_PACKS])


def _forget_verdicts(at: int) -> None:
    names = [name for name in _names(at) if name.startswith("v-")]
    if len(names) > MAX_VERDICTS:
        ages = {name: _age(at, name) for name in names}
        _remove(at, sorted(names, key=lambda name: ages[name])[: -MAX_VERDICTS // 2])


def _age(at: int, name: str) -> int:
    try:
        return os.stat(name, dir_fd=at, follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0
