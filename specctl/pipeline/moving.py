"""Proposals moved from one status to another, and concerns raised about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context
from specctl.pipeline.desk import Desk, desk, meant, rewrite, sound
from specctl.pipeline.members import whoever

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal, Status
    from specctl.model.survey import Moved, Raised


def move_proposal(
    context: Context, given: str, to: Status, *, why: str, by: str | None = None
) -> Moved:
    """Give a proposal another status, and enter that in its history.

    Args:
        context: where the spec is.
        given: the proposal, as :func:`specctl.pipeline.desk.meant` takes it.
        to: the status.
        why: in a sentence.
        by: who decides; None stands for whoever works here.

    Raises:
        SpecctlError: there is no such proposal, its file is not in order, the status may not
            follow the one that it has or is not for people to give, or something is in the way
            of a merge and it was to be accepted.
    """
    from specctl.model.proposal import Status
    from specctl.model.survey import Moved
    from specctl.propose.states import DISPOSED

    here = desk(context)
    proposal = sound(meant(here, given))
    _allowed(proposal, to)
    if to is Status.ACCEPTED:
        _through_the_gate(here, proposal)
    said = _said(why, "--why")
    step = {"to": to.value, "by": whoever(here, by, "--by"), "date": _today(), "why": said}
    edits: dict[str, Any] = {  # in this order a history that is new comes last
        "history": [*(dict(one._asdict()) for one in proposal.history), step],
        "status": to.value,
        "disposition": said if to in DISPOSED else None,
    }
    rewrite(here, proposal, edits)
    return Moved(proposal, to)


def _allowed(proposal: Proposal, to: Status) -> None:
    """Raises SpecctlError where a status may not follow."""
    from specctl.model.proposal import Status
    from specctl.propose.states import MOVES, faults, follow

    if wrong := faults(proposal):
        raise SpecctlError(
            f"{proposal.path}: {wrong[0]}",
            "Somebody edited `status` or `history` by hand: make them fit each other.",
        )
    if to is Status.RELEASED:
        raise SpecctlError(
            f"{proposal.id} is released together with its version, not by a move",
            "An accepted proposal waits for the next release.",
        )
    if to not in MOVES[proposal.status]:
        raise SpecctlError(
            f"{proposal.id} is {proposal.status}, and cannot be {to} next",
            f"{follow(proposal.status).capitalize()}.",
        )


def _through_the_gate(here: Desk, proposal: Proposal) -> None:
    """Raises SpecctlError where something is in the way of a merge, as it is committed."""
    from specctl.pipeline.merging import proposal_standing

    left = proposal_standing(here.context, proposal.name).blockers
    if left:
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        raise SpecctlError(
            f"{proposal.id} cannot be accepted: {left[0].why}{more}",
            f"`specctl propose check {proposal.id}` says what is in the way. What counts is what "
            "is committed.",
        )


def raise_concern(context: Context, given: str, text: str, *, by: str | None = None) -> Raised:
    """Enter a concern about a proposal; it blocks until it is resolved.

    Args:
        context: where the spec is.
        given: the proposal, as :func:`specctl.pipeline.desk.meant` takes it.
        text: what is held against it.
        by: who raises it; None stands for whoever works here.

    Raises:
        SpecctlError: there is no such proposal, its file is not in order, or it is over.
    """
    from specctl.model.survey import Raised
    from specctl.propose.states import OVER
    from specctl.propose.writing import plain

    here = desk(context)
    proposal = sound(meant(here, given))
    if proposal.status in OVER:
        raise SpecctlError(
            f"{proposal.id} is {proposal.status}, so there is nothing to hold against it any more",
            "Propose what should be done instead: specctl propose new",
        )
    numbers = [int(one.id.removeprefix("c")) for one in proposal.concerns]
    member = whoever(here, by, "--by")
    new = {
        "id": f"c{max(numbers, default=0) + 1}",
        "by": member,
        "date": _today(),
        "text": _said(text, "the concern"),
    }
    concerns = [*map(plain, proposal.concerns), new]
    rewrite(here, proposal, {"concerns": concerns})
    return Raised(proposal, new["id"], member)


def _said(text: str, what: str) -> str:
    """A text that says something, on one line."""
    said = re.sub(r"\s+", " ", text).strip()
    if not said:
        raise SpecctlError(f"{what} says nothing", "Write it in a sentence.")
    return said


def _today() -> str:
    from specctl.pipeline.linting import today

    return today().isoformat()
