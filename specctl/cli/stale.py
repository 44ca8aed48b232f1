"""``specctl stale``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND

_HELP = """\
List the evals and examples whose clauses are others than when somebody last looked at them.

Each clause is shown as it was confirmed and as it is, with the commit since which it is another, as
far as the first-parent line of the history tells. What was never confirmed is listed apart. Read
them, mend what no longer fits, and record that with `specctl confirm`.

The spec is that of the work tree, or of REV. The exit code is 1 when something is stale.
"""


@click.command(
    "stale",
    help=_HELP,
    epilog=epilog("specctl stale", "specctl stale --staged", "specctl stale v1.3 --format json"),
)
@click.argument("revision", required=False, metavar="[REV]")
@click.option("--staged", is_flag=True, help="Look at what is staged.")
@click.option("--rev", metavar="REV", help="The same as REV.")
@formatted("text", "json", "markdown")
@common
@click.pass_context
def command(
    ctx: click.Context,
    revision: str | None,
    staged: bool,
    rev: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """See above."""
    if sum((revision is not None, staged, rev is not None)) > 1:
        raise click.UsageError("REV, --rev and --staged exclude each other")
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy

    with busy("Looking back"):
        found = pipeline.stale(context(ctx), staged=staged, rev=revision if rev is None else rev)
    emit(ctx, "stale", fmt, found, output)
    ctx.exit(FOUND if found.stale else FINE)
