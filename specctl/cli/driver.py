"""``specctl diff --git-driver``: git hands over one file, and shows what is said of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from specctl.cli.options import context, setting
from specctl.cli.terminal import columns, is_terminal

if TYPE_CHECKING:
    from specctl.render import Style


def drive(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Show what changed in one file.

    Args:
        ctx: the command's.
        arguments: those of git's GIT_EXTERNAL_DIFF.
    """
    from specctl import pipeline
    from specctl.cli.output import write
    from specctl.render import render

    style = _style(ctx)
    found = pipeline.file_diff(context(ctx), arguments, colour=style.colour)
    what = "unmerged" if isinstance(found, str) else "driver"
    write(render(what, "text", found, style))


def _style(ctx: click.Context) -> Style:
    """Columns and colours as git has them, which writes to a pager and says so."""
    from specctl import pipeline
    from specctl.render import Style

    terminal = is_terminal(sys.stdout)
    wanted = setting(ctx, "color", "auto")
    asked = wanted == "auto" and not os.environ.get("NO_COLOR")
    colour = wanted == "always" or (asked and pipeline.git_colours(terminal=terminal))
    return Style(columns(terminal=terminal or "GIT_PAGER_IN_USE" in os.environ), colour)
