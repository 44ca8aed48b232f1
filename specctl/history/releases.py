"""Which release a step appeared in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from specctl.model.history import Release, Tag


class Tagged(NamedTuple):
    """A tag on the line, and the number of the newest step that its commit holds."""

    tag: Tag
    step: int


def named(tags: Iterable[Tagged], version: Callable[[int], str]) -> tuple[Release, ...]:
    """The tags that are releases, the newest first.

    Without a leading ``v`` a release is named as the version that the manifest has there. Where
    the manifest has none, whatever looks like a version is one: it begins with a digit.

    Args:
        tags: newest first.
        version: the manifest's after a step, or "".
    """
    found = []
    for tag, step in tags:
        bare = tag.name.removeprefix("v")
        said = version(step)
        if bare == said or (not said and bare[:1].isdigit()):
            found.append(Release(tag.name, bare, tag.commit, step))
    return tuple(found)


def of(step: int, releases: Sequence[Release]) -> str | None:
    """The version in which a step appeared: that of the oldest release that holds it."""
    holding = [one for one in releases if one.step <= step]
    return holding[-1].version if holding else None
