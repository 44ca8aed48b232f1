"""The folder of proposals beside a spec folder, on any side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER
from specctl.sources.disk import list_folder
from specctl.sources.limits import displayed
from specctl.sources.nodes import trees
from specctl.sources.objects import list_revision, read_blobs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from specctl.model.snapshot import Problem
    from specctl.sources.nodes import Tree
    from specctl.sources.revisions import Repository
    from specctl.sources.side import Source


@dataclass(frozen=True, slots=True)
class Files:
    """Files by path, each beginning with ``proposals/``, and those that were refused."""

    files: Mapping[str, bytes]
    problems: Sequence[Problem]


def proposal_files(side: Source) -> Files:
    """The files of all proposals on one side, a revision or the work tree.

    Where the spec folder is the root of its repository, nothing stands beside it.

    Raises:
        SpecctlError: git fails, the folder is a link, or it holds too much.
    """
    if side.repository is not None and not side.path:
        return Files({}, ())
    place = side.place.parent / FOLDER
    if side.repository is None or side.commit is None:
        found = list_folder(_no_link(place), _own)
        read = {path.decode(): content for path, content in (found.contents or {}).items()}
        problems = found.problems
    else:
        found = list_revision(side.repository, side.beside(FOLDER), side.commit, _own)
        blobs = [(one.path.decode(), one.blob.decode()) for one in found.entries]
        read, large = read_blobs(side.repository.cwd, blobs)
        problems = [*found.problems, *large]
    return Files({f"{FOLDER}/{name}": read[name] for name in sorted(read)}, problems)


def proposal_at(side: Source, name: str) -> Mapping[str, bytes]:
    """The files of one proposal at a revision, as :func:`proposal_files` has them.

    Files that are too large are left out, and so is what is no regular file.

    Args:
        side: the revision.
        name: of the proposal's folder.

    Raises:
        SpecctlError: git fails, or the folder holds too much.
    """
    assert side.repository
    folder = f"{FOLDER}/{name}"
    found = list_revision(side.repository, side.beside(folder), side.commit or "", _own_in_folder)
    blobs = [(one.path.decode(), one.blob.decode()) for one in found.entries]
    read = read_blobs(side.repository.cwd, blobs)[0]
    return {f"{folder}/{one}": read[one] for one in sorted(read)}


def folders_in_git(
    repository: Repository, folders: Sequence[str]
) -> Mapping[str, Mapping[str, bytes]]:
    """The files of proposals' folders, by git's id of the folder and by path in it.

    Files that are too large are left out, and so is what is no regular file.

    Raises:
        SpecctlError: git fails, or they hold too much.
    """
    wanted = sorted(set(folders))
    held = trees(repository, wanted)
    approvals = {one: held[one]["approvals"].id for one in wanted if _folder(held[one])}
    below = trees(repository, sorted(set(approvals.values())))
    blobs = [
        (f"{one}/{path}", blob)
        for one in wanted
        for path, blob in _blobs(held[one], below.get(approvals.get(one, ""), {}))
    ]
    files: dict[str, dict[str, bytes]] = {one: {} for one in wanted}
    for name, content in read_blobs(repository.cwd, blobs)[0].items():
        folder, _, path = name.partition("/")
        files[folder][path] = content
    return files


def _folder(tree: Tree) -> bool:
    return "approvals" in tree and tree["approvals"].folder


def _blobs(tree: Tree, approvals: Tree) -> Iterator[tuple[str, str]]:
    """The files of a proposal by path, with git's id of their content."""
    if "proposal.md" in tree and tree["proposal.md"].file:
        yield "proposal.md", tree["proposal.md"].id
    for name, node in approvals.items():
        if node.file and name.endswith(".yaml") and not name.startswith("."):
            yield f"approvals/{name}", node.id


def _no_link(place: Path) -> Path:
    if place.is_symlink():
        raise SpecctlError(
            f"{displayed(place)} is a symbolic link, which is not followed",
            "Put the folder itself in its place.",
        )
    return place


def _own(path: bytes) -> bool:
    folder, _, file = path.partition(b"/")
    return bool(folder) and _own_in_folder(file)


def _own_in_folder(path: bytes) -> bool:
    return path == b"proposal.md" or (path.startswith(b"approvals/") and path.endswith(b".yaml"))
