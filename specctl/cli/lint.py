"""``specctl lint``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND

_GRAVEST_FIRST = ("error", "warning", "info")
_COUNTED = ("text", "json")
"""The formats that statistics have."""
_PLATFORMS = ("sarif", "github", "gitlab")
"""The formats that name a file by its path from the repository's top."""


@click.command(
    "lint",
    epilog=epilog(
        "specctl lint",
        "specctl lint spec/style.md --fail-on warning",
        "specctl lint --staged --format github",
        "specctl lint --statistics",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="Check what is staged.")
@click.option("--rev", metavar="REV", help="Check a revision.")
@click.option(
    "--fail-on", type=click.Choice(_GRAVEST_FIRST), default="error", show_default=True,
    help="The lightest finding that gives exit code 1.",
)  # fmt: skip
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead.")
@click.option("-v", "--verbose", is_flag=True, help="Show what only informs in full, too.")
@formatted("text", "json", "sarif", "github", "gitlab")
@common
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    staged: bool,
    rev: str | None,
    fail_on: str,
    statistics: bool,
    verbose: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Report what is wrong with the spec, each finding with its place and what to do.

    The whole spec is checked, that of the work tree by default; with PATH only the findings in
    these files and folders are shown. `specctl rule NAME` says why a rule matters.
    """
    if staged and rev is not None:
        raise click.UsageError("--staged and --rev exclude each other")
    if statistics and fmt not in _COUNTED:
        raise click.UsageError(f"--statistics is no {fmt}: it comes as {' or '.join(_COUNTED)}")
    from specctl import __version__, pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy
    from specctl.render.findings import Linted

    with busy("Checking the spec") as progress:
        checked = pipeline.check(context(ctx), paths, staged=staged, rev=rev, progress=progress)
        found = checked.findings
        linted = Linted(
            found,
            pipeline.rules() if statistics or fmt == "sarif" else (),
            __version__,
            checked.lines(),
            verbose,
            folder=_standing(ctx, staged, rev) if fmt in _PLATFORMS else None,
        )
    emit(ctx, "statistics" if statistics else "findings", fmt, linted, output)
    graves = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(fail_on) + 1]
    ctx.exit(FOUND if any(one.severity.value in graves for one in found) else FINE)


def _standing(ctx: click.Context, staged: bool, rev: str | None) -> str | None:
    from specctl.pipeline.standing import standing

    return standing(context(ctx), staged=staged, rev=rev)
