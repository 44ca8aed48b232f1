"""The sides of a comparison: named first, read later."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from specctl.errors import SpecctlError
from specctl.sources import grammar
from specctl.sources.limits import displayed
from specctl.sources.locate import locate, locate_folder, located, standing, top_of
from specctl.sources.plumbing import ask
from specctl.sources.revisions import Repository, commits, find, merge_base, unrelated


class Source(NamedTuple):
    """One side of a comparison, not yet read.

    Attributes:
        kind: where the files are.
        name: the side as the user named it (``HEAD~1``, ``index``, ``work tree``, ``dir:PATH``).
        place: the spec folder on disk, or where it would be.
        commit: the full commit id of a revision, else None.
        repository: where git finds a revision or the index, else None.
    """

    kind: Literal["revision", "index", "work tree", "folder"]
    name: str
    place: Path
    commit: str | None = None
    repository: Repository | None = None

    @property
    def path(self) -> str:
        """The spec folder's path within its repository, empty for the repository itself."""
        if self.repository is None:
            return ""
        root = self.repository.top or self.repository.cwd
        return "/".join(self.place.relative_to(root).parts)

    def beside(self, path: str) -> str:
        """A path beside the spec folder, as seen from the repository's root."""
        return f"{self.path.rpartition('/')[0]}/{path}".lstrip("/")


def sides(args: Sequence[str], *, staged: bool, cwd: Path, spec: str) -> tuple[Source, Source]:
    """The base and the head of a comparison.

    Args:
        args: up to two arguments: none (HEAD and the work tree), ``BASE`` (and the work tree),
            ``BASE HEAD``, ``A..B``, ``A...B`` (from where they parted), with ``dir:PATH`` for a
            side that is a folder; an empty side of a range is HEAD.
        staged: compare BASE, or HEAD, with the index.
        cwd: the folder that the command works from (``-C``).
        spec: the spec folder: a plain name is looked for from ``cwd`` upwards to the root of the
            repository, another path is relative to ``cwd``.

    Raises:
        SpecctlError: the arguments make no comparison, a revision or folder is not there, there
            is no repository or no commit, or git cannot be run.
    """
    asked = grammar.split(args, staged=staged)
    here = _standing(cwd)
    named = [name for name in (asked.base, asked.head) if name is not None and not _is_dir(name)]
    repository = find(here) if named or staged else None
    ids = dict(zip(named, commits(repository, named), strict=True)) if repository else {}
    base = _side(asked.base, ids, here, spec, repository)
    if asked.head is not None:
        head = _side(asked.head, ids, here, spec, repository)
    else:
        head = _index(spec, repository) if staged and repository else _disk(here, spec, repository)
    return (_parted(base, head) if asked.parted else base), head


def revision(rev: str, *, cwd: Path, spec: str) -> Source:
    """A revision of the repository that git finds from ``cwd``; bare ones will do.

    Raises:
        SpecctlError: there is no repository, or no such commit in it.
    """
    here = _standing(cwd)
    repository = find(here)
    return _revision(rev, commits(repository, [rev])[0], spec, repository)


def index(*, cwd: Path, spec: str) -> Source:
    """What is staged in the repository that git finds from ``cwd``.

    Raises:
        SpecctlError: there is no repository, or it has no work tree.
    """
    return _index(spec, find(_standing(cwd)))


def work_tree(*, cwd: Path, spec: str) -> Source:
    """The spec folder on disk. Needs no git, and no repository.

    Raises:
        SpecctlError: ``cwd`` is not there, or the spec folder is a link.
    """
    return _disk(_standing(cwd), spec, None)


def folder(path: str, *, cwd: Path, spec: str) -> Source:
    """A folder outside git, as ``dir:PATH`` names it: the spec folder itself, or the one above it.

    Raises:
        SpecctlError: the folder is not there, or is no spec.
    """
    return Source(
        "folder", grammar.FOLDER + path, Path(locate_folder(str(_standing(cwd)), path, spec))
    )


def trees(asked: Sequence[Source]) -> tuple[str, ...]:
    """Git's id of the spec folder of each side; "" where it is no folder of a revision.

    Whatever a spec folder holds hangs on it, as far as it is read.

    Raises:
        SpecctlError: git cannot be run.
    """
    repository = asked[0].repository
    names = [f"{one.commit}:{one.path}" for one in asked if one.commit and "\n" not in one.path]
    if repository is None or len(names) < len(asked):
        return ("",) * len(asked)
    feed = os.fsencode("".join(f"{name}\n" for name in names))
    check = ("--no-replace-objects", "cat-file", "--batch-check=%(objecttype) %(objectname)")
    answers = ask(repository.cwd, *check, feed=feed).decode("utf-8", "replace").split("\n")
    return tuple(
        one.removeprefix("tree ") if one.startswith("tree ") else "" for one in answers[:-1]
    )


def _standing(cwd: Path) -> Path:
    return Path(standing(str(cwd)))


def _is_dir(name: str) -> bool:
    return name.startswith(grammar.FOLDER)


def _side(
    name: str, ids: Mapping[str, str], here: Path, spec: str, repository: Repository | None
) -> Source:
    if repository and name in ids:
        return _revision(name, ids[name], spec, repository)
    return folder(name.removeprefix(grammar.FOLDER), cwd=here, spec=spec)


def _revision(name: str, commit: str, spec: str, repository: Repository) -> Source:
    return Source("revision", name, _place(repository, spec), commit, repository)


def _index(spec: str, repository: Repository) -> Source:
    _has_work_tree(repository)
    return Source("index", "index", _place(repository, spec), None, repository)


def _disk(here: Path, spec: str, repository: Repository | None) -> Source:
    if repository:
        _has_work_tree(repository)
    top = repository.top if repository else top_of(here)
    return Source("work tree", "work tree", Path(locate(str(here), spec, _text(top))))


def _has_work_tree(repository: Repository) -> None:
    if repository.top is None:
        raise SpecctlError(
            f"{displayed(repository.cwd)} is in no work tree, so nothing is staged or edited there",
            "Name two revisions, as in HEAD~1..HEAD.",
        )


def _place(repository: Repository, spec: str) -> Path:
    return Path(located(str(repository.cwd), spec, _text(repository.top)))


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _parted(base: Source, head: Source) -> Source:
    """The base, as it was when the two revisions parted."""
    if not (base.repository and base.commit and head.commit):
        return base
    commit = merge_base(base.repository, base.commit, head.commit)
    if commit is None:
        raise unrelated(
            base.repository,
            f"'{displayed(base.name)}' and '{displayed(head.name)}'",
            "Compare them as they are, with `..` instead of `...`.",
        )
    return base._replace(commit=commit)
