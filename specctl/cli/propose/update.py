"""``specctl propose update``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog
from specctl.cli.progress import busy


@click.command("update", epilog=epilog("specctl propose update", "specctl propose update 7"))
@click.argument("number", metavar="[NNNN]", required=False)
@common
@click.pass_context
def command(ctx: click.Context, number: str | None) -> None:
    """Write into a proposal what it changes now: rows, evals, examples and the cost.

    Compared are the work tree and the commit at which the branch left the proposal's base. What
    stands between the two marks is replaced, conflicts of a merge within it included. Without NNNN
    it is the proposal that the branch works on.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Comparing"):
        done = pipeline.update_block(context(ctx), number)
    emit(ctx, "updated", "text", done)
