"""``specctl review``."""

from __future__ import annotations

from pathlib import Path

import click

from specctl.cli.comparing import blocked, compare, placed
from specctl.cli.options import common, compared, comparison, context, epilog, formatted


@click.command(
    "review",
    help=comparison(
        "Show a change as its reviewer needs it: the gravest first, and what it touches.",
        "The exit code is 1 when a row blocks.",
    ),
    epilog=epilog(
        "specctl review",
        "specctl review main...my-branch",
        "specctl review main --format markdown -o comment.md",
        "specctl review main...my-branch --format html -o review.html",
        "specctl review main...my-branch --since-review last.json",
    ),
)
@click.option(
    "--since-review", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Show what is new since an earlier review, kept as JSON in FILE.",
)  # fmt: skip
@compared
@formatted("text", "json", "markdown", "html", "github")
@common
@click.pass_context
def command(
    ctx: click.Context,
    revisions: tuple[str, ...],
    staged: bool,
    since_review: Path | None,
    fmt: str,
    output: str | None,
) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    review = compare(ctx, revisions, staged)
    if since_review is not None:
        review = pipeline.since_review(context(ctx), review, since_review)
    emit(ctx, "review", fmt, placed(ctx, fmt, review), output)
    ctx.exit(blocked(review))
