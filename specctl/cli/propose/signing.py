"""Options of the commands that sign."""

from __future__ import annotations

import click

keyed = click.option(
    "--key", metavar="FILE", help="The key to sign with, else git's or the agent's."
)
"""``--key``: None stands for git's, else the agent's."""
based = click.option("--base", metavar="REV", help="What it is to be merged into, else it says.")
"""``--base``: None stands for what the proposal says."""
