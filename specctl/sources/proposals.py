"""The folder of proposals beside a spec folder, on any side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.model.proposal import FOLDER
from specctl.sources.disk import list_folder
from specctl.sources.objects import list_revision, read_blobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from specctl.model.snapshot import Problem
    from specctl.sources.side import Source


@dataclass(frozen=True, slots=True)
class Files:
    """Files by path, each beginning with ``proposals/``, and those that were refused."""

    files: Mapping[str, bytes]
    problems: Sequence[Problem]


def proposal_files(side: Source) -> Files:
    """The files of all proposals on one side, a revision or the work tree.

    Raises:
        SpecctlError: git fails, the folder is a link, or it holds too much.
    """
    place = side.place.parent / FOLDER
    if side.repository is None or side.commit is None:
        found = list_folder(place, _own)
        read = {path.decode(): content for path, content in (found.contents or {}).items()}
        problems = found.problems
    else:
        path = f"{side.path.rpartition('/')[0]}/{FOLDER}".lstrip("/")
        found = list_revision(side.repository, path, side.commit, _own)
        blobs = [(one.path.decode(), one.blob.decode()) for one in found.entries]
        read, large = read_blobs(side.repository.cwd, blobs)
        problems = [*found.problems, *large]
    return Files({f"{FOLDER}/{name}": read[name] for name in sorted(read)}, problems)


def _own(path: bytes) -> bool:
    folder, _, file = path.partition(b"/")
    return file == b"proposal.md" or (
        file.startswith(b"approvals/") and file.endswith(b".yaml") and bool(folder)
    )
