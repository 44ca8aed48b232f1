"""``specctl propose check``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy


@click.command(
    "check",
    epilog=epilog(
        "specctl propose check",
        "specctl propose check 7 --format json",
        "specctl propose check --strict --base origin/main",
    ),
)
@click.argument("number", required=False, metavar="[NNNN]")
@click.option("--strict", is_flag=True, help="Exit with 1 where anything is in the way.")
@click.option(
    "--base", metavar="REV",
    help="What it is to be merged into, whose manifest says who approves; else the proposal says.",
)  # fmt: skip
@click.option("--head", metavar="REV", default="HEAD", help="The branch, else HEAD.")
@formatted("text", "json", "markdown")
@common
@click.pass_context
def command(
    ctx: click.Context,
    number: str | None,
    strict: bool,
    base: str | None,
    head: str,
    fmt: str,
    output: str | None,
) -> None:
    """Show what a proposal still lacks before it may be merged, and from whom.

    What counts is what is committed on the branch. Who may approve what, and with which keys, is
    said by the manifest of the base. Without NNNN it is the proposal that is new or changed on
    this branch.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Comparing"):
        found = pipeline.proposal_standing(context(ctx), number, base=base, head=head)
    emit(ctx, "standing", fmt, found, output)
    ctx.exit(FOUND if strict and found.blockers else FINE)
