"""A spec folder in a commit or in the index: git's objects, read as they are stored."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from subprocess import Popen

from specctl.errors import SpecctlError
from specctl.model.snapshot import Problem
from specctl.sources.entries import (
    NO_SECTIONS,
    PLAIN,
    TOO_LARGE,
    Entry,
    Found,
    Kind,
    Own,
    of_spec,
    refused,
    sift,
)
from specctl.sources.limits import MAX_FILE, count_checked, displayed, shown, total_checked
from specctl.sources.plumbing import ask, failure, listed, listing, start, stop, widen
from specctl.sources.revisions import Repository
from specctl.sources.staging import pathspec, staged_rows

_CHUNK = 500  # so many object ids fit into a pipe at once
_AS_NAMED = "--no-replace-objects"  # what is known of a content is kept by its id
_NO_FILES = {b"120000": Kind.LINK, b"160000": Kind.MODULE}
_COMMITTED = re.compile(rb"(\d+) \w+ (\w+)\t([^\0]+)\0")
Blob = tuple[str, str]
"""A file's path and the id of its content."""
Row = tuple[bytes, Kind, bytes]
"""A path from the top, what is there, and the id of its content."""


def list_revision(repository: Repository, path: str, commit: str, own: Own = of_spec) -> Found:
    """What the spec folder holds in a commit.

    Args:
        repository: where the commit is.
        path: of the folder, relative to the repository's root.
        commit: its id.
        own: which of the folder's files are read.

    Raises:
        SpecctlError: git fails, the spec folder is a link, or it holds too much.
    """
    with listing_revision(repository, path, commit, own) as found:
        return found()


@contextmanager
def listing_revision(
    repository: Repository, path: str, commit: str, own: Own = of_spec
) -> Iterator[Callable[[], Found]]:
    """Let git list while others work: gives what waits for it, then as :func:`list_revision`.

    Raises:
        SpecctlError: as :func:`list_revision`, also when what it gives is called.
    """
    arguments = ("ls-tree", "-r", "-z", "--full-tree", commit, "--", *pathspec(path))
    process = start(repository.cwd, *arguments)
    try:
        widen(process)
        yield lambda: _committed(path, listed(repository.cwd, process), own)
    finally:
        stop(process)


def _committed(path: str, rows: bytes, own: Own) -> Found:
    plain, rows = _plain(path, rows)
    others = _COMMITTED.findall(rows)
    found = _found(path, ((name, kind_of(mode), blob) for mode, blob, name in others), own=own)
    wanted = [entry for entry in plain if own(entry.path)]
    count_checked(len(wanted) + len(found.entries) + len(found.problems))
    return found._replace(entries=[*wanted, *found.entries], exists=found.exists or bool(plain))


def _plain(path: str, rows: bytes) -> tuple[list[Entry], bytes]:
    """The sections and evals whose names leave no doubt, as nearly all are, and the other rows."""
    folder = os.fsencode(f"{path}/") if path else b""
    no_sections = b"|".join(map(re.escape, sorted(NO_SECTIONS)))
    parts = re.split(  # from where a row begins: a name may look like one
        rb"(?<![^\0])100(?:644|755) blob (\w+)\t%b(?!(?:%b)\0)(%b)\0"
        % (re.escape(folder), no_sections, PLAIN.pattern),
        rows,
    )
    entries = zip(parts[2::3], repeat(Kind.FILE), parts[1::3], strict=False)
    return list(map(Entry._make, entries)), b"".join(parts[::3])


def list_index(repository: Repository, path: str) -> Found:
    """What is staged of the spec folder. ``path`` is relative to the repository's root.

    Raises:
        SpecctlError: git fails, the spec folder is a link, or it holds too much.
    """
    rows = _staged_rows(repository, path)
    if not rows and "/" in path:  # git overlooks what is deep in a folder of a sparse index
        rows = _staged_rows(repository, path.split("/", 1)[0])
    fields = rows.split(b"\0")
    return _found(path, map(_staged, fields[:-1:2], fields[1::2]), rows)


def read_blobs(cwd: Path, blobs: Sequence[Blob]) -> tuple[dict[str, bytes], list[Problem]]:
    """The contents of blobs by path, and the problems of those that are too large.

    Raises:
        SpecctlError: git fails, or they are too much together.
    """
    with reading_blobs(cwd, blobs) as read:
        return read()


@contextmanager
def reading_blobs(
    cwd: Path, blobs: Sequence[Blob]
) -> Iterator[Callable[[], tuple[dict[str, bytes], list[Problem]]]]:
    """Let git read blobs while others work: gives what waits for it, then as :func:`read_blobs`.

    Raises:
        SpecctlError: as :func:`read_blobs`, also when what it gives is called.
    """
    if not blobs:
        yield lambda: ({}, [])
        return
    process = start(cwd, _AS_NAMED, "cat-file", "--batch=%(objectsize)")
    try:
        widen(process)
        _ask(process, [blob for _, blob in blobs[:_CHUNK]])
        yield lambda: _read(cwd, process, blobs)
    finally:
        stop(process)


def _read(
    cwd: Path, process: Popen[bytes], blobs: Sequence[Blob]
) -> tuple[dict[str, bytes], list[Problem]]:
    files, total = {}, 0
    contents = _contents(cwd, process, [blob for _, blob in blobs])
    for (path, _), content in zip(blobs, contents, strict=False):
        total = total_checked(total + len(content))
        files[path] = content
    if len(files) == len(blobs):
        return files, []
    rest = blobs[len(files) :]  # one is too large: only now are their sizes worth a run of git
    sizes = dict(zip(rest, _sizes(cwd, [blob for _, blob in rest]), strict=True))
    small = [blob for blob in rest if sizes[blob] <= MAX_FILE]
    total_checked(total + sum(sizes[blob] for blob in small))
    files.update(read_blobs(cwd, small)[0])
    return files, [refused(os.fsencode(p), TOO_LARGE) for p, b in rest if sizes[p, b] > MAX_FILE]


def _staged_rows(repository: Repository, path: str) -> bytes:
    return listing(repository.cwd, *staged_rows(path, repository.empty_tree))


def kind_of(mode: bytes) -> Kind:
    """What a mode of git's says that an entry is."""
    return _NO_FILES.get(mode, Kind.FILE)


def _staged(about: bytes, path: bytes) -> Row:
    _, mode, _, blob, status = about.split()
    return path, Kind.UNMERGED if status == b"U" else kind_of(mode), blob


def _found(path: str, rows: Iterable[Row], listed: bytes = b"", own: Own = of_spec) -> Found:
    below = _below(path, rows) if path else [Entry(*row) for row in rows]
    if path and not below:
        return Found(exists=False, rows=listed)
    return Found(*sift(below, own), rows=listed)


def _below(path: str, rows: Iterable[Row]) -> list[Entry]:
    folder = os.fsencode(path)
    prefix = folder + b"/"
    start = len(prefix)
    below = []
    for name, kind, blob in rows:
        if name.startswith(prefix):
            below.append(Entry(name[start:], kind, blob))
        elif name == folder and kind in _NO_FILES.values():
            raise SpecctlError(
                f"{displayed(path)} is a symbolic link or a submodule, not a folder",
                "specctl follows neither: name the spec folder itself with --spec.",
            )
    return below


def _sizes(cwd: Path, blobs: Sequence[str]) -> list[int]:
    feed = "".join(f"{blob}\n" for blob in blobs).encode()
    check = (_AS_NAMED, "cat-file", "--buffer", "--batch-check=%(objectsize)")
    return [_size(cwd, line) for line in ask(cwd, *check, feed=feed).splitlines()]


def _size(cwd: Path, line: bytes) -> int:
    if line.isdigit():
        return int(line)
    raise SpecctlError(
        f"the repository of {displayed(cwd)} is damaged: object {shown(line)}",
        "Run `git fsck` to see what else it lacks.",
    )


def _contents(cwd: Path, process: Popen[bytes], blobs: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs, up to the first one that is too large; the first chunk was asked."""
    for first in range(0, len(blobs), _CHUNK):
        chunk = blobs[first : first + _CHUNK]
        if first:
            _ask(process, chunk)
        for _ in chunk:
            size = _size_line(cwd, process)
            if size > MAX_FILE:
                return
            yield _content(cwd, process, size)


def _ask(process: Popen[bytes], blobs: Sequence[str]) -> None:
    assert process.stdin
    try:
        process.stdin.write("".join(f"{blob}\n" for blob in blobs).encode())
        process.stdin.flush()
    except BrokenPipeError:  # then the answer is missing too, and git says why
        return


def _size_line(cwd: Path, process: Popen[bytes]) -> int:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise failure(cwd, process.communicate()[1])
    return _size(cwd, line.removesuffix(b"\n"))


def _content(cwd: Path, process: Popen[bytes], size: int) -> bytes:
    assert process.stdout
    content = process.stdout.read(size + 1)
    if len(content) != size + 1:
        raise failure(cwd, process.communicate()[1])
    return content[:-1]
