"""``specctl propose list``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.model.proposal import Status


@click.command(
    "list", epilog=epilog("specctl propose list", "specctl propose list --status last-call")
)
@click.option(
    "--all", "everything", is_flag=True,
    help="Also those that were rejected, withdrawn or released.",
)  # fmt: skip
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice([one.value for one in Status]),
    help="Only those of this status. May be given again.",
)  # fmt: skip
@formatted("text", "json")
@common
@click.pass_context
def command(
    ctx: click.Context, everything: bool, statuses: tuple[str, ...], fmt: str, output: str | None
) -> None:
    """List proposals: those of the work tree, and what branches hold besides.

    Branches of remotes are those that were last fetched.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    wanted = [Status(one) for one in statuses]
    found = pipeline.survey_proposals(context(ctx), wanted, everything=everything)
    emit(ctx, "proposals", fmt, found, output)
