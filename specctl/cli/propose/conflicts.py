"""``specctl propose conflicts``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy


@click.command(
    "conflicts", epilog=epilog("specctl propose conflicts", "specctl propose conflicts 7")
)
@click.argument("number", metavar="[NNNN]", required=False)
@formatted("text", "json")
@common
@click.pass_context
def command(ctx: click.Context, number: str | None, fmt: str, output: str | None) -> None:
    """Show which open proposals do not go together, whatever git says.

    Two do not where they make something else of one clause, definition or field, where one changes
    a section and the other its exception, and so on, as in `specctl review --against`. With NNNN
    only that one is held against all others. The exit code is 1 where there are any.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Comparing proposals"):
        found = pipeline.find_clashes(context(ctx), number)
    emit(ctx, "clashes", fmt, found, output)
    ctx.exit(FOUND if found.found else FINE)
