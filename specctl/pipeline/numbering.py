"""Numbers of proposals: which are taken, and the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.pipeline.desk import Desk


def taken(here: Desk) -> Mapping[str, str]:
    """Every number that a proposal has anywhere that this clone knows of, and where that is.

    Looked at are all work trees, what is checked out, and every branch, those of remotes included.

    Raises:
        SpecctlError: git fails.
    """
    from specctl.propose.naming import number_of

    found: dict[str, str] = {}
    for name, where in (*_on_disk(here), *_in_commits(here)):
        number = number_of(name)
        if number is not None:
            found.setdefault(number, f"proposals/{name}{where}")
    return found


def free_number(here: Desk) -> str:
    """The number after all that are taken.

    Raises:
        SpecctlError: there is none, or git fails.
    """
    from specctl.propose.naming import next_number

    known = taken(here)
    number = next_number(known)
    if number is None:
        last = max(known)
        raise SpecctlError(
            f"there is no number after {last}, which is that of {known[last]}",
            f"Give that one another number: specctl propose renumber {last} --to NNNN",
        )
    return number


def _on_disk(here: Desk) -> Iterator[tuple[str, str]]:
    """The folders in which something stands, in every work tree."""
    from specctl.sources.branches import work_trees

    assert here.repository.top
    for top in dict.fromkeys((here.repository.top, *work_trees(here.repository))):
        where = "" if top == here.repository.top else f" in the work tree {top}"
        for name in _folders(top / here.path):
            yield name, where


def _folders(place: Path) -> Iterator[str]:
    with suppress(OSError):  # a work tree that is gone, or has none
        for folder in sorted(place.iterdir()):
            if folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir()):
                yield folder.name


def _in_commits(here: Desk) -> Iterator[tuple[str, str]]:
    from specctl.sources.nodes import folders_at
    from specctl.sources.revisions import commits

    homes = {one.commit: f" on the branch {one.name}" for one in reversed(here.branches)}
    homes.setdefault(commits(here.repository, ["HEAD"])[0], " in HEAD")
    trees = folders_at(here.repository, here.path, [*homes])
    for where, tree in zip(homes.values(), trees, strict=True):
        yield from ((name, where) for name, node in tree.items() if node.folder)
