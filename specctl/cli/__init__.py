"""The command line: options in, a call into the pipeline, a renderer, an exit code.

A file for each command; ``app`` has the one list of them. Nothing but click is imported until a
command runs.
"""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run ``specctl`` and end the process with its exit code."""
    # A run keeps nearly everything that it makes until its end: going over it again and again,
    # and once more at the end, took a sixth of the time of a review.
    gc.set_threshold(1_000_000, 1_000, 1_000)
    try:
        if sys.argv[1:2] == ["hook"]:
            from specctl.pipeline.verdicts import fine

            if fine(sys.argv[1:]):
                raise SystemExit(0)
        from specctl.cli.app import cli

        cli(prog_name="specctl")
    except KeyboardInterrupt:  # before click could see it
        raise SystemExit(130) from None
    finally:
        gc.freeze()
    raise SystemExit(0)
