"""Sources: a revision, the index, the work tree or a folder, each giving the same Snapshot.

``sides`` reads what a comparison was given on the command line, ``revision``, ``index``,
``work_tree`` and ``folder`` name one side, and ``read`` gives its bytes. Nothing is checked out,
stashed, refreshed or written, no link of the file system is followed, and git runs without
hooks, filters or the network.

GitPython is used only here, in ``repository``.
"""

from specctl.sources.limits import MAX_FILE, MAX_FILES, MAX_LISTING, MAX_TOTAL
from specctl.sources.lines import changed_lines
from specctl.sources.side import Source, folder, index, read, revision, sides, work_tree

__all__ = [
    "MAX_FILE",
    "MAX_FILES",
    "MAX_LISTING",
    "MAX_TOTAL",
    "Source",
    "changed_lines",
    "folder",
    "index",
    "read",
    "revision",
    "sides",
    "work_tree",
]
