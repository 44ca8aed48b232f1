"""``specctl blame``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.progress import busy

_HELP = """\
Show each clause of a section with the step that last changed what it says.

Typography, another place and the new names of what a clause refers to do not count: the step
before is shown, wherever the clause stood then. Without REV the section is taken as it stands in
the work tree.
"""


@click.command(
    "blame",
    help=_HELP,
    epilog=epilog("specctl blame do_not_lie", "specctl blame do_not_lie v1.2 --format json"),
)
@click.argument("section", metavar="SECTION")
@click.argument("rev", required=False)
@formatted("text", "json")
@common
@click.pass_context
def command(
    ctx: click.Context, section: str, rev: str | None, fmt: str, output: str | None
) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Reading the history"):
        found = pipeline.blame(section, context(ctx), rev)
    emit(ctx, "blame", fmt, found, output)
