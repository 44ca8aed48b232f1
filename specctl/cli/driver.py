"""``specctl driver``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specctl.cli.options import common, context, epilog, setting
from specctl.cli.terminal import columns, is_terminal

if TYPE_CHECKING:
    from specctl.render import Style

_AS_GIT_SAYS = {"ignore_unknown_options": True, "help_option_names": [], "max_content_width": 100}
"""A path may look like an option."""


_HELP = """\
Let git diff show changes of the spec readably.

git diff then shows the rows of each section and eval; git log -p and git show compare them
sentence by sentence. git has to be told:

\b
echo 'spec/**/*.md diff=specctl' >> .gitattributes
git config diff.specctl.command  "specctl driver diff"
git config diff.specctl.textconv "specctl driver textconv"
"""


@click.group("driver", help=_HELP, epilog=epilog("specctl driver textconv spec/style.md"))
@common
def command() -> None:
    """See above."""


@command.command(
    "diff", context_settings=_AS_GIT_SAYS, short_help="Show what changed in a file; git calls this."
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def diff(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Show what changed in one file; git calls this, with the arguments of GIT_EXTERNAL_DIFF."""
    from specctl import pipeline
    from specctl.cli.output import write
    from specctl.render import render

    style = _style(ctx)
    found = pipeline.file_diff(context(ctx), arguments, colour=style.colour)
    what = "unmerged" if isinstance(found, str) else "driver"
    write(render(what, "text", found, style))


@command.command(
    "textconv",
    context_settings=_AS_GIT_SAYS,
    short_help="Show a file line by line; git calls this.",
)
@click.argument("file", type=click.Path(path_type=Path))
def textconv(file: Path) -> None:
    """Show a section or eval with a sentence on each line; git calls this before it compares."""
    from specctl import pipeline
    from specctl.cli.output import write
    from specctl.render import render

    try:
        converted = pipeline.converted(file)
    except OSError as error:
        raise click.ClickException(f"cannot read '{file}': {error.strerror}") from error
    write(render("converted", "text", converted))


def _style(ctx: click.Context) -> Style:
    """Columns and colours as git has them, which writes to a pager and says so."""
    from specctl import pipeline
    from specctl.render import Style

    terminal = is_terminal(sys.stdout)
    wanted = setting(ctx, "color", "auto")
    asked = wanted == "auto" and not os.environ.get("NO_COLOR")
    colour = wanted == "always" or (asked and pipeline.git_colours(terminal=terminal))
    return Style(columns(terminal=terminal or "GIT_PAGER_IN_USE" in os.environ), colour)
