"""``specctl propose show``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted


@click.command("show", epilog=epilog("specctl propose show 7"))
@click.argument("number", metavar="NNNN")
@formatted("text", "markdown", "json")
@common
@click.pass_context
def command(ctx: click.Context, number: str, fmt: str, output: str | None) -> None:
    """Show everything of one proposal: text, concerns, approvals and history.

    One that only another branch has is read there.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    emit(ctx, "proposal", fmt, pipeline.view_proposal(context(ctx), number), output)
