"""``specctl log``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.progress import busy

_HELP = """\
Tell every change to a section, clause or eval, the newest first.

ID is that of a section or eval, or a clause's anchor; ^x, section:x and eval:x say which one is
meant where several things have one id. What is gone is found by its last id.

A step is what was merged at once: a commit of the first-parent line from REV (HEAD by default)
back, against its first parent. A thing is followed through new names, moves, splits and merges as
`specctl review` sees them. What a step broke elsewhere (rank 0: links, evals, ids) takes the whole
spec to tell, and is left to `specctl review PARENT COMMIT`.

A tag is a release where its name, but for a leading v, is the manifest's version; where the
manifest has none, where it begins with a digit.
"""


@click.command(
    "log",
    help=_HELP,
    epilog=epilog("specctl log do_not_lie", "specctl log ^8ep1 -n 3", "specctl log eval:8ep1 v1.2"),
)
@click.argument("name", metavar="ID")
@click.argument("rev", required=False, default="HEAD")
@click.option(
    "-n", "--max-count", "most", type=click.IntRange(min=1), metavar="N",
    help="Tell no more than N steps.",
)  # fmt: skip
@formatted("text", "json")
@common
@click.pass_context
def command(
    ctx: click.Context, name: str, rev: str, most: int | None, fmt: str, output: str | None
) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Reading the history"):
        found = pipeline.log(name, context(ctx), rev, most)
    emit(ctx, "log", fmt, found, output)
