"""``specctl hook``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from specctl.cli.options import common, context, epilog
from specctl.cli.outcome import FINE, FOUND
from specctl.pipeline.hooks import HOOKS

_NAME = click.Choice(HOOKS)
_NAMES = click.argument("names", nargs=-1, type=_NAME, metavar=f"[{' | '.join(HOOKS)}]...")


@click.group(
    "hook",
    epilog=epilog(
        "specctl hook install",
        "specctl hook install pre-commit commit-msg",
        "specctl hook uninstall",
    ),
)
@common
def command() -> None:
    """Let git check the spec at every commit, merge or push.

    pre-commit and pre-merge-commit lint what is staged, pre-push what is pushed. commit-msg
    refuses a message that doesn't mention each grave change.
    """


@command.command("install", epilog=epilog("specctl hook install pre-commit commit-msg"))
@_NAMES
@click.option("--shared", is_flag=True, help="Also where the hooks serve other repositories.")
@common
@click.pass_context
def install(ctx: click.Context, names: tuple[str, ...], shared: bool) -> None:
    """Write git hooks, pre-commit by default. A hook that is there already runs first."""
    from specctl import pipeline
    from specctl.cli.output import emit

    wanted = tuple(dict.fromkeys(names)) or HOOKS[:1]
    emit(ctx, "hooks", "text", pipeline.install_hooks(context(ctx), wanted, shared=shared))


@command.command(
    "uninstall",
    short_help="Remove specctl's git hooks, all by default.",
    epilog=epilog("specctl hook uninstall"),
)
@_NAMES
@common
@click.pass_context
def uninstall(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Remove specctl's git hooks, all by default, and put back those that were there before."""
    from specctl import pipeline
    from specctl.cli.output import emit

    wanted = tuple(dict.fromkeys(names))
    emit(ctx, "hooks", "text", pipeline.uninstall_hooks(context(ctx), wanted))


@command.command(
    "run",
    short_help="Do what a git hook does; git calls this.",
    epilog=epilog("specctl hook run pre-commit"),
)
@click.argument("name", type=_NAME, metavar="NAME")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGUMENT]...")
@common
@click.pass_context
def run(ctx: click.Context, name: str, arguments: tuple[str, ...]) -> None:
    """Do what a git hook does; git or the pre-commit framework calls this.

    It says nothing unless it stops git, and then the exit code is 1.
    """
    if name == "commit-msg":
        ctx.exit(_message(ctx, arguments))
    ctx.exit(_push(ctx) if name == "pre-push" else _commit(ctx))


def _commit(ctx: click.Context) -> int:
    from specctl import pipeline

    if not pipeline.stages_spec(context(ctx)):
        return FINE
    return _judged(ctx, None)


def _push(ctx: click.Context) -> int:
    from specctl import pipeline

    lines = b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
    tips = pipeline.pushed(context(ctx), lines, os.environ)
    return max((_judged(ctx, tip.commit) for tip in tips), default=FINE)


def _judged(ctx: click.Context, rev: str | None) -> int:
    """Lint the index or a commit; show the errors, and how to go on."""
    from specctl import pipeline

    checked = pipeline.check(context(ctx), staged=rev is None, rev=rev)
    errors = checked.errors
    if not errors:
        return FINE
    from specctl.cli.output import emit
    from specctl.render.findings import Linted
    from specctl.render.hooks import Stopped

    lines = checked.lines([one.place.path for one in errors])
    unsafe, either = pipeline.unsafe_fixes()
    linted = Linted(errors, sources=lines, unsafe=unsafe, either=either)
    emit(ctx, "findings", "text", linted)
    besides = len(checked.findings) - len(errors)
    said = (
        Stopped("committed", "git commit", "specctl lint --staged", besides)
        if rev is None
        else Stopped("pushed", "git push", f"specctl lint --rev {rev[:12]}", besides)
    )
    emit(ctx, "stopped", "text", said)
    return FOUND


def _message(ctx: click.Context, arguments: tuple[str, ...]) -> int:
    if len(arguments) != 1:
        raise click.UsageError("commit-msg takes the file that holds the message", ctx)
    from specctl import pipeline

    passed = pipeline.passed_over(context(ctx), Path(arguments[0]))
    if not passed:
        return FINE
    from specctl.cli.output import emit
    from specctl.render.hooks import Passed

    emit(ctx, "passed", "text", Passed(passed, arguments[0]))
    return FOUND
