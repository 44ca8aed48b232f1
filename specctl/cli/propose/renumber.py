"""``specctl propose renumber``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog


@click.command(
    "renumber",
    epilog=epilog("specctl propose renumber 7", "specctl propose renumber 0007-narrow-white-lies"),
)
@click.argument("number", metavar="NNNN")
@click.option("--to", metavar="MMMM", help="The new number; the next free one by default.")
@common
@click.pass_context
def command(ctx: click.Context, number: str, to: str | None) -> None:
    """Give a proposal that is not merged yet another number.

    The folder, the id in the file and the branch, if it bears the name and is checked out, are
    renamed. Where a merge brought two proposals of one number, name the folder instead: NNNN-slug.
    Approvals hold for the old number only.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    emit(ctx, "renumbered", "text", pipeline.renumber_proposal(context(ctx), number, to))
