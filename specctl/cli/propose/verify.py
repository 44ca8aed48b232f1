"""``specctl propose verify``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy


@click.command(
    "verify",
    epilog=epilog("specctl propose verify 7", "specctl propose verify 7 4f1e2d3..9a8b7c6"),
)
@click.argument("number", metavar="NNNN")
@click.argument("merged", required=False, metavar="[BASE..HEAD]")
@formatted("text", "json", "markdown")
@common
@click.pass_context
def command(
    ctx: click.Context, number: str, merged: str | None, fmt: str, output: str | None
) -> None:
    """Hold what was merged of a proposal against what was approved.

    It is looked for on the line of HEAD: the merge or squashed commit that brought the proposal's
    folder, or the commits in a row that did; BASE..HEAD says otherwise. Approvals count by the
    manifest into which it was merged, as of that day. The exit code is 1 where what was merged is
    not what was approved.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    span = None
    if merged is not None:
        base, dots, head = merged.partition("..")
        if not dots or not base or not head.strip("."):
            raise click.UsageError(f"'{merged}' is no range: write BASE..HEAD")
        span = base, head
    with busy("Comparing"):
        found = pipeline.verified(context(ctx), number, span=span)
    emit(ctx, "standing", fmt, found, output)
    ctx.exit(FOUND if found.blockers else FINE)
