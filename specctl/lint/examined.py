"""What one file gives to lint, whatever the other files hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from specctl.lint.card import Card
from specctl.model.finding import Finding

if TYPE_CHECKING:
    from specctl.lint.suppress import Allowance


class Examined(NamedTuple):
    """What one file gives on its own.

    ``findings`` are not weighed yet; ``card`` is what the other files need to know; ``allowed``
    are the comments that allow findings in the file; ``gist`` is :func:`specctl.lint.gist.gist_of`
    of the card.
    """

    findings: tuple[Finding, ...]
    card: Card
    allowed: tuple[Allowance, ...] = ()
    gist: str = ""
