"""From which status a proposal may move to which."""

import pytest

from specctl.model.proposal import Move, Proposal, Status
from specctl.propose.states import ACTIVE, MOVES, OVER, faults


def proposal(status: str, *moves: str) -> Proposal:
    history = tuple(Move(to, "ana", "2026-01-31", "so") for to in moves)
    return Proposal(
        "0007", "x", "proposals/0007-x/proposal.md", "X", Status(status), history=history
    )


@pytest.mark.parametrize(("status", "moves", "said"), [
    ("draft", "", []),
    ("open", "open", []),
    ("draft", "open draft", []),
    ("accepted", "open last-call accepted", []),
    ("released", "open last-call accepted released", []),
    ("open", "open last-call accepted open", []),
    ("open", "open rejected open", []),
    ("open", "open deferred open", []),
    ("open", "withdrawn open", []),
    ("open", "", ["the status is open, and the history leads to draft"]),
    ("draft", "open", ["the status is draft, and the history leads to open"]),
    ("accepted", "open accepted", [
        "move 2 of the history leads from open to accepted; only last-call, draft, rejected, "
        "deferred or withdrawn may follow open",
    ]),
    ("open", "open released open", [
        "move 2 of the history leads from open to released; only last-call, draft, rejected, "
        "deferred or withdrawn may follow open",
        "move 3 of the history leads from released to open; nothing may follow released",
    ]),
    ("rejected", "open open rejected", [
        "move 2 of the history leads from open to open; only last-call, draft, rejected, deferred "
        "or withdrawn may follow open",
    ]),
    ("open", "opne open", ["move 1 of the history leads to 'opne', which is no status"]),
    ("draft", "rejected", [
        "move 1 of the history leads from draft to rejected; only open or withdrawn may follow draft",
        "the status is draft, and the history leads to rejected",
    ]),
])  # fmt: skip
def test_a_history_leads_from_a_draft_to_the_status(
    status: str, moves: str, said: list[str]
) -> None:
    assert list(faults(proposal(status, *moves.split()))) == said


def test_every_status_can_be_reached_and_all_but_released_can_be_left() -> None:
    reached, new = {Status.DRAFT}, {Status.DRAFT}
    while new:
        new = {to for one in new for to in MOVES[one]} - reached
        reached |= new
    assert reached == set(MOVES) == set(Status)
    assert {one for one, after in MOVES.items() if not after} == {Status.RELEASED}
    assert not set(ACTIVE) & set(OVER)
