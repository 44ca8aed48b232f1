"""Confirming evals: what is recorded, and what is left alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from gitrepo import write
from linting import BASE, FOLDER

from specctl.lint import lint
from specctl.parse import parse
from specctl.pipeline import Context, confirm
from specctl.sources import read, work_tree

ROOT = Path(__file__).parent.parent


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / FOLDER, BASE)


def stale(spec: Path) -> list[str | None]:
    found = lint(parse(read(work_tree(cwd=spec.parent, spec=FOLDER))))
    return [one.subject for one in found if one.rule == "stale-eval"]


def eval_of(spec: Path) -> Path:
    (path,) = (spec / "evals").glob("d8ue.md")
    return path


HEADS = {
    "none": ("", "---\nconfirmed:\n  d8ue: {print}\n---\n"),
    "old": (
        "---\nid: d8ue\nconfirmed: {d8ue: aaaaaaaaaaaa} # by mara\n---\n",
        "---\nid: d8ue\nconfirmed: {d8ue: {print}} # by mara\n---\n",
    ),
    "other": (
        "---\nid: d8ue # the same\n---\n",
        "---\nid: d8ue # the same\nconfirmed:\n  d8ue: {print}\n---\n",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("name", HEADS)
def test_the_fingerprint_goes_into_front_matter_and_nowhere_else(
    spec: Path, name: str, newline: str
) -> None:
    before, after = HEADS[name]
    path = eval_of(spec)
    body = path.read_text("utf-8").rpartition("---\n")[2]
    path.write_bytes((before + body).replace("\n", newline).encode())
    (done,) = confirm(Context(), ["d8ue"])
    assert (done.eval, done.clauses) == ("d8ue", ("d8ue",))
    written = path.read_bytes().decode()
    found = parse(read(work_tree(cwd=spec.parent, spec=FOLDER)))
    (print_,) = next(e for e in found.evals if e.id == "d8ue").confirmed.values()
    wanted = after.replace("{print}", print_) + body
    assert written == wanted.replace("\n", newline)
    assert stale(spec) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_line_ends_of_the_body_stay_as_they_are(spec: Path, newline: str) -> None:
    path = eval_of(spec)
    body = path.read_text("utf-8").rpartition("---\n")[2].replace("\n", newline) + "\n\r\n\n"
    path.write_bytes(f"---{newline}id: d8ue{newline}---{newline}{body}".encode())
    confirm(Context(), ["d8ue"])
    assert path.read_bytes().decode().endswith(f"{newline}---{newline}{body}")
    assert stale(spec) == []


def test_a_second_time_changes_nothing(spec: Path) -> None:
    confirm(Context(), ["d8ue"])
    path = eval_of(spec)
    content, at = path.read_bytes(), path.stat().st_mtime_ns
    (done,) = confirm(Context(), ["d8ue"])
    assert done.clauses == ()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, at)


def test_it_is_what_a_stale_eval_asks_for(spec: Path) -> None:
    confirm(Context(), ["d8ue"])
    path = spec / "lending.md"
    path.write_text(path.read_text("utf-8").replace("must", "should", 1), "utf-8")
    assert stale(spec) == ["d8ue"]
    confirm(Context(), ["^d8ue"])
    assert stale(spec) == []


def command(spec: Path, *ids: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specctl", "confirm", *ids],
        cwd=spec.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_eval_is_named_and_nothing_is_written(spec: Path) -> None:
    before = {p: p.read_bytes() for p in spec.rglob("*.md")}
    end = command(spec, "d8ue", "d8uf")
    assert end.returncode == 2
    assert "there is no eval d8uf" in end.stderr
    assert "did you mean d8ue?" in end.stderr
    assert {p: p.read_bytes() for p in spec.rglob("*.md")} == before


def test_an_eval_without_its_clause_is_refused(spec: Path) -> None:
    path = spec / "lending.md"
    path.write_text(path.read_text("utf-8").replace("[^d8ue]", ""), "utf-8")
    end = command(spec, "d8ue")
    assert end.returncode == 2
    assert "tests [^d8ue], which no section carries" in end.stderr


def test_it_says_what_it_did(spec: Path) -> None:
    assert command(spec, "d8ue").stdout == "spec/evals/d8ue.md: confirmed [^d8ue].\n"
    assert command(spec, "d8ue").stdout == "spec/evals/d8ue.md: confirmed already.\n"
