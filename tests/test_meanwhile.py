"""Work that another process does meanwhile: the same comes of it, whatever befalls that process."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from specctl.errors import SpecctlError
from specctl.pipeline import meanwhile
from specctl.pipeline.meanwhile import Meanwhile

HERE = os.getpid()


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two cores, and no other threads, whatever other tests have left running."""
    fork, made = os.fork, list[int]()

    def forked() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(meanwhile, "cores", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "fork", forked)
    yield
    for pid in made:
        with pytest.raises(ChildProcessError):  # nobody is left over
            os.waitpid(pid, os.WNOHANG)


def whoever() -> bytes:
    return b"%d" % os.getpid()


def test_another_process_does_it() -> None:
    assert int(Meanwhile(whoever).result()) != HERE


@pytest.mark.parametrize("size", [0, 1, 1_000_000])
def test_what_came_of_it_is_whole(size: int) -> None:
    assert Meanwhile(lambda: b"x" * size).result() == b"x" * size


def test_with_one_core_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "cores", lambda: 1)
    assert int(Meanwhile(whoever).result()) == HERE


def test_beside_other_threads_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert int(Meanwhile(whoever).result()) == HERE
    finally:
        ended.set()
        thread.join()


def test_where_no_process_can_be_made_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise OSError

    monkeypatch.setattr(os, "fork", full)
    assert int(Meanwhile(whoever).result()) == HERE


def test_what_fails_fails_here_and_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    def failing() -> bytes:
        raise SpecctlError(f"in {'this' if os.getpid() == HERE else 'another'} process")

    with pytest.raises(SpecctlError, match="in this process"):
        Meanwhile(failing).result()
    assert capfd.readouterr() == ("", "")


def test_a_process_that_is_killed_is_done_without() -> None:
    def dying() -> bytes:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    assert Meanwhile(dying).result() == b"done"


def test_nobody_waits_for_what_nobody_asks_for() -> None:
    reading, writing = os.pipe()

    def long() -> bytes:
        os.write(writing, b"1")
        time.sleep(60)
        os.write(writing, b"still at work")
        return b""

    work = Meanwhile(long)
    assert os.read(reading, 1)  # it is at work
    del work  # whoever works for nobody is ended by that
    os.close(writing)
    assert not os.read(reading, 1)
    os.close(reading)


def test_it_ends_with_whoever_is_killed() -> None:
    reading, writing = os.pipe()

    def long() -> bytes:
        os.write(writing, b"1")
        time.sleep(60)
        os.write(writing, b"still at work")
        return b""

    asking = os.fork()
    if asking == 0:
        os.close(reading)
        Meanwhile(long).result()
        os._exit(1)
    os.close(writing)
    assert os.read(reading, 1)
    os.kill(asking, signal.SIGKILL)
    os.waitpid(asking, 0)
    assert not os.read(reading, 1)  # nobody has the other end any more
    os.close(reading)
