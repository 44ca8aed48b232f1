"""What a proposal is to be merged into, and where its branch left that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.desk import Desk

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal
    from specctl.model.review import Review


def base_of(here: Desk, proposal: Proposal) -> str:
    """The commit of a proposal's base: a branch, here or as last fetched, or another revision.

    Raises:
        SpecctlError: the proposal names none, or there is none of that name.
    """
    from specctl.sources.lineage import resolve

    if not proposal.base:
        raise SpecctlError(
            f"{proposal.path} names no base",
            "Write `base: main` into its front matter, or what it is to be merged into.",
        )
    try:
        return resolve(here.repository, proposal.base)
    except SpecctlError as error:
        raise SpecctlError(
            f"{proposal.path}: base: {error.message}",
            "Fetch that branch, or write into `base` what the proposal is to be merged into now. "
            f"{error.hint}",
        ) from None


def parted(here: Desk, proposal: Proposal, head: str | None = None) -> str:
    """The commit at which a branch left a proposal's base.

    Args:
        here: the proposals.
        proposal: whose base it is.
        head: the branch's commit; by default what is checked out.

    Raises:
        SpecctlError: as :func:`base_of`, or they have no history in common.
    """
    from specctl.sources.revisions import commits, deepen, merge_base

    base = base_of(here, proposal)
    tip = head or commits(here.repository, ["HEAD"])[0]
    common = merge_base(here.repository, base, tip)
    if common is None:
        raise SpecctlError(
            f"{proposal.base}, the base of {proposal.path}, and its branch have no common ancestor",
            deepen(here.repository)
            or "If its history was rewritten, rebase the branch onto what it is now.",
        )
    return common


def own_review(here: Desk, proposal: Proposal) -> Review:
    """What the work tree changes since it left a proposal's base.

    Raises:
        SpecctlError: as :func:`parted`, or there is no spec on either side.
    """
    from specctl.pipeline.comparing import review

    return review(here.context, [parted(here, proposal)])


def active(here: Desk) -> tuple[Proposal, ...]:
    """The proposals of the work tree that are new or changed, not merged as they are, and not over.

    One whose base cannot be found counts among them: whoever asks for it hears why.

    Raises:
        SpecctlError: git fails.
    """
    from specctl.propose.states import OVER

    forks = Forks(here)
    return tuple(one for one in here.proposals if one.status not in OVER and _active(forks, one))


def _active(forks: Forks, proposal: Proposal) -> bool:
    try:
        return forks.works_on(proposal)
    except SpecctlError:
        return True


class Forks:
    """Knows where branches left the bases of proposals; asks git for each once."""

    def __init__(self, here: Desk) -> None:
        self.here = here
        self._bases: dict[str, str] = {}
        self._forks: dict[tuple[str, str | None], str] = {}
        self._read: dict[str, Mapping[str, Proposal]] = {}

    def base(self, proposal: Proposal) -> str:
        """The commit of its base. Raises as :func:`base_of`."""
        if proposal.base not in self._bases:
            self._bases[proposal.base] = base_of(self.here, proposal)
        return self._bases[proposal.base]

    def fork(self, proposal: Proposal, head: str | None = None) -> str:
        """The commit at which a branch left its base. Raises as :func:`parted`."""
        key = self.base(proposal), head
        if key not in self._forks:
            self._forks[key] = parted(self.here, proposal, head)
        return self._forks[key]

    def works_on(self, proposal: Proposal, head: str | None = None) -> bool:
        """Whether a proposal is other than its base has it, and other than where its branch began.

        The first tells what was merged, by whatever way, the second what the branch only carries
        along. Raises as :func:`parted`.
        """
        if self._same(proposal, self.base(proposal)):
            return False
        return not self._same(proposal, self.fork(proposal, head))

    def _same(self, proposal: Proposal, commit: str) -> bool:
        from specctl.pipeline.surveying import at_commits

        if commit not in self._read:
            self._read |= at_commits(self.here, [commit])
        old = self._read[commit].get(proposal.name)
        return old is not None and (old.lines, old.approvals) == (
            proposal.lines,
            proposal.approvals,
        )
