"""What proposals are to be merged into, where branches left that, and which they work on.

The same is asked of a branch as it is committed and of the work tree. They part in whose word
counts for the base, and in what is said where that is not found: see ``branches`` for the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal
    from specctl.model.review import Review
    from specctl.pipeline.desk import Desk
    from specctl.sources.revisions import Repository


class Base(NamedTuple):
    """What something is to be merged into.

    Attributes:
        name: as it was named.
        commit: the one that it is now.
        doubt: why it may not be the one that is meant, or "".
    """

    name: str
    commit: str
    doubt: str = ""


class Fork(NamedTuple):
    """Where a branch left its base: the commit at which both parted."""

    base: Base
    commit: str


class Forks:
    """Knows where branches left the bases of proposals; asks git once for each.

    A branch without a proposal has a base, too, where somebody says so.
    """

    def __init__(
        self,
        repository: Repository,
        base: Callable[[Proposal | None], Base],
        unrelated: Callable[[Proposal | None, Base], SpecctlError],
        proposals_at: Callable[[str], Mapping[str, Proposal]],
    ) -> None:
        """All of one repository.

        Args:
            repository: where the branches are.
            base: what a proposal is to be merged into; raises SpecctlError in its own words.
            unrelated: what is said where a branch has no history in common with that.
            proposals_at: the proposals in a commit, by the name of their folder.
        """
        self.repository = repository
        self._base, self._unrelated, self._proposals_at = base, unrelated, proposals_at
        self._bases: dict[str, Base] = {}
        self._forks: dict[tuple[str, str | None], str] = {}
        self._read: dict[str, Mapping[str, Proposal]] = {}

    def of(self, proposal: Proposal | None, head: str | None = None) -> Fork:
        """Where a branch left a proposal's base.

        Args:
            proposal: whose base it is.
            head: the branch's commit; by default what is checked out.

        Raises:
            SpecctlError: there is no such base, or it has no history in common with the branch.
        """
        from specctl.sources.revisions import commits, merge_base

        base = self.base(proposal)
        key = base.commit, head
        if key not in self._forks:
            tip = head or commits(self.repository, ["HEAD"])[0]
            common = merge_base(self.repository, base.commit, tip)
            if common is None:
                raise self._unrelated(proposal, base)
            self._forks[key] = common
        return Fork(base, self._forks[key])

    def base(self, proposal: Proposal | None) -> Base:
        """What it is to be merged into. Raises SpecctlError where there is no such base."""
        said = proposal.base if proposal else ""
        if said not in self._bases:
            self._bases[said] = self._base(proposal)
        return self._bases[said]

    def works_on(self, proposal: Proposal, head: str | None = None) -> bool:
        """Whether a proposal is other than its base has it, and other than where its branch began.

        The first tells what was merged, by whatever way, the second what the branch only carries
        along while its base goes on, as a release does. One that is over is not worked on. Takes
        and raises what :meth:`of` does.
        """
        from specctl.propose.states import OVER

        if proposal.status in OVER or self._same(proposal, self.base(proposal).commit):
            return False
        return not self._same(proposal, self.of(proposal, head).commit)

    def _same(self, proposal: Proposal, commit: str) -> bool:
        if commit not in self._read:
            self._read[commit] = self._proposals_at(commit)
        old = self._read[commit].get(proposal.name)
        return old is not None and (old.lines, old.approvals) == (
            proposal.lines,
            proposal.approvals,
        )


# --- of the work tree ----------------------------------------------------------------------------


def forks(here: Desk) -> Forks:
    """The forks of what is checked out and of all branches, by the proposals' own word."""
    from specctl.pipeline.surveying import at_commit

    told = partial(base_of, here), partial(_unrelated, here)
    return Forks(here.repository, *told, partial(at_commit, here))


def base_of(here: Desk, proposal: Proposal | None) -> Base:
    """What a proposal says that it is to be merged into: a branch, or another revision.

    Raises:
        SpecctlError: the proposal names none, or there is none of that name.
    """
    from specctl.sources.lineage import resolve

    assert proposal
    if not proposal.base:
        raise SpecctlError(
            f"{proposal.path} names no base",
            "Write `base: main` into its front matter, or what it is to be merged into.",
        )
    try:
        return Base(proposal.base, resolve(here.repository, proposal.base))
    except SpecctlError as error:
        raise SpecctlError(
            f"{proposal.path}: base: {error.message}",
            "Fetch that branch, or write into `base` what the proposal is to be merged into now. "
            f"{error.hint}",
        ) from None


def _unrelated(here: Desk, proposal: Proposal | None, base: Base) -> SpecctlError:
    from specctl.sources.revisions import unrelated

    assert proposal
    return unrelated(
        here.repository,
        f"{base.name}, the base of {proposal.path}, and its branch",
        "If its history was rewritten, rebase the branch onto what it is now.",
    )


def own_review(here: Desk, proposal: Proposal) -> Review:
    """What the work tree changes since it left a proposal's base.

    Raises:
        SpecctlError: as :meth:`Forks.of`, or there is no spec on either side.
    """
    from specctl.pipeline.comparing import review

    return review(here.context, [forks(here).of(proposal).commit])


def active(here: Desk) -> tuple[Proposal, ...]:
    """The proposals that the work tree works on.

    One whose base cannot be found counts among them: whoever asks for it hears why.

    Raises:
        SpecctlError: git fails.
    """
    known = forks(here)
    return tuple(one for one in here.proposals if _active(known, one))


def _active(known: Forks, proposal: Proposal) -> bool:
    try:
        return known.works_on(proposal)
    except SpecctlError:
        return True
