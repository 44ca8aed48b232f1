"""What git hands to a diff driver, and the diff that git makes without one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.model.driver import Handed
from specctl.sources.limits import MAX_FILE
from specctl.sources.plumbing import answer, run

_REGULAR = "100"
_NOTHING = os.devnull
_PLAIN = ("diff", "--no-index", "--no-ext-diff", "--no-textconv")
_HUNK = re.compile(r"^(?:\x1b\[[0-9;]*m)*@@ ", re.MULTILINE)


def handed(arguments: Sequence[str]) -> Handed | None:
    """What git's arguments say; None for a file that is not merged, of which git gives the name.

    See GIT_EXTERNAL_DIFF in git(1).

    Raises:
        SpecctlError: these are not git's arguments.
    """
    if len(arguments) == 1:
        return None
    if len(arguments) not in (7, 9):
        raise SpecctlError(
            f"a diff driver is given 1, 7 or 9 arguments, not {len(arguments)}",
            "git calls it: `git config diff.specctl.command 'specctl diff --git-driver --'`.",
        )
    before, old, old_id, old_mode, new, new_id, new_mode, *renamed = arguments
    path, note = renamed or (before, "")
    return Handed(before, path, old, new, old_id, new_id, old_mode, new_mode, note)


def content(path: str, mode: str) -> bytes | None:
    """One side of a file; None where there is none, or nothing that is to be read as a section.

    Raises:
        OSError: it cannot be read.
    """
    if path == _NOTHING or not mode.startswith(_REGULAR):
        return None
    with Path(path).open("rb") as file:
        read = file.read(MAX_FILE + 1)
    return None if len(read) > MAX_FILE else read


def plain(files: Handed, *, colour: bool) -> str:
    """Git's own diff of two files, without its heading; "" where git says nothing."""
    color = f"--color={'always' if colour else 'never'}"
    _, out, _ = run(".", *_PLAIN, color, "--", files.old, files.new)
    said = out.decode("utf-8", "backslashreplace")
    hunk = _HUNK.search(said)
    if hunk:
        return said[hunk.start() :]
    return f"Binary files a/{files.before} and b/{files.path} differ\n" if "Binary" in said else ""


def colours(*, terminal: bool) -> bool:
    """Whether git colours a diff: what its settings say of a terminal or a pager."""
    said = answer(".", "config", "--get-colorbool", "color.diff", str(terminal).lower())
    return said == b"true\n"
