"""Deltas become change rows: classes, ranks, gates."""

from specctl.classify.classes import CLASSES, ChangeClass
from specctl.classify.policy import policy
from specctl.classify.rows import classify, told

__all__ = ["CLASSES", "ChangeClass", "classify", "policy", "told"]
