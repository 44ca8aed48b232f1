"""``specctl impact``."""

from __future__ import annotations

import click

from specctl.cli.comparing import compare
from specctl.cli.options import common, compared, comparison, context, epilog, formatted
from specctl.render import formats

_MORE = """
\b
direct     its own text, or the clause that carries its anchor, changed
context    another clause of the same section changed
reference  it cites what changed

With --format jsonl there is one prompt to run again on each line, ready for an eval runner.
"""
_LEVELS = ("direct", "context", "reference")


@click.command(
    "impact",
    help=comparison("Show which examples and evals a change touches, and why.", _MORE),
    epilog=epilog(
        "specctl impact main",
        "specctl impact main --level direct --format jsonl -o rerun.jsonl",
        "specctl impact main --why 8ep1",
    ),
)
@click.option(
    "--level", type=click.Choice(_LEVELS), default=_LEVELS[-1], show_default=True,
    help="The widest level to show.",
)  # fmt: skip
@click.option(
    "--why", metavar="EVAL", help="Show every way to one eval, or example (section#example)."
)
@compared
@formatted("text", "json", "markdown", "jsonl")
@common
@click.pass_context
def command(
    ctx: click.Context,
    revisions: tuple[str, ...],
    staged: bool,
    level: str,
    why: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """See above."""
    from specctl.cli.output import emit

    if why is not None and fmt not in formats("why"):
        raise click.UsageError(f"--why comes as {' or '.join(formats('why'))}, not {fmt}")
    review = compare(ctx, revisions, staged)
    if why is None:
        from specctl.render.impact_text import nearest

        emit(ctx, "impact", fmt, nearest(review, level), output)
    else:
        from specctl.pipeline import ways_to

        found = ways_to(context(ctx), review, why, revisions=revisions, staged=staged)
        emit(ctx, "why", fmt, found, output)
