"""``specctl propose status``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog


@click.command("status", epilog=epilog("specctl propose status"))
@common
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show how far each proposal is that is worked on, and what it waits for.

    A line has the status, the rank that its authors expect, who approved, and concerns that nobody
    resolved. Those that are deferred or over are left out.
    """
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.propose.states import ACTIVE

    emit(ctx, "proposal-status", "text", pipeline.survey_proposals(context(ctx), ACTIVE))
