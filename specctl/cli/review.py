"""``specctl review``."""

from __future__ import annotations

from pathlib import Path

import click

from specctl.cli.comparing import blocked, compare, placed
from specctl.cli.options import common, compared, comparison, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "review",
    help=comparison(
        "Show a change as its reviewer needs it: the gravest first, and what it touches.",
        "The exit code is 1 when a row blocks.",
    ),
    epilog=epilog(
        "specctl review",
        "specctl review main...my-branch",
        "specctl review main --format markdown -o comment.md",
        "specctl review main...my-branch --format html -o review.html",
        "specctl review main...my-branch --since-review last.json",
        "specctl review v1.2..v1.3 --summary CHANGELOG.md --entry v1.3",
    ),
)
@click.option(
    "--since-review", metavar="FILE", type=_FILE,
    help="Show what is new since an earlier review, kept as JSON in FILE.",
)  # fmt: skip
@click.option(
    "--summary", metavar="FILE", type=_FILE,
    help="Show what a summary, in Markdown, does not mention of rank 2 or graver.",
)  # fmt: skip
@click.option("--entry", metavar="HEADING", help="The part of the summary below this heading.")
@compared
@formatted("text", "json", "markdown", "html", "github")
@common
@click.pass_context
def command(
    ctx: click.Context,
    revisions: tuple[str, ...],
    staged: bool,
    since_review: Path | None,
    summary: Path | None,
    entry: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    if entry is not None and summary is None:
        raise click.UsageError("--entry is a part of a file that --summary names")
    review = compare(ctx, revisions, staged)
    if since_review is not None:
        review = pipeline.since_review(context(ctx), review, since_review)
    if summary is not None:
        sides = context(ctx), review, summary, entry
        review = pipeline.check_summary(*sides, revisions=revisions, staged=staged)
        emit(ctx, "summary", fmt, review, output)
        ctx.exit(FOUND if review.summary and review.summary.unmentioned else FINE)
    emit(ctx, "review", fmt, placed(ctx, fmt, review), output)
    ctx.exit(blocked(review))
