"""``specctl audit``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.progress import busy

_HELP = """\
Show who answers for what was merged between two versions.

Every row of every change that came to the line between --from and --to: which proposal brought it
and why, who approved it (verified by a signature, or not, with what evidence), when it was merged
and in which version it was released, which evals were confirmed with it. What nobody proposed, or
fewer approved than the policy asks for, comes first.

A version is a tag, with or without its v, or any revision. An approval counts as `specctl propose
verify` counts it: by the manifest that a proposal was merged into, as of that day, and as its
files were merged. What is written later changes nothing, and is told. This command reports, and
its exit code is 0 whatever it finds.
"""


@click.command(
    "audit",
    help=_HELP,
    epilog=epilog(
        "specctl audit",
        "specctl audit --from 1.2.0 --to 1.3.0 -o audit.html",
        "specctl audit --from 1.2.0 -o audit.csv",
    ),
)
@click.option(
    "--from", "base", metavar="VERSION",
    help="Where to begin.  [default: the release before --to]",
)  # fmt: skip
@click.option(
    "--to", "head", metavar="VERSION", default="HEAD", show_default=True, help="Where to end."
)
@formatted("text", "html", "json", "csv", by_ending=True)
@common
@click.pass_context
def command(ctx: click.Context, base: str | None, head: str, fmt: str, output: str | None) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    with busy("Reading what was merged"):
        found = pipeline.audit(context(ctx), base, head)
    emit(ctx, "audit", fmt, found, output)
