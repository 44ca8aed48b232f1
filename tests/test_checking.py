"""The cache behind lint: it never decides what is true, whatever befalls it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from gitrepo import git, write
from linting import FOLDER, folder

from specctl import parse as parsing
from specctl import sources
from specctl.cache import Store
from specctl.lint import RULES, lint, page
from specctl.lint.engine import conclude, examine
from specctl.lint.kept import pack, unpack
from specctl.lint.settings import settings_of
from specctl.model import Eval, Finding, Section, Snapshot
from specctl.parse import parse, parse_file
from specctl.pipeline import workers
from specctl.pipeline.checking import Checked, check
from specctl.pipeline.reading import Reader

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 31)


def everything() -> dict[str, bytes]:
    """The sample spec with the failing examples of every rule in it."""
    files = folder(ROOT / "spec")
    for number, name in enumerate(RULES):
        for sample in page(name).fails.files:
            path = sample.path.removeprefix(f"{FOLDER}/")
            if path != "spec.yaml":
                stem = path.removesuffix(".md")
                files[f"{stem}-{number}.md"] = sample.content
    return files


FILES = everything()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A folder on disk that holds a spec with faults of every kind."""
    return write(tmp_path / FOLDER, FILES).parent


def checked(spec: Path, store: Path | None) -> Checked:
    source = sources.work_tree(cwd=spec, spec=FOLDER)
    return check(sources.listing(source), Reader(Store(str(store) if store else None)), today=TODAY)


def in_memory() -> tuple[Finding, ...]:
    return lint(parse(Snapshot("test", None, FOLDER, FILES)), today=TODAY)


def test_with_and_without_the_cache_the_findings_are_those_of_the_spec_in_memory(
    spec: Path, tmp_path: Path
) -> None:
    expected = in_memory()
    assert len({f.rule for f in expected}) > len(RULES) // 2
    store = tmp_path / "cache"
    assert checked(spec, None).findings == expected
    assert checked(spec, store).findings == expected
    assert list(store.iterdir())
    assert checked(spec, store).findings == expected


def test_only_what_changed_is_read_again(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "cache"
    checked(spec, store)
    read: list[str] = []

    def watched(folder_: str, name: str, *rest: object) -> object:
        read.append(name)
        return parse_file(folder_, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "parse_file", watched)
    path = spec / FOLDER / "style.md"
    path.write_bytes(path.read_bytes() + b"\nSay the the same.\n")
    again = checked(spec, store)
    assert read == ["style.md"]
    assert again.findings == checked(spec, None).findings
    checked(spec, store)
    assert read.count("style.md") == 2  # once with and once without the cache


def test_a_change_of_the_lint_settings_reads_everything_again(spec: Path, tmp_path: Path) -> None:
    store = tmp_path / "cache"
    checked(spec, store)
    manifest = spec / FOLDER / "spec.yaml"
    manifest.write_bytes(manifest.read_bytes() + b"lint: {rules: {no-good-reply: error}}\n")
    assert checked(spec, store).findings == checked(spec, None).findings


def test_a_term_that_is_retired_is_looked_for_in_every_file(spec: Path, tmp_path: Path) -> None:
    store = tmp_path / "cache"
    assert "undefined-term" not in {f.rule for f in checked(spec, store).findings}
    manifest = spec / FOLDER / "spec.yaml"
    text = manifest.read_text().replace("tombstones: {}", "tombstones: {invoice: {kind: term}}")
    manifest.write_text(text)
    again = checked(spec, store).findings
    assert "undefined-term" in {f.rule for f in again}
    assert again == checked(spec, None).findings


@pytest.mark.parametrize("accident", ["flip", "cut", "more", "other"])
def test_a_damaged_cache_is_as_none(spec: Path, tmp_path: Path, accident: str) -> None:
    store = tmp_path / "cache"
    expected = checked(spec, store).findings
    (pack_file,) = store.glob("p-*")
    content = pack_file.read_bytes()
    cuts = range(0, len(content), max(1, len(content) // 25))
    for damaged in {
        "flip": [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in cuts],
        "cut": [content[:at] for at in cuts],
        "more": [content[:at] + b"[]" + content[at:] for at in cuts],
        "other": [b"", b"{}", b"{}" * len(content)],
    }[accident]:
        for left in store.iterdir():
            left.unlink()
        pack_file.write_bytes(damaged)
        assert checked(spec, store).findings == expected


def test_rows_of_another_shape_are_as_none(spec: Path, tmp_path: Path) -> None:
    """Somebody who can write there, and knows the checksum, can only make work."""
    store = tmp_path / "cache"
    expected = checked(spec, store).findings
    source = sources.listing(sources.work_tree(cwd=spec, spec=FOLDER))
    odd: list[object] = [
        None,
        5,
        [],
        ["section"],
        ["section", [], []],
        ["nothing", [], []],
        {"a": []},
        "x" * 9,
    ]
    from specctl.pipeline.checking import generation

    manifest = Reader(Store(None)).manifest(source)
    for row in odd:
        Store(str(store)).add(
            generation(Store(None), source, manifest, manifest),
            {f"{blob} {name}": row for name, blob in source.files.items()},
        )
        assert checked(spec, store).findings == expected


def test_a_cache_that_cannot_be_written_is_done_without(spec: Path, tmp_path: Path) -> None:
    expected = checked(spec, None).findings
    (tmp_path / "file").write_text("not a folder")
    assert checked(spec, tmp_path / "file").findings == expected
    assert checked(spec, tmp_path / "file" / "below").findings == expected
    assert checked(spec, Path("/proc/nowhere")).findings == expected


def test_what_a_file_gives_can_be_kept() -> None:
    whole = parse(Snapshot("test", None, FOLDER, FILES))
    settings = settings_of(whole.manifest)
    values: list[Section | Eval] = [*whole.sections, *whole.evals]
    given = [examine(v, (), whole.lines[v.path], whole.manifest, settings) for v in values]
    kept = [unpack(json.loads(json.dumps(pack(one)))) for one in given]
    assert [one.findings for one in kept] == [one.findings for one in given]
    first, again = (
        conclude(some, (), FOLDER, whole.manifest, settings, today=TODAY) for some in (given, kept)
    )
    assert first == again


def test_several_processes_give_what_one_gives(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = checked(spec, None).findings
    monkeypatch.setattr(workers, "_ENOUGH", 0)
    monkeypatch.setattr(workers, "_CHUNK", 4096)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    assert checked(spec, None).findings == expected


def test_a_worker_that_is_killed_is_done_without(
    spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = checked(spec, None).findings
    parent = os.getpid()

    def deadly(folder_: str, name: str, *rest: object) -> object:
        if os.getpid() != parent and name == "style.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return parse_file(folder_, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "parse_file", deadly)
    monkeypatch.setattr(workers, "_ENOUGH", 0)
    monkeypatch.setattr(workers, "_CHUNK", 4096)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    assert checked(spec, None).findings == expected


# --- the command ---------------------------------------------------------------------------------


def specctl_lint(spec: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = (sys.executable, "-m", "specctl", "lint", "--format", "json", *arguments)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1767225600", **env}
    return subprocess.run(command, cwd=spec, env=environment, capture_output=True, check=False)


@pytest.fixture
def repository(spec: Path) -> Path:
    for command in ("init -q", "add -A"):
        git(spec, *command.split())
    return spec


def test_it_lies_in_the_git_folder_and_nothing_else_is_written(repository: Path) -> None:
    before = sorted(p for p in repository.rglob("*") if ".git" not in p.parts)
    first = specctl_lint(repository, "--staged")
    assert first.returncode == 1, first.stderr
    assert list((repository / ".git/specctl").iterdir())
    assert sorted(p for p in repository.rglob("*") if ".git" not in p.parts) == before
    for more in ((), ("--staged",)):
        assert specctl_lint(repository, *more).stdout == first.stdout
        assert specctl_lint(repository, *more, SPECCTL_CACHE="off").stdout == first.stdout


def test_two_at_once_and_one_that_is_killed(repository: Path) -> None:
    expected = specctl_lint(repository, "--staged", SPECCTL_CACHE="off").stdout
    command = (sys.executable, "-m", "specctl", "lint", "--format", "json", "--staged")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1767225600"}
    for delay in moments():
        shutil.rmtree(repository / ".git/specctl", ignore_errors=True)
        running = [
            subprocess.Popen(command, cwd=repository, env=environment, stdout=subprocess.PIPE)
            for _ in range(3)
        ]
        time.sleep(delay)
        running[0].kill()
        outputs = [process.communicate()[0] for process in running]
        assert outputs[1:] == [expected, expected]
        assert specctl_lint(repository, "--staged").stdout == expected


def moments() -> Iterator[float]:
    """When to kill: before, while and after the cache is written."""
    yield from (0.05, 0.15, 0.25, 0.35, 0.5)


def test_the_day_may_be_given(spec: Path) -> None:
    odd = specctl_lint(spec, SOURCE_DATE_EPOCH="tomorrow")
    assert odd.returncode == 2
    assert b"SOURCE_DATE_EPOCH is 'tomorrow', which is no number of seconds" in odd.stderr
