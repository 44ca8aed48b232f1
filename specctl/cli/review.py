"""``specctl review``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specctl.cli.comparing import blocked, compare, placed
from specctl.cli.options import common, compared, comparison, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND
from specctl.cli.progress import busy

if TYPE_CHECKING:
    from specctl.model import Review

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "review",
    help=comparison(
        "Show a change as its reviewer needs it: the gravest first, and what it touches.",
        "The exit code is 1 when a row blocks; with --summary when it leaves something out, with "
        "--against when there is a conflict.",
    ),
    epilog=epilog(
        "specctl review",
        "specctl review main...my-branch",
        "specctl review main --format markdown -o comment.md",
        "specctl review main...my-branch --format html -o review.html",
        "specctl review main...my-branch --since-review last.json",
        "specctl review main...my-branch --against other-branch",
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
@click.option(
    "--against", metavar="REV",
    help="Show where the head does not go together with another branch, whatever git says.",
)  # fmt: skip
@click.option("--entry", metavar="HEADING", help="The part of the summary below this heading.")
@compared
@formatted("text", "json", "markdown", "html", "github")
@common
@click.pass_context
def command(ctx: click.Context, /, **asked: Any) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import emit

    what = _asked(asked)
    sides = {name: asked[name] for name in ("revisions", "staged")}
    review = compare(ctx, **sides)
    if asked["since_review"] is not None:
        review = pipeline.since_review(context(ctx), review, asked["since_review"])
    if what == "summary":
        said = asked["summary"], asked["entry"]
        review = pipeline.check_summary(context(ctx), review, *said, **sides)
    if what == "conflicts":
        with busy("Comparing both branches"):
            review = pipeline.find_conflicts(context(ctx), review, asked["against"], **sides)
    emit(ctx, what, asked["fmt"], placed(ctx, asked["fmt"], review), asked["output"])
    ctx.exit(_code(review))


def _asked(asked: Mapping[str, Any]) -> str:
    """What is to be shown; options that contradict each other are refused."""
    from specctl.render import formats

    if asked["entry"] is not None and asked["summary"] is None:
        raise click.UsageError("--entry is a part of a file that --summary names")
    if asked["summary"] is not None and asked["against"] is not None:
        raise click.UsageError("--summary and --against exclude each other")
    given = [name for name in _INSTEAD if asked[name] is not None]
    what = _INSTEAD[given[0]] if given else "review"
    if asked["fmt"] not in formats(what):
        names = ", ".join(formats(what))
        raise click.UsageError(f"--{given[0]} comes as one of {names}, not {asked['fmt']}")
    return what


_INSTEAD = {"summary": "summary", "against": "conflicts"}
"""Options whose answer is shown instead of the review, and what that is called."""


def _code(review: Review) -> int:
    """What was asked for decides, else whether a row blocks."""
    if review.conflicts is not None:
        return FOUND if review.conflicts.found else FINE
    if review.summary is not None:
        return FOUND if review.summary.unmentioned else FINE
    return blocked(review)
