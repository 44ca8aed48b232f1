"""``specctl propose move``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog
from specctl.model.proposal import Status
from specctl.propose.states import MOVES

_FROM = "\n".join(
    f"{one:<11} {', '.join(to for to in after if to is not Status.RELEASED)}"
    for one, after in MOVES.items()
    if after
)
_HELP = f"""\
Give a proposal another status, and enter that in its history.

\b
{"from":<11} to
{_FROM}

Accepted is only what passes `specctl propose check`, and a release makes it released. What is
rejected, deferred or withdrawn has the reason as its disposition, too.
"""


@click.command(
    "move",
    help=_HELP,
    epilog=epilog(
        'specctl propose move 7 open --why "Ready to be read"',
        'specctl propose move 7 rejected --why "The incident was a bug in the product"',
    ),
)
@click.argument("number", metavar="NNNN")
@click.argument("status", metavar="STATUS", type=click.Choice([one.value for one in Status]))
@click.option("--why", metavar="TEXT", required=True, help="Why, in a sentence.")
@click.option(
    "--by", metavar="MEMBER", help="Who decides; by default the member whose address git has."
)
@common
@click.pass_context
def command(ctx: click.Context, number: str, status: str, why: str, by: str | None) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    done = pipeline.move_proposal(context(ctx), number, Status(status), why=why, by=by)
    emit(ctx, "moved", "text", done)
