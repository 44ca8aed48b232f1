"""The sections of a comparison as one tree, for whoever wants to see where things stand."""

from __future__ import annotations

from typing import NamedTuple


class Outlined(NamedTuple):
    """A section in the tree.

    Attributes:
        id, title: the head's, else the base's.
        parent: the id of the section above it that is in the tree, or None.
        authority: its effective level.
        owners: as it declares them.
        gone: whether only the base has it.
    """

    id: str
    title: str
    parent: str | None = None
    authority: str | None = None
    owners: tuple[str, ...] = ()
    gone: bool = False


class Outline(NamedTuple):
    """What a spec is called and how it is built.

    Attributes:
        name: the manifest's.
        levels: the authority levels of the head, highest first.
        sections: in document order, each id once; a section that is gone stands where it stood.
    """

    name: str = ""
    levels: tuple[str, ...] = ()
    sections: tuple[Outlined, ...] = ()
