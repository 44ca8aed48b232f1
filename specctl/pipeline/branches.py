"""Where a proposal is: on its branch, or in what was merged of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER, Proposal, Status
from specctl.pipeline.basing import Base, Forks
from specctl.pipeline.context import Context, revision

if TYPE_CHECKING:
    from specctl.sources import Source
    from specctl.sources.lineage import Span
    from specctl.sources.revisions import Repository


@dataclass(frozen=True, slots=True)
class Branch:
    """What is proposed, and where.

    Attributes:
        proposal: None where the branch has none.
        base: the revision that it is to be merged into, as it was named.
        tip: the commit of that revision; its manifest says who may approve what.
        span: from where both parted to the branch's head; the rows are those between.
        head: the branch's side.
        doubt: why the base may not be the one that is meant, or is not all there, or "".
    """

    proposal: Proposal | None
    base: str
    tip: str
    span: Span
    head: Source
    doubt: str = ""


def merge(
    context: Context, number: str, *, span: tuple[str, str] | None = None, head: str = "HEAD"
) -> Branch:
    """What was merged of a proposal. Takes and raises what ``verified`` does."""
    from specctl.sources.lineage import Span

    side = revision(context, head)
    chosen = named(proposals_of(side), number)
    if span is not None:
        ends = [revision(context, r) for r in span]
        found: Branch | None = _landed(context, chosen.folder, Span(*(str(e.commit) for e in ends)))
    else:
        found = landing(context, side, chosen.folder)
    if found is None:
        raise SpecctlError(f"proposal {chosen.id} was not merged into {side.name}")
    return found


def landing(context: Context, side: Source, folder: str) -> Branch | None:
    """What was merged of a proposal, whether its folder is still there or not.

    Args:
        context: where the spec is.
        side: a revision, on whose line it is looked for.
        folder: the proposal's, as :attr:`Proposal.folder` says it.

    Returns:
        The proposal as it was merged; None where it was not.

    Raises:
        SpecctlError: git fails, or the history ends before it came.
    """
    from specctl.sources.lineage import arrival

    assert side.repository
    assert side.commit
    place, file = side.beside(folder), side.beside(f"{folder}/proposal.md")
    span = arrival(side.repository, side.commit, place, file, _is_released)
    return _landed(context, folder, span) if span else None


def _landed(context: Context, folder: str, span: Span) -> Branch | None:
    merged = revision(context, span.head)
    one = next((one for one in proposals_of(merged) if one.folder == folder), None)
    return Branch(one, span.base[:10], span.base, span, merged) if one else None


def _is_released(content: bytes) -> bool:
    from specctl.parse import read_proposals

    (one,) = read_proposals({f"{FOLDER}/0000-x/proposal.md": content})
    return one.status is Status.RELEASED


def branch(
    context: Context, number: str | None = None, *, base: str | None = None, head: str = "HEAD"
) -> Branch:
    """The proposal of a branch, and where it parted. Takes and raises what ``standing`` does."""
    side = revision(context, head)
    proposals, forks = proposals_of(side), _forks(context, side, base)
    if number is not None:
        return _parted(named(proposals, number), forks, side)
    found = [one for one in proposals if forks.works_on(one, side.commit)]
    if len(found) > 1:
        several = ", ".join(f"{one.id} {one.slug}" for one in found)
        raise SpecctlError(
            f"{side.name} holds more than one proposal that is not merged: {several}",
            "Name the one that is meant. Two proposals are merged from two branches.",
        )
    return _parted(found[0] if found else None, forks, side)


def worked_on(context: Context, side: Source, name: str) -> Branch | None:
    """The branch of a proposal, if one side works on it.

    Args:
        context: where the spec is.
        side: a revision.
        name: of the proposal's folder.

    Raises:
        SpecctlError: git fails, or the proposal's base is not to be found.
    """
    forks = _forks(context, side, None)
    for one in proposals_of(side):
        if one.name == name and forks.works_on(one, side.commit):
            return _parted(one, forks, side)
    return None


def proposals_of(side: Source) -> tuple[Proposal, ...]:
    """All proposals on one side; a file that cannot be read is told as what is wrong with one.

    Raises:
        SpecctlError: git fails, or a file of theirs is refused.
    """
    from specctl import sources
    from specctl.parse import read_proposals

    found = sources.proposal_files(side)
    if found.problems:
        first = found.problems[0]
        raise SpecctlError(f"{FOLDER}/{first.message}")
    return read_proposals(found.files)


def named(proposals: Sequence[Proposal], number: str) -> Proposal:
    """The proposal of a number, or of a folder's name.

    Raises:
        SpecctlError: there is none, or there are two.
    """
    from specctl.propose.naming import one_of
    from specctl.words import closest

    def none() -> SpecctlError:
        guess = closest(number, [name for one in proposals for name in (one.id, one.slug)])
        return SpecctlError(
            f"there is no proposal {number}{guess}", "`specctl propose list` lists them."
        )

    return one_of(proposals, number, none)


def _parted(proposal: Proposal | None, forks: Forks, side: Source) -> Branch:
    """A branch, with where it left its base."""
    from specctl.sources.lineage import Span
    from specctl.sources.revisions import deepen

    assert side.repository
    assert side.commit
    base, common = forks.of(proposal, side.commit)
    doubt = base.doubt
    if proposal and proposal.approvals and (hint := deepen(side.repository)):
        doubt = doubt or f"what was merged before cannot be told, nor what is spent of it. {hint}"
    called = base.name[:10] if base.name == base.commit else base.name
    return Branch(proposal, called, base.commit, Span(common, side.commit), side, doubt)


def _forks(context: Context, side: Source, base: str | None) -> Forks:
    """The forks of one side, from what was named as its base, else by the proposals' own word."""
    from specctl.sources.revisions import unrelated

    repository = side.repository
    assert repository

    def at(commit: str) -> Mapping[str, Proposal]:
        return {one.name: one for one in proposals_of(revision(context, commit))}

    return Forks(
        repository,
        lambda one: _base(repository, one, base),
        lambda _, base: unrelated(repository, f"{side.name} and {base.name}"),
        at,
    )


def _base(repository: Repository, proposal: Proposal | None, given: str | None) -> Base:
    """What a branch is to be merged into: what was named, what the proposal says, or the usual."""
    from specctl.sources.lineage import default_branch, resolve

    usual = default_branch(repository)
    name = given or (proposal.base if proposal else "") or usual
    if not name:
        raise SpecctlError(
            "there is no branch main", "Name what it is to be merged into with --base."
        )
    doubt = "" if given or name == usual else _UNUSUAL.format(name=name, usual=usual or "main")
    return Base(name, resolve(repository, name), doubt)


_UNUSUAL = (
    "the proposal itself says that it is to be merged into {name}, and not into {usual}; whose "
    "word counts is said with --base"
)
