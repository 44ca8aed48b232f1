"""``specctl propose concern``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog


@click.command(
    "concern", epilog=epilog('specctl propose concern 7 "It does not say who may lift the limit"')
)
@click.argument("number", metavar="NNNN")
@click.argument("text")
@click.option(
    "--by", metavar="MEMBER", help="Who raises it; by default the member whose address git has."
)
@common
@click.pass_context
def command(ctx: click.Context, number: str, text: str, by: str | None) -> None:
    """Enter what you hold against a proposal. It blocks until it is resolved."""
    from specctl import pipeline
    from specctl.cli.output import emit

    emit(ctx, "raised", "text", pipeline.raise_concern(context(ctx), number, text, by=by))
