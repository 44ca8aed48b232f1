"""Branches: which there are, which one is checked out, and new ones.

What only reads asks git's plumbing. What makes or renames a branch goes through GitPython, without
hooks, and never over a branch that is there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed
from specctl.sources.plumbing import failure, listing, run
from specctl.sources.revisions import Repository

_TREE = "worktree "
_LOCAL, _REMOTE = "refs/heads/", "refs/remotes/"


class Branch(NamedTuple):
    """A branch, or what a clone last saw of one elsewhere: ``origin/main``."""

    name: str
    commit: str
    remote: bool

    @property
    def plain(self) -> str:
        """Its name without that of the remote."""
        return self.name.partition("/")[2] if self.remote else self.name


def branches(repository: Repository) -> tuple[Branch, ...]:
    """All branches, those of remotes as last fetched; by name, a clone's own first.

    Raises:
        SpecctlError: git fails.
    """
    form = "--format=%(refname)%00%(objectname)%00%(symref)"
    said = os.fsdecode(listing(repository.cwd, "for-each-ref", form, _LOCAL, _REMOTE))
    found = []
    for row in said.splitlines():
        ref, commit, symbolic = row.split("\0")
        remote = ref.startswith(_REMOTE)
        if not symbolic:  # origin/HEAD is another name of a branch
            found.append(Branch(ref.removeprefix(_REMOTE if remote else _LOCAL), commit, remote))
    return tuple(sorted(found, key=lambda one: (one.remote, one.name)))


def current(repository: Repository) -> str | None:
    """The branch that is checked out, with a commit or without; None where none is.

    Raises:
        SpecctlError: git fails.
    """
    status, out, errors = run(repository.cwd, "symbolic-ref", "--quiet", "HEAD")
    if status > 1:
        raise failure(repository.cwd, errors)
    ref = os.fsdecode(out).removesuffix("\n")
    return ref.removeprefix(_LOCAL) if ref.startswith(_LOCAL) else None


def work_trees(repository: Repository) -> tuple[Path, ...]:
    """The root of each work tree, linked ones included.

    Raises:
        SpecctlError: git fails.
    """
    said = os.fsdecode(listing(repository.cwd, "worktree", "list", "--porcelain"))
    lines = said.splitlines()
    return tuple(Path(one.removeprefix(_TREE)) for one in lines if one.startswith(_TREE))


def address(cwd: str | os.PathLike[str]) -> str:
    """The mail address under which git knows whoever works in a folder, or "".

    Raises:
        SpecctlError: git is not installed.
    """
    return os.fsdecode(run(cwd, "config", "--get", "user.email")[1]).removesuffix("\n")


def switch_to_new(repository: Repository, name: str) -> None:
    """Make a branch where HEAD is, and check it out; edits of the work tree stay as they are.

    Raises:
        SpecctlError: git refuses.
    """
    _change(repository, "switch", "--quiet", "--no-track", "--create", name)


def rename(repository: Repository, old: str, new: str) -> None:
    """Give a branch another name.

    Raises:
        SpecctlError: git refuses, as where there is one of that name.
    """
    _change(repository, "branch", "--move", old, new)


def _change(repository: Repository, *arguments: str) -> None:
    import git

    command = ["git", "-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"]
    status, _, errors = git.Git(repository.cwd).execute(
        [*command, *arguments],
        with_extended_output=True,
        with_exceptions=False,
    )
    if status:
        said = str(errors).strip().splitlines()
        raise SpecctlError(
            f"git {arguments[0]} failed in {displayed(repository.cwd)}: "
            f"{displayed(said[-1]) if said else 'it gave no reason'}"
        )
