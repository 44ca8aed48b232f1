"""Which entries of a spec folder are its own files, and which are refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from specctl.model.snapshot import Problem
from specctl.sources.limits import MAX_FILE, count_checked, shown

MANIFEST = b"spec.yaml"
BASELINE = b"lint-baseline.json"
"""A file of lint's beside the spec's own, at the root of the spec folder."""
SECTION = b".md"
NO_SECTIONS = frozenset({b"CHANGELOG.md", b"README.md", b"LICENSE"})
"""Files at the root of a spec folder that are no part of the spec."""
PLAIN = re.compile(rb"[\w/-]+\.md")
"""Names of sections and evals that leave no doubt."""
_UNCLEAN = frozenset({"Cc", "Cf", "Zl", "Zp"})
TOO_LARGE = f"is larger than {MAX_FILE // 2**20} MiB: split it into sections"
BAD_NAME = "has a name that is not plain UTF-8 text: rename it"


class Kind(Enum):
    """What an entry is; the value says why it is refused."""

    FILE = ""
    FOLDER = "is a folder"
    LINK = "is a symbolic link, which is not followed: put the file itself in its place"
    MODULE = "is a repository of its own (a submodule), which is not read"
    UNMERGED = "is unmerged: resolve the conflict and stage the file"
    SPECIAL = "is no regular file, so it is not opened"
    UNREADABLE = "is a folder that cannot be read: check its permissions"


_MAY_BE_FOLDERS = frozenset({Kind.LINK, Kind.MODULE, Kind.UNREADABLE})


class Entry(NamedTuple):
    """A name in a spec folder.

    ``path`` is relative to that folder, ``blob`` is git's name of the content.
    """

    path: bytes
    kind: Kind
    blob: bytes = b""


class Found(NamedTuple):
    """What a spec folder holds.

    Attributes:
        entries: its own files.
        problems: files that are refused.
        exists: false where there is no such folder.
        rows: what git listed, of the index.
        contents: what had to be read to list it, by path.
    """

    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()
    exists: bool = True
    rows: bytes = b""
    contents: Mapping[bytes, bytes] | None = None


def hidden(path: bytes) -> bool:
    """Whether a path, or a folder on the way to it, begins with a dot."""
    return path.startswith(b".") or b"/." in path


def refused(path: bytes, reason: str) -> Problem:
    """The problem of a file that was not read."""
    return Problem(shown(path), f"{shown(path)} {reason}")


def of_spec(path: bytes) -> bool:
    """Whether a path is that of the manifest, a section, an eval or the lint baseline."""
    return path in (MANIFEST, BASELINE) or path.endswith(SECTION)


Own = Callable[[bytes], bool]
"""Whether a file of some path is to be read at all."""


def sift(entries: Iterable[Entry], own: Own = of_spec) -> tuple[list[Entry], list[Problem]]:
    """The entries to read, and the problems of those that are refused.

    Args:
        entries: of a folder.
        own: which of its files are its own; the others are passed over.

    Raises:
        SpecctlError: there are too many files.
    """
    wanted: list[Entry] = []
    problems: list[Problem] = []
    for entry in entries:
        path = entry.path
        plain = PLAIN.fullmatch(path)  # as nearly all of them are
        if (not plain and hidden(path)) or path in NO_SECTIONS:
            continue
        if entry.kind is Kind.FILE and own(path) and (plain or _clean(path)):
            wanted.append(entry)
        elif reason := _refusal(entry, own):
            problems.append(refused(path, reason))
        count_checked(len(wanted) + len(problems))
    return wanted, problems


def _refusal(entry: Entry, own: Own) -> str:
    if entry.kind in _MAY_BE_FOLDERS:  # whatever its name, sections may be hidden behind it
        return entry.kind.value
    if not own(entry.path):
        return ""
    return entry.kind.value or ("" if _clean(entry.path) else BAD_NAME)


def _clean(path: bytes) -> bool:
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if text.isprintable():
        return True
    return not text.isascii() and not any(unicodedata.category(c) in _UNCLEAN for c in text)
