"""Whatever the cache holds, or does not, a review is the same to the byte."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from comparing import ROOT, folder_files
from edits import edited
from gitrepo import Repo, make

from specctl.cache import files
from specctl.model import Snapshot
from specctl.parse import parse
from specctl.pipeline import Context, lint, review
from specctl.pipeline import told as kept_review
from specctl.pipeline.plain import packed, unpacked
from specctl.render import render

SAMPLE = folder_files(ROOT / "spec")
FORMATS = ("json", "text", "markdown")
COMMAND = (sys.executable, "-m", "specctl", "review", "old..new", "--format", "json")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two commits of the sample spec, the second one with edits of many kinds."""
    made = make(tmp_path / "repo")
    later = edited(SAMPLE, random.Random(4), 6)
    for tag, spec in (("old", SAMPLE), ("new", later)):
        shutil.rmtree(made.root / "spec", ignore_errors=True)
        made.commit({f"spec/{name}": content for name, content in spec.items()})
        made.git("tag", tag)
    return made


def told(repo: Repo, *revisions: str, **options: Any) -> list[str]:
    found = review(Context(repo.root), revisions or ["old..new"], **options)
    return [render("review", fmt, found) for fmt in FORMATS]


@pytest.fixture
def uncached(repo: Repo) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPECCTL_CACHE", "off")
        found = told(repo)
    assert not cache(repo).exists()
    return found


def cache(repo: Repo) -> Path:
    return repo.root / ".git" / "specctl"


def kept(repo: Repo) -> list[Path]:
    return sorted(cache(repo).iterdir())


def test_the_second_time_it_is_the_same(repo: Repo, uncached: list[str]) -> None:
    assert told(repo) == uncached
    assert told(repo) == uncached


def test_what_lint_knows_serves_a_review(repo: Repo, uncached: list[str]) -> None:
    subprocess.run((*COMMAND[:3], "lint"), cwd=repo.root, check=False, capture_output=True)
    assert kept(repo)
    assert told(repo) == uncached


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets nothing be parsed or linted from now on."""

    def close() -> None:
        for module, name in (("parse.spec", "read_file"), ("lint.engine", "conclude")):
            monkeypatch.delattr(import_module(f"specctl.{module}"), name)

    return close


def test_nothing_is_parsed_the_second_time(
    repo: Repo, uncached: list[str], unread: Callable[[], None]
) -> None:
    told(repo)
    unread()
    with pytest.raises((ImportError, NameError)):
        told(repo, "dir:spec..old")
    assert told(repo) == uncached


def test_what_is_gone_is_kept_again(
    repo: Repo, uncached: list[str], unread: Callable[[], None]
) -> None:
    told(repo)
    for path in kept(repo):
        if path.name.startswith("p-"):
            path.unlink()
    told(repo)
    unread()
    assert told(repo) == uncached


def test_reviews_of_other_settings_do_not_crowd_out_what_lint_knows(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = lint(Context(repo.root), rev="new")
    manifest = (repo.root / "spec/spec.yaml").read_text()
    for number in range(2):
        repo.commit({"spec/spec.yaml": f"{manifest}\nlint: {{firm: [rule-{number}]}}\n"})
        told(repo, "HEAD", "old")
    monkeypatch.delattr(import_module("specctl.parse.spec"), "read_file")
    assert lint(Context(repo.root), rev="new") == expected


@pytest.mark.parametrize("left", ["none of the kind", "only the kind"])
@pytest.mark.parametrize("kind", ["p-", "v-", "b-"])
def test_when_some_of_it_is_gone(repo: Repo, uncached: list[str], kind: str, left: str) -> None:
    told(repo)
    for path in kept(repo):
        if path.name.startswith(kind) is (left == "none of the kind"):
            path.unlink()
    assert told(repo) == uncached


def test_when_any_one_file_of_it_is_gone(repo: Repo, uncached: list[str]) -> None:
    told(repo)
    for path in kept(repo):
        content = path.read_bytes()
        path.unlink()
        assert told(repo) == uncached
        path.write_bytes(content)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "flip": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "other": lambda content: b"[]" * len(content),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_when_it_is_damaged(repo: Repo, uncached: list[str], damage: str) -> None:
    told(repo)
    for path in kept(repo):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert told(repo) == uncached
    assert told(repo) == uncached


HOMES = ("specctl.cache.write", "specctl.cache.packs.write", "specctl.cache.tables.write")
BODIES = [b"{}", b"null", b"0", b'"x"', b"[1]", b"[[],[],[],[]]", b'{"a": [[]]}', b"[" * 9000]


@pytest.mark.parametrize("body", BODIES, ids=[body[:9].decode() for body in BODIES])
def test_when_it_holds_something_else_under_its_seal(
    repo: Repo, uncached: list[str], body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(at: int, name: str, label: str, content: bytes) -> bool:
        return write(at, name, label, _instead(content, body) if name[0] == "p" else body)

    write = files.write
    for home in HOMES:
        monkeypatch.setattr(home, other)
    assert told(repo) == uncached
    assert told(repo) == uncached


def _instead(content: bytes, body: bytes) -> bytes:
    """The keys of a pack, each with another value."""
    return b"{%s}" % b",".join(
        json.dumps(key).encode() + b":" + body for key in json.loads(content)
    )


def test_when_nothing_can_be_kept(repo: Repo, uncached: list[str]) -> None:
    cache(repo).write_text("a file in its place")
    assert told(repo) == uncached


def test_when_the_disk_is_full(
    repo: Repo, uncached: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(at: int, name: str, label: str, body: bytes) -> bool:
        return False

    for home in HOMES:
        monkeypatch.setattr(home, full)
    assert told(repo) == uncached


def test_when_it_may_only_be_read(repo: Repo, uncached: list[str]) -> None:
    told(repo)
    shutil.copytree(cache(repo), copy := repo.root.parent / "copy")
    for one in (*copy.iterdir(), copy):
        one.chmod(0o500 if one is copy else 0o400)
    state = {path.name: path.stat().st_mtime_ns for path in copy.iterdir()}
    cache(repo).rename(repo.root.parent / "aside")
    copy.rename(cache(repo)) if os.geteuid() else shutil.copytree(copy, cache(repo))
    assert told(repo) == uncached
    assert state


def test_when_many_review_at_once(repo: Repo, uncached: list[str]) -> None:
    started = [subprocess.Popen(COMMAND, cwd=repo.root, stdout=subprocess.PIPE) for _ in range(4)]
    for process in started:
        out, _ = process.communicate(timeout=120)
        assert out.decode() == uncached[0]


def test_when_reviews_are_killed(repo: Repo, uncached: list[str]) -> None:
    chance = random.Random(3)
    for _ in range(6):
        process = subprocess.Popen(COMMAND, cwd=repo.root, stdout=subprocess.DEVNULL)
        time.sleep(0.2 + chance.random())
        process.kill()
        process.wait()
    assert told(repo) == uncached


def test_the_same_trees_under_other_names(repo: Repo) -> None:
    told(repo)
    repo.git("commit", "--allow-empty", "--message", "again", "--quiet")
    repo.git("tag", "newer")
    found = review(Context(repo.root), ["old", "newer"])
    assert (found.base.rev, found.head.rev) == ("old", "newer")
    assert found.head.commit == repo.git("rev-parse", "newer")


def test_another_day_is_another_review(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "spec/style.md"
    text = (
        (repo.root / name)
        .read_text()
        .replace("\n---\n", "\nstatus: aspirational\ntarget: 2026-06\n---\n", 1)
    )
    repo.commit({name: text})
    late, early = "1790000000", "1779000000"  # September and May 2026
    found = {}
    for day in (early, late, early):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
        found[day] = [f.rule for f in review(Context(repo.root), ["new", "main"]).new_findings]
        with monkeypatch.context() as off:
            off.setenv("SPECCTL_CACHE", "off")
            rules = [f.rule for f in review(Context(repo.root), ["new", "main"]).new_findings]
        assert found[day] == rules
    assert ("overdue-aspiration" in found[late], "overdue-aspiration" in found[early]) == (
        True,
        False,
    )


@pytest.mark.parametrize("revisions", [[], ["old"], ["new", "old"], ["dir:spec..new"]])
def test_other_sides(repo: Repo, revisions: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = repo.root / "spec/style.md"
    path.write_text(path.read_text() + "\nThe assistant must never guess.\n")
    monkeypatch.chdir(repo.root)
    first, second = told(repo, *revisions), told(repo, *revisions)
    monkeypatch.setenv("SPECCTL_CACHE", "off")
    assert first == second == told(repo, *revisions)


def test_a_review_leaves_the_work_tree_alone(repo: Repo) -> None:
    before = {p: p.stat().st_mtime_ns for p in repo.root.rglob("*") if ".git" not in p.parts}
    told(repo)
    assert before == {
        p: p.stat().st_mtime_ns for p in repo.root.rglob("*") if ".git" not in p.parts
    }


# --- reviews as plain data -----------------------------------------------------------------------


def test_what_a_review_says_comes_back(repo: Repo, uncached: list[str]) -> None:
    for rev in ("old..new", "new..old"):
        made = review(Context(repo.root), [rev])
        assert same(kept_review.unpacked(kept_review.packed(made) or b""), made)


def test_the_second_review_is_the_first_one(repo: Repo) -> None:
    first, second = (review(Context(repo.root), ["old..new"]) for _ in range(2))
    assert first is not second
    assert same(first, second)


@pytest.mark.parametrize("odd", ["x: {1: a}", "x: .nan", "x: 2026-01-31", '"x": {2026-01-31: a}'])
def test_a_review_of_odd_front_matter_is_the_same_twice(repo: Repo, odd: str) -> None:
    path = repo.root / "spec/style.md"
    repo.commit({"spec/style.md": path.read_text().replace("\n---\n", f"\n{odd}\n---\n", 1)})
    repo.git("tag", "odd")
    first, second = told(repo, "new..odd"), told(repo, "new..odd")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPECCTL_CACHE", "off")
        assert first == second == told(repo, "new..odd")


def test_a_very_long_review_is_not_kept(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    made = review(Context(repo.root), ["old..new"])
    assert kept_review.packed(made)
    monkeypatch.setattr(kept_review, "MOST", 1000)
    assert kept_review.packed(made) is None


# --- files as plain data -------------------------------------------------------------------------


def values(contents: dict[str, bytes]) -> Iterator[Any]:
    spec = parse(Snapshot("x", None, "spec", contents))
    yield from (*spec.sections, *spec.evals, spec.manifest)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types throughout."""
    if is_dataclass(one):
        names = [field.name for field in fields(one)]
        one, other = ((type(x), *(getattr(x, name) for name in names)) for x in (one, other))
    if not isinstance(one, tuple):
        return bool(one == other)
    alike = type(one) is type(other) and len(one) == len(other)
    return alike and all(map(same, one, other))


@pytest.mark.parametrize("seed", range(8))
def test_what_a_file_holds_comes_back(seed: int) -> None:
    for value in values(edited(SAMPLE, random.Random(seed), seed)):
        assert same(unpacked(packed(value)), value)


@pytest.mark.parametrize("odd", ["\ud83d\ude00", {1: "a"}, float("nan")])
def test_what_json_would_read_otherwise_is_not_kept(odd: Any) -> None:
    section = next(values(SAMPLE))._replace(fields={"x": odd})
    with pytest.raises(ValueError, match="something else"):
        packed(section)
