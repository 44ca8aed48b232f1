"""``specctl confirm``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog


@click.command("confirm", epilog=epilog("specctl confirm 8ep1", "specctl confirm 8ep1 u3nx"))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@common
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...]) -> None:
    """Record that you looked at evals again, and that they test their clauses as these are now.

    ID is an eval, or a clause: then all evals that test it. The clauses' fingerprints go into the
    evals' own front matter, so that they are part of what is reviewed. `specctl lint` lists the
    evals to look at, under stale-eval.
    """
    from specctl import pipeline

    for one in pipeline.confirm(context(ctx), ids):
        named = ", ".join(f"[^{clause}]" for clause in one.clauses)
        click.echo(f"{one.path}: {f'confirmed {named}' if named else 'confirmed already'}.")
