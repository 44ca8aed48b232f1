"""How a proposal stands: on its branch, before the merge, and in what was merged, after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from specctl.model.proposal import AFTER_MERGE, FOLDER, NEEDS_PROPOSAL, Blocker, Standing, Status
from specctl.pipeline.branches import Branch, branch, landing, merge, worked_on
from specctl.pipeline.context import Context, revision
from specctl.pipeline.judging import judged


def proposal_standing(
    context: Context, number: str | None = None, *, base: str | None = None, head: str = "HEAD"
) -> Standing:
    """How a proposal stands on its branch, and what is in the way of its merge.

    What counts is what is committed.

    Args:
        context: where the spec is.
        number: the proposal's, else the one that is new or changed on the branch.
        base: what it is to be merged into, else what the proposal says.
        head: the branch.

    Raises:
        SpecctlError: there is no such proposal, there are several, or no such base.
    """
    return judged(context, branch(context, number, base=base, head=head))


def standing_now(context: Context, name: str, head: str = "HEAD") -> Standing | None:
    """How a proposal stands on a branch that works on it, else how it stood when it was merged.

    Args:
        context: where the spec is.
        name: of the proposal's folder.
        head: the branch.

    Returns:
        None where the branch neither works on it nor holds what was merged.

    Raises:
        SpecctlError: there is no such branch, the proposal's base is not to be found, or the
            history ends before it came.
    """
    side = revision(context, head)
    if at := worked_on(context, side, name):
        return judged(context, at)
    landed = landing(context, side, f"{FOLDER}/{name}")
    return judged(context, landed, _day(landed)) if landed else None


def _day(at: Branch) -> str:
    """The day of a merge."""
    from specctl.sources.lineage import day_of

    assert at.head.repository
    return day_of(at.head.repository, at.span.head)


def verified(
    context: Context, number: str, *, span: tuple[str, str] | None = None, head: str = "HEAD"
) -> Standing:
    """Whether what was merged of a proposal is what was approved, and nothing more.

    Approvals are judged by the manifest into which it was merged, as of the day of the merge.

    Args:
        context: where the spec is.
        number: the proposal's.
        span: what was merged, from a commit to another; else the merge that brought the proposal
            to the line of ``head``, or the commits in a row that did.
        head: where to look for it.

    Returns:
        Its blockers are those that should have been in the way.

    Raises:
        SpecctlError: there is no such proposal, or it was not merged there.
    """
    at = merge(context, number, span=span, head=head)
    found = judged(context, at, _day(at))
    blockers = [one for one in found.blockers if one.kind in AFTER_MERGE]
    if span is None:
        blockers += [*_elsewhere(found), *_again(context, at, head)]
    return replace(found, blockers=tuple(blockers), merged=True)


def _elsewhere(found: Standing) -> Iterator[Blocker]:
    """What is proposed may have come in commits before the one that brought the folder."""
    one = found.proposal
    if one is not None and one.status in _DECIDED and not found.review.changes:
        yield Blocker("other", "what brought the proposal changes nothing in the spec", _NAME)


def _again(context: Context, at: Branch, head: str) -> Iterator[Blocker]:
    """Steps of the line that change the proposal once more, and the spec gravely with it."""
    from specctl import sources
    from specctl.pipeline.comparing import review

    side = revision(context, head)
    assert side.repository
    assert at.proposal
    line = sources.line(side.repository, str(side.commit))
    later = frozenset(line[: line.index(at.span.head)])
    for step in takewhile(lambda one: one.commit in later, sources.walk(side, str(side.commit))):
        if at.proposal.name in step.proposals and step.edits:
            rows = review(context, [step.parent, step.commit]).changes
            if any(row.rank <= NEEDS_PROPOSAL for row in rows):
                said = f"commit {step.commit[:10]} ({step.subject}) changed it and the spec again"
                yield Blocker("other", said, _NAME)


_DECIDED = (Status.ACCEPTED, Status.RELEASED)
_NAME = "Name what was merged: `specctl propose verify NNNN BASE..HEAD`."
