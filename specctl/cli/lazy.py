"""Groups of commands that are loaded when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """Where a command is, and what the help of its group says of it without loading it."""

    module: str
    summary: str


class Lazy(click.Group):
    """A group with a literal table of its commands.

    Args:
        package: the package of the commands' modules.
        table: the commands by name, in the order in which people meet them.
    """

    def __init__(
        self, *args: Any, package: str, table: Mapping[str, Entry] | None = None, **extra: Any
    ) -> None:
        super().__init__(*args, **extra)
        self.package, self.table = package, table or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.table:
            return None
        module = import_module(f"{self.package}.{self.table[cmd_name].module}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a guess at what was meant."""
        if args[0] not in self.table and not args[0].startswith("-"):
            from specctl.words import closest

            guess = closest(args[0], [*self.table])
            raise click.UsageError(f"no such command '{args[0]}'{guess}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.table.items()])
