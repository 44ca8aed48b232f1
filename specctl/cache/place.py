"""Where the cache is, and for how long it holds."""

from __future__ import annotations

import os
import sys

from specctl.cache.files import named


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
    own = named(os.path.realpath(common or folder))
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
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    above = os.path.dirname(package)
    checkout = os.path.isfile(os.path.join(above, "pyproject.toml"))
    own = [*_times(package), *_times(os.path.join(above, "schemas"))] if checkout else []
    version = sys.modules[__name__.partition(".")[0]].__version__
    parts = [version, sys.version, *own, *(f"{path} {_time(path)}" for path in _installed())]
    return named("\n".join(parts))


def _installed() -> list[str]:
    """The folders that packages are installed in, not those that a script happens to start from."""
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [path for path in sys.path if path.endswith("-packages") or path in named]


def _time(path: str) -> int:
    try:
        return os.stat(path or ".").st_mtime_ns
    except (OSError, ValueError):
        return 0


def _times(folder: str) -> list[str]:
    """The time and size of each file below a folder of ours."""
    found, waiting = [], [folder]
    while waiting:
        for entry in _entries(waiting.pop()):
            if not entry.is_dir(follow_symlinks=False):
                found.append(f"{entry.path} {_state(entry)}")
            elif entry.name != "__pycache__":
                waiting.append(entry.path)
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            return sorted(items, key=lambda item: item.name)
    except OSError:
        return []


def _state(entry: os.DirEntry[str]) -> str:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:  # an editor's own file that is gone already
        return ""
    return f"{found.st_mtime_ns} {found.st_size}"
