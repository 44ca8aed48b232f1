"""What two whole specs told of themselves when they were compared, to be compared again.

A review needs the files that differ and those related to them; which these are, and a few facts
beside them, hang on all files. So they are kept, by git's ids of both spec folders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from specctl.diff import Counted
from specctl.model.place import Place
from specctl.model.spec import Section

if TYPE_CHECKING:
    from specctl.cache import Store


Row = Sequence[Any]


class Whole(NamedTuple):
    """What is known of a pair of specs.

    Attributes:
        files: of each side the files of the slice and the manifest, with git's ids.
        baselines: git's ids of the lint baselines.
        prompts: how many the head has.
        words: those of both specs.
        trees: of each side all sections in document order, as :func:`told_of` has them.
    """

    files: tuple[Mapping[str, str], Mapping[str, str]]
    baselines: tuple[str, str]
    prompts: int
    words: Counted
    trees: tuple[Sequence[Row], Sequence[Row]]


def told_of(section: Section) -> Row:
    """What a section tells of its place in the tree."""
    return tuple(getattr(section, name) for name in TOLD)


def section_of(row: Row) -> Section:
    """A section that holds nothing but what it tells of its place in the tree."""
    some_id, title, path, parent, authority, owners = row
    place = Place(path)
    return Section(
        some_id, some_id, title, path, place, parent, authority=authority, owners=tuple(owners)
    )


TOLD = ("id", "title", "path", "parent", "authority", "owners")


def keep(store: Store, key: str, whole: Whole) -> None:
    """Keep what is known of a pair."""
    store.keep_verdict(key, json.dumps(whole, separators=(",", ":")).encode())


def recall(store: Store, key: str) -> Whole | None:
    """What was kept of a pair; None where there is nothing, or something else."""
    try:
        files, baselines, prompts, words, trees = json.loads(store.verdict(key) or b"")
        return Whole(
            (files[0], files[1]),
            (baselines[0], baselines[1]),
            prompts,
            Counted(*words),
            (trees[0], trees[1]),
        )
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def key_of(store: Store, folders: tuple[str, str], trees: tuple[str, ...]) -> str:
    """All that it hangs on.

    Args:
        store: of which the stamp is taken.
        folders: the names of the spec folders.
        trees: git's ids of them.
    """
    return json.dumps(["whole", store.stamp, folders, trees])
