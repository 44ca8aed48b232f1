"""What was merged between two versions of a spec, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.history import Release
from specctl.model.proposal import Blocker, Concern, Judged, Need, Proposal, Status
from specctl.model.review import Review, Side


class State(StrEnum):
    """What a row has of the approvals that it needs; what an auditor looks for comes first.

    ``nobody`` approved it, or nobody whom the policy asks. ``short``: somebody did, and the policy
    asks for more. ``unverified``: those who count did, not all of them with a signature.
    ``verified``: all of them with one. ``exempt``: the policy asks for nobody, or a release wrote
    it.
    """

    NOBODY = "nobody"
    SHORT = "short"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    EXEMPT = "exempt"


LACKING = (State.NOBODY, State.SHORT)
"""The states of rows that slipped by."""


class Merge(NamedTuple):
    """The commit that brought something to the line.

    Attributes:
        commit: its id.
        date: the committer's day in UTC, ``YYYY-MM-DD``.
        author, email: as the commit has them.
        subject: the first line of its message.
    """

    commit: str
    date: str
    author: str
    email: str
    subject: str


class Approver(NamedTuple):
    """Whose approval counts for a row.

    Attributes:
        judged: the approval.
        groups: for which it was asked for; none where nobody asked.
        own: whether it is of somebody who wrote the change.
    """

    judged: Judged
    groups: tuple[str, ...] = ()
    own: bool = False


class Row(NamedTuple):
    """A row that was merged.

    Attributes:
        change: the row.
        state: what it has of the approvals that it needs.
        approvers: by name.
        confirmed: the evals and examples of its clause that were confirmed together with it.
    """

    change: Change
    state: State
    approvers: tuple[Approver, ...] = ()
    confirmed: tuple[str, ...] = ()


class Confirmed(NamedTuple):
    """An eval, or an example as ``section#example``, that was looked at again for a clause."""

    id: str
    clause: str


class Objection(NamedTuple):
    """A concern as it was merged: whether it still stood, and what its resolution lacks."""

    concern: Concern
    stands: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What was merged at once: a proposal, or a step of the line that belongs to none.

    Attributes:
        merge: the commit that brought it.
        base: the commit before.
        review: of what it changed.
        rows: those of the review.
        version: of the release in which it appeared; None where it is in none.
        writers: the addresses of those who wrote its commits.
        confirmed: the evals and examples that it confirms.
        stale: the ids of evals that it left to be looked at again.
        problems: why it should not have been merged so, unmet needs included.
        proposal: as it was merged; None for a step that belongs to none.
        why: it was proposed, in the words of its authors; "" where they wrote nothing.
        authors: of the proposal: whom it names, and whom its commits do.
        status, disposition: what the proposal says where the audit ends.
        judged: its approvals as they were merged, those that do not count included.
        unmet: what the policy asked for and did not get.
        concerns: those of the proposal, as it was merged.
        since: what happened to the proposal's files and its approvers' keys after the merge, up
            to where the audit ends, in sentences.
        touches: of a step, the folders of proposals that it adds or changes.
        release: whether a release wrote it, and it holds nothing else.
    """

    merge: Merge
    base: str
    review: Review
    rows: tuple[Row, ...]
    version: str | None = None
    writers: tuple[str, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    stale: tuple[str, ...] = ()
    problems: tuple[Blocker, ...] = ()
    proposal: Proposal | None = None
    why: str = ""
    authors: tuple[str, ...] = ()
    status: Status | None = None
    disposition: str = ""
    judged: tuple[Judged, ...] = ()
    unmet: tuple[Need, ...] = ()
    concerns: tuple[Objection, ...] = ()
    since: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    release: bool = False

    @property
    def kind(self) -> str:
        """``proposal``, ``release`` or ``step``."""
        return "release" if self.release else "proposal" if self.proposal else "step"

    @property
    def lacking(self) -> tuple[Row, ...]:
        """The rows that lack an approval."""
        return tuple(row for row in self.rows if row.state in LACKING)

    @property
    def slipped(self) -> bool:
        """Whether something of it slipped by."""
        return bool(self.problems or self.lacking)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was merged between two versions.

    Attributes:
        name: the spec's.
        base, head: the versions.
        releases: those after the base up to the head, the newest first.
        records: those of which something slipped by, the gravest first; then the others. Of one
            kind the newest stand first.
        counts: how many rows there are of each state. Two proposals that one merge brought have
            the same rows: these count once, as the worse of both.
        grave: how many rows of rank 2 or graver lack an approval.
    """

    name: str
    base: Side
    head: Side
    releases: tuple[Release, ...]
    records: tuple[Record, ...]
    counts: Mapping[State, int]
    grave: int
