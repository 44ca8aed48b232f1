"""What a proposal waits for, as far as its own files tell."""

from __future__ import annotations

from collections.abc import Mapping

from specctl.model.proposal import Proposal, Status
from specctl.propose.states import faults

_WAITS: Mapping[Status, str] = {
    Status.DRAFT: "its authors, to open it",
    Status.OPEN: "discussion, then a last call",
    Status.LAST_CALL: "a decision",
    Status.ACCEPTED: "a release",
    Status.DEFERRED: "being taken up again",
}


def waits(proposal: Proposal) -> str:
    """What has to happen next, in a few words; "" where nothing has to."""
    if proposal.findings or faults(proposal):  # its status may be another than it says
        return "its file to be mended"
    concerns = [one.id for one in proposal.concerns if one.resolved is None]
    if concerns and proposal.status in (Status.OPEN, Status.LAST_CALL):
        return f"an answer to {', '.join(concerns)}"
    return _WAITS.get(proposal.status, "")
