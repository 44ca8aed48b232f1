"""Where rendered text goes: standard output or a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from specctl.cli.options import setting
from specctl.cli.terminal import coloured, columns, is_terminal
from specctl.render import Style, render

_STANDARD = ("-", "/dev/stdout")
"""Other names of standard output; opened as a file it would lose what was written before."""


def emit(ctx: click.Context, what: str, fmt: str, value: Any, output: str | None = None) -> None:
    """Render a value and write it: to standard output, or to a file."""
    output = None if output in _STANDARD else output
    text = render(what, fmt, value, _style(ctx, output))
    if output is None:
        write(text)
    else:
        from specctl import pipeline

        # Half a character, which a YAML escape can make, cannot be written.
        safe = text.encode("utf-8", "backslashreplace").decode()
        pipeline.write_output(Path(output), safe, follow=True)


def _style(ctx: click.Context, output: str | None) -> Style:
    """Columns and colours: those of the terminal, and plain text of 80 columns elsewhere."""
    terminal = output is None and is_terminal(sys.stdout)
    colour = output is None and coloured(setting(ctx, "color", "auto"), terminal=terminal)
    return Style(columns(terminal=terminal), colour)


def write(text: str) -> None:
    """Text to standard output, in UTF-8 whatever the locale says.

    A reader that has seen enough (``specctl review | head``) is no error.
    """
    if sys.stdout is None:  # closed by whoever started us
        return
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise click.ClickException(f"cannot write the output: {error.strerror}") from error
