"""Several processes at work: none is left behind, and none waits for ever."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gitrepo import write
from linting import BASE, FOLDER

from specctl import parse
from specctl.model import Snapshot
from specctl.pipeline import workers

ROOT = Path(__file__).parent.parent
MANY = {
    f"{number}/{name}": BASE[name] for number in range(30) for name in BASE if name[-2:] == "md"
}

# As if there were much to read, for two processes that take their time.
PROGRAM = """
import os, sys, time
from pathlib import Path

def many_processes():
    from specctl.pipeline import workers
    workers._ENOUGH, workers._CHUNK = 0, 2000
    workers.cores = lambda: 2

def slowly():
    from specctl import parse
    quick = parse.parse_file
    def slow(*given):
        Path(f"started-{os.getpid()}").touch()
        time.sleep(0.05)
        return quick(*given)
    parse.parse_file = slow

many_processes()
slowly()
sys.argv[1:] = ["lint", "--format", "json"]
from specctl.cli import main
try:
    main()
except SystemExit as ended:
    sys.stdout.flush()
    os._exit(ended.code)
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return write(tmp_path / FOLDER, {**MANY, "spec.yaml": BASE["spec.yaml"]}).parent


def started(spec: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=spec,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SPECCTL_CACHE": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def both_at_work(spec: Path) -> None:
    until = time.monotonic() + 30
    while len(list(spec.glob("started-*"))) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_nobody_outlives_a_parent_that_is_killed(spec: Path) -> None:
    process = started(spec)
    both_at_work(spec)
    process.kill()
    process.communicate(timeout=30)  # until nobody holds the other ends of its pipes
    assert process.returncode == -signal.SIGKILL


def test_interrupted_it_ends_in_silence(spec: Path) -> None:
    process = started(spec)
    both_at_work(spec)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors.strip()) == (130, b"", b"")


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_however_processes_are_started(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**MANY, "spec.yaml": BASE["spec.yaml"]}
    manifest = parse.parse(Snapshot("test", None, FOLDER, files)).manifest
    task = workers.Task(FOLDER, manifest, manifest)
    alone = list(workers.examine_all(task, MANY, lambda done, total: None))
    context = multiprocessing.get_context(method)
    monkeypatch.setattr(multiprocessing, "get_context", lambda asked: context)
    monkeypatch.setattr(workers, "_ENOUGH", 0)
    monkeypatch.setattr(workers, "_CHUNK", 20_000)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    assert list(workers.examine_all(task, MANY, lambda done, total: None)) == alone
