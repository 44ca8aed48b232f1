"""How much a spec folder may hold, and how its file names are shown."""

from __future__ import annotations

import os

from specctl.errors import SpecctlError

MAX_FILE = 4 * 2**20
"""Bytes in one file; a larger one becomes a problem of the snapshot."""
MAX_FILES = 20_000
"""Files in one spec folder."""
MAX_TOTAL = 512 * 2**20
"""Bytes in all files of one spec folder."""
MAX_LISTING = 64 * 2**20
"""Bytes in git's listing of one spec folder; a tree of shared subtrees can list without end."""


def shown(path: bytes) -> str:
    r"""A path as people see it: what is not UTF-8 or not printable becomes ``\x..``."""
    text = path.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def displayed(path: str | os.PathLike[str]) -> str:
    """The same for a path of the operating system."""
    return shown(os.fsencode(path))


def total_checked(total: int) -> int:
    """The sum of the file sizes so far, unless it is too much.

    Raises:
        SpecctlError: the spec folder is larger than ``MAX_TOTAL``.
    """
    if total > MAX_TOTAL:
        raise _too_much(f"{MAX_TOTAL // 2**20} MiB in all")
    return total


def count_checked(count: int) -> int:
    """The number of files so far, unless it is too much.

    Raises:
        SpecctlError: the spec folder has more files than ``MAX_FILES``.
    """
    if count > MAX_FILES:
        raise _too_much(f"{MAX_FILES:,} files")
    return count


def listing_checked(listing: bytes) -> bytes:
    """A listing of a spec folder, unless it is too long.

    Raises:
        SpecctlError: the listing is longer than ``MAX_LISTING``.
    """
    if len(listing) > MAX_LISTING:
        raise _too_much(f"{MAX_LISTING // 2**20} MiB of file names")
    return listing


def _too_much(what: str) -> SpecctlError:
    return SpecctlError(
        f"the spec folder holds more than {what}",
        "Name the folder that holds spec.yaml with --spec; other files belong outside of it.",
    )
