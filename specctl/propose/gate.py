"""The gate: what is in the way of a merge. What is in doubt is in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from specctl.model.change import RANKS, Gate
from specctl.model.finding import Severity
from specctl.model.proposal import (
    NEEDS_PROPOSAL,
    Blocker,
    Concern,
    Judged,
    Need,
    Proposal,
    Seat,
    Status,
)
from specctl.model.review import Review
from specctl.propose.states import faults
from specctl.propose.text import said

SAYS_ELSE = 3
"""A row of this rank or graver may say something else than before."""
_MERGEABLE = (Status.OPEN, Status.LAST_CALL, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Matter:
    """All that the gate goes by.

    Attributes:
        proposal: None where the branch has none.
        review: of what the branch changes.
        needs: what the policy asks for.
        concerns: those that still stand, each with what is wrong with its resolution, or "".
        dropped: concerns that an earlier commit of the branch has, and its tip has not.
        others: folders of other proposals that the branch changes.
        block: what ``propose update`` would write today.
        law: why the base's manifest cannot be gone by.
        handed: sections of which others decide afterwards.
        stale_examples: of what the change touches, those that nobody looked at since their clause
            is another one.
    """

    proposal: Proposal | None
    review: Review
    needs: Sequence[Need] = ()
    concerns: Sequence[tuple[Concern, str]] = ()
    dropped: Sequence[str] = ()
    others: Sequence[str] = ()
    block: str = ""
    law: Sequence[str] = ()
    handed: Sequence[str] = ()
    stale_examples: Sequence[str] = ()


def blockers(matter: Matter) -> tuple[Blocker, ...]:
    """All that is in the way of a merge; none where the branch may be merged."""
    if matter.proposal is None:
        return (*_no_proposal(matter), *_unasked(matter), *_of_change(matter))
    return tuple(
        blocker for check in _CHECKS for blocker in check(matter, matter.proposal)
    ) + tuple(_of_change(matter))


def _of_change(matter: Matter) -> Iterator[Blocker]:
    """What blocks with a proposal or without one."""
    for why in matter.law:
        yield Blocker("policy", why)
    for row in matter.review.changes:
        if row.gate is Gate.BLOCK:
            yield Blocker("row", f"{row.message} ({row.id})", place=row.head or row.base)
    for one in matter.review.new_findings:
        if one.severity is Severity.ERROR:
            yield Blocker("finding", f"{one.message} ({one.rule})", place=one.place)
    if lines := len(matter.review.accounting.unaccounted):
        yield Blocker("row", f"{lines} changed lines belong to no row, so that nobody reads them")
    for name in matter.others:
        yield Blocker(
            "other",
            f"the branch changes {name}, too",
            "What is decided about a proposal is decided on its own branch: take that out.",
        )
    # An eval tests what a clause says and an example shows it; neither notices another wording.
    evals = [one.id for one in matter.review.evals if one.state == "stale"]
    for what, ids in (("eval", evals), ("example", matter.stale_examples)):
        if ids:
            one_of = f"an {what} is" if len(ids) == 1 else f"{len(ids)} {what}s are"
            yield Blocker(
                "stale",
                f"{one_of} stale, not confirmed since the clause changed: {', '.join(ids)}",
                "Look at each beside its clause (`specctl stale`), then run "
                "`specctl confirm ID...`.",
            )


def _no_proposal(matter: Matter) -> Iterator[Blocker]:
    grave = [row for row in matter.review.changes if row.rank <= NEEDS_PROPOSAL]
    if grave:
        several = "a row" if len(grave) == 1 else f"{len(grave)} rows"
        yield Blocker(
            "no-proposal",
            f"there is no proposal, and the change has {several} of rank {NEEDS_PROPOSAL} "
            f"({RANKS[NEEDS_PROPOSAL]}) or graver",
            _PROPOSE,
        )
    if matter.handed:
        yield Blocker(
            "no-proposal",
            "there is no proposal, and the change hands "
            f"{', '.join(f'`{one}`' for one in matter.handed)} to other owners or rules",
            _PROPOSE,
        )


def _unasked(matter: Matter) -> Iterator[Blocker]:
    """What the policy asks for, and nobody can give where there is no proposal to approve.

    Rows of structure and looks say what was said before, and pass.
    """
    for need in matter.needs:
        rows = tuple(row for row in need.rows if row.rank <= SAYS_ELSE)
        if rows and not need.met:
            yield Blocker("approval", missing(need._replace(rows=rows)), _PROPOSE)


_PROPOSE = 'Make one with `specctl propose new "TITLE" --source KIND:REF`.'


def _status(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    if one.status not in _MERGEABLE:
        wanted = "open" if one.status in (Status.DRAFT, Status.DEFERRED) else ""
        hint = f"`specctl propose move {one.id} {wanted} --why ...`" if wanted else ""
        yield Blocker("status", f"the proposal is {one.status}", hint)


def _valid(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    for finding in one.findings:
        yield Blocker("invalid", finding.message, place=finding.place)
    if not one.findings:
        for why in faults(one):
            yield Blocker("invalid", why, "`specctl propose move` keeps the history.")
        if not one.authors:
            yield Blocker("invalid", "the proposal names no authors", "Write them into `authors`.")
        if not said(one, "Why"):
            yield Blocker(
                "invalid", "nothing stands under 'Why'", "Say why, for whoever asks later."
            )


def _rank(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    computed = min((row.rank for row in matter.review.changes), default=5)
    if one.declared_rank is None:
        yield Blocker("rank", f"the proposal declares no rank; it has rank {computed}")
    elif one.declared_rank > computed:
        yield Blocker(
            "rank",
            f"the proposal declares rank {one.declared_rank} ({RANKS[one.declared_rank]}), and it "
            f"has rank {computed} ({RANKS[computed]})",
            f"Write `declared_rank: {computed}`, and tell the reviewers why.",
        )


def _block(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    if one.block is None or one.block.strip() != matter.block.strip():
        what = "has no block that specctl wrote" if one.block is None else "is not up to date"
        hint = f"Run `specctl propose update {one.id}` and commit."
        yield Blocker("block", f"what stands under 'What changes' {what}", hint)


def _approvals(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    for need in matter.needs:
        if not need.met:
            yield Blocker("approval", missing(need))


def missing(need: Need) -> str:
    """What a need still lacks, in a sentence."""
    rows = "1 row lacks" if len(need.rows) == 1 else f"{len(need.rows)} rows lack"
    if need.why:
        return f"{rows} approval: {need.why}"
    lacks = [_lack(seat, need.section) for seat in need.seats if seat.missing]
    verified = "" if need.verified else " (may be unverified)"
    return f"{rows} the approval of {' and '.join(lacks)}{verified}"


def _lack(seat: Seat, section: str) -> str:
    more = "more " if seat.have else ""
    if seat.groups == (seat.group,):
        return f"{seat.missing} {more}of {seat.group}"
    return f"{seat.missing} {more}of {' or '.join(seat.groups)}, owners of `{section}`"


def _concerns(matter: Matter, one: Proposal) -> Iterator[Blocker]:
    for concern, why in matter.concerns:
        said = f"concern {concern.id} of {concern.by} stands: {concern.text}"
        hint = (
            why[:1].upper() + why[1:] + "."
            if why
            else f"{concern.by} resolves it with "
            f"`specctl propose resolve {one.id} {concern.id} --reason ...`."
        )
        yield Blocker("concern", said, hint, concern.place)
    for gone in matter.dropped:
        yield Blocker(
            "concern",
            f"a concern was taken out or changed: {gone}",
            "Put it back as it was; a concern is resolved, not removed.",
        )


_CHECKS: tuple[Callable[[Matter, Proposal], Iterator[Blocker]], ...] = (
    *(_valid, _status, _rank, _block, _approvals, _concerns),
)


def own_approvals(judged: Sequence[Judged], authors: Collection[str]) -> Iterator[str]:
    """Approvals by those who wrote what they approve."""
    for one in judged:
        if one.counts and one.approval.member in authors:
            yield (
                f"{one.approval.member} is named as an author, or wrote or committed part of this "
                "(as does whoever rebases it), so that their approval counts only where a rule "
                "says `author_counts: true`"
            )


def approvers(needs: Iterable[Need]) -> frozenset[str]:
    """The members whose approvals count for something that the policy asks for."""
    return frozenset(who for need in needs for seat in need.seats for who in seat.have)


def unneeded(judged: Sequence[Judged], needs: Sequence[Need]) -> Iterator[str]:
    """Members whose approvals count for rows for which nobody asked them."""
    used = approvers(needs)
    for member in dict.fromkeys(one.approval.member for one in judged if one.counts):
        if member not in used:
            yield f"nobody asked for the approval of {member}"
