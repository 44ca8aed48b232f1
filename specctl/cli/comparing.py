"""What ``diff``, ``impact`` and ``review`` share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from specctl.cli.options import context
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy

if TYPE_CHECKING:
    from specctl.model import Review
    from specctl.render.review_github import Placed


def compare(ctx: click.Context, revisions: Sequence[str], staged: bool) -> Review:
    """The review of what the command line names."""
    if len(revisions) > 2:
        raise click.UsageError("at most two revisions can be compared")
    from specctl import pipeline

    with busy("Comparing"):
        return pipeline.review(context(ctx), revisions, staged=staged)


def placed(ctx: click.Context, fmt: str, review: Review) -> Review | Placed:
    """What the renderer of a format takes: platforms name files from the repository's top."""
    if fmt != "github":
        return review
    from specctl import pipeline
    from specctl.render.review_github import Placed

    return Placed(review, pipeline.standing(context(ctx), rev=review.head.commit))


def blocked(review: Review) -> int:
    """The exit code that says whether a row blocks."""
    from specctl.model import Gate

    return FOUND if any(row.gate is Gate.BLOCK for row in review.changes) else FINE
