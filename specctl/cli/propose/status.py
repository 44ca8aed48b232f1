"""``specctl propose status``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog
from specctl.cli.progress import busy


@click.command("status", epilog=epilog("specctl propose status"))
@common
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show how far each proposal is that is worked on, and what it waits for.

    A line has the status, the rank that its authors expect, how many have approved, and concerns
    that stand, both as `specctl propose check` counts them in what is committed. Those that are
    deferred or over are left out.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Comparing"):
        found = pipeline.track_proposals(context(ctx))
    emit(ctx, "proposal-status", "text", found)
