"""Every version that files had in a stretch of history, on every way through it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from specctl.sources.objects import read_blobs
from specctl.sources.plumbing import listing
from specctl.sources.revisions import Repository
from specctl.sources.staging import pathspec

_LOG = (
    *("-c", "log.showRoot=true", "-c", "log.follow=false", "log", "--full-history", "-m"),
    *("--raw", "-z", "--format=", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff"),
    *("--no-color", "--no-notes", "--no-show-signature", "-O", os.devnull),
)
_ROW = re.compile(rb":\d+ 100\d+ \w+ (\w+) \w\0([^\0]+)\0")
"""What a commit made of a file; not what it found, which may be of another line."""


class Version(NamedTuple):
    """A file as some commit has it; ``path`` is relative to the folder that was asked for."""

    path: str
    content: bytes


def versions(
    repository: Repository, commits: Sequence[str], folder: str, ends: str
) -> tuple[Version, ...]:
    """What commits made of files: every content at every path, once.

    A merge that takes one side alone hides the other one from ``git log`` as it is, not from here.
    Files that are too large are left out.

    Args:
        repository: where the commits are.
        commits: a commit with all before it, or a range ``BASE..HEAD``.
        folder: from the repository's root.
        ends: how the paths of the files end that are meant.

    Raises:
        SpecctlError: git fails, or they hold too much.
    """
    told = listing(repository.cwd, *_LOG, *commits, "--", *pathspec(folder))
    found = {}
    for blob, name in _ROW.findall(told):
        path = os.fsdecode(name)[len(folder) + 1 :]
        if path.endswith(ends):
            found[f"{blob.decode()} {path}"] = blob.decode()
    held = read_blobs(repository.cwd, sorted(found.items()))[0]
    return tuple(Version(name.partition(" ")[2], held[name]) for name in sorted(held))
