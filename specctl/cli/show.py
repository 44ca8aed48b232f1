"""``specctl show``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted

_HELP = """\
Show a section, clause or eval, as it is or as it was at a version.

ID is that of a section or eval, or a clause's anchor; ^x, section:x and eval:x say which one is
meant where several things have one id. VERSION is a release, a version that the manifest has had,
or any revision; a thing is found by its id of today under the one that it had then. Without it the
work tree is shown.
"""


@click.command(
    "show",
    help=_HELP,
    epilog=epilog("specctl show do_not_lie", "specctl show ^8ep1", "specctl show do_not_lie@v1.2"),
)
@click.argument("name", metavar="ID[@VERSION]")
@formatted("text", "markdown", "json")
@common
@click.pass_context
def command(ctx: click.Context, name: str, fmt: str, output: str | None) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    emit(ctx, "show", fmt, pipeline.show(name, context(ctx)), output)
