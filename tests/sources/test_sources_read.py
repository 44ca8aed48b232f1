"""What a side gives: the same bytes wherever they are, and nothing else."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo, deafen, make
from hypothesis import given, settings
from hypothesis import strategies as st

from specctl.errors import SpecctlError
from specctl.model import Problem, Snapshot
from specctl.sources import (
    MAX_FILE,
    disk,
    folder,
    index,
    limits,
    objects,
    plumbing,
    read,
    revision,
    work_tree,
)
from specctl.sources.entries import Entry, Kind, sift

MANIFEST = {"spec/spec.yaml": "name: one\n"}


def at(repo: Repo, kind: str, spec: str = "spec") -> Snapshot:
    cwd = repo.root
    if kind == "revision":
        return read(revision("HEAD", cwd=cwd, spec=spec))
    if kind == "index":
        return read(index(cwd=cwd, spec=spec))
    return read(
        work_tree(cwd=cwd, spec=spec) if kind == "work tree" else folder(".", cwd=cwd, spec=spec)
    )


KINDS = ("revision", "index", "work tree", "folder")
IN_GIT = ("revision", "index")
ON_DISK = ("work tree", "folder")


def problems(snapshot: Snapshot) -> dict[str, str]:
    return {problem.path: problem.message for problem in snapshot.problems}


# Every kind gives the same

SEGMENTS = st.sampled_from(
    [
        "a",
        "b.md",
        "c.md",
        "spec.yaml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        ".x",
        ".y.md",
        "é.md",
        "d e.md",
        "f.MD",
    ]
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(PATHS, st.binary(max_size=40), max_size=8)


def possible(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without files that are in the way of other files' folders."""
    return {
        path: data
        for path, data in files.items()
        if not any(above in files for above in parents(path))
    }


def parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts))]


def own(path: str) -> bool:
    hidden = any(part.startswith(".") for part in path.split("/"))
    named = path == "spec.yaml" or path.endswith(".md")
    return named and not hidden and path not in {"README.md", "CHANGELOG.md"}


@settings(max_examples=25, deadline=None)
@given(FILES)
def test_every_kind_gives_the_same(files: dict[str, bytes]) -> None:
    files = possible({**files, "spec.yaml": b"name: one\n"})
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        deafen(patch)
        repo = make(Path(name))
        repo.commit({f"spec/{path}": data for path, data in files.items()})
        with repo.untouched():
            found = [at(repo, kind) for kind in KINDS]
    expected = {path: data for path, data in sorted(files.items()) if own(path)}
    for snapshot in found:
        assert list(snapshot.files.items()) == list(expected.items())
        assert (snapshot.problems, snapshot.exists, snapshot.folder) == ((), True, "spec")


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_pass_through(repo: Repo, kind: str) -> None:
    contents = [
        b"",
        b"\xff\xfe\x00",
        b"no end",
        b"a\r\nb\r",
        b"\n\n",
        b"\xef\xbb\xbfx\n",
        b"x" * 100_000,
        b"\n" * 9,
    ]
    files = {f"spec/{number}.md": data for number, data in enumerate(contents)}
    repo.commit({**MANIFEST, **files})
    assert [at(repo, kind).files[f"{number}.md"] for number in range(len(contents))] == contents


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_the_side(spec: Repo, kind: str) -> None:
    snapshot = at(spec, kind)
    names = {"revision": "HEAD", "index": "index", "work tree": "work tree", "folder": "dir:."}
    assert snapshot.rev == names[kind]
    assert snapshot.commit == (spec.git("rev-parse", "HEAD") if kind == "revision" else None)


@pytest.mark.parametrize("kind", ["revision", "index", "work tree"])
def test_no_spec_folder(repo: Repo, kind: str) -> None:
    repo.commit({"x.md": "x\n", "spec.md": "x\n", "specs/a.md": "x\n", "src/spec": "x\n"})
    assert at(repo, kind) == Snapshot(
        rev={"revision": "HEAD"}.get(kind, kind),
        commit=repo.git("rev-parse", "HEAD") if kind == "revision" else None,
        folder="spec",
        files={},
        exists=False,
    )


@pytest.mark.parametrize("kind", ["revision", "index", "work tree"])
def test_a_file_in_the_place_of_the_spec_folder(repo: Repo, kind: str) -> None:
    repo.commit({"spec": "x\n"})
    assert not at(repo, kind).exists


@pytest.mark.parametrize("kind", ["revision", "index", "work tree"])
def test_a_spec_folder_without_a_file_of_its_own(repo: Repo, kind: str) -> None:
    repo.commit({"spec/README.md": "x\n", "spec/x.txt": "x\n"})
    snapshot = at(repo, kind)
    assert (snapshot.files, snapshot.exists, snapshot.problems) == ({}, True, ())


def test_what_is_staged_edited_and_new(spec: Repo) -> None:
    spec.write({"spec/a.md": "staged\n", "spec/new.md": "staged\n"}).git("add", ".")
    spec.git("rm", "--quiet", "--cached", "spec/a/b.md")
    spec.write(
        {
            "spec/a.md": "edited\n",
            "spec/untracked.md": "x\n",
            "spec/ignored.md": "x\n",
            ".gitignore": "ignored.md\n",
        }
    )
    with spec.untouched():
        assert set(at(spec, "revision").files) == {"spec.yaml", "a.md", "a/b.md"}
        staged = at(spec, "index").files
        assert {**staged} == {
            "a.md": b"staged\n",
            "new.md": b"staged\n",
            "spec.yaml": b"name: one\n",
        }
        assert set(at(spec, "work tree").files) == {
            "spec.yaml",
            "a.md",
            "a/b.md",
            "new.md",
            "untracked.md",
            "ignored.md",
        }
        assert at(spec, "work tree").files["a.md"] == b"edited\n"


def test_what_is_only_intended_to_be_added_is_not_staged(spec: Repo) -> None:
    spec.write({"spec/intended.md": "x\n", "spec/empty.md": ""}).git("add", "spec/empty.md")
    spec.git("add", "--intent-to-add", "spec/intended.md")
    with spec.untouched():
        assert set(at(spec, "index").files) == {"spec.yaml", "a.md", "a/b.md", "empty.md"}
    spec.git("rm", "-rq", "--cached", "spec/a.md", "spec/a", "spec/spec.yaml", "spec/empty.md")
    assert not at(spec, "index").exists


@pytest.mark.parametrize("kind", IN_GIT)
def test_what_git_would_show_in_the_place_of_a_file_is_not_what_is_committed(
    spec: Repo, kind: str
) -> None:
    before = at(spec, kind).files
    spec.git("replace", spec.git("rev-parse", "HEAD:spec/a.md"), spec.blob(b"something else"))
    spec.git("replace", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", spec.git("write-tree"))
    assert at(spec, kind).files == before


def test_unmerged_files_are_problems(spec: Repo) -> None:
    spec.git("switch", "--quiet", "--create", "topic")
    spec.commit({"spec/a.md": "topic\n", "spec/a/b.md": "topic\n", "spec/logo.txt": "topic\n"})
    spec.git("switch", "--quiet", "main")
    spec.commit({"spec/a.md": "main\n", "spec/logo.txt": "main\n"})
    spec.git("merge", "topic", status=1)
    with spec.untouched():
        snapshot = at(spec, "index")
    assert snapshot.problems == (
        Problem("a.md", "a.md is unmerged: resolve the conflict and stage the file"),
    )
    assert set(snapshot.files) == {"spec.yaml", "a/b.md"}
    assert b"<<<<<<<" in at(spec, "work tree").files["a.md"]


@pytest.mark.parametrize("sparse_index", ["--sparse-index", "--no-sparse-index"])
@pytest.mark.parametrize("cone", ["docs", "spec/a", "deep/er"])
def test_a_sparse_checkout_is_read_whole(spec: Repo, sparse_index: str, cone: str) -> None:
    spec.commit(
        {
            "docs/x.md": "x\n",
            "deep/er/spec/spec.yaml": "name: two\n",
            "deep/er/spec/a/b/c.md": "c\n",
        }
    )
    spec.git("sparse-checkout", "set", "--cone", sparse_index, cone)
    assert (spec.root / "spec" / "a").exists() == (cone == "spec/a")
    with spec.untouched():
        for kind in IN_GIT:
            assert set(at(spec, kind).files) == {"spec.yaml", "a.md", "a/b.md"}
            assert set(at(spec, kind, "deep/er/spec").files) == {"spec.yaml", "a/b/c.md"}
            assert not at(spec, kind, "deep/er/gone").exists
            assert not at(spec, kind, "gone/spec").exists


# What is refused


@pytest.mark.parametrize("kind", KINDS)
def test_links_are_problems(repo: Repo, tmp_path: Path, kind: str) -> None:
    Repo(tmp_path).write({"secret/x.md": "secret\n", "secret.md": "secret\n"})
    repo.write({**MANIFEST, "spec/a.md": "a\n", "spec/sub/b.md": "b\n"})
    links: dict[str, str | Path] = {
        "out.md": tmp_path / "secret.md",
        "in.md": "a.md",
        "gone.md": "nowhere",
        "folder": tmp_path / "secret",
        "sub/up": "..",
        "sub/deep.md": "../../../secret.md",
        ".hidden.md": "a.md",
        "README.md": "a.md",
    }
    for name, target in links.items():
        (repo.root / "spec" / name).symlink_to(target)
    repo.commit({})
    with repo.untouched():
        snapshot = at(repo, kind)
    assert dict(snapshot.files) == {"a.md": b"a\n", "spec.yaml": b"name: one\n", "sub/b.md": b"b\n"}
    refused = ["folder", "gone.md", "in.md", "out.md", "sub/deep.md", "sub/up"]
    assert [problem.path for problem in snapshot.problems] == refused
    assert problems(snapshot)["sub/up"].startswith(
        "sub/up is a symbolic link, which is not followed"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_manifest_that_is_a_link(repo: Repo, kind: str) -> None:
    repo.write({"spec/a.md": "a\n", "other.yaml": "name: other\n"})
    (repo.root / "spec" / "spec.yaml").symlink_to("../other.yaml")
    repo.commit({})
    snapshot = at(repo, kind)
    assert (list(snapshot.files), list(problems(snapshot))) == (["a.md"], ["spec.yaml"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("default")
def test_a_submodule_is_a_problem(repo: Repo, tmp_path: Path, kind: str) -> None:
    other = make(tmp_path / "other")
    other.commit({"x.md": "x\n"})
    repo.commit(MANIFEST)
    repo.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.root, "spec/sub"
    )
    repo.git("config", "--file", ".gitmodules", "submodule.spec/sub.ignore", "all")
    repo.git("config", "diff.ignoreSubmodules", "all")
    repo.commit({})
    with repo.untouched():
        snapshot = at(repo, kind)
    assert list(snapshot.files) == ["spec.yaml"]
    assert problems(snapshot) == {
        "sub": "sub is a repository of its own (a submodule), which is not read"
    }


@pytest.mark.parametrize("kind", IN_GIT)
def test_a_spec_folder_that_is_a_submodule(repo: Repo, kind: str) -> None:
    commit = repo.commit({"x": "x"})
    repo.stage("160000", commit, b"spec")
    repo.git("commit", "--quiet", "-m", "x")
    with pytest.raises(SpecctlError, match="a symbolic link or a submodule"):
        at(repo, kind)


@pytest.mark.parametrize("kind", ON_DISK)
def test_special_files_are_not_opened(repo: Repo, kind: str) -> None:
    repo.write(MANIFEST)
    os.mkfifo(repo.root / "spec" / "pipe.md")
    os.mkfifo(repo.root / "spec" / "other.pipe")
    os.mknod(repo.root / "spec" / "socket.md", stat.S_IFSOCK | 0o600)
    snapshot = at(repo, kind)
    assert list(snapshot.files) == ["spec.yaml"]
    assert problems(snapshot) == {
        "pipe.md": "pipe.md is no regular file, so it is not opened",
        "socket.md": "socket.md is no regular file, so it is not opened",
    }


def test_a_file_that_turns_into_something_else(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between listing and opening: nobody waits for a pipe, and no link is followed."""
    repo.write(
        {**MANIFEST, "spec/a.md": "a\n", "spec/b.md": "b\n", "spec/c.md": "c\n", "secret": "s\n"}
    )
    walk = disk._walk

    def turning(root: bytes) -> Iterator[Entry]:
        entries = list(walk(root))
        for name in ("a.md", "b.md", "c.md"):
            (repo.root / "spec" / name).unlink()
        os.mkfifo(repo.root / "spec" / "a.md")
        (repo.root / "spec" / "b.md").symlink_to("../secret")
        yield from entries

    monkeypatch.setattr(disk, "_walk", turning)
    snapshot = at(repo, "work tree")
    assert list(snapshot.files) == ["spec.yaml"]
    assert list(problems(snapshot)) == ["a.md", "b.md", "c.md"]
    assert problems(snapshot)["c.md"] == "c.md cannot be read: No such file or directory"


def test_what_may_not_be_read(repo: Repo) -> None:
    repo.write({**MANIFEST, "spec/a.md": "a\n", "spec/closed/b.md": "b\n"})
    (repo.root / "spec" / "a.md").chmod(0)
    (repo.root / "spec" / "closed").chmod(0)
    if os.access(repo.root / "spec" / "a.md", os.R_OK):
        pytest.skip("root may read everything")
    found = problems(at(repo, "work tree"))
    (repo.root / "spec" / "closed").chmod(0o755)
    assert found == {
        "a.md": "a.md cannot be read: Permission denied",
        "closed": "closed is a folder that cannot be read: check its permissions",
    }


def test_a_folder_that_cannot_be_listed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({**MANIFEST, "spec/closed/b.md": "b\n"})
    scandir = os.scandir

    def refuse(ending: bytes) -> None:
        def guarded(path: bytes) -> Any:
            if path.endswith(ending):
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", guarded)

    refuse(b"closed")
    assert problems(at(repo, "work tree")) == {
        "closed": "closed is a folder that cannot be read: check its permissions"
    }
    refuse(b"spec/")
    with pytest.raises(
        SpecctlError, match=r"the spec folder .*/spec cannot be read: Permission denied"
    ):
        at(repo, "work tree")


NAMES = {
    b"bad\xff.md": r"bad\xff.md",
    b"new\nline.md": r"new\nline.md",
    b"tab\t.md": r"tab\t.md",
    b"\x1b[31m.md": r"\x1b[31m.md",
    "bidi\u202e.md".encode(): r"bidi\u202e.md",
    b"dir\xff/x.md": r"dir\xff/x.md",
}


@pytest.mark.parametrize("kind", KINDS)
def test_names_that_are_no_text_are_problems(repo: Repo, kind: str) -> None:
    repo.write(
        {
            **MANIFEST,
            "spec/日本 語.md": "x\n",
            "spec/back\\slash.md": "x\n",
            'spec/"quoted".md': "x\n",
        }
    )
    for name in (*NAMES, b"bad\xff.txt"):
        repo.write({os.fsdecode(b"spec/" + name): "x\n"})
    repo.commit({})
    snapshot = at(repo, kind)
    assert list(snapshot.files) == ['"quoted".md', "back\\slash.md", "spec.yaml", "日本 語.md"]
    assert sorted(problems(snapshot)) == sorted(NAMES.values())
    assert all(
        message.endswith("is not plain UTF-8 text: rename it")
        for message in problems(snapshot).values()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_reads_like_a_row_of_git_s_listing(repo: Repo, kind: str) -> None:
    odd = f"100644 blob {'0' * 40}\tspec/other.md"
    repo.commit({**MANIFEST, "spec/a.md": "a\n", f"spec/{odd}": "odd\n"})
    snapshot = at(repo, kind)
    assert set(snapshot.files) == {"a.md", "spec.yaml"}
    assert len(snapshot.problems) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_too_large(repo: Repo, kind: str) -> None:
    repo.commit(
        {**MANIFEST, "spec/most.md": b"x" * MAX_FILE, "spec/more.md": b"x" * (MAX_FILE + 1)}
    )
    snapshot = at(repo, kind)
    assert list(snapshot.files) == ["most.md", "spec.yaml"]
    assert problems(snapshot) == {"more.md": "more.md is larger than 4 MiB: split it into sections"}


@pytest.mark.parametrize("kind", KINDS)
def test_limits_on_the_whole(spec: Repo, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, enough, message in (
        ("MAX_FILES", 3, "more than 2 files"),
        ("MAX_TOTAL", 4 + 2 + 10, "more than 0 MiB in all"),
    ):
        monkeypatch.setattr(limits, limit, enough)
        assert len(at(spec, kind).files) == 3
        monkeypatch.setattr(limits, limit, enough - 1)
        with pytest.raises(SpecctlError, match=message) as caught:
            at(spec, kind)
        assert "--spec" in caught.value.hint
        monkeypatch.undo()


def test_a_listing_without_end(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten folders that each hold the one below ten times list ten billion files."""
    below = repo.git("hash-object", "-w", "-t", "tree", "/dev/null")
    blob = repo.blob(b"x\n")
    row = f"100644 blob {blob}"
    for _ in range(10):
        rows = "".join(f"{row}\t{number}.md\n" for number in range(10))
        feed = repo.root / "feed"
        feed.write_text(rows)
        with feed.open() as file:
            below = _mktree(repo, file)
        row = f"040000 tree {below}"
    commit = repo.git("commit-tree", "-m", "bomb", below)
    monkeypatch.setattr(plumbing, "MAX_LISTING", 2**20)
    monkeypatch.setattr(limits, "MAX_LISTING", 2**20)
    with pytest.raises(SpecctlError, match="more than 1 MiB of file names"):
        read(revision(commit, cwd=repo.root, spec="."))


def _mktree(repo: Repo, file: Any) -> str:
    done = subprocess.run(
        ["git", "mktree"], cwd=repo.root, stdin=file, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    ("path", "kind", "kept", "refused"),
    [
        (b"spec.yaml", Kind.FILE, True, False),
        (b"a/spec.yaml", Kind.FILE, False, False),
        (b"a.md", Kind.FILE, True, False),
        (b"a.MD", Kind.FILE, False, False),
        (b"a.markdown", Kind.FILE, False, False),
        (b"md", Kind.FILE, False, False),
        (b"a.md/b.md", Kind.FILE, True, False),
        (b"README.md", Kind.FILE, False, False),
        (b"readme.md", Kind.FILE, True, False),
        (b"a/README.md", Kind.FILE, True, False),
        (b"CHANGELOG.md", Kind.FILE, False, False),
        (b"LICENSE", Kind.FILE, False, False),
        (b"LICENSE.md", Kind.FILE, True, False),
        (b".a.md", Kind.FILE, False, False),
        (b".a/b.md", Kind.FILE, False, False),
        (b"a/.b/c.md", Kind.FILE, False, False),
        (b"../a.md", Kind.FILE, False, False),
        (b"a/../b.md", Kind.FILE, False, False),
        (b"a.png", Kind.LINK, False, True),
        (b".a", Kind.LINK, False, False),
        (b"LICENSE", Kind.LINK, False, False),
        (b"sub", Kind.MODULE, False, True),
        (b"closed", Kind.UNREADABLE, False, True),
        (b"a.png", Kind.UNMERGED, False, False),
        (b"a.md", Kind.UNMERGED, False, True),
        (b"a.sock", Kind.SPECIAL, False, False),
        (b"a.md", Kind.SPECIAL, False, True),
    ],
)
def test_which_entries_are_the_spec_s_own(
    path: bytes, kind: Kind, kept: bool, refused: bool
) -> None:
    wanted, found = sift([Entry(path, kind)])
    assert (bool(wanted), bool(found)) == (kept, refused)


# Nothing is run, fetched or written


def test_nothing_of_the_user_s_is_run(spec: Repo, tmp_path: Path) -> None:
    """No filter, text conversion, diff program, file system monitor, hook or pager."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    spec.commit({".gitattributes": "*.md filter=x diff=x merge=x\n"})
    for name in ("filter.x.clean", "filter.x.smudge", "diff.x.textconv", "diff.x.command", "diff.external",
                 "core.fsmonitor", "core.pager", "core.editor", "pager.diff-index", "pager.ls-tree"):  # fmt: skip
        spec.git("config", name, str(program))
    for name, value in {"diff.orderFile": "gone", "diff.relative": "true", "diff.renames": "copies",
                        "diff.submodule": "log", "diff.noprefix": "true", "color.ui": "always",
                        "core.quotePath": "true", "diff.autoRefreshIndex": "true"}.items():  # fmt: skip
        spec.git("config", name, value)
    spec.git("config", "core.hooksPath", str(tmp_path))
    for name in ("post-index-change", "reference-transaction", "pre-auto-gc"):
        shutil.copy(program, tmp_path / name)
    spec.write({"spec/a.md": "edited\n"})
    with spec.untouched():
        for kind in KINDS:
            assert len(at(spec, kind).files) == 3
        assert len(read(index(cwd=spec.root / "spec" / "a", spec="spec")).files) == 3
    assert not (tmp_path / "ran").exists()


def test_an_index_with_old_times_is_not_refreshed(spec: Repo) -> None:
    for file in (spec.root / "spec").rglob("*.md"):
        os.utime(file, (1, 1))
    with spec.untouched():
        for kind in KINDS:
            at(spec, kind)


@pytest.mark.parametrize("kind", IN_GIT)
def test_a_partial_clone_fetches_nothing(spec: Repo, tmp_path: Path, kind: str) -> None:
    spec.git("config", "uploadpack.allowFilter", "true")
    spec.git("config", "uploadpack.allowAnySHA1InWant", "true")
    spec.git(
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{spec.root}",
        tmp_path / "partial",
    )
    partial = Repo(tmp_path / "partial")
    partial.git("read-tree", "HEAD")
    with partial.untouched(), pytest.raises(SpecctlError, match="is in a partial clone") as caught:
        at(partial, kind)
    assert "--refetch" in caught.value.hint


@pytest.mark.parametrize("kind", IN_GIT)
def test_a_damaged_repository(spec: Repo, kind: str) -> None:
    blob = spec.git("rev-parse", "HEAD:spec/a.md")
    file = spec.root / ".git" / "objects" / blob[:2] / blob[2:]
    whole = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(b"junk")
    with pytest.raises(SpecctlError, match=r"damaged|git failed"):
        at(spec, kind)
    file.write_bytes(whole[:-6])
    with pytest.raises(SpecctlError, match=r"damaged|git failed"):
        at(spec, kind)
    file.unlink()
    with pytest.raises(SpecctlError, match=f"is damaged: object {blob} missing") as caught:
        at(spec, kind)
    assert "git fsck" in caught.value.hint


def test_git_that_dies_on_the_way(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        objects, "start", lambda cwd, *_: plumbing.start(cwd, "cat-file", "--no-such-option")
    )
    with pytest.raises(SpecctlError, match="git failed in"):
        at(spec, "revision")


@pytest.mark.parametrize(
    ("kind", "most"), [("revision", 4), ("index", 3), ("work tree", 0), ("folder", 0)]
)
def test_how_often_git_is_run(
    repo: Repo, kind: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({**MANIFEST, **{f"spec/{number}.md": f"{number}\n" * 50 for number in range(1200)}})
    started: list[str] = []
    start = plumbing.start

    def counted(cwd: Path, *arguments: str) -> Any:
        started.append(arguments[0])
        return start(cwd, *arguments)

    for module in (plumbing, objects):
        monkeypatch.setattr(module, "start", counted)
    assert len(at(repo, kind).files) == 1201
    assert len(started) <= most, started
