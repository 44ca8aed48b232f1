"""Open proposals held against each other, on whatever branches they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, both
from specctl.pipeline.desk import Desk, desk, unknown

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal
    from specctl.model.survey import Clashes, Contender
    from specctl.parse import Memo
    from specctl.pipeline.basing import Forks
    from specctl.pipeline.surveying import Version
    from specctl.review.conflicts import Branch as Compared


@dataclass(frozen=True, slots=True)
class _Open:
    """An open proposal, its branch with its commit (neither in the work tree), and its fork."""

    proposal: Proposal
    branch: str | None
    commit: str | None
    fork: str


def find_clashes(context: Context, given: str | None = None) -> Clashes:
    """Where open proposals do not go together, pair by pair.

    Open is one whose status is draft, open, last-call or accepted, and on which some branch, or the
    work tree, works. Its rows are those from where it left its base; each is reviewed once.

    Args:
        context: where the spec is.
        given: only pairs with this proposal, by its number or the name of its folder.

    Raises:
        SpecctlError: there is no such proposal, it is not open, or git fails.
    """
    from specctl.model.survey import Clash, Clashes
    from specctl.review.conflicts import conflicts

    here = desk(context)
    found, left_out = _open(here)
    names = _named(here, found, given)
    memo: Memo = {}
    sides = [_compared(context, one, memo) for one in found]
    told = [_contender(*one) for one in zip(found, sides, strict=True)]
    clashes = []
    for first, second in combinations(range(len(found)), 2):
        ours, theirs = found[first], found[second]
        if not names & {ours.proposal.name, theirs.proposal.name}:
            continue
        if not _apart(ours, theirs):
            left_out.append(_TOGETHER.format(ours.proposal.name, theirs.proposal.name))
            continue
        conflicting = conflicts(sides[first], sides[second]).conflicts
        if conflicting and not _stacked(here, ours, theirs):
            clashes.append(Clash(told[first], told[second], conflicting))
    asked = "" if given is None else ", ".join(sorted(names))
    return Clashes(tuple(told), tuple(clashes), tuple(left_out), asked)


_TOGETHER = "{} and {} are worked on in one branch, so their rows cannot be told apart"


def _named(here: Desk, found: Sequence[_Open], given: str | None) -> frozenset[str]:
    """The names of the proposals that are asked about."""
    from specctl.pipeline.surveying import everyone
    from specctl.propose.naming import matching

    every = [one.proposal for one in found]
    asked = every if given is None else matching(every, given)
    if asked or given is None:
        return frozenset(one.name for one in asked)
    held = matching([one.proposal for one in everyone(here)], given)
    if not held:
        raise unknown(here, given)
    raise SpecctlError(
        f"{held[0].name} is {held[0].status}, and no branch works on it",
        "Only open proposals that are not merged are held against each other.",
    )


def _open(here: Desk) -> tuple[list[_Open], list[str]]:
    """Every open proposal where it is worked on, and those that cannot be compared, with why."""
    from specctl.pipeline.basing import forks
    from specctl.pipeline.surveying import versions

    kept, known = versions(here), forks(here)
    mine = {one.name: one for one in here.proposals}
    found: list[_Open] = []
    left_out: list[str] = []
    for name in sorted({*kept, *mine}):
        try:
            found += _working(known, mine.get(name), kept.get(name, ()))
        except SpecctlError as error:
            left_out.append(f"{name} is left out: {error.message}")
    return found, left_out


def _working(forks: Forks, mine: Proposal | None, kept: Sequence[Version]) -> Iterator[_Open]:
    """A proposal where it is worked on: in the work tree, else on the branch that is furthest."""
    from specctl.pipeline.surveying import furthest
    from specctl.propose.states import ACTIVE

    if mine and mine.status in ACTIVE and forks.works_on(mine):
        yield _Open(mine, None, None, forks.of(mine).commit)
        return
    working = [
        one
        for one in kept
        if one.proposal.status in ACTIVE and forks.works_on(one.proposal, one.branch.commit)
    ]
    if working:
        proposal, branch = furthest(working)
        yield _Open(proposal, branch.name, branch.commit, forks.of(proposal, branch.commit).commit)


def _apart(ours: _Open, theirs: _Open) -> bool:
    return (ours.branch, ours.commit) != (theirs.branch, theirs.commit)


def _compared(context: Context, one: _Open, memo: Memo) -> Compared:
    """The specs and the rows of a proposal; most of their files are those of other proposals."""
    from specctl.pipeline.comparing import review
    from specctl.review.conflicts import Branch

    revisions = [one.fork, one.commit] if one.commit else [one.fork]
    rows = review(context, revisions).changes
    return Branch(*both(context, revisions, memo=memo), rows)


def _contender(one: _Open, compared: Compared) -> Contender:
    from specctl.model.review import Side
    from specctl.model.survey import Contender

    base = Side(one.proposal.base, one.fork)
    return Contender(one.proposal, one.branch, base, tuple(compared.rows))


def _stacked(here: Desk, ours: _Open, theirs: _Open) -> bool:
    """Whether one branch goes on from the other, so that it knows what that one does."""
    from specctl.sources.revisions import commits, merge_base

    one, other = (side.commit or commits(here.repository, ["HEAD"])[0] for side in (ours, theirs))
    return merge_base(here.repository, one, other) in (one, other)
