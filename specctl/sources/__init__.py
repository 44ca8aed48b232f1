"""Sources: a revision, the index, the work tree or a folder, each giving the same Snapshot.

``sides`` reads what a comparison was given on the command line, ``revision``, ``index``,
``work_tree`` and ``folder`` name one side. ``read`` gives its bytes; ``listing`` gives the ids of
its contents, for a caller that knows some of them, and ``contents`` the bytes of others; ``ahead``
and ``listing_ahead`` let git work while the caller does something else.
``staged`` is the least that a hook asks. Nothing is checked out, stashed, refreshed or written but
the branch of a new proposal, no link of the file system is followed, and git runs without hooks,
filters or the network.

Git's plumbing is run directly, in ``plumbing``; GitPython is used only here, in ``hooks`` and, to
make that branch, in ``branches``.
"""

from __future__ import annotations

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.sources.between import Trees, both_trees
    from specctl.sources.common import common_of
    from specctl.sources.limits import MAX_FILE, MAX_FILES, MAX_LISTING, MAX_TOTAL
    from specctl.sources.lines import changed_lines, counting
    from specctl.sources.proposals import proposal_at, proposal_files
    from specctl.sources.reading import (
        BASELINE,
        Contents,
        Listing,
        ahead,
        blobs,
        content_id,
        contents,
        listing,
        listing_ahead,
        read,
        relisted,
        snapshot,
    )
    from specctl.sources.side import Source, folder, index, revision, sides, trees, work_tree
    from specctl.sources.staging import staged
    from specctl.sources.steps import line, shallow, tags, walk

__all__ = [
    "BASELINE",
    "MAX_FILE",
    "MAX_FILES",
    "MAX_LISTING",
    "MAX_TOTAL",
    "Contents",
    "Listing",
    "Source",
    "Trees",
    "ahead",
    "blobs",
    "both_trees",
    "changed_lines",
    "common_of",
    "content_id",
    "contents",
    "counting",
    "folder",
    "index",
    "line",
    "listing",
    "listing_ahead",
    "proposal_at",
    "proposal_files",
    "read",
    "relisted",
    "revision",
    "shallow",
    "sides",
    "snapshot",
    "staged",
    "tags",
    "trees",
    "walk",
    "work_tree",
]

__getattr__ = late(
    __name__,
    {
        "between": ("Trees", "both_trees"),
        "common": ("common_of",),
        "limits": ("MAX_FILE", "MAX_FILES", "MAX_LISTING", "MAX_TOTAL"),
        "lines": ("changed_lines", "counting"),
        "proposals": ("proposal_at", "proposal_files"),
        "reading": (
            "BASELINE",
            "Contents",
            "Listing",
            "ahead",
            "blobs",
            "content_id",
            "contents",
            "listing",
            "listing_ahead",
            "read",
            "relisted",
            "snapshot",
        ),
        "side": ("Source", "folder", "index", "revision", "sides", "trees", "work_tree"),
        "staging": ("staged",),
        "steps": ("line", "shallow", "tags", "walk"),
    },
)
