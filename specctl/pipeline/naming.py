"""What the PATHs of a command line name in a spec."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context
from specctl.words import closest

if TYPE_CHECKING:
    from specctl.sources import Listing, Source

_WILD = frozenset("*?[")


def named(path: str, context: Context, source: Source, listing: Listing) -> str:
    """A path as findings have it: from the spec folder's name on.

    Args:
        path: relative to the working folder, to the spec folder or to its parent; or absolute.
        context: where the working folder is.
        source: the side that is looked at, which need not be on disk.
        listing: its files.

    Raises:
        SpecctlError: nothing of the spec is there.
    """
    folder = listing.folder
    inside = (*listing.files, *(problem.path for problem in listing.problems))
    known = [f"{folder}/{name}" for name in inside]
    meant = list(_meant(path, context, source, folder))
    for name in meant:
        if name == folder or any(one == name or one.startswith(f"{name}/") for one in known):
            return name
    raise SpecctlError(
        f"there is nothing of the spec at {path}{_guess(meant, known)}",
        f"Name files as they stand in {folder}/, for example {folder}/spec.yaml.",
    )


def _meant(path: str, context: Context, source: Source, folder: str) -> Iterator[str]:
    """What a path may stand for, nearest first: from where one stands, else from the spec."""
    for full in (os.path.abspath, os.path.realpath):
        at = os.path.relpath(full(context.directory / path), full(source.place))
        if at == os.curdir:
            yield folder
        elif not at.startswith(os.pardir):
            yield f"{folder}/{Path(at).as_posix()}"
    if not Path(path).is_absolute():
        said = Path(os.path.normpath(path)).as_posix()
        yield from (said, f"{folder}/{said}")


def _guess(meant: list[str], known: list[str]) -> str:
    if not meant or not _WILD.isdisjoint(meant[-1]):
        return ""  # the shell has found nothing for a pattern
    return next(filter(None, (closest(name, known) for name in meant)), "")
