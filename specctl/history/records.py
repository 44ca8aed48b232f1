"""Records of what was merged: put together from what git and the judges say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from specctl.history.approved import bare, confirmed_by, counted, rows_of
from specctl.model.audit import LACKING, Audit, Merge, Objection, Record, State
from specctl.model.change import RANKS
from specctl.model.history import Release
from specctl.model.proposal import (
    AFTER_MERGE,
    FOLDER,
    NEEDS_PROPOSAL,
    Approval,
    Blocker,
    Proposal,
    Standing,
    Status,
)
from specctl.model.review import Review, Side


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a merge before anybody looks at what it holds.

    Attributes:
        merge: its commit.
        base: the commit before.
        version: of the release in which it appeared, or None.
        writers: the addresses of those who wrote its commits.
    """

    merge: Merge
    base: str
    version: str | None
    writers: tuple[str, ...]


def of_proposal(
    at: Arrival, found: Standing, why: str, now: Proposal | None, revoked: Mapping[str, str]
) -> Record | None:
    """The record of a proposal; None where it changes nothing, and nobody has accepted it.

    Args:
        at: how it was merged.
        found: how it stood then.
        why: it was proposed, in the words of its authors.
        now: the proposal as it is where the audit ends; None where its folder is gone.
        revoked: keys that are not trusted there any more, by fingerprint, and since when.
    """
    one = found.proposal
    assert one
    last = now or one
    if not found.review.changes and last.status not in (Status.ACCEPTED, Status.RELEASED):
        return None
    confirmed = confirmed_by(found.review.changes)
    open_ = {concern.id: why for concern, why in found.concerns}
    return Record(
        at.merge,
        at.base,
        found.review,
        rows_of(found, confirmed),
        at.version,
        at.writers,
        confirmed,
        _stale(found.review),
        tuple(blocker for blocker in found.blockers if blocker.kind in AFTER_MERGE),
        one,
        why,
        found.authors,
        last.status,
        last.disposition,
        found.judged,
        tuple(need for need in found.needs if not need.met),
        tuple(Objection(c, c.id in open_, open_.get(c.id, "")) for c in one.concerns),
        tuple(_since(one, now, found, revoked)),
    )


def of_step(at: Arrival, review: Review, touches: Sequence[str], *, release: bool) -> Record:
    """The record of a step that belongs to no proposal.

    Args:
        at: how it was merged.
        review: of what it changed.
        touches: the proposals that it adds or changes.
        release: whether a release wrote all of it.
    """
    confirmed = confirmed_by(review.changes)
    state = State.EXEMPT if release else State.NOBODY
    return Record(
        at.merge,
        at.base,
        review,
        bare(review.changes, state, confirmed),
        at.version,
        at.writers,
        confirmed,
        _stale(review),
        () if release else tuple(_unproposed(review)),
        touches=tuple(f"{FOLDER}/{name}" for name in touches),
        release=release,
    )


def audit(
    name: str, sides: tuple[Side, Side], releases: Sequence[Release], records: Sequence[Record]
) -> Audit:
    """Put the records in order, and count their rows.

    Args:
        name: the spec's.
        sides: from where to where.
        releases: between them, the newest first.
        records: the newest first.
    """
    rows = [(record.merge.commit, row) for record in records for row in record.rows]
    grave = {
        (commit, row.change.id)
        for commit, row in rows
        if row.state in LACKING and row.change.rank <= NEEDS_PROPOSAL
    }
    ordered = tuple(sorted(records, key=_weight))
    return Audit(name, *sides, tuple(releases), ordered, counted(rows), len(grave))


def _weight(one: Record) -> tuple[bool, int]:
    """What slipped by comes first, the gravest of it before the rest."""
    gravest = min((row.change.rank for row in one.lacking), default=len(RANKS))
    return (False, gravest) if one.slipped else (True, 0)


def _stale(review: Review) -> tuple[str, ...]:
    return tuple(one.id for one in review.evals if one.state == "stale")


def _unproposed(review: Review) -> Iterator[Blocker]:
    grave = sum(row.rank <= NEEDS_PROPOSAL for row in review.changes)
    if grave:
        several = "1 row" if grave == 1 else f"{grave} rows"
        verb = "needs" if grave == 1 else "need"
        said = f"no proposal, and {several} of rank {NEEDS_PROPOSAL} or graver {verb} one"
        yield Blocker("no-proposal", said)


# --- what happened after the merge ---------------------------------------------------------------


def _since(
    one: Proposal, now: Proposal | None, found: Standing, revoked: Mapping[str, str]
) -> Iterator[str]:
    """What became of a proposal's files and keys; what counts is how they were merged."""
    if now is None:
        yield f"the folder {one.folder} was removed after the merge"
    else:
        yield from _rewritten(one.approvals, now.approvals)
    told: Collection[tuple[str, str]] = dict.fromkeys(
        (judged.approval.member, judged.key) for judged in found.judged if judged.key in revoked
    )
    for member, key in told:
        yield f"the key of {member} ({key}) was revoked, as of {revoked[key]}"


def _rewritten(before: Sequence[Approval], after: Sequence[Approval]) -> Iterator[str]:
    old, new = ({one.path: one for one in side} for side in (before, after))
    for path in sorted({**old, **new}):
        if path not in new:
            yield f"{path} was removed after the merge"
        elif path not in old:
            yield f"{path} was added after the merge, and counts for nothing"
        elif old[path] != new[path]:
            yield f"{path} was changed after the merge; what counts is what was merged"
