"""A repository, and the commits that revisions name."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed
from specctl.sources.plumbing import ask, failure, run
from specctl.sources.staging import WHERE, where

_RESOLVED = re.compile(r"(\w+) ([0-9a-f]{40,64})")
_FROM_HEAD = re.compile(r"(HEAD|@)(?![\w/.-])")


class Repository(NamedTuple):
    """A repository, seen from one folder.

    Attributes:
        cwd: the folder that git runs in, without links.
        top: the root of the work tree; None in a bare repository or inside a git folder.
        common: the git folder, which all work trees share.
        empty_tree: the id of the tree without entries.
    """

    cwd: Path
    top: Path | None
    common: Path
    empty_tree: str


def find(cwd: Path) -> Repository:
    """The repository that git finds from a folder.

    Raises:
        SpecctlError: there is none, git does not trust it, or git is not installed.
    """
    top, common, empty_tree = where(os.fspath(cwd), ask(cwd, *WHERE))
    return Repository(cwd, Path(top) if top else None, Path(common), empty_tree)


def commits(repository: Repository, names: Sequence[str]) -> list[str]:
    """The commit ids of revisions.

    Raises:
        SpecctlError: a name is unsafe, unknown or ambiguous, or names something else.
    """
    # `:/text` takes all that follows for the text, so each name is also asked for as it stands.
    feed = "".join(f"{guarded(name)}^{{commit}}\n{name}\n" for name in names)
    check = "--batch-check=%(objecttype) %(objectname)"
    answers = ask(repository.cwd, "cat-file", check, feed=os.fsencode(feed))
    lines = os.fsdecode(answers).split("\n")
    return [
        _commit(repository, name, lines[2 * number], lines[2 * number + 1])
        for number, name in enumerate(names)
    ]


def merge_base(repository: Repository, base: str, head: str) -> str | None:
    """The commit at which two commits parted (git's first, if there are several), if any."""
    return next(iter(merge_bases(repository, base, head)), None)


def merge_bases(repository: Repository, base: str, head: str) -> tuple[str, ...]:
    """Every commit at which two commits parted: several, where each was merged into the other.

    Raises:
        SpecctlError: git fails.
    """
    status, out, errors = run(repository.cwd, "merge-base", "--all", base, head)
    if status > 1:
        raise failure(repository.cwd, errors)
    return tuple(out.decode().split())


def share_history(cwd: Path, one: str, other: str) -> bool | None:
    """Whether two commits have an ancestor in common.

    Returns:
        None where that cannot be told: a commit is not there, or the clone is shallow.

    Raises:
        SpecctlError: there is no repository.
    """
    repository = find(cwd)
    try:
        pair = commits(repository, (one, other))
    except SpecctlError:
        return None
    if merge_base(repository, *pair):
        return True
    return None if deepen(repository) else False


def unrelated(
    repository: Repository, sides: str, hint: str = "Only branches of one history can be merged."
) -> SpecctlError:
    """What is said of two sides that never were one.

    Args:
        repository: where they are; its clone may be shallow, which is said instead of the hint.
        sides: both, as a sentence names them.
        hint: what to do about it.
    """
    return SpecctlError(f"{sides} have no common ancestor", deepen(repository) or hint)


def deepen(repository: Repository) -> str:
    """What to do where a shallow clone may be why a commit is not found, else nothing."""
    shallow = ask(repository.cwd, "rev-parse", "--is-shallow-repository").strip() == b"true"
    return "The clone is shallow: run `git fetch --unshallow` first." if shallow else ""


def guarded(name: str) -> str:
    """The name of a revision that git may be given. Raises SpecctlError if it is unsafe."""
    if not name:
        raise SpecctlError("a revision is missing", "Name one, for example HEAD.")
    if name.startswith("-"):
        raise SpecctlError(f"'{displayed(name)}' is no revision: it begins with '-'")
    if any(c < " " or c == "\x7f" for c in name):
        raise SpecctlError(f"'{displayed(name)}' is no revision: it holds a control character")
    return name


def _commit(repository: Repository, name: str, peeled: str, plain: str) -> str:
    for answer in (peeled, plain):
        found = _RESOLVED.fullmatch(answer)
        if found and found[1] == "commit":
            return found[2]
    if found := _RESOLVED.fullmatch(plain):
        raise SpecctlError(f"'{displayed(name)}' is no commit but a {found[1]}")
    if plain.endswith(" ambiguous"):
        raise SpecctlError(f"'{displayed(name)}' is ambiguous", "Write more of the commit's id.")
    raise _unknown(repository, name)


def _unknown(repository: Repository, name: str) -> SpecctlError:
    from specctl.words import closest

    listed = ask(repository.cwd, "for-each-ref", "--format=%(refname:short)")
    known = os.fsdecode(listed).splitlines()
    head = run(repository.cwd, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")[1]
    if not head and (not known or _FROM_HEAD.match(name)):
        what = "the current branch" if known else "the repository"
        return SpecctlError(
            f"{what} has no commits yet, so there is no '{displayed(name)}'",
            "Commit first; `specctl lint`, also with --staged, needs no commit.",
        )
    folder = f"To compare with the folder of that name, write dir:{displayed(name)}."
    return SpecctlError(
        f"there is no revision '{displayed(name)}' in {displayed(repository.cwd)}"
        f"{closest(name, known)}",
        deepen(repository)
        or (folder if (repository.cwd / name).is_dir() else "")
        or "`git branch --all`, `git tag` and `git log` list what there is.",
    )
