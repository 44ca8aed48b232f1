"""Two specs become deltas: what differs, by id, before anybody judges it."""

from specctl.diff.compare import compare
from specctl.diff.likeness import Counted, counted, total
from specctl.diff.turns import Order, order_of

__all__ = ["Counted", "Order", "compare", "counted", "order_of", "total"]
