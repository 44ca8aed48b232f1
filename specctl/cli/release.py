"""``specctl release``."""

from __future__ import annotations

import re

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@click.command(
    "release",
    epilog=epilog(
        "specctl release --dry-run",
        "specctl release",
        "specctl release --version 2.0.0 --no-tag",
    ),
)
@click.option("--dry-run", is_flag=True, help="Show all of it, and write nothing.")
@click.option(
    "--version", metavar="VERSION", help="Higher than what follows from the gravest change."
)
@click.option("--date", metavar="YYYY-MM-DD", help="The day, else that of HEAD's commit.")
@click.option("--no-tag", is_flag=True, help="Commit only; run again to tag what was merged.")
@formatted("text", "json", "markdown")
@common
@click.pass_context
def command(
    ctx: click.Context,
    dry_run: bool,
    version: str | None,
    date: str | None,
    no_tag: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Release what was merged since the last release.

    Gathers the accepted proposals, writes the spec's CHANGELOG.md, sets the version in the
    manifest and in tombstones that have none, marks the proposals as released, commits that and
    tags it (signed, where git is configured so). The last release is the tag of the version that
    the manifest names. It stops, with exit code 1, where a row of rank 2 or graver is in no
    proposal, where what was merged is not what was approved, or where lint finds errors.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    if date is not None and not _DAY.match(date):
        raise click.UsageError(f"'{date}' is no day such as 2026-01-31")
    with busy("Gathering"):
        plan = pipeline.plan_release(context(ctx), version=version, date=date)
    blocked = bool(plan.problems or plan.loose)
    if dry_run or blocked:
        emit(ctx, "release", fmt, plan, output)
        ctx.exit(FOUND if blocked else FINE)
    for said in pipeline.release(context(ctx), plan, tag=not no_tag):
        click.echo(f"{said[:1].upper()}{said[1:]}.")
