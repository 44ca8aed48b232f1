"""Git's trees, many at once: what folders hold in many commits, told by two runs of git."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.sources.limits import listing_checked
from specctl.sources.plumbing import ask
from specctl.sources.revisions import Repository

_AS_NAMED = ("--no-replace-objects", "cat-file")
_FOLDER, _FILES = b"40000", (b"100644", b"100755", b"100664")


class Node(NamedTuple):
    """An entry of a tree: git's id of what it holds, and whether that is a folder or a file.

    A link of the file system and a submodule are neither.
    """

    id: str
    folder: bool
    file: bool


Tree = Mapping[str, Node]
"""The entries of a folder, by name."""


def folders_at(repository: Repository, path: str, commits: Sequence[str]) -> list[Tree]:
    """What one folder holds in each of some commits; nothing where it is not there.

    Args:
        repository: where the commits are.
        path: of the folder, from the repository's root.
        commits: their ids.

    Raises:
        SpecctlError: git fails, or the folder holds too much.
    """
    if "\n" in path:  # git's batches end a name there
        return [{} for _ in commits]
    feed = os.fsencode("".join(f"{commit}:{path}\n" for commit in commits))
    check = "--batch-check=%(objecttype) %(objectname)"
    answers = os.fsdecode(ask(repository.cwd, *_AS_NAMED, check, feed=feed)).splitlines()
    ids = [one.removeprefix("tree ") if one.startswith("tree ") else "" for one in answers]
    known = trees(repository, sorted({*ids} - {""}))
    return [known.get(one, {}) for one in ids]


def trees(repository: Repository, ids: Sequence[str]) -> Mapping[str, Tree]:
    """What folders hold, by git's ids of them; nothing of what is not there, as in a partial clone.

    Raises:
        SpecctlError: git fails, or they hold too much.
    """
    feed = "".join(f"{one}\n" for one in ids).encode()
    batch = "--batch=%(objecttype) %(objectsize)"
    said = ask(repository.cwd, *_AS_NAMED, batch, feed=feed) if ids else b""
    width = len(repository.empty_tree) // 2
    answers = zip(ids, _answers(listing_checked(said)), strict=True)
    return {one: dict(_entries(raw, width)) for one, raw in answers}


def _answers(said: bytes) -> Iterator[bytes]:
    """The content of each tree that was asked for; nothing for what is no tree, or not there."""
    at = 0
    while at < len(said):
        end = said.index(b"\n", at)
        kind, _, size = said[at:end].rpartition(b" ")
        at = end + 1
        if not size.isdigit() or b" " in kind:  # NAME missing
            yield b""
            continue
        yield said[at : at + int(size)] if kind == b"tree" else b""
        at += int(size) + 1


def _entries(raw: bytes, width: int) -> Iterator[tuple[str, Node]]:
    """The entries of a tree as git stores it: mode, name, and the id in so many bytes."""
    at = 0
    while at < len(raw):
        named = raw.index(b"\0", at)
        mode, _, name = raw[at:named].partition(b" ")
        at = named + 1 + width
        id_ = raw[named + 1 : at].hex()
        yield os.fsdecode(name), Node(id_, mode == _FOLDER, mode in _FILES)
