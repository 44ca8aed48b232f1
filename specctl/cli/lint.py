"""``specctl lint``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND

if TYPE_CHECKING:
    from specctl.model import Finding
    from specctl.render.findings import Linted

_GRAVEST_FIRST = ("error", "warning", "info")


@click.command(
    "lint",
    epilog=epilog(
        "specctl lint",
        "specctl lint spec/style.md --fail-on warning",
        "specctl lint --staged --format github",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="Check what is staged.")
@click.option("--rev", metavar="REV", help="Check a revision.")
@click.option(
    "--fail-on", type=click.Choice(_GRAVEST_FIRST), default="error", show_default=True,
    help="The lightest finding that gives exit code 1.",
)  # fmt: skip
@formatted("text", "json", "github", "sarif")
@common
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    staged: bool,
    rev: str | None,
    fail_on: str,
    fmt: str,
    output: str | None,
) -> None:
    """Report what is wrong with the spec, each finding with its place and what to do.

    The whole spec is checked, that of the work tree by default; with PATH only the findings in
    these files and folders are shown. `specctl rule NAME` says why a rule matters.
    """
    if staged and rev is not None:
        raise click.UsageError("--staged and --rev exclude each other")
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy

    with busy("Checking the spec"):
        found = pipeline.lint(context(ctx), paths, staged=staged, rev=rev)
    emit(ctx, "findings", fmt, _linted(found, fmt), output)
    graves = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(fail_on) + 1]
    ctx.exit(FOUND if any(one.severity.value in graves for one in found) else FINE)


def _linted(found: tuple[Finding, ...], fmt: str) -> Linted:
    """The findings; with the rules' pages where the format ships them."""
    from specctl.render.findings import Linted

    if fmt != "sarif":
        return Linted(found)
    from specctl import __version__, pipeline

    return Linted(found, pipeline.rules(), __version__)
