"""Ids first, contents when asked for: the same as reading, in fewer steps."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo, make

from specctl.errors import SpecctlError
from specctl.model import Problem
from specctl.sources import (
    MAX_FILE,
    Source,
    ahead,
    blobs,
    contents,
    folder,
    index,
    limits,
    listing,
    listing_ahead,
    objects,
    plumbing,
    read,
    revision,
    sides,
    snapshot,
    staged,
    work_tree,
)

WAYS: dict[str, Callable[..., Source]] = {
    "revision": partial(revision, "HEAD"),
    "index": index,
    "work tree": work_tree,
    "folder": partial(folder, "."),
}
MANIFEST = {"spec/spec.yaml": "name: one\n"}
TOO_LARGE = "is larger than 4 MiB: split it into sections"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Callable[..., Source]:
    return WAYS[request.param]


# Listings


def test_a_listing_names_what_reading_gives(repo: Repo, way: Callable[..., Source]) -> None:
    repo.commit(
        {
            **MANIFEST,
            "spec/a.md": b"a\xff\r\n",
            "spec/a/b.md": "",
            "spec/é.md": "x" * 100_000,
            "spec/x.txt": "x",
            "spec/README.md": "x",
        }
    )
    (repo.root / "spec" / "link.md").symlink_to("a.md")
    repo.git("add", ".")
    repo.git("commit", "--quiet", "-m", "link")
    source = way(cwd=repo.root, spec="spec")
    listed, snapshot = listing(source), read(source)
    assert list(listed.files) == list(snapshot.files) == ["a.md", "a/b.md", "spec.yaml", "é.md"]
    for path, blob in listed.files.items():
        assert blob == repo.git("rev-parse", f"HEAD:spec/{path}")
    assert contents(listed, listed.files).files == snapshot.files
    for name in ("rev", "commit", "folder", "problems", "exists"):
        assert getattr(listed, name) == getattr(snapshot, name)
    assert [problem.path for problem in listed.problems] == ["link.md"]


def test_a_listing_of_no_spec_folder(repo: Repo) -> None:
    repo.commit({"x": "x"})
    for name in ("revision", "index", "work tree"):
        listed = listing(WAYS[name](cwd=repo.root, spec="spec"))
        assert (listed.exists, listed.files, listed.problems) == (False, {}, ())


def test_contents_are_those_asked_for(spec: Repo, way: Callable[..., Source]) -> None:
    listed = listing(way(cwd=spec.root, spec="spec"))
    assert contents(listed, []).files == {}
    assert contents(listed, ["a/b.md", "a.md"]) == ({"a/b.md": b"b\n", "a.md": b"new\n"}, ())
    assert list(contents(listed, ["a/b.md", "a.md"]).files) == ["a/b.md", "a.md"]
    with pytest.raises(KeyError):
        contents(listed, ["gone.md"])


def test_contents_are_those_that_were_listed(spec: Repo, way: Callable[..., Source]) -> None:
    listed = listing(way(cwd=spec.root, spec="spec"))
    spec.commit({"spec/a.md": "later\n"})
    assert contents(listed, ["a.md"]).files == {"a.md": b"new\n"}


def test_the_same_content_twice(repo: Repo, way: Callable[..., Source]) -> None:
    repo.commit({**MANIFEST, "spec/a.md": "same\n", "spec/b.md": "same\n"})
    listed = listing(way(cwd=repo.root, spec="spec"))
    assert listed.files["a.md"] == listed.files["b.md"]
    assert contents(listed, ["a.md", "b.md"]).files == {"a.md": b"same\n", "b.md": b"same\n"}


@pytest.mark.parametrize("name", ["revision", "index"])
def test_large_files_among_small_ones(repo: Repo, name: str) -> None:
    large = b"x" * (MAX_FILE + 1)
    files = {"a.md": b"a\n", "b.md": large, "c.md": b"c\n", "d.md": large + b"d", "e.md": b""}
    repo.commit({**MANIFEST, **{f"spec/{path}": data for path, data in files.items()}})
    listed = listing(WAYS[name](cwd=repo.root, spec="spec"))
    assert listed.problems == ()
    found = contents(listed, ["d.md", "a.md", "c.md", "b.md", "e.md"])
    assert found.files == {"a.md": b"a\n", "c.md": b"c\n", "e.md": b""}
    assert found.problems == tuple(
        Problem(path, f"{path} {TOO_LARGE}") for path in ("b.md", "d.md")
    )


@pytest.mark.parametrize("name", ["revision", "index"])
def test_the_total_is_that_of_the_contents_asked_for(
    repo: Repo, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(
        {**MANIFEST, "spec/a.md": b"x" * 60, "spec/b.md": b"x" * 60, "spec/c.md": b"x" * 99}
    )
    monkeypatch.setattr(limits, "MAX_TOTAL", 150)
    monkeypatch.setattr(objects, "MAX_FILE", 98)
    listed = listing(WAYS[name](cwd=repo.root, spec="spec"))
    assert len(contents(listed, ["a.md", "b.md", "c.md"]).files) == 2
    assert len(contents(listed, ["c.md", "a.md", "b.md"]).files) == 2
    monkeypatch.setattr(limits, "MAX_TOTAL", 119)
    for order in (["a.md", "b.md", "c.md"], ["c.md", "a.md", "b.md"]):
        with pytest.raises(SpecctlError, match="MiB in all"):
            contents(listed, order)


def test_ids_on_disk_are_git_s_own(repo: Repo) -> None:
    data = b"\x00\xff" * 5000
    repo.write({**MANIFEST, "spec/a.md": data})
    listed = listing(work_tree(cwd=repo.root, spec="spec"))
    assert listed.files["a.md"] == repo.blob(data)
    assert listed.files["a.md"] == hashlib.sha1(b"blob 10000\0" + data).hexdigest()


def test_how_often_git_is_run_for_one_file(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    start = plumbing.start

    def counted(cwd: Path, *arguments: str) -> Any:
        started.append(next(one for one in arguments if not one.startswith("-")))
        return start(cwd, *arguments)

    for module in (plumbing, objects):
        monkeypatch.setattr(module, "start", counted)
    listed = listing(index(cwd=spec.root, spec="spec"))
    assert started == ["rev-parse", "diff"]
    contents(listed, [])
    assert started == ["rev-parse", "diff"]
    contents(listed, ["a.md"])
    assert started == ["rev-parse", "diff", "cat-file"]


# What is staged, in two runs of git


def same(cwd: Path, spec: str = "spec") -> None:
    """The short way gives what the long way parses."""
    source = index(cwd=cwd, spec=spec)
    found = staged(str(cwd), spec)
    assert source.repository
    assert found == (listing(source).rows, str(source.repository.common), source.path)
    assert found[0]


@pytest.mark.parametrize(
    ("cwd", "path"),
    [
        (".", "spec"),
        ("spec", "spec"),
        ("spec/a", "spec"),
        ("src/deep", "spec"),
        ("src", "../spec"),
        ("spec/a", ".."),
        (".", "{root}/spec"),
        (".", "."),
        ("spec", "."),
    ],
)
def test_staged_wherever_it_is_asked_from(spec: Repo, cwd: str, path: str) -> None:
    spec.write({"spec/a.md": "staged\n", "src/deep/x": ""}).git("add", ".")
    spec.write({"spec/a.md": "edited\n", "spec/untracked.md": "x\n"})
    with spec.untouched():
        same(spec.root / cwd, path.format(root=spec.root))


def test_staged_changes_with_what_is_staged(spec: Repo) -> None:
    before = staged(str(spec.root), "spec")
    assert before == staged(str(spec.root / "spec" / "a"), "../../spec")
    spec.write({"spec/a.md": "edited\n"})
    assert staged(str(spec.root), "spec") == before
    spec.git("add", "spec/a.md")
    edited = staged(str(spec.root), "spec")
    spec.git("rm", "--quiet", "--cached", "spec/a.md")
    removed = staged(str(spec.root), "spec")
    spec.git("reset", "--quiet", "--hard")
    (spec.root / "spec" / "a.md").chmod(0o755)
    spec.git("add", ".")
    executable = staged(str(spec.root), "spec")
    assert len({before, edited, removed, executable}) == 4


def test_staged_before_the_first_commit(repo: Repo) -> None:
    repo.write({**MANIFEST, "spec/a.md": "a\n"}).git("add", ".")
    same(repo.root)


def test_staged_leaves_out_what_is_only_intended(spec: Repo) -> None:
    before = staged(str(spec.root), "spec")
    spec.write({"spec/new.md": "x\n"}).git("add", "--intent-to-add", "spec/new.md")
    with spec.untouched():
        assert staged(str(spec.root), "spec") == before
        same(spec.root)


def test_staged_during_a_merge(spec: Repo) -> None:
    spec.git("switch", "--quiet", "--create", "topic")
    spec.commit({"spec/a.md": "topic\n"})
    spec.git("switch", "--quiet", "main")
    spec.commit({"spec/a.md": "main\n"})
    spec.git("merge", "topic", status=1)
    with spec.untouched():
        same(spec.root)
    found = staged(str(spec.root), "spec")
    assert found
    assert b" U\0spec/a.md\0" in found[0]


def test_staged_in_a_linked_work_tree(spec: Repo, tmp_path: Path) -> None:
    spec.git("worktree", "add", "--quiet", "-b", "topic", tmp_path / "linked")
    Repo(tmp_path / "linked").write({"spec/a.md": "staged\n"}).git("add", ".")
    same(tmp_path / "linked" / "spec")
    linked, main = staged(str(tmp_path / "linked"), "spec"), staged(str(spec.root), "spec")
    assert linked
    assert main
    assert (linked[0] != main[0], linked[1:]) == (True, main[1:])
    assert main[1] == str(spec.root / ".git")


@pytest.mark.parametrize("cone", ["docs", "spec/a"])
def test_staged_in_a_sparse_checkout(spec: Repo, cone: str) -> None:
    spec.commit({"docs/x.md": "x\n", "deep/er/spec/spec.yaml": "name: two\n"})
    spec.git("sparse-checkout", "set", "--cone", "--sparse-index", cone)
    with spec.untouched():
        same(spec.root)
        assert staged(str(spec.root), "deep/er/spec") is None  # the long way asks git once more
        assert listing(index(cwd=spec.root, spec="deep/er/spec")).exists


def test_staged_in_a_repository_of_sha256(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", "--object-format=sha256")
    repo.commit({"spec/spec.yaml": "name: one\n"})
    same(repo.root)


def test_staged_from_an_index_of_its_own(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(spec.root / ".git" / "index", spec.root / ".git" / "next")
    spec.git("rm", "--quiet", "--cached", "spec/a.md", GIT_INDEX_FILE=".git/next")
    before = staged(str(spec.root), "spec")
    monkeypatch.chdir(spec.root)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next")
    same(spec.root)
    assert staged(".", "spec") != before


@pytest.mark.parametrize("name", ["a\nb", "é \udcff", "true\ntrue"])
def test_staged_below_strange_names(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path / name)
    repo.commit({f"{name}/spec/spec.yaml": "name: one\n"})
    same(repo.root / name)


def _nothing(repo: Repo) -> None:
    (repo.root / "none").mkdir()


def _no_repository(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")


def _bare(repo: Repo) -> None:
    repo.git("config", "core.bare", "true")


def _link(repo: Repo) -> None:
    (repo.root / "spec").rename(repo.root / "elsewhere")
    (repo.root / "spec").symlink_to("elsewhere")


def _nothing_staged(repo: Repo) -> None:
    repo.git("rm", "-rq", "--cached", "spec")


def _damaged(repo: Repo) -> None:
    (repo.root / ".git" / "index").write_bytes(b"junk")


UNUSUAL: dict[str, tuple[Callable[[Repo], None], str]] = {
    "no spec folder": (_nothing, "gone"),
    "no path": (_nothing, "a\0b"),
    "empty path": (_nothing, ""),
    "outside": (_nothing, "../spec"),
    "no repository": (_no_repository, "spec"),
    "bare": (_bare, "spec"),
    "link": (_link, "spec"),
    "nothing staged": (_nothing_staged, "spec"),
    "damaged": (_damaged, "spec"),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_is_left_to_the_long_way(
    spec: Repo, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(spec.root.parent))
    change, path = UNUSUAL[name]
    change(spec)
    assert staged(str(spec.root), path) is None
    assert capfd.readouterr() == ("", "")
    with suppress(SpecctlError):
        assert not listing(index(cwd=spec.root, spec=path)).files


@pytest.mark.parametrize("cwd", ["gone", "other.md", "a\0b"])
def test_staged_from_no_folder(spec: Repo, cwd: str) -> None:
    assert staged(str(spec.root / cwd), "spec") is None


def test_staged_without_git(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert staged(str(spec.root), "spec") is None


def test_a_staged_listing_without_end(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumbing, "MAX_LISTING", 100)
    assert staged(str(spec.root), "spec") is None


@contextmanager
def closed(*descriptors: int) -> Iterator[None]:
    kept = {number: os.dup(number) for number in descriptors}
    try:
        for number in descriptors:
            os.close(number)
        yield
    finally:
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


@pytest.mark.parametrize("descriptors", [(0,), (1,), (2,), (0, 2), (1, 2), (0, 1, 2)])
def test_staged_where_the_caller_has_no_pipes(spec: Repo, descriptors: tuple[int, ...]) -> None:
    """A program may be started with its standard input or outputs closed."""
    expected = staged(str(spec.root), "spec")
    assert expected
    with closed(*descriptors):
        found = staged(str(spec.root), "spec")
    assert found == expected


PROGRAM = """
import sys
known = set(sys.modules)
from specctl.sources.staging import staged
print(staged(sys.argv[1], "spec")[2])
print(*sorted({"subprocess", "pathlib", "dataclasses", "git", "json"} & (set(sys.modules) - known)))
"""


def test_staged_imports_next_to_nothing(spec: Repo) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, spec.root], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "spec\n\n"


def test_the_lint_baseline_is_beside_the_files(repo: Repo, way: Callable[..., Source]) -> None:
    repo.commit({**MANIFEST, "spec/lint-baseline.json": "[]", "spec/a/lint-baseline.json": "[]"})
    source = way(cwd=repo.root, spec="spec")
    listed = listing(source)
    assert list(listed.files) == ["spec.yaml"]
    assert contents(listed, ["lint-baseline.json"]).files == {"lint-baseline.json": b"[]"}
    assert read(source).baseline == b"[]"
    assert list(read(source).files) == ["spec.yaml"]


@pytest.mark.parametrize("name", ["a.md", "b.md", "c.md"])
def test_reading_ahead_gives_the_same(repo: Repo, name: str) -> None:
    first = {"spec/a.md": "1\n", "spec/b.md": "1\n", "spec/c.md": "same\n"}
    repo.commit({**first, "spec/lint-baseline.json": "{}"})
    repo.commit({"spec/a.md": "2\n", f"spec/{name}": b"x" * (MAX_FILE + 1)})
    asked = sides(["HEAD~1..HEAD"], staged=False, cwd=repo.root, spec="spec")
    listed = tuple(map(listing, asked))
    with ahead(*listed) as come:
        held = come()
    assert [snapshot(one) for one in held] == [snapshot(one) for one in listed]
    assert blobs((one, one.files) for one in held) == blobs((one, one.files) for one in listed)
    assert [contents(one, [name, "c.md"]) for one in held] == [
        contents(one, [name, "c.md"]) for one in listed
    ]


def test_reading_ahead_of_folders(spec: Repo) -> None:
    asked = sides(["HEAD~1"], staged=False, cwd=spec.root, spec="spec")
    listed = tuple(map(listing, asked))
    with ahead(*listed) as come:
        held = come()
    assert held[0].held == contents(listed[0], listed[0].files).files
    assert held[1] is listed[1]
    with ahead(listed[1]) as come:
        assert come() == (listed[1],)


def test_reading_ahead_in_vain(spec: Repo) -> None:
    listed = listing(revision("HEAD", cwd=spec.root, spec="spec"))
    with pytest.raises(ZeroDivisionError), ahead(listed):
        raise ZeroDivisionError
    for path in (spec.root / ".git" / "objects").glob("??/*"):
        path.unlink()
    with pytest.raises(SpecctlError, match="damaged"), ahead(listed) as come:
        come()


def test_reading_more_ahead_than_a_pipe_takes(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"spec/{n}.md": bytes([97 + n]) * 60_000 for n in range(24)}
    spec.commit(texts)
    monkeypatch.setattr(objects, "_CHUNK", 10)
    listed = listing(revision("HEAD", cwd=spec.root, spec="spec"))
    with ahead(listed) as come:
        (held,) = come()
    assert {**held.held, **{name[5:]: text for name, text in texts.items()}} == held.held


@pytest.mark.parametrize("args", [["HEAD~1..HEAD"], ["HEAD"], ["dir:spec..dir:spec"], []])
def test_listing_ahead_gives_the_same(spec: Repo, args: list[str]) -> None:
    asked = sides(args, staged=False, cwd=spec.root, spec="spec")
    with listing_ahead(*asked) as come:
        assert come() == tuple(map(listing, asked))


def test_listing_ahead_in_vain(spec: Repo) -> None:
    asked = sides(["HEAD~1..HEAD"], staged=False, cwd=spec.root, spec="spec")
    with pytest.raises(ZeroDivisionError), listing_ahead(*asked):
        raise ZeroDivisionError
    wrong = asked[1]._replace(commit="0" * 40)
    with pytest.raises(SpecctlError), listing_ahead(asked[0], wrong) as come:
        come()
