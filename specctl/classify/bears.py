"""What the rules of all kinds share: their result, and what they know of both specs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from specctl.model.change import Delta
from specctl.model.spec import Spec


class Bears(NamedTuple):
    """One class that a delta bears, and the words for people that decided it."""

    cls: str
    why: str = ""


class Sides(NamedTuple):
    """What the rules need to know of both specs.

    Attributes:
        base, head: the specs.
        levels, became, evals: old names of levels, sections and evals to their new ones.
        came, went: the normalised texts that came to a section of the head, and those that went
            from a section of the base.
    """

    base: Spec
    head: Spec
    levels: Mapping[str, str]
    became: Mapping[str, str]
    evals: Mapping[str, str]
    came: Mapping[str, Sequence[str]] = {}
    went: Mapping[str, Sequence[str]] = {}

    @property
    def names(self) -> dict[str, str]:
        """Every authority level of either side, by the name that it has in the head."""
        both = (*self.base.manifest.levels, *self.head.manifest.levels)
        return {name: self.levels.get(name, name) for name in both}


def where(delta: Delta, sides: Sides) -> str:
    """From where to where a thing moved, in words."""
    if not stays(delta, sides):
        return f"from `{delta.base_section}` to `{delta.head_section}`"
    return "within its section"


def stays(delta: Delta, sides: Sides) -> bool:
    """Whether a thing is in the section in which it was, whatever that is called now."""
    old, new = delta.base_section, delta.head_section
    return not (old and new) or sides.became.get(old) == new


def names(anchors: Iterable[str]) -> str:
    """Anchors as people write them."""
    return ", ".join(f"[^{a}]" for a in sorted(anchors))
