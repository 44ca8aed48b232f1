"""The lines in which two trees of one repository differ, as git counts them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from specctl.sources.plumbing import start, stop, widen
from specctl.sources.side import Source

Stretch = tuple[str, int, int]
"""Changed lines of one file: side, first line, last line."""

_FEW = 400
"""So many paths go into a command line, and git compares each name with all of them."""
_CONFIGURED = (
    *("-c", "core.attributesFile=" + os.devnull),
    *("-c", "core.quotePath=false"),
    *("-c", "diff.relative=false"),
)
FLAGS = (
    *("--no-renames", "--diff-algorithm=myers", "-U0"),
    *("--inter-hunk-context=0", "--indent-heuristic", "--text", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"),
)
"""What makes git count alike, whatever it compares and whatever a user has set."""
_ROW = re.compile(
    rb"^(?:diff --git (.*)$|@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@)", re.MULTILINE
)


class Trees(NamedTuple):
    """The spec folders of both sides of a comparison, as git has them.

    Attributes:
        cwd: where git finds them.
        base, head: their ids.
    """

    cwd: Path
    base: str
    head: str


def both_trees(asked: Sequence[Source], trees: Sequence[str]) -> Trees | None:
    """What ``trees`` gives of both sides, if git has both."""
    repository = asked[0].repository
    return Trees(repository.cwd, *trees) if repository and all(trees) else None


@contextmanager
def comparing(
    trees: Trees | None, paths: Sequence[str]
) -> Iterator[Callable[[], dict[str, list[Stretch]]]]:
    """Let git count while others work: gives what waits for it, and then what it says.

    Args:
        trees: which to compare, if any.
        paths: the files that count; both sides have them, with other contents.

    Gives:
        The stretches of each path. Where git says nothing of one, as it does when it fails, it is
        left out: the contents have to be compared otherwise.

    Raises:
        SpecctlError: git is not installed.
    """
    if trees is None or not 0 < len(paths) <= _FEW:
        yield dict
        return
    process = start(trees.cwd, *_CONFIGURED, *_command(trees, paths))
    try:
        widen(process)

        def said() -> dict[str, list[Stretch]]:
            out, _ = process.communicate()
            return _stretches(out, paths) if process.returncode == 0 else {}

        yield said
    finally:
        stop(process)


def _command(trees: Trees, paths: Iterable[str]) -> Iterator[str]:
    yield from ("diff-tree", "-r", "-p", *FLAGS, trees.base, trees.head, "--")
    for path in paths:
        yield f":(top,literal){os.fsdecode(path.encode())}"


def _stretches(output: bytes, paths: Iterable[str]) -> dict[str, list[Stretch]]:
    # A name that git quotes is none of these; a line of content begins with a sign: it is no row.
    names = {b"a/%b b/%b" % (path.encode(), path.encode()): path for path in paths}
    found: dict[str, list[Stretch]] = {}
    path: str | None = None
    for row in _ROW.finditer(output):
        if row[1] is not None:
            path = names.get(row[1])
        elif path is not None:
            found.setdefault(path, []).extend(stretches(*row.groups()[1:]))
    return found


def stretches(
    base: bytes, gone: bytes | None, head: bytes, come: bytes | None
) -> Iterator[Stretch]:
    """What the head of a hunk says: of each side its first line and how many; one by default."""
    for side, first, count in (("base", base, gone), ("head", head, come)):
        lines = int(count or 1)
        if lines:
            yield side, int(first), int(first) + lines - 1
