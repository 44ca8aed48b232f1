"""The sides of a comparison: named first, read later."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from specctl.errors import SpecctlError
from specctl.model.snapshot import Snapshot
from specctl.sources import grammar
from specctl.sources.disk import read_folder
from specctl.sources.entries import Content
from specctl.sources.limits import displayed
from specctl.sources.locate import checked, locate, locate_folder, standing, top_of
from specctl.sources.objects import read_index, read_revision
from specctl.sources.revisions import Repository, commits, deepen, find, merge_base


@dataclass(frozen=True, slots=True)
class Source:
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
    here = standing(cwd)
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
    here = standing(cwd)
    repository = find(here)
    return _revision(rev, commits(repository, [rev])[0], spec, repository)


def index(*, cwd: Path, spec: str) -> Source:
    """What is staged in the repository that git finds from ``cwd``.

    Raises:
        SpecctlError: there is no repository, or it has no work tree.
    """
    return _index(spec, find(standing(cwd)))


def work_tree(*, cwd: Path, spec: str) -> Source:
    """The spec folder on disk. Needs no git, and no repository.

    Raises:
        SpecctlError: ``cwd`` is not there, or the spec folder is a link.
    """
    return _disk(standing(cwd), spec, None)


def folder(path: str, *, cwd: Path, spec: str) -> Source:
    """A folder outside git, as ``dir:PATH`` names it: the spec folder itself, or the one above it.

    Raises:
        SpecctlError: the folder is not there, or is no spec.
    """
    return Source("folder", grammar.FOLDER + path, locate_folder(standing(cwd), path, spec))


def read(source: Source) -> Snapshot:
    """The spec's own files as they are on one side.

    What is refused (links, submodules, unmerged entries, files too large, names that are no
    text) is a problem of the snapshot; a spec folder that is not there gives an empty one.

    Raises:
        SpecctlError: git fails, the spec folder cannot be listed or is a link, or it holds too
            much.
    """
    content = _content(source)
    files = {path.decode(): data for path, data in content.files}
    return Snapshot(
        rev=source.name,
        commit=source.commit,
        folder=source.place.name,
        files=dict(sorted(files.items())),
        problems=tuple(sorted(content.problems, key=lambda problem: problem.path)),
        exists=content.exists,
    )


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
    return Source("work tree", "work tree", locate(here, spec, top))


def _has_work_tree(repository: Repository) -> None:
    if repository.top is None:
        raise SpecctlError(
            f"{displayed(repository.cwd)} is in no work tree, so nothing is staged or edited there",
            "Name two revisions, as in HEAD~1..HEAD.",
        )


def _place(repository: Repository, spec: str) -> Path:
    root = repository.top or repository.cwd
    if repository.top:
        place = locate(repository.cwd, spec, repository.top)
    else:
        place = Path(os.path.normpath(root / checked(spec)))
    if not place.is_relative_to(root):
        raise SpecctlError(
            f"the spec folder {displayed(place)} is not in the repository {displayed(root)}",
            "Start specctl in the spec's own repository, or name it with -C.",
        )
    return place


def _parted(base: Source, head: Source) -> Source:
    """The base, as it was when the two revisions parted."""
    if not (base.repository and base.commit and head.commit):
        return base
    commit = merge_base(base.repository, base.commit, head.commit)
    if commit is None:
        raise SpecctlError(
            f"'{displayed(base.name)}' and '{displayed(head.name)}' have no common ancestor",
            deepen(base.repository) or "Compare them as they are, with `..` instead of `...`.",
        )
    return replace(base, commit=commit)


def _content(source: Source) -> Content:
    if source.repository is None:
        return read_folder(source.place)
    root = source.repository.top or source.repository.cwd
    path = "/".join(source.place.relative_to(root).parts)
    if source.commit is None:
        return read_index(source.repository, path)
    return read_revision(source.repository, path, source.commit)
