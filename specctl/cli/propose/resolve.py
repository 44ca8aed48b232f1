"""``specctl propose resolve``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog
from specctl.cli.propose.signing import based, keyed


@click.command(
    "resolve",
    epilog=epilog('specctl propose resolve 7 c1 --reason "the amount is per currency now"'),
)
@click.argument("number", metavar="NNNN")
@click.argument("concern", metavar="ID")
@click.option("--reason", metavar="TEXT", required=True, help="How it is met, or overridden.")
@keyed
@click.option(
    "--for", "by", metavar="MEMBER",
    help="Record what somebody said elsewhere, unsigned; where `concerns.verified` is false.",
)  # fmt: skip
@based
@common
@click.pass_context
def command(
    ctx: click.Context,
    number: str,
    concern: str,
    reason: str,
    key: str | None,
    by: str | None,
    base: str | None,
) -> None:
    """Resolve a concern that you raised, or may override.

    Who may override the concerns of others is said by `concerns.override` in the base's manifest.
    What you sign is the concern as it stands, and your reason.
    """
    from specctl import pipeline

    done = pipeline.resolve(context(ctx), number, concern, reason, by=by, key=key, base=base)
    assert done.resolved
    how = "" if done.resolved.signature else ", unverified"
    click.echo(f"{done.id} is resolved by {done.resolved.by}{how}. Commit it.")
