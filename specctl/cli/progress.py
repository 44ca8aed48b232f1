"""A bar on standard error for what takes more than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from specctl.cli.terminal import is_terminal

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

_PATIENCE, _BEAT = 1.0, 0.2
_FRAMES = "|/-\\"
_WIDTH = 30


@contextmanager
def busy(what: str) -> Iterator[Progress]:
    """Say what is being done, from the second second on, if somebody is watching.

    Gives what may be called with how far it has come; until then nobody knows how long it takes.
    """
    far = [0, 0]

    def progress(done: int, total: int) -> None:
        far[:] = done, total

    if not is_terminal(sys.stderr):
        yield progress
        return
    ended = threading.Event()
    thread = threading.Thread(target=_watched, args=(what, far, ended), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        ended.set()
        thread.join()


def _watched(what: str, far: list[int], ended: threading.Event) -> None:
    with suppress(OSError):  # the terminal is gone, and nobody watches any more
        _tick(what, far, ended)


def _tick(what: str, far: list[int], ended: threading.Event) -> None:
    if ended.wait(_PATIENCE):
        return
    start, beat, said = time.monotonic() - _PATIENCE, 0, ""
    while not ended.wait(_BEAT):
        seconds = time.monotonic() - start
        said = f"{_shown(far, beat)} {what} ({seconds:.0f} s) "
        sys.stderr.write(f"\r{said}")
        sys.stderr.flush()
        beat += 1
    sys.stderr.write(f"\r{' ' * len(said)}\r")
    sys.stderr.flush()


def _shown(far: list[int], beat: int) -> str:
    """A bar where it is known how far things are, else a sign of life."""
    done, total = far
    if not total:
        return _FRAMES[beat % len(_FRAMES)]
    full = done * _WIDTH // total
    return f"[{'#' * full}{'.' * (_WIDTH - full)}] {done * 100 // total:3d}%"
