"""``specctl review``."""

from __future__ import annotations

import click

from specctl.cli.comparing import blocked, compare, placed
from specctl.cli.options import common, compared, comparison, epilog, formatted


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
    ),
)
@compared
@formatted("text", "json", "markdown", "html", "github")
@common
@click.pass_context
def command(
    ctx: click.Context, revisions: tuple[str, ...], staged: bool, fmt: str, output: str | None
) -> None:
    """See above."""
    from specctl.cli.output import emit

    review = compare(ctx, revisions, staged)
    emit(ctx, "review", fmt, placed(ctx, fmt, review), output)
    ctx.exit(blocked(review))
