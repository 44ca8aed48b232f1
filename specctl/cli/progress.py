"""A sign of life on standard error for what takes more than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE, _BEAT = 1.0, 0.2
_FRAMES = "|/-\\"


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Say what is being done, from the second second on, if somebody is watching."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_tick, args=(what, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _tick(what: str, done: threading.Event) -> None:
    if done.wait(_PATIENCE):
        return
    start, beat = time.monotonic() - _PATIENCE, 0
    while not done.wait(_BEAT):
        seconds = time.monotonic() - start
        sys.stderr.write(f"\r{_FRAMES[beat % 4]} {what} ({seconds:.0f} s) ")
        sys.stderr.flush()
        beat += 1
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
