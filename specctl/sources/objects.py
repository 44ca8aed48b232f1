"""A spec folder in a commit or in the index: git's objects, read as they are stored."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from specctl.errors import SpecctlError
from specctl.model.snapshot import Problem
from specctl.sources.entries import TOO_LARGE, Content, Entry, Kind, refused, sift
from specctl.sources.limits import MAX_FILE, displayed, shown, total_checked
from specctl.sources.repository import ask, failure, listing, start
from specctl.sources.revisions import Repository

_CHUNK = 500  # so many object ids fit into a pipe at once
_NO_FILES = {b"120000": Kind.LINK, b"160000": Kind.MODULE}


def read_revision(repository: Repository, path: str, commit: str) -> Content:
    """What the spec folder holds in a commit. ``path`` is relative to the repository's root.

    Raises:
        SpecctlError: git fails, the spec folder is a link, or it holds too much.
    """
    arguments = ("ls-tree", "-r", "-z", "--full-tree", commit, "--", *_pathspec(path))
    rows = listing(repository.cwd, *arguments).split(b"\0")
    return _read(repository, path, [_committed(row) for row in rows[:-1]])


def read_index(repository: Repository, path: str) -> Content:
    """What is staged of the spec folder. ``path`` is relative to the repository's root.

    Raises:
        SpecctlError: git fails, the spec folder is a link, or it holds too much.
    """
    entries = _index_entries(repository, path)
    if not entries and "/" in path:  # git overlooks what is deep in a folder of a sparse index
        entries = _index_entries(repository, path.split("/", 1)[0])
    return _read(repository, path, entries)


def _index_entries(repository: Repository, path: str) -> list[Entry]:
    # Not `ls-files`, which shows what is only intended to be added as an empty file; nor
    # `diff-index`, which writes the trees of a sparse index.
    what = ("diff", "--cached", "--ita-invisible-in-index", "--ignore-submodules=none")
    how = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff")
    plain = ("--no-color", "-O", os.devnull, repository.empty_tree, "--", *_pathspec(path))
    rows = listing(repository.cwd, *what, *how, *plain).split(b"\0")
    return list(map(_staged, rows[:-1:2], rows[1::2]))


def _committed(row: bytes) -> Entry:
    about, path = row.split(b"\t", 1)
    mode, _, blob = about.split()
    return Entry(path, _NO_FILES.get(mode, Kind.FILE), blob)


def _staged(about: bytes, path: bytes) -> Entry:
    _, mode, _, blob, status = about.split()
    kind = Kind.UNMERGED if status == b"U" else _NO_FILES.get(mode, Kind.FILE)
    return Entry(path, kind, blob)


def _pathspec(path: str) -> tuple[str, ...]:
    return (f":(top,literal){path}",) if path else ()


def _read(repository: Repository, path: str, entries: Sequence[Entry]) -> Content:
    below = _below(path, entries)
    if path and not below:
        return Content(exists=False)
    wanted, problems = sift(below)
    small = _small(repository.cwd, wanted, problems)
    return Content(list(_contents(repository.cwd, small)), problems)


def _below(path: str, entries: Sequence[Entry]) -> list[Entry]:
    folder = os.fsencode(path)
    if any(entry.path == folder and entry.kind in _NO_FILES.values() for entry in entries):
        raise SpecctlError(
            f"{displayed(path)} is a symbolic link or a submodule, not a folder",
            "specctl follows neither: name the spec folder itself with --spec.",
        )
    prefix = folder + b"/" if folder else b""
    return [
        Entry(entry.path.removeprefix(prefix), entry.kind, entry.blob)
        for entry in entries
        if entry.path.startswith(prefix)
    ]


def _small(cwd: Path, entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    small, total = [], 0
    for entry, size in zip(entries, _sizes(cwd, entries), strict=True):
        if size > MAX_FILE:
            problems.append(refused(entry.path, TOO_LARGE))
        else:
            total = total_checked(total + size)
            small.append(entry)
    return small


def _sizes(cwd: Path, entries: Sequence[Entry]) -> list[int]:
    feed = b"".join(entry.blob + b"\n" for entry in entries)
    check = ("cat-file", "--buffer", "--batch-check=%(objectsize)")
    answers = ask(cwd, *check, feed=feed).splitlines()
    missing = next((answer for answer in answers if not answer.isdigit()), None)
    if missing is not None:
        raise SpecctlError(
            f"the repository of {displayed(cwd)} is damaged: object {shown(missing)}",
            "Run `git fsck` to see what else it lacks.",
        )
    return [int(answer) for answer in answers]


def _contents(cwd: Path, entries: Sequence[Entry]) -> Iterator[tuple[bytes, bytes]]:
    process = start(cwd, "cat-file", "--batch=%(objectsize)")
    for first in range(0, len(entries), _CHUNK):
        chunk = entries[first : first + _CHUNK]
        with suppress(BrokenPipeError):  # then the answer is missing too
            process.stdin.write(b"".join(entry.blob + b"\n" for entry in chunk))
            process.stdin.flush()
        for entry in chunk:
            yield entry.path, _content(cwd, process)


def _content(cwd: Path, process: Any) -> bytes:
    size = process.stdout.readline().strip()
    content: bytes = process.stdout.read(int(size) + 1) if size.isdigit() else b""
    if not size.isdigit() or len(content) != int(size) + 1:
        raise failure(cwd, process.communicate()[1])
    return content[:-1]
