"""Sources: a revision, the index, the work tree or a folder, each giving the same Snapshot.

``sides`` reads what a comparison was given on the command line, ``revision``, ``index``,
``work_tree`` and ``folder`` name one side. ``read`` gives its bytes; ``listing`` gives the ids of
its contents, for a caller that knows some of them, and ``contents`` the bytes of others.
``staged`` is the least that a hook asks. Nothing is checked out, stashed, refreshed or written,
no link of the file system is followed, and git runs without hooks, filters or the network.

Git's plumbing is run directly, in ``plumbing``; GitPython is used only here, in ``hooks``.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing it from typing would cost a hook more than running git
if TYPE_CHECKING:
    from typing import Any

    from specctl.sources.common import common_of
    from specctl.sources.limits import MAX_FILE, MAX_FILES, MAX_LISTING, MAX_TOTAL
    from specctl.sources.lines import changed_lines
    from specctl.sources.reading import Contents, Listing, contents, listing, read, snapshot
    from specctl.sources.side import Source, folder, index, revision, sides, work_tree
    from specctl.sources.staging import staged

__all__ = [
    "MAX_FILE",
    "MAX_FILES",
    "MAX_LISTING",
    "MAX_TOTAL",
    "Contents",
    "Listing",
    "Source",
    "changed_lines",
    "common_of",
    "contents",
    "folder",
    "index",
    "listing",
    "read",
    "revision",
    "sides",
    "snapshot",
    "staged",
    "work_tree",
]

_MODULES = {
    "common": ("common_of",),
    "limits": ("MAX_FILE", "MAX_FILES", "MAX_LISTING", "MAX_TOTAL"),
    "lines": ("changed_lines",),
    "reading": ("Contents", "Listing", "contents", "listing", "read", "snapshot"),
    "side": ("Source", "folder", "index", "revision", "sides", "work_tree"),
    "staging": ("staged",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``staged`` needs little of the rest."""
    if name not in _HOMES:
        raise AttributeError(f"module 'specctl.sources' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"specctl.sources.{_HOMES[name]}"), name)
