"""Pages: a review, or an audit, as one HTML file.

The views are made of plain values, which templates lay out.
"""

from __future__ import annotations

from specctl.model import Review
from specctl.render.style import Style


def render(review: Review, style: Style) -> str:
    """The whole review."""
    from specctl.render.page.sheet import sheet
    from specctl.render.page.view import view

    return sheet("review.html", view(review), ["style.css"], [("m", "to the map of the spec")])
