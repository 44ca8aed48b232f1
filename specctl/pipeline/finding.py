"""What lint says of both sides of a comparison, told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.model.finding import Finding

Findings = tuple[Finding, ...]
Parted = tuple[Findings, Findings, Findings]
"""The findings of the head alone, of both sides, and of the base alone."""
_About = tuple[str, str, str | None]


class Told(NamedTuple):
    """What lint says of one side.

    Attributes:
        findings: by place, then rule.
        changed: the paths of the files that the other side has not, or otherwise.
        lines: reads the lines of files, by path; none of what cannot be read.
    """

    findings: Findings
    changed: Collection[str]
    lines: Callable[[Sequence[str]], Mapping[str, Sequence[str]]]


def told_apart(base: Told, head: Told) -> Parted:
    """The findings of the head alone, of both sides (in the head's places), and of the base alone.

    What is plainly the same on both sides is set aside first: files are read for few of them.
    """
    settled = _Settled(base, head)
    old, new = (tuple(settled.left(side)) for side in (base, head))
    if not old and not new:
        return (), head.findings, ()
    from specctl.lint.baseline import since

    found = since(new, head.lines, old, base.lines, reviewing=True)
    fresh = {id(one) for one in found.new}
    return found.new, tuple(one for one in head.findings if id(one) not in fresh), found.gone


class _Settled:
    """Which findings both sides plainly have.

    Of those about an id there are as many on both sides. One that is about nothing in particular
    is the same in a file that is the same, as long as no other file has the same section.
    """

    def __init__(self, base: Told, head: Told) -> None:
        self._uneven = _uneven(base.findings, head.findings)
        self._subjects = {about[2] for about in self._uneven}
        plain = [{one for one in side.findings if not one.subject} for side in (base, head)]
        homes = {(one.home, one.place.path) for some in plain for one in some}
        shared = Counter(home for home, _ in homes)
        changed = {*base.changed, *head.changed}
        self._same = {
            one
            for one in plain[0] & plain[1]
            if one.place.path not in changed and shared[one.home] == 1
        }

    def left(self, side: Told) -> Iterator[Finding]:
        """The other findings of a side."""
        for one in side.findings:
            if not one.subject:
                if one not in self._same:
                    yield one
            elif one.subject in self._subjects and _about(one) in self._uneven:
                yield one


def _uneven(old: Findings, new: Findings) -> set[_About]:
    """What findings are about of which there are more on one side.

    What is the same on both sides adds as much to either, so it need not be counted.
    """
    both = {*map(id, old)} & {*map(id, new)}  # most are the very same ones
    before, after = ({one for one in some if id(one) not in both} for some in (old, new))
    more = Counter(_about(one) for one in after - before if one.subject)
    more.subtract(_about(one) for one in before - after if one.subject)
    return {about for about, many in more.items() if many}


def _about(one: Finding) -> _About:
    return one.rule, one.home, one.subject
