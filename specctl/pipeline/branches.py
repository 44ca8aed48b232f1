"""Where a proposal is: on its branch, or in what was merged of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER, Proposal, Status
from specctl.pipeline.context import Context

if TYPE_CHECKING:
    from specctl.sources import Source
    from specctl.sources.lineage import Span

_UNFINISHED = (Status.DRAFT, Status.OPEN, Status.LAST_CALL, Status.ACCEPTED, Status.DEFERRED)


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
    from specctl import sources
    from specctl.sources.lineage import Span

    side = sources.revision(head, cwd=context.directory, spec=context.spec)
    chosen = named(proposals_of(side), number)
    if span is not None:
        ends = [sources.revision(r, cwd=context.directory, spec=context.spec) for r in span]
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
    above = side.path.rpartition("/")[0]
    place, file = (f"{above}/{path}".lstrip("/") for path in (folder, f"{folder}/proposal.md"))
    span = arrival(side.repository, side.commit, place, file, _is_released)
    return _landed(context, folder, span) if span else None


def _landed(context: Context, folder: str, span: Span) -> Branch | None:
    from specctl import sources

    merged = sources.revision(span.head, cwd=context.directory, spec=context.spec)
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
    from specctl import sources

    side = sources.revision(head, cwd=context.directory, spec=context.spec)
    proposals = proposals_of(side)
    if number is not None:
        return _parted(named(proposals, number), base, side)
    found = _own(context, proposals, base, side)
    if len(found) > 1:
        several = ", ".join(
            f"{one.proposal.id} {one.proposal.slug}" for one in found if one.proposal
        )
        raise SpecctlError(
            f"{side.name} holds more than one proposal that is not merged: {several}",
            "Name the one that is meant. Two proposals are merged from two branches.",
        )
    return found[0] if found else _parted(None, base, side)


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
    from specctl.pipeline.desk import twice
    from specctl.propose.naming import matching
    from specctl.words import closest

    found = matching(proposals, number)
    if not found:
        guess = closest(number, [name for one in proposals for name in (one.id, one.slug)])
        raise SpecctlError(
            f"there is no proposal {number}{guess}", "`specctl propose list` lists them."
        )
    if len(found) > 1:
        raise twice(found)
    return found[0]


def _own(
    context: Context, proposals: Iterable[Proposal], base: str | None, side: Source
) -> list[Branch]:
    """The proposals that a branch works on: other than in its base, and than where it began.

    The first tells what was merged, the second what the branch carries along while its base goes
    on, as a release does.
    """
    from specctl import sources

    found: list[Branch] = []
    there: dict[str, Mapping[str, Proposal]] = {}
    for one in proposals:
        if one.status not in _UNFINISHED:
            continue
        at = _parted(one, base, side)
        for commit in {at.tip, at.span.base} - there.keys():
            at_commit = sources.revision(commit, cwd=context.directory, spec=context.spec)
            there[commit] = {other.folder: other for other in proposals_of(at_commit)}
        if all(there[commit].get(one.folder) != one for commit in (at.tip, at.span.base)):
            found.append(at)
    return found


def _parted(proposal: Proposal | None, base: str | None, side: Source) -> Branch:
    """Where a branch left its base: the one that was named, the proposal's, or the default one."""
    from specctl.sources.lineage import Span, default_branch, resolve
    from specctl.sources.revisions import deepen, merge_base

    assert side.repository
    assert side.commit
    usual = default_branch(side.repository)
    name = base or (proposal.base if proposal else "") or usual
    if not name:
        raise SpecctlError(
            "there is no branch main", "Name what it is to be merged into with --base."
        )
    tip = resolve(side.repository, name)
    common = merge_base(side.repository, tip, side.commit)
    if common is None:
        raise SpecctlError(
            f"{side.name} and {name} have no common ancestor",
            deepen(side.repository) or "Only branches of one history can be merged.",
        )
    doubt = "" if base or name == usual else _UNUSUAL.format(name=name, usual=usual or "main")
    if proposal and proposal.approvals and (hint := deepen(side.repository)):
        doubt = doubt or f"what was merged before cannot be told, nor what is spent of it. {hint}"
    called = name[:10] if name == tip else name
    return Branch(proposal, called, tip, Span(common, side.commit), side, doubt)


_UNUSUAL = (
    "the proposal itself says that it is to be merged into {name}, and not into {usual}; whose "
    "word counts is said with --base"
)
