"""``specctl diff``."""

from __future__ import annotations

import click

from specctl.cli.comparing import blocked, compare, placed
from specctl.cli.options import common, compared, comparison, epilog, formatted


@click.command(
    "diff",
    help=comparison(
        "Show what changed, one row for each change, the gravest first.",
        "The exit code is 1 when a row blocks.",
    ),
    epilog=epilog("specctl diff", "specctl diff v1.2..v1.3", "specctl diff --staged --format json"),
)
@click.option(
    "--git-driver", is_flag=True,
    help="For git, which hands over one file; `specctl textconv --help` shows the settings.",
)  # fmt: skip
@compared
@formatted("text", "json", "markdown", "github")
@common
@click.pass_context
def command(
    ctx: click.Context,
    git_driver: bool,
    revisions: tuple[str, ...],
    staged: bool,
    fmt: str,
    output: str | None,
) -> None:
    """See above."""
    if git_driver:
        from specctl.cli.driver import drive

        drive(ctx, revisions)
        return
    from specctl.cli.output import emit

    review = compare(ctx, revisions, staged)
    emit(ctx, "diff", fmt, placed(ctx, fmt, review), output)
    ctx.exit(blocked(review))
