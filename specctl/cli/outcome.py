"""How a run ends: the exit code, and what is said on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

FINE, FOUND, UNABLE, CRASHED, INTERRUPTED = 0, 1, 2, 3, 130


def settle(run: Callable[[], Any]) -> int:
    """Run a command and give its exit code, whatever happens."""
    try:
        code = run()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return UNABLE
    except click.ClickException as error:
        return _unable(error.format_message(), _usage(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:  # whatever comes, people get a sentence and programs a code
        return _failed(error)
    return code if isinstance(code, int) else FINE


def _usage(error: click.ClickException) -> str:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    return f"see {ctx.command_path} --help" if ctx else ""


def _failed(error: Exception) -> int:
    from specctl.errors import SpecctlError

    if isinstance(error, SpecctlError):
        return _unable(error.message, error.hint)
    if os.environ.get("SPECCTL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    _say(f"specctl: this is a bug in specctl, sorry: {said}")
    _say("  please report it with what you ran; SPECCTL_DEBUG=1 shows the traceback")
    return CRASHED


def _unable(message: str, hint: str) -> int:
    _say(f"specctl: error: {message}")
    if hint:
        _say(f"  {hint}")
    return UNABLE


def _say(said: str) -> None:
    from specctl.render.style import visible

    with suppress(OSError):  # a full disk, a terminal that is gone: the exit code says it still
        for one in said.splitlines():
            click.echo(visible(one), err=True, file=sys.stderr)
