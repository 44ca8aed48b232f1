"""Whether an approval counts, and for which rows. Whatever is in doubt does not count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from specctl.model.proposal import Approval, Concern, Judged, Key, Proposal
from specctl.propose.payload import of_approval
from specctl.propose.people import Held, People, fingerprint


class Signature(NamedTuple):
    """What checking a signature gave: the keys that could have made it, or why it fails."""

    by: tuple[Held, ...] = ()
    why: str = ""


class Court(NamedTuple):
    """What approvals are held against.

    Attributes:
        people: those of the base's manifest.
        day: the day on which they are judged, ``YYYY-MM-DD``.
        rows: the fingerprints of the rows that there are.
        signatures: by the path of the approval; those without a signature are left out.
        merged: files that came with a merge and that neither of its parents holds: path -> commit.
        spent: what was signed in approvals that the base has, or had once.
    """

    people: People
    day: str
    rows: Collection[str]
    signatures: Mapping[str, Signature]
    merged: Mapping[str, str]
    spent: Collection[bytes] = ()


def judge(proposal: Proposal, court: Court) -> tuple[Judged, ...]:
    """Hold every approval of a proposal against the rows and the people, in the order of paths."""
    return tuple(_judged(proposal, one, court) for one in proposal.approvals)


def _judged(proposal: Proposal, one: Approval, court: Court) -> Judged:
    why = next((said for rule in _RULES if (said := rule(proposal, one, court))), "")
    if why:
        return Judged(one, frozenset(), verified=False, why=why)
    counts = frozenset(one.rows).intersection(court.rows)
    gone = tuple(row for row in one.rows if row not in counts)
    keys = court.signatures[one.path].by if one.signature else ()
    why = _changed(len(gone), len(one.rows))
    key = fingerprint(keys[0].key.key) if keys else ""
    return Judged(one, counts, bool(keys), why, gone, key)


def _changed(gone: int, named: int) -> str:
    """What is said of an approval of rows that are not there any more."""
    if not gone:
        return ""
    if gone == named:
        return "all that it approves has changed since, or is gone"
    return f"{gone} of the {named} rows that it approves changed since, or are gone"


def _valid(proposal: Proposal, one: Approval, court: Court) -> str:
    if not one.findings:
        return ""
    first = one.findings[0]
    return f"its file is not in order: line {first.place.line}: {first.message}"


def _of_this(proposal: Proposal, one: Approval, court: Court) -> str:
    if one.proposal == proposal.id:
        return ""
    return f"it is for proposal {one.proposal}, not for {proposal.id}"


def _known(proposal: Proposal, one: Approval, court: Court) -> str:
    if one.member in court.people.persons:
        return ""
    return f"the base's manifest knows no {one.member}; who joins does so in a change of its own"


def _reviewed(proposal: Proposal, one: Approval, court: Court) -> str:
    commit = court.merged.get(one.path)
    if commit is None:
        return ""
    return (
        f"it came with the merge commit {commit[:10]} and stands in neither of its parents, so "
        "that no diff shows it; commit it by itself"
    )


def _unspent(proposal: Proposal, one: Approval, court: Court) -> str:
    if of_approval(one) not in court.spent:
        return ""
    return (
        "it is in the base's history already, and was given for what was merged with it; what is "
        "proposed again is approved again"
    )


def _dated(proposal: Proposal, one: Approval, court: Court) -> str:
    return f"it is dated {one.date}, which is yet to come" if one.date > court.day else ""


def _signed(proposal: Proposal, one: Approval, court: Court) -> str:
    if not one.signature:
        return ""
    return fault(court.signatures.get(one.path, Signature()), one.member, one.date, court.day)


_RULES: tuple[Callable[[Proposal, Approval, Court], str], ...] = (
    *(_valid, _of_this, _known, _reviewed, _unspent, _dated, _signed),
)
"""Each says why an approval does not count, or nothing; the first one that speaks is heard."""


def fault(signature: Signature, member: str, date: str, day: str) -> str:
    """Why a signature is not one of a member's; "" where it is.

    Args:
        signature: what checking it gave.
        member: whose it should be.
        date: the day that was signed.
        day: the day on which it is judged.
    """
    if signature.why:
        return f"its signature does not hold: {signature.why}"
    owners = sorted({held.person for held in signature.by})
    if not owners:
        return f"it is signed with a key that the base's manifest does not list for {member}"
    if len(owners) > 1:
        return f"its key is listed for {' and '.join(owners)}, so that it says of none who signed"
    if owners != [member]:
        return f"it is signed with a key of {owners[0]}, not of {member}"
    return next(filter(None, (_worn(held.key, date, day) for held in signature.by)), "")


def _worn(key: Key, date: str, day: str) -> str:
    """Why a key is not to be trusted any more."""
    if key.revoked:
        return f"it is signed with a key that was revoked on {key.revoked}"
    if key.until and max(date, day) > key.until:
        return f"it is signed with a key that expired on {key.until}"
    return ""


def open_concerns(
    concerns: Sequence[Concern],
    people: People,
    policy: Override,
    signatures: Mapping[Concern, Signature],
    day: str,
) -> list[tuple[Concern, str]]:
    """The concerns that nobody has resolved who may, each with what is wrong with its resolution.

    Args:
        concerns: of the proposal.
        people: those of the base's manifest.
        policy: who else may resolve them, and whether they have to sign.
        signatures: of their resolutions. Not by id: two concerns may have the same one.
        day: on which they are judged.
    """
    found = ((one, _unresolved(one, people, policy, signatures, day)) for one in concerns)
    return [(one, why or "") for one, why in found if why is not None]


class Override(NamedTuple):
    """Who may resolve a concern of somebody else, and whether a resolution has to be signed."""

    people: frozenset[str] = frozenset()
    verified: bool = True


def _unresolved(
    one: Concern,
    people: People,
    policy: Override,
    signatures: Mapping[Concern, Signature],
    day: str,
) -> str | None:
    """Why a concern still stands: "" where nobody has answered it; None where it is resolved."""
    met = one.resolved
    if met is None:
        return ""
    if met.by not in people.persons:
        return f"the base's manifest knows no {met.by}, who is to have resolved it"
    if met.by != one.by and met.by not in policy.people:
        return f"{met.by} is neither {one.by} nor in a group that `concerns.override` names"
    if met.date > day:
        return f"its resolution is dated {met.date}, which is yet to come"
    if not met.signature:
        said = "its resolution is not signed, and the manifest does not say `verified: false`"
        return said if policy.verified else None
    why = fault(signatures.get(one, Signature()), met.by, met.date, day)
    return f"of its resolution: {why}" if why else None
