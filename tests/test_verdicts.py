"""A hook's short way: it says fine only where lint does, whatever it was asked before."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from gitrepo import git, write
from linting import BASE, FOLDER

from specctl.errors import SpecctlError
from specctl.pipeline import Context, check, linting, verdicts

HOOK = ["hook", "run", "pre-commit"]
ROOT = Path(__file__).parent.parent


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / FOLDER, BASE)
    monkeypatch.chdir(tmp_path)
    git(Path(), "init", "-q")
    git(Path(), "add", "-A")
    return tmp_path


def remembered(spec: str = FOLDER) -> bool:
    """Whether it is known without linting."""
    return verdicts._before(spec)


@pytest.mark.usefixtures("repository")
def test_a_verdict_is_about_one_folder() -> None:
    assert verdicts.fine(HOOK)
    assert remembered()
    assert not remembered(".")  # which holds the same files, and no manifest
    assert not verdicts.fine(["hook", "run", "--spec=.", "pre-commit"])


@pytest.mark.usefixtures("repository")
def test_a_verdict_is_kept_for_the_day_that_it_went_by(monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter([date(2026, 1, 31), date(2026, 2, 1)])
    with monkeypatch.context() as patched:
        patched.setattr(linting, "today", lambda: next(days))
        assert check(Context(), staged=True).errors == ()  # it ends on the second day
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769904000")
    assert linting.today() == date(2026, 2, 1)
    assert not remembered()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769903999")
    assert linting.today() == date(2026, 1, 31)
    assert remembered()


@pytest.mark.usefixtures("repository")
def test_a_given_day_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769904000")
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert linting.today() == date(2026, 2, 1)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("said", ["tomorrow", "9" * 30, "1e9"])
def test_a_day_that_is_none(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdicts.fine(HOOK)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    assert not verdicts.fine(HOOK)
    with pytest.raises(SpecctlError, match="no number of seconds"):
        linting.today()


@pytest.mark.usefixtures("repository")
def test_today_s_name_is_no_number_of_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdicts.fine(HOOK)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", time.strftime("%Y-%m-%d"))
    assert not remembered()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")  # as good as unset
    assert linting.today().isoformat() == verdicts.day()


def test_a_file_beside_the_spec_s_own_whose_name_is_no_text(repository: Path) -> None:
    odd = os.fsencode(repository / FOLDER) + b"/.\xff.md"
    for content in (b"one\n", b"two\n"):
        Path(os.fsdecode(odd)).write_bytes(content)
        git(Path(), "add", "-A")
        assert check(Context(), staged=True).errors == ()
        assert verdicts.fine(HOOK)
    Path(os.fsdecode(odd)).write_bytes(b"three\n")
    git(Path(), "add", "-A")
    assert verdicts.fine(HOOK)


def test_interrupted_it_ends_in_silence(repository: Path, tmp_path: Path) -> None:
    slow = tmp_path / "bin"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\necho >> $0.started\nexec sleep 60\n")
    (slow / "git").chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "specctl", *HOOK],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{slow}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not (slow / "git.started").exists() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors) == (130, b"", b"")


def test_a_baseline_that_is_too_large_is_not_passed_over(repository: Path) -> None:
    (repository / FOLDER / "lint-baseline.json").write_bytes(b" " * (4 * 2**20 + 1))
    git(repository, "add", "-A")
    for staged in (True, False):
        errors = check(Context(), staged=staged).errors
        assert [(one.rule, one.place.path) for one in errors] == [
            ("unreadable-file", "spec/lint-baseline.json")
        ]
    assert not verdicts.fine(HOOK)
