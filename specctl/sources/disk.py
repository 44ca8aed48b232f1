"""A spec folder on disk. No link is followed, nothing but regular files is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.model.snapshot import Problem
from specctl.sources.entries import (
    TOO_LARGE,
    Entry,
    Found,
    Kind,
    Own,
    hidden,
    of_spec,
    refused,
    sift,
)
from specctl.sources.limits import MAX_FILE, shown, total_checked

# Without O_NONBLOCK, opening a file that has just become a pipe would wait for a writer.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def list_folder(folder: Path, own: Own = of_spec) -> Found:
    """What a spec folder on disk holds, whether git knows the files or not.

    Args:
        folder: where it is.
        own: which of its files are read.

    Raises:
        SpecctlError: the folder cannot be listed, or holds too much.
    """
    if not folder.is_dir():
        return Found(exists=False)
    root = os.fsencode(folder)
    wanted, problems = sift(_walk(root), own)
    contents: dict[bytes, bytes] = {}
    total = 0
    for entry in wanted:
        content = _content(root, entry.path)
        if isinstance(content, Problem):
            problems.append(content)
        else:
            total = total_checked(total + len(content))
            contents[entry.path] = content
    entries = [Entry(path, Kind.FILE, _blob(content)) for path, content in contents.items()]
    return Found(entries, problems, contents=contents)


def _blob(content: bytes) -> bytes:
    """The id that git gives a content; in a repository of SHA-256 it gives others."""
    import hashlib

    named = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    named.update(content)
    return named.hexdigest().encode()


def _walk(root: bytes) -> Iterator[Entry]:
    waiting = [b""]
    while waiting:
        for entry in _listed(root, waiting.pop()):
            if entry.kind is not Kind.FOLDER:
                yield entry
            elif not hidden(entry.path):
                waiting.append(entry.path)


def _listed(root: bytes, folder: bytes) -> list[Entry]:
    prefix = folder + b"/" if folder else b""
    try:
        with os.scandir(root + b"/" + folder) as items:
            entries = [Entry(prefix + item.name, _kind(item)) for item in items]
    except OSError as error:
        if not folder:
            raise _unlistable(root, error) from None
        return [Entry(folder, Kind.UNREADABLE)]
    nested = folder and any(entry.path == prefix + b".git" for entry in entries)
    return [Entry(folder, Kind.MODULE)] if nested else entries


def _unlistable(root: bytes, error: OSError) -> SpecctlError:
    return SpecctlError(
        f"the spec folder {shown(root)} cannot be read: {error.strerror}", "Check its permissions."
    )


def _kind(item: os.DirEntry[bytes]) -> Kind:
    if item.is_symlink():
        return Kind.LINK
    if item.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if item.is_file(follow_symlinks=False) else Kind.SPECIAL


def _content(root: bytes, path: bytes) -> bytes | Problem:
    try:
        descriptor = os.open(root + b"/" + path, _FLAGS)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                return refused(path, Kind.SPECIAL.value)
            content = _read(descriptor, about.st_size)
        finally:
            os.close(descriptor)
    except OSError as error:
        return refused(path, f"cannot be read: {error.strerror}")
    return content if len(content) <= MAX_FILE else refused(path, TOO_LARGE)


def _read(descriptor: int, size: int) -> bytes:
    """A file's content as far as it is of use, without the buffers of a file object."""
    parts = []
    left = MAX_FILE + 1
    while left and (part := os.read(descriptor, min(left, max(size + 1, 4096)))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
