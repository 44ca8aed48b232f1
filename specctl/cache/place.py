"""Where the cache is, and for how long it holds."""

from __future__ import annotations

import os
import sys

from specctl.cache.files import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBRARY = os.path.dirname(os.__file__)


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
    are imported from, in which every installation leaves its mark, and of what names plugins
    elsewhere; where specctl runs from a checkout also from the times of its own files. The code of
    another package that is installed in editable mode is not seen.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    above = os.path.dirname(package)
    checkout = os.path.isfile(os.path.join(above, "pyproject.toml"))
    own = [*_times(package), *_times(os.path.join(above, "schemas"))] if checkout else []
    version = sys.modules[__name__.partition(".")[0]].__version__
    parts = [version, sys.version, *own, *_installed()]
    return named("\n".join(parts))


def _installed() -> Iterator[str]:
    """The folders that packages are installed in, and the plugins of others that Python looks in.

    What else comes and goes where a script happens to start from is of no account.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    for path in sys.path:
        packages = path.endswith("-packages")
        if packages or path in named:
            yield f"{path} {_time(path)}"
        if path and not packages and path not in (_LIBRARY, f"{_LIBRARY}/lib-dynload"):
            yield from _plugins(path)


def _plugins(folder: str) -> Iterator[str]:
    """What may name plugins, which are not looked for in the current folder."""
    try:
        if os.path.realpath(folder) == os.getcwd():
            return
    except (OSError, ValueError):
        return
    for entry in _entries(folder):
        if entry.name.endswith((".dist-info", ".egg-info")):
            yield f"{entry.path} {_time(os.path.join(entry.path, 'entry_points.txt'))}"


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
