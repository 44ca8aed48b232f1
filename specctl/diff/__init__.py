"""Two specs become deltas: what differs, by id, before anybody judges it."""

from specctl.diff.compare import compare

__all__ = ["compare"]
