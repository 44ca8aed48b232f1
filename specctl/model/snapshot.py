"""What a source gives: the bytes of a spec folder at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Problem(NamedTuple):
    """A file of the spec folder that the source refused to read, and why.

    ``path`` is relative to the spec folder.
    """

    path: str
    message: str


class Snapshot(NamedTuple):
    """The spec's own files at one revision.

    Attributes:
        rev: the side as the user named it (``HEAD~1``, ``index``, ``work tree``, ``dir:PATH``).
        commit: the full commit id where the side is a revision, else None.
        folder: the name of the spec folder, the first part of every reported path.
        files: content by path relative to the spec folder, in path order. Only the manifest and
            Markdown files are read; CHANGELOG.md, README.md and LICENSE at the root are not.
        problems: files that were refused (symbolic links, submodules, unmerged entries, too large).
        exists: whether the spec folder is there at all. A commit without one is an empty spec.
        baseline: the content of the lint baseline, or None where there is none.
    """

    rev: str
    commit: str | None
    folder: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    exists: bool = True
    baseline: bytes | None = None
