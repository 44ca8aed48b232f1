"""Something that another process works out meanwhile, where there is a core for it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, NoReturn


class _Running(NamedTuple):
    """A process, and where what it says is read."""

    pid: int
    said: int


class Meanwhile:
    """Work that goes on beside other work; done when it is asked for where it cannot.

    A forked process has all that was imported and read. It must not need what other threads
    hold, so there is none where there are any.

    Args:
        work: gives what came of it as bytes; writes nothing, and asks nobody.
    """

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._work = work
        self._running = _started(work)
        if self._running:
            self._end = weakref.finalize(self, _ended, self._running)

    def result(self) -> bytes:
        """What came of it; raises what the work raises."""
        said = None
        if self._running:
            with suppress(OSError), open(self._running.said, "rb", closefd=False) as reading:
                said = reading.read()
            if not self._end():  # it was killed, or failed: then it fails here, too, and says why
                said = None
            self._running = None
        return self._work() if said is None else said


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started(work: Callable[[], bytes]) -> _Running | None:
    """The process that works; None where there is none."""
    if sys.platform != "linux" or cores() < 2 or threading.active_count() > 1:
        return None
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:  # no process more for this user
        os.close(reading)
        os.close(writing)
        return None
    if pid == 0:
        os.close(reading)  # else it would be left to write for itself
        _work(work, writing)
    os.close(writing)
    return _Running(pid, reading)


def _work(work: Callable[[], bytes], writing: int) -> NoReturn:
    """What the other process does; whoever was asked for an answer gets none where it fails."""
    code = 1
    try:
        for one in (signal.SIGINT, signal.SIGPIPE):
            signal.signal(one, signal.SIG_DFL)  # nobody is left who wants to know
        with _ended_with_reader(writing):
            said = work()
        with open(writing, "wb") as file:
            file.write(said)
        code = 0
    finally:
        os._exit(code)  # without what the parent does at its end, and without its traceback


@contextmanager
def _ended_with_reader(writing: int) -> Iterator[None]:
    """Within this the process ends as soon as nobody is left who could read what it says.

    Whoever asked may be interrupted or killed, and the work take long. It must not be written
    meanwhile: that something was read would end the process, too.
    """
    from fcntl import F_GETFL, F_SETFL, F_SETOWN, fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    flags = fcntl(writing, F_GETFL)
    fcntl(writing, F_SETOWN, os.getpid())
    fcntl(writing, F_SETFL, flags | os.O_ASYNC)
    yield
    fcntl(writing, F_SETFL, flags)


def _ended(running: _Running) -> bool:
    """Let the process end, and tell whether it came to an end by itself."""
    with suppress(OSError):
        os.close(running.said)  # whoever still works or writes is ended by that
    try:
        return os.waitpid(running.pid, 0)[1] == 0
    except OSError:  # somebody else has waited for it
        return False
