"""Two specs become deltas: what differs, by id, before anybody judges it."""

from specctl.diff.compare import compare
from specctl.diff.likeness import Counted, counted, total

__all__ = ["Counted", "compare", "counted", "total"]
