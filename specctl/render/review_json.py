"""A review as ``schemas/review.json``, whole or in part."""

from __future__ import annotations

from specctl.model import Review
from specctl.render import data
from specctl.render.style import Style


def render(review: Review, style: Style) -> str:
    """Everything."""
    return data.dump(data.review(review))


def changes(review: Review, style: Style) -> str:
    """What ``diff`` shows."""
    return data.dump(data.review(review, ("changes", "accounting")))


def impact(review: Review, style: Style) -> str:
    """What ``impact`` shows."""
    return data.dump(data.review(review, ("affected", "cost")))
