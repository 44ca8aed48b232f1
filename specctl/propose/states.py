"""From which status a proposal may move to which, and whether its history says so."""

from __future__ import annotations

from collections.abc import Mapping

from specctl.model.proposal import Proposal, Status

_S = Status

MOVES: Mapping[Status, tuple[Status, ...]] = {
    _S.DRAFT: (_S.OPEN, _S.WITHDRAWN),
    # Nothing is accepted but after a last call: it is what tells those who have not spoken yet.
    _S.OPEN: (_S.LAST_CALL, _S.DRAFT, _S.REJECTED, _S.DEFERRED, _S.WITHDRAWN),
    _S.LAST_CALL: (_S.ACCEPTED, _S.OPEN, _S.REJECTED, _S.DEFERRED, _S.WITHDRAWN),
    _S.ACCEPTED: (_S.RELEASED, _S.OPEN, _S.WITHDRAWN),
    # What was turned down is taken up again under its number, with all that was said of it; the
    # discussion begins anew, and so does the last call.
    _S.REJECTED: (_S.OPEN,),
    _S.DEFERRED: (_S.OPEN, _S.WITHDRAWN),
    _S.WITHDRAWN: (_S.OPEN,),
    # A version that is out stays as it was: whoever wants it otherwise proposes that.
    _S.RELEASED: (),
}
"""The statuses that may follow each."""

ACTIVE = (_S.DRAFT, _S.OPEN, _S.LAST_CALL, _S.ACCEPTED)
"""Statuses in which a proposal is worked on, or waits to be released."""
OVER = (_S.REJECTED, _S.WITHDRAWN, _S.RELEASED)
"""Statuses in which nothing is waited for."""
DISPOSED = (_S.REJECTED, _S.DEFERRED, _S.WITHDRAWN)
"""Statuses that want a word to whoever asked for the change: its ``disposition``."""


def faults(proposal: Proposal) -> tuple[str, ...]:
    """Why a proposal's history does not lead from a draft to its status.

    Returns:
        A sentence for each step that may not follow the one before it, and one where the last step
        leads elsewhere than to the status; nothing where all is well.
    """
    found, at = [], Status.DRAFT
    for number, move in enumerate(proposal.history, 1):
        if move.to not in set(Status):
            found.append(f"move {number} of the history leads to '{move.to}', which is no status")
            continue
        if move.to not in MOVES[at]:
            found.append(f"move {number} of the history leads from {at} to {move.to}; {follow(at)}")
        at = Status(move.to)
    if at is not proposal.status:
        found.append(f"the status is {proposal.status}, and the history leads to {at}")
    return tuple(found)


def follow(status: Status) -> str:
    """What may follow a status, as a part of a sentence."""
    *most, last = MOVES[status] or ("",)
    if not last:
        return f"nothing may follow {status}"
    said = f"{', '.join(most)} or {last}" if most else last
    return f"only {said} may follow {status}"
