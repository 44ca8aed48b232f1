"""``specctl propose approve``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog
from specctl.cli.progress import busy
from specctl.cli.propose.signing import based, keyed


@click.command(
    "approve",
    epilog=epilog(
        "specctl propose approve",
        "specctl propose approve 7 --row 4f1e2d3a5b --row 9a8b7c6d5e",
        "specctl propose approve 7 --for ruth --evidence https://example.com/minutes/12",
    ),
)
@click.argument("number", required=False, metavar="[NNNN]")
@click.option("--row", "rows", metavar="ID", multiple=True, help="This row only; may be repeated.")
@click.option("--comment", metavar="TEXT", default="", help="What you want to say beside.")
@keyed
@click.option(
    "--for", "by", metavar="MEMBER",
    help="Record an approval that somebody gave elsewhere; it is not signed, and shown as such.",
)  # fmt: skip
@click.option("--evidence", metavar="URL", help="Where that approval can be read.")
@based
@common
@click.pass_context
def command(
    ctx: click.Context,
    number: str | None,
    rows: tuple[str, ...],
    comment: str,
    key: str | None,
    by: str | None,
    evidence: str | None,
    base: str | None,
) -> None:
    """Approve what you have read: all rows of a proposal as committed, or some.

    The approval is a file of its own, signed with your SSH key. It holds for the rows as they
    stand: a rebase, a reflow or an edit elsewhere keeps it, an edit of a row voids it for that
    row. Read them first: `specctl review BASE...HEAD`.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    if (by is None) != (evidence is None):
        raise click.UsageError("--for and --evidence go together: who, and where it can be read")
    if by is not None and key is not None:
        raise click.UsageError("--key signs, and --for records an approval without a signature")
    with busy("Comparing"):
        done = pipeline.approve(
            context(ctx), number, rows=rows, by=by, evidence=evidence, comment=comment,
            key=key, base=base,
        )  # fmt: skip
    emit(ctx, "approved", "text", (done.approval.path, done.rows, done.verified))
