"""Merges in which somebody decided: they leave out what one of their parents had changed."""

from __future__ import annotations

import os
from collections.abc import Iterator

from specctl.sources.plumbing import ask
from specctl.sources.revisions import Repository, merge_base
from specctl.sources.staging import pathspec

_DIFF = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-relative")


def deciding(repository: Repository, base: str, head: str, path: str) -> Iterator[str]:
    """The merges of a stretch that take one side of a file where the other one changed it.

    So do ``git merge -s ours`` and a conflict that is resolved for one side. What such a merge
    holds stands in one of its parents, and yet whoever made it wrote it.

    Args:
        repository: where the commits are.
        base, head: where the stretch begins and ends.
        path: the folder that is meant, from the repository's root.

    Raises:
        SpecctlError: git fails.
    """
    told = ask(repository.cwd, "rev-list", "--merges", "--parents", f"{base}..{head}", "--")
    for row in told.decode().splitlines():
        commit, *parents = row.split()
        if any(_left_out(repository, commit, parents, one, path) for one in parents):
            yield commit


def _left_out(
    repository: Repository, commit: str, parents: list[str], one: str, path: str
) -> frozenset[str]:
    """The files that a parent has changed since it parted from the others, and that are not so."""
    lost = _differ(repository, one, commit, path)
    if not lost:
        return lost
    forks = {merge_base(repository, one, other) for other in parents if other != one}
    changed = [_differ(repository, fork or repository.empty_tree, one, path) for fork in forks]
    return lost.intersection(*changed)


def _differ(repository: Repository, one: str, other: str, path: str) -> frozenset[str]:
    out = ask(repository.cwd, *_DIFF, one, other, "--", *pathspec(path))
    return frozenset(map(os.fsdecode, filter(None, out.split(b"\0"))))
