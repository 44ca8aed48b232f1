"""``specctl propose``: the group, and the one list of its commands."""

from __future__ import annotations

from collections.abc import Mapping

import click

from specctl.cli.lazy import Entry, Lazy
from specctl.cli.options import common, epilog

COMMANDS: Mapping[str, Entry] = {
    "new": Entry("new", "Begin a proposal: its folder, and a branch of its name."),
    "update": Entry("update", "Write into a proposal what it changes now."),
    "list": Entry("list_", "List proposals, also those of other branches."),
    "show": Entry("show", "Show everything of one proposal."),
    "status": Entry("status", "Show how far each proposal is, and what it waits for."),
    "conflicts": Entry("conflicts", "Show which open proposals do not go together."),
    "concern": Entry("concern", "Enter what you hold against a proposal."),
    "move": Entry("move", "Give a proposal another status."),
    "renumber": Entry("renumber", "Give a proposal that is not merged yet another number."),
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
    epilog=epilog(
        'specctl propose new "Narrow white lies" --source public-feedback:thread-412',
        "specctl propose update",
        'specctl propose move 7 open --why "Ready to be read"',
    ),
)
@common
def command() -> None:
    """Draft, discuss and decide on proposed changes.

    A proposal is a folder proposals/NNNN-slug beside the spec folder: why a change is made, what
    it does, who approves of it. It lives on a branch of its name together with the change itself.
    """
