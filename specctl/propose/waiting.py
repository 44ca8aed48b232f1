"""What a proposal waits for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from specctl.model.proposal import Proposal, Status
from specctl.propose.states import faults

_WAITS: Mapping[Status, str] = {
    Status.DRAFT: "its authors, to open it",
    Status.OPEN: "discussion, then a last call",
    Status.LAST_CALL: "a decision",
    Status.ACCEPTED: "a release",
    Status.DEFERRED: "being taken up again",
}


def waits(proposal: Proposal, concerns: Collection[str] | None = None) -> str:
    """What has to happen next, in a few words; "" where nothing has to.

    Args:
        proposal: what waits.
        concerns: ids of those that stand, where more is known than its own files tell.
    """
    if proposal.findings or faults(proposal):  # its status may be another than it says
        return "its file to be mended"
    if concerns is None:
        concerns = [one.id for one in proposal.concerns if one.resolved is None]
    if concerns and proposal.status in (Status.OPEN, Status.LAST_CALL):
        return f"an answer to {', '.join(concerns)}"
    return _WAITS.get(proposal.status, "")
