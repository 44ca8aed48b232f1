"""A snapshot's bytes become a spec: sections, evals and the manifest, each with its place.

A file is read on its own, so that a caller who parses two revisions passes one ``memo`` and pays
only for what differs. What is wrong becomes a finding; nothing is lost.
"""

from __future__ import annotations

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.parse.file import Parsed
    from specctl.parse.manifest import MANIFEST, read_manifest
    from specctl.parse.proposal import read_proposals
    from specctl.parse.spec import Memo, own_fields, parse, parse_file
    from specctl.parse.text import lines_of
    from specctl.parse.together import in_order, put_together

__all__ = [
    "MANIFEST",
    "Memo",
    "Parsed",
    "in_order",
    "lines_of",
    "own_fields",
    "parse",
    "parse_file",
    "put_together",
    "read_manifest",
    "read_proposals",
]

__getattr__ = late(
    __name__,
    {
        "file": ("Parsed",),
        "manifest": ("MANIFEST", "read_manifest"),
        "proposal": ("read_proposals",),
        "spec": ("Memo", "own_fields", "parse", "parse_file"),
        "text": ("lines_of",),
        "together": ("in_order", "put_together"),
    },
)
