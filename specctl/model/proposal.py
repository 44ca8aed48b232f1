"""A proposed change: why it is made, who approved what of it, and what is in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.review import Review

FOLDER = "proposals"
"""The folder of proposals, beside the spec folder."""
BEGIN = "<!-- Written by `specctl propose update`; what is edited here is lost. -->"
END = "<!-- End of what specctl writes. -->"
"""The lines around what specctl writes into a proposal's file."""


class Status(StrEnum):
    """How far a proposal is."""

    DRAFT = "draft"
    OPEN = "open"
    LAST_CALL = "last-call"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    RELEASED = "released"


class Origin(NamedTuple):
    """What a proposal answers to: ``kind`` is public-feedback, incident and so on."""

    kind: str
    ref: str = ""


class Move(NamedTuple):
    """A step from one status to another: to which, by whom, when (``YYYY-MM-DD``) and why."""

    to: str
    by: str
    date: str
    why: str


class Resolution(NamedTuple):
    """Who says that a concern is met, when and why; ``signature`` is armored, or ""."""

    by: str
    date: str
    reason: str
    signature: str = ""


class Concern(NamedTuple):
    """What somebody holds against a proposal: it blocks until it is resolved."""

    id: str
    by: str
    date: str
    text: str
    place: Place
    resolved: Resolution | None = None


class Approval(NamedTuple):
    """What one member has read and approves.

    Attributes:
        path: of its file.
        proposal: the id of the proposal that it is for.
        member: who approves.
        date: ``YYYY-MM-DD``.
        rows: the fingerprints of the rows, sorted.
        comment: what the member says beside.
        evidence: where an approval that was given elsewhere can be read, or "".
        signature: an armored SSH signature, or "".
        findings: what is wrong with the file; such an approval never counts.
    """

    path: str
    proposal: str
    member: str
    date: str
    rows: tuple[str, ...]
    comment: str = ""
    evidence: str = ""
    signature: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One folder of ``proposals/``.

    Attributes:
        id: four digits, as the folder's name begins.
        slug: what follows in the folder's name.
        path: of its ``proposal.md``.
        declared_rank: the gravest rank that its authors say it has, or None.
        base: the revision that it is to be merged into.
        theme: the heading that its entry in the changelog stands under, or "".
        disposition: what became of it, and why, for whoever asked for it.
        history: its moves, oldest first; a new one is a draft.
        lines: of the file, front matter included.
        text: the parts of the file below its second-level headings, by heading.
        block: what ``propose update`` wrote into it, or None where the marks are missing.
        findings: what is wrong with the file.
    """

    id: str
    slug: str
    path: str
    title: str
    status: Status
    authors: tuple[str, ...] = ()
    source: Origin | None = None
    base: str = ""
    declared_rank: int | None = None
    theme: str = ""
    concerns: tuple[Concern, ...] = ()
    disposition: str = ""
    history: tuple[Move, ...] = ()
    approvals: tuple[Approval, ...] = ()
    lines: tuple[str, ...] = ()
    text: Mapping[str, str] | None = None
    block: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its files."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The name of that folder, and of its branch: ``0007-narrow-white-lies``."""
        return f"{self.id}-{self.slug}"


class Key(NamedTuple):
    """A member's public key for signing: ``ssh-ed25519 AAAA…``, without a comment.

    It holds up to and including the day ``until``, where one is named; ``revoked`` is the day
    from which it is not trusted any more, whatever date a signature bears.
    """

    key: str
    until: str = ""
    revoked: str = ""


class Person(NamedTuple):
    """One of the people that the manifest names under ``members``."""

    id: str
    name: str = ""
    emails: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()


class Signed(NamedTuple):
    """What came of checking a signature: it holds, or why it does not."""

    holds: bool
    why: str = ""


class Judged(NamedTuple):
    """An approval, held against the rows and the people.

    Attributes:
        approval: what was judged.
        counts: for which of the rows it counts, by fingerprint; none where it is refused.
        verified: whether its signature holds with a key of the member's.
        why: why it does not count, or not for some rows; "" where there is nothing to say.
        gone: fingerprints that it names and that no row has any more.
        key: with which key it is signed, as ``ssh-keygen -l`` names it; "" where none holds.
    """

    approval: Approval
    counts: frozenset[str]
    verified: bool
    why: str = ""
    gone: tuple[str, ...] = ()
    key: str = ""


class Seat(NamedTuple):
    """So many of a group, as a rule asks for them.

    Attributes:
        group: its name, or ``owners``.
        wanted: how many.
        groups: the groups that stand behind the name: itself, or the section's owners.
        have: who approved, counts, and sits here.
    """

    group: str
    wanted: int
    groups: tuple[str, ...]
    have: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return self.wanted - len(self.have)


class Need(NamedTuple):
    """What one rule of the policy asks for, of rows of which the same is there.

    Attributes:
        rule: where it stands in the manifest, counted from 1; 0 for the default that blocks.
        seats: whom it asks for.
        verified: whether only approvals with a signature count.
        section: whose owners are meant, where it asks for owners; else "".
        why: why it cannot be met by anybody, or "".
        rows: the rows.
    """

    rule: int
    seats: tuple[Seat, ...]
    verified: bool = True
    section: str = ""
    why: str = ""
    rows: tuple[Change, ...] = ()

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.why and not any(seat.missing for seat in self.seats)


NEEDS_PROPOSAL = 2
"""A change with a row of this rank or graver needs a proposal."""
AFTER_MERGE = frozenset({"invalid", "status", "rank", "approval", "concern", "policy", "other"})
"""What can still be told of a proposal that was merged, by the kinds of blockers."""


class Blocker(NamedTuple):
    """One thing that is in the way of a merge.

    ``kind`` is no-proposal, invalid, status, rank, block, approval, concern, policy, row, other,
    finding or stale; ``why`` says it in a sentence, ``hint`` what to do about it.
    """

    kind: str
    why: str
    hint: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a proposal stands: what is approved, and what is in its way.

    Attributes:
        proposal: None where a change needs one and there is none.
        review: of what it changes.
        needs: what the policy asks for; those that are met stand last.
        judged: every approval, by path.
        blockers: all that is in the way, approvals included; none where it may be merged.
        notes: what somebody should know and that does not block: approvals that nobody needs,
            commits of people whom nobody knows.
        authors: who wrote it: whom the proposal names, and whom its commits do, sorted.
        concerns: those that still stand, each with what is wrong with its resolution, or "".
        merged: whether it is what was merged; blockers are then what should have been in the way.
    """

    proposal: Proposal | None
    review: Review
    needs: tuple[Need, ...]
    judged: tuple[Judged, ...]
    blockers: tuple[Blocker, ...]
    notes: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    concerns: tuple[tuple[Concern, str], ...] = ()
    merged: bool = False
