"""Change rows become impacts: which examples and evals they touch, how nearly, and why."""

from specctl.impact.impacts import impacts

__all__ = ["impacts"]
