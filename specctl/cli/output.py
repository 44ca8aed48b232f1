"""Where rendered text goes: standard output or a file."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from specctl.cli.options import setting
from specctl.render import Style, render

_NARROWEST, _WIDEST = 40, 120


def emit(ctx: click.Context, what: str, fmt: str, value: Any, output: str | None = None) -> None:
    """Render a value and write it."""
    text = render(what, fmt, value, _style(ctx, output))
    if output is None:
        write(text)
    else:
        from specctl import pipeline

        # Half a character, which a YAML escape can make, cannot be written.
        pipeline.write_output(Path(output), text.encode("utf-8", "backslashreplace").decode())


def _style(ctx: click.Context, output: str | None) -> Style:
    """Columns and colours: those of the terminal, and plain text of 80 columns elsewhere."""
    terminal = output is None and _is_terminal(sys.stdout)
    columns = shutil.get_terminal_size().columns if terminal else 80
    wanted = setting(ctx, "color", "auto")
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    colour = wanted == "always" or (wanted == "auto" and terminal and not plain)
    return Style(min(max(columns, _NARROWEST), _WIDEST), colour and output is None)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


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
