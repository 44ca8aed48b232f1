"""Approvals given, and concerns resolved: what is signed, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.proposal import Approval, Concern, Proposal, Resolution, Status
from specctl.pipeline.branches import Branch, branch, named, proposals_of
from specctl.pipeline.context import Context, manifest
from specctl.pipeline.desk import desk, rewrite
from specctl.pipeline.judging import checked
from specctl.pipeline.members import OF_BASE, approver
from specctl.propose.states import ACTIVE

if TYPE_CHECKING:
    from specctl.model import Change
    from specctl.propose.people import People

_OPEN = (Status.OPEN, Status.LAST_CALL, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved: the approval as written, the rows, and whether it is signed."""

    approval: Approval
    rows: tuple[Change, ...]

    @property
    def verified(self) -> bool:
        """Whether it bears a signature, which has been checked."""
        return bool(self.approval.signature)


def approve(
    context: Context,
    number: str | None = None,
    *,
    rows: Sequence[str] = (),
    by: str | None = None,
    evidence: str | None = None,
    comment: str = "",
    key: str | None = None,
    base: str | None = None,
) -> Approved:
    """Approve rows of a proposal as they stand in the branch's last commit.

    Args:
        context: where the spec is.
        number: the proposal's, else the one of the branch.
        rows: ids of rows; none for all of them.
        by: the member on whose behalf an approval is recorded that was given elsewhere; None for
            whoever runs this.
        evidence: where that can be read.
        comment: what the member says beside.
        key: the file of the key to sign with, else git's or the agent's.
        base: what the proposal is to be merged into, else what it says.

    Returns:
        The approval, written to a file of its own.

    Raises:
        SpecctlError: there is no such proposal, row or member, the spec has changes that are not
            committed, or nothing can be signed; nothing is written then.
    """
    from specctl.pipeline.linting import today
    from specctl.pipeline.saving import create
    from specctl.propose.people import people
    from specctl.propose.writing import approval_text, next_path

    at = branch(context, number, base=base)
    proposal = _open_to(at, "approved", _OPEN)
    _committed(at)
    known = people(manifest(context, rev=at.tip))
    member = approver(at, known, by)
    meant = _rows(context, at, proposal, rows)
    approval = Approval(
        next_path(_on_disk(context, proposal), member),
        proposal.id,
        member,
        str(today(utc=True)),
        tuple(sorted(row.fingerprint for row in meant)),
        comment,
        evidence or "",
    )
    if by is None:
        approval = _signed(at, known, approval, key)
    create(at.head.place.parent, {approval.path: approval_text(approval).encode()})
    return Approved(approval, tuple(meant))


def _rows(context: Context, at: Branch, proposal: Proposal, ids: Sequence[str]) -> Sequence[Change]:
    """The rows that ids name, all where there are none."""
    from specctl.pipeline.comparing import review
    from specctl.propose.writing import chosen

    meant, unknown = chosen(review(context, [at.span.base, at.span.head]).changes, ids)
    if unknown or not meant:
        said = f"no row is {', '.join(unknown)}" if unknown else f"{proposal.id} changes nothing"
        raise SpecctlError(said, f"`specctl propose check {proposal.id}` lists the rows.")
    return meant


def resolve(
    context: Context,
    number: str,
    concern: str,
    reason: str,
    *,
    by: str | None = None,
    key: str | None = None,
    base: str | None = None,
) -> Concern:
    """Record that a concern is met, signed by whoever says so.

    Args:
        context: where the spec is.
        number: the proposal's.
        concern: its id, such as ``c1``.
        reason: how it is met, or why it is overridden.
        by: who says so without signing it, where the manifest lets that count; None for whoever
            runs this.
        key: the file of the key to sign with, else git's or the agent's.
        base: what the proposal is to be merged into, else what it says.

    Returns:
        The concern with its resolution, as written into the proposal.

    Raises:
        SpecctlError: there is no such concern, it is resolved already, this member may not resolve
            it, or nothing can be signed; nothing is written then.
    """
    from specctl.pipeline.linting import today
    from specctl.propose.judging import Signature, open_concerns
    from specctl.propose.payload import of_resolution
    from specctl.propose.people import people
    from specctl.propose.policy import override
    from specctl.propose.writing import plain

    at = branch(context, number, base=base)
    proposal = _on_disk(context, _open_to(at, "answered", ACTIVE))
    law, day = manifest(context, rev=at.tip), str(today(utc=True))
    known = people(law)
    meant = _concern(proposal, concern)
    answer = Resolution(approver(at, known, by), day, reason)
    made = Signature()
    if by is None:
        payload = of_resolution(proposal.id, meant, answer)
        answer = answer._replace(signature=_signature(at, known, payload, answer.by, key))
        made = checked(payload, answer.signature, known)
    met = meant._replace(resolved=answer)
    for _, why in open_concerns([met], known, override(law, known), {met: made}, day):
        raise SpecctlError(f"{answer.by} cannot resolve {meant.id}: {why}", _WHO_MAY)
    concerns = [plain(met if one.id == met.id else one) for one in proposal.concerns]
    rewrite(desk(context), proposal, {"concerns": concerns})
    return met


_WHO_MAY = (
    "A concern is resolved by whoever raised it, or by a group that `concerns.override` names."
)


def _open_to(at: Branch, what: str, statuses: Sequence[Status]) -> Proposal:
    """The proposal of a branch, if it is in one of some statuses."""
    one = at.proposal
    if one is None:
        raise SpecctlError(
            f"{at.head.name} holds no proposal that is new or changed against {at.base}",
            'Make one with `specctl propose new "TITLE" --source KIND:REF`, and commit it.',
        )
    if one.findings:
        first = one.findings[0]
        raise SpecctlError(
            f"{one.path}:{first.place.line}: {first.message}", "Mend that, and commit."
        )
    if one.status not in statuses:
        raise SpecctlError(
            f"proposal {one.id} is {one.status}, and only one that is "
            f"{', '.join(statuses[:-1])} or {statuses[-1]} can be {what}",
            f"`specctl propose move {one.id} STATUS --why ...` takes it on.",
        )
    return one


def _committed(at: Branch) -> None:
    """An approval is of what others can read, too."""
    from specctl.sources.lineage import uncommitted

    assert at.head.repository
    changed = uncommitted(at.head.repository, at.head.path)
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise SpecctlError(
            f"{changed[0]}{more} is not committed, and an approval is of what is",
            "Commit it, or put it aside with `git stash`.",
        )


def _signed(at: Branch, known: People, approval: Approval, key: str | None) -> Approval:
    from specctl.propose.payload import of_approval

    signature = _signature(at, known, of_approval(approval), approval.member, key)
    return approval._replace(signature=signature)


def _signature(at: Branch, known: People, payload: bytes, member: str, key: str | None) -> str:
    """A signature that will count, of a member.

    Raises:
        SpecctlError: there is no key, or the base's manifest does not list it for the member.
    """
    from specctl.pipeline.linting import today
    from specctl.propose.judging import fault
    from specctl.sources.signing import sign, signing_key

    assert at.head.repository
    own = [held.key.key for held in known.keys if held.person == member]
    made = sign(payload, signing_key(at.head.repository.cwd, key, own))
    day = str(today(utc=True))
    if why := fault(checked(payload, made, known), member, day, day):
        raise SpecctlError(f"what you sign would not count: {why}", OF_BASE)
    return made


def _on_disk(context: Context, proposal: Proposal) -> Proposal:
    """A proposal as it stands in the work tree."""
    from specctl import sources

    side = sources.work_tree(cwd=context.directory, spec=context.spec)
    return named(proposals_of(side), f"{proposal.id}-{proposal.slug}")


def _concern(proposal: Proposal, wanted: str) -> Concern:
    """The concern of an id that nobody has resolved yet."""
    from specctl.words import closest

    for one in proposal.concerns:
        if one.id == wanted:
            if one.resolved:
                said = f"{wanted} was resolved by {one.resolved.by} on {one.resolved.date}"
                raise SpecctlError(said, "If that does not count, take the resolution out first.")
            return one
    ids = [one.id for one in proposal.concerns]
    raise SpecctlError(
        f"proposal {proposal.id} has no concern {wanted}{closest(wanted, ids)}",
        f"It has {', '.join(ids)}." if ids else "Nobody has raised one.",
    )
