"""``specctl propose``: the group, and the one list of its commands."""

from __future__ import annotations

from collections.abc import Mapping

import click

from specctl.cli.lazy import Entry, Lazy
from specctl.cli.options import common, epilog

COMMANDS: Mapping[str, Entry] = {
    "check": Entry("check", "Show what is missing before a proposal may be merged."),
    "approve": Entry("approve", "Approve what you have read, signed with your key."),
    "resolve": Entry("resolve", "Resolve a concern that you raised, or may override."),
    "verify": Entry("verify", "Hold what was merged against what was approved."),
}


@click.command(
    "propose",
    cls=Lazy,
    package="specctl.cli.propose",
    table=COMMANDS,
    no_args_is_help=True,
    epilog=epilog("specctl propose --help"),
)
@common
def command() -> None:
    """Draft, discuss and decide on proposed changes.

    A proposal is a folder proposals/NNNN-slug beside the spec folder: why a change is made, what
    it does, who approves of it. It lives on a branch of its name together with the change itself.
    """
