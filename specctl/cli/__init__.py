"""The command line: options in, a call into the pipeline, a renderer, an exit code.

A file for each command; ``app`` has the one list of them. Nothing but click is imported until a
command runs.
"""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run ``specctl`` and end the process with its exit code."""
    try:
        from specctl.cli.app import cli

        cli(prog_name="specctl")
    except KeyboardInterrupt:  # before click could see it
        raise SystemExit(130) from None
    raise SystemExit(0)
