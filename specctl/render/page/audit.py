"""An audit as one page: what slipped by first, and every change unfolds to its rows."""

from __future__ import annotations

from specctl.model.audit import Audit
from specctl.render.style import Style


def render(audit: Audit, style: Style) -> str:
    """The whole audit."""
    from specctl.render.page.audit_view import view
    from specctl.render.page.sheet import sheet

    return sheet("audit.html", view(audit), ["style.css", "audit.css"])
