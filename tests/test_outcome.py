"""How a run ends where nobody can be told."""

import os
import pty
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from specctl.cli import progress


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(("command", "code"), [(["-C", "/", "lint"], 2), (["rule"], 2)])
def test_the_exit_code_says_it_where_nothing_else_can(command: list[str], code: int) -> None:
    with Path("/dev/full").open("w") as full:
        run = [sys.executable, "-m", "specctl", *command]
        assert subprocess.run(run, stdout=full, stderr=full, check=False).returncode == code


def test_a_terminal_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    main, other = pty.openpty()
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_BEAT", 0.01)
    raised: list[object] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    terminal = os.fdopen(other, "w")
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.busy("Waiting"):
        os.close(main)
        time.sleep(0.2)
    monkeypatch.undo()
    with suppress(OSError):  # it holds what could not be written
        terminal.close()
    assert raised == []
