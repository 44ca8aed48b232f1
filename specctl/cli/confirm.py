"""``specctl confirm``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog

_HELP = """\
Record that you looked at evals and examples again, and that they fit their clauses.

\b
8ep1             the eval of that id, with all clauses that it tests
section#example  an example, with all clauses that it shows
^8ep1            that clause alone, in every eval and example that is about it

A clause may go without the ^ where no eval has its id. The fingerprints go into front matter, so
that they are part of what is reviewed. `specctl stale` lists what to look at; nothing confirms all
of it at once, because somebody has to have read each.
"""


@click.command(
    "confirm",
    help=_HELP,
    epilog=epilog(
        "specctl confirm 8ep1",
        "specctl confirm be_clear#a-short-answer",
        "specctl confirm ^8ep1",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@common
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...]) -> None:
    """See above."""
    from specctl import pipeline

    for one in pipeline.confirm(context(ctx), ids):
        named = ", ".join(f"[^{clause}]" for clause in one.clauses)
        of = f" for the example {one.id.partition('#')[2]}" if one.kind == "example" else ""
        click.echo(f"{one.path}: {f'confirmed {named}' if named else 'confirmed already'}{of}.")
