"""How a proposal stands: on its branch, before the merge, and in what was merged, after it."""

from __future__ import annotations

from dataclasses import replace

from specctl.model.proposal import AFTER_MERGE, Standing
from specctl.pipeline.branches import branch, merge
from specctl.pipeline.context import Context
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
    from specctl.sources.lineage import day_of

    at = merge(context, number, span=span, head=head)
    assert at.head.repository
    found = judged(context, at, day_of(at.head.repository, at.span.head))
    blockers = tuple(one for one in found.blockers if one.kind in AFTER_MERGE)
    return replace(found, blockers=blockers, merged=True)
