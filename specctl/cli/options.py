"""Options that several commands take."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from specctl.pipeline import Context

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def common(command: Decorated) -> Decorated:
    """``-C``, ``--spec`` and ``--color``, which stand before or after the command's name."""
    for option in (
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), expose_value=False,
            callback=_keep, help="Colour the text. auto: on a terminal, unless NO_COLOR is set.",
        ),
        click.option(
            "--spec", metavar="DIR", expose_value=False, callback=_keep,
            help="The spec folder, spec by default.",
        ),
        click.option(
            "-C", "directory", metavar="DIR", multiple=True, is_eager=True, expose_value=False,
            callback=_enter, help="Run as if started in DIR.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """What stands after the command counts over what stands before it."""
    settings = ctx.find_root().ensure_object(dict)
    if value is not None and param.name is not None:
        settings[param.name] = value


def _enter(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> None:
    """Change the folder until the command ends, one after the other, as git does."""
    for folder in filter(None, value if not ctx.resilient_parsing else ()):
        try:
            ctx.find_root().with_resource(contextlib.chdir(folder))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise click.UsageError(f"cannot change to '{folder}': {reason}", ctx) from error


def setting(ctx: click.Context, name: str, default: str) -> str:
    """What a common option says, wherever it stood."""
    found: str = ctx.find_root().ensure_object(dict).get(name, default)
    return found


def context(ctx: click.Context) -> Context:
    """Where the pipeline finds the spec."""
    from specctl.pipeline import Context

    return Context(spec=setting(ctx, "spec", "spec"))


def formatted(*formats: str, by_ending: bool = False) -> Callable[[Decorated], Decorated]:
    """``--format`` and ``-o``.

    Args:
        formats: the first is the default.
        by_ending: whether what is written to a file is by default what its name ends in.
    """

    def decorate(command: Decorated) -> Decorated:
        said = f"by the ending of FILE, else {formats[0]}" if by_ending else True
        for option in (
            click.option(
                "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False),
                help="Write to FILE, whole or not at all.",
            ),
            click.option(
                "--format", "fmt", type=click.Choice(formats), show_default=said,
                default=None if by_ending else formats[0],
                callback=_by_ending if by_ending else None,
                help="text is for people, the others for programs.",
            ),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


def _by_ending(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """The format that was named, else the one that the file's name ends in."""
    assert isinstance(param.type, click.Choice)
    ending = str(ctx.params.get("output") or "").rpartition(".")[2].lower()
    formats = tuple(map(str, param.type.choices))
    return value or (ending if ending in formats else formats[0])


def compared(command: Decorated) -> Decorated:
    """The two sides of a comparison."""
    for option in (
        click.option("--staged", is_flag=True, help="Compare with what is staged."),
        click.argument("revisions", nargs=-1, metavar="[BASE [HEAD] | BASE..HEAD | BASE...HEAD]"),
    ):
        command = option(command)
    return command


_SIDES = """
Without BASE, HEAD is compared with the work tree; BASE alone is compared with the work tree, too.
BASE...HEAD begins where HEAD left BASE, as in a pull request. dir:PATH is a folder.
"""


def comparison(summary: str, more: str) -> str:
    """The help of a command that compares: what it does, what with what, and the rest."""
    return "\n\n".join(part.strip() for part in (summary, _SIDES, more))


def epilog(*examples: str) -> str:
    """Examples below a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {one}" for one in examples)
