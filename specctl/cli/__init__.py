"""The command line: options in, a call into the pipeline, a renderer, an exit code.

A file for each command; ``app`` has the one list of them. Nothing but click is imported until a
command runs.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """The command: :func:`main`, after which nobody is left who needs the process."""
    try:
        main()
    except SystemExit as end:
        _leave(end.code)
        raise


def _leave(code: object) -> None:
    """End the process where it stands: to take all apart that a run has made takes another 7 ms.

    Whatever is unusual is left to Python: an output that takes no more, a code that is a text,
    somebody who traces the run or goes on with it.
    """
    if not isinstance(code, int) or sys.flags.inspect or sys.gettrace() or sys.getprofile():
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):  # gone, full or closed
        return
    os._exit(code)


def main() -> NoReturn:
    """Run ``specctl`` and raise its exit code."""
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
