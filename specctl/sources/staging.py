"""What is staged of a spec folder, as git lists it: the least that a hook has to know.

Whoever asks more (``index`` and ``listing``) puts the same questions, so that the bytes here are
those that are parsed there.
"""

from __future__ import annotations

import os

from specctl.errors import SpecctlError
from specctl.sources.locate import located, standing, upwards, within
from specctl.sources.plumbing import answer

# Either folder may hold line breaks, and only one of them can come last.
WHERE = (
    *("rev-parse", "--is-inside-work-tree", "--show-object-format", "--show-prefix"),
    *("--is-inside-work-tree", "--git-common-dir"),
)
_EMPTY_TREES = {
    b"sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    b"sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


def staged(cwd: str, spec: str) -> tuple[bytes, str, str] | None:
    """The staged entries of the spec folder, by two runs of git and without heavy imports.

    Args:
        cwd: the folder that the command works from.
        spec: the spec folder, as ``index`` takes it.

    Returns:
        The rows (those of ``listing(index(...)).rows``), the repository's common git folder and
        the spec folder's path within the repository; None where anything is unusual, which
        ``index`` and ``listing`` then tell properly: no repository, no such folder, git failing.
    """
    try:
        here = standing(cwd)
        asked = answer(here, *WHERE)
        top, common, empty_tree = where(here, asked) if asked else (None, "", "")
        place = located(here, spec, top) if top else ""
    except (SpecctlError, ValueError, LookupError):
        return None
    path = within(place, top) if top else None
    rows = answer(here, *staged_rows(path, empty_tree)) if path is not None else None
    return (rows, common, path) if rows and path is not None else None


def where(cwd: str, answered: bytes) -> tuple[str | None, str, str]:
    """What git answers to WHERE in a folder without links.

    Returns:
        The root of the work tree (None in a bare repository or inside a git folder), the git
        folder that all work trees share, and the id of the tree without entries.
    """
    inside, algorithm, rest = answered.split(b"\n", 2)
    prefix, common = rest.removesuffix(b"\n").split(b"\n" + inside + b"\n", 1)
    depth = os.fsdecode(prefix).count("/")
    top = upwards(cwd)[depth] if inside == b"true" else None
    return top, os.path.realpath(os.path.join(cwd, os.fsdecode(common))), _EMPTY_TREES[algorithm]


def staged_rows(path: str, empty_tree: str) -> tuple[str, ...]:
    """What git is asked for the staged entries below a path from the root of the work tree."""
    # Not `ls-files`, which shows what is only intended to be added as an empty file; nor
    # `diff-index`, which writes the trees of a sparse index.
    what = ("--no-replace-objects", "diff", "--cached", "--ita-invisible-in-index")
    how = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff")
    more = ("--ignore-submodules=none", "--no-color", "-O", os.devnull)
    return *what, *how, *more, empty_tree, "--", *pathspec(path)


def pathspec(path: str) -> tuple[str, ...]:
    """How git is told a path from the root of the work tree, which is all of it if empty."""
    return (f":(top,literal){path}",) if path else ()
