"""What is signed: the bytes that stand for an approval, or for the resolution of a concern.

They are JSON with sorted keys and without spaces, in ASCII, so that any tool can make them again.
What stands in a file beside (its name, comments, the order of rows) is not signed and says
nothing.
"""

from __future__ import annotations

import json
from typing import Any

from specctl.model.proposal import Approval, Concern, Resolution


def of_approval(approval: Approval) -> bytes:
    """What a member signs who approves rows: all of an approval but its signature."""
    return _bytes(
        kind="specctl/approval/1",
        proposal=approval.proposal,
        member=approval.member,
        date=approval.date,
        rows=sorted(approval.rows),
        comment=approval.comment,
        evidence=approval.evidence,
    )


def of_resolution(proposal: str, concern: Concern, resolution: Resolution) -> bytes:
    """What a member signs who resolves a concern: the concern as it stands, and the answer."""
    return _bytes(
        kind="specctl/resolution/1",
        proposal=proposal,
        concern=[concern.id, concern.by, concern.date, concern.text],
        member=resolution.by,
        date=resolution.date,
        reason=resolution.reason,
    )


def _bytes(**said: Any) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
