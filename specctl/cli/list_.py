"""``specctl list``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted


@click.command("list", epilog=epilog("specctl list", "specctl list v1.2", "specctl list --evals"))
@click.argument("rev", required=False)
@click.option("--evals", is_flag=True, help="List the evals instead.")
@formatted("text", "json")
@common
@click.pass_context
def command(ctx: click.Context, rev: str | None, evals: bool, fmt: str, output: str | None) -> None:
    """List the sections, with their level, their status and what they hold.

    REV is a revision, or dir:PATH; the work tree by default. As JSON both lists are given.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    emit(ctx, "evals" if evals else "list", fmt, pipeline.contents(context(ctx), rev), output)
