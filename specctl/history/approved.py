"""What each row of a merge has of the approvals that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specctl.model.audit import Approver, Confirmed, Row, State
from specctl.model.change import Change, Delta
from specctl.model.proposal import Judged, Need, Standing
from specctl.model.spec import Eval, Example, Section


def rows_of(found: Standing, confirmed: Sequence[Confirmed] = ()) -> tuple[Row, ...]:
    """The rows of what was merged of a proposal, in the order of the review.

    Args:
        found: how the proposal stood when it was merged.
        confirmed: what it confirms.
    """
    needs: dict[str, list[Need]] = {}
    for need in found.needs:
        for row in need.rows:
            needs.setdefault(row.id, []).append(need)
    return tuple(_row(row, needs.get(row.id, ()), found, confirmed) for row in found.review.changes)


def bare(rows: Iterable[Change], state: State, confirmed: Sequence[Confirmed]) -> tuple[Row, ...]:
    """The rows of what no proposal brought; nobody has approved them."""
    return tuple(Row(row, state, (), _confirmed(row, confirmed)) for row in rows)


def _row(
    row: Change, needs: Sequence[Need], found: Standing, confirmed: Sequence[Confirmed]
) -> Row:
    approvers = tuple(_approvers(row, needs, found))
    return Row(row, _state(needs, approvers), approvers, _confirmed(row, confirmed))


def _approvers(row: Change, needs: Sequence[Need], found: Standing) -> Iterator[Approver]:
    """Whose approvals count for a row, each with its best one."""
    best: dict[str, Judged] = {}
    for one in sorted(found.judged, key=lambda j: (j.verified, j.approval.date, j.approval.path)):
        if row.fingerprint in one.counts:
            best[one.approval.member] = one
    for member, one in sorted(best.items()):
        yield Approver(one, tuple(_groups(member, needs)), member in found.authors)


def _groups(member: str, needs: Sequence[Need]) -> Iterator[str]:
    """What somebody was asked for as."""
    seats = (seat for need in needs for seat in need.seats if member in seat.have)
    yield from dict.fromkeys(" or ".join(seat.groups) for seat in seats)


def _state(needs: Sequence[Need], approvers: Sequence[Approver]) -> State:
    asked = {who for need in needs for seat in need.seats for who in seat.have}
    if not all(need.met for need in needs):
        return State.SHORT if asked else State.NOBODY
    counting = [
        one for one in approvers if (one.judged.approval.member in asked if asked else not one.own)
    ]
    if not counting:
        return State.EXEMPT if needs else State.NOBODY
    verified = [one.judged.verified for one in counting]
    # Where the policy asks for certain people all of them count, else the best there is.
    return State.VERIFIED if (all if asked else any)(verified) else State.UNVERIFIED


# --- what was confirmed --------------------------------------------------------------------------


def confirmed_by(rows: Iterable[Change]) -> tuple[Confirmed, ...]:
    """What some rows confirm, in their order."""
    found = (one for row in rows for delta in row.deltas for one in _of_delta(delta))
    return tuple(dict.fromkeys(found))


def _of_delta(delta: Delta) -> Iterator[Confirmed]:
    after = delta.after
    if after is None:
        return
    if delta.kind == "confirmed":
        yield Confirmed(after.owner, after.subject.id or after.owner)
    elif delta.kind == "example-entry":
        old, new = delta.held("confirmed")
        name = f"{after.owner}#{after.subject.id}"
        yield from (Confirmed(name, str(one)) for one in new if old.get(one) != new[one])
    elif delta.op == "added":
        yield from _of_new(after.source, after.owner)


def _of_new(source: object, owner: str) -> Iterator[Confirmed]:
    """What is confirmed from the start."""
    if isinstance(source, Eval):
        yield from (Confirmed(owner, clause) for clause in source.confirmed)
    elif isinstance(source, Example):
        yield from (Confirmed(f"{owner}#{source.id}", clause) for clause in source.confirmed)
    elif isinstance(source, Section):
        yield from (one for example in source.examples for one in _of_new(example, source.id))


def _confirmed(row: Change, confirmed: Sequence[Confirmed]) -> tuple[str, ...]:
    """The evals and examples of a clause that were confirmed together with it."""
    about = row.subject.kind in ("clause", "confirmed")
    clauses = {*row.subject.ids, row.subject.id} if about else set()
    return tuple(dict.fromkeys(one.id for one in confirmed if one.clause in clauses))


def counted(found: Iterable[tuple[str, Row]]) -> Mapping[State, int]:
    """How many rows there are of each state; what stands twice counts once, as the worse.

    Args:
        found: rows, each with the merge that brought it.
    """
    order = list(State)
    worst: dict[tuple[str, str], State] = {}
    for merge, row in found:
        key = merge, row.change.id
        worst[key] = min(worst.get(key, row.state), row.state, key=order.index)
    return {state: sum(one is state for one in worst.values()) for state in order}
