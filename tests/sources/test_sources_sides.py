"""Which commit, folder or index a side is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from gitrepo import Repo, make

from specctl.errors import SpecctlError
from specctl.sources import Source, folder, index, read, revision, sides, work_tree


def pair(
    repo: Repo, *args: str, staged: bool = False, cwd: str = ".", spec: str = "spec"
) -> tuple[Source, Source]:
    return sides(args, staged=staged, cwd=repo.root / cwd, spec=spec)


def named(repo: Repo, *args: str, staged: bool = False) -> list[tuple[str, str, str | None]]:
    return [(side.kind, side.name, side.commit) for side in pair(repo, *args, staged=staged)]


def content(source: Source) -> dict[str, bytes]:
    return dict(read(source).files)


def test_every_way_to_name_two_sides(spec: Repo, tmp_path: Path) -> None:
    first, second = spec.git("rev-parse", "HEAD~1"), spec.git("rev-parse", "HEAD")
    spec.git("tag", "--annotate", "v1", "--message", "v1", first)
    make(tmp_path / "other").write({"spec/spec.yaml": "name: other\n"})
    disk, staged = ("work tree", "work tree", None), ("index", "index", None)
    other = f"dir:{tmp_path}/other"
    head, parent = ("revision", "HEAD", second), ("revision", "HEAD~1", first)
    tag, elsewhere = ("revision", "v1", first), ("folder", other, None)
    assert named(spec) == [head, disk]
    assert named(spec, "HEAD~1") == [parent, disk]
    assert named(spec, "v1", "HEAD") == [tag, head]
    assert named(spec, "v1..HEAD") == [tag, head]
    assert named(spec, "v1..") == [tag, head]
    assert named(spec, "..v1") == [head, tag]
    assert named(spec, "v1...") == [tag, head]
    assert named(spec, staged=True) == [head, staged]
    assert named(spec, "v1", staged=True) == [tag, staged]
    assert named(spec, "dir:../other") == [("folder", "dir:../other", None), disk]
    assert named(spec, "dir:../other", staged=True) == [("folder", "dir:../other", None), staged]
    assert named(spec, f"{other}..HEAD~1") == [elsewhere, parent]
    assert named(spec, f"HEAD~1..{other}") == [parent, elsewhere]
    assert named(spec, other, "dir:.") == [elsewhere, ("folder", "dir:.", None)]
    assert named(spec, ":/first") == [("revision", ":/first", first), disk]
    assert named(spec, first[:8]) == [("revision", first[:8], first), disk]
    assert named(spec, "HEAD@{0}") == [("revision", "HEAD@{0}", second), disk]


def test_three_dots_begin_where_the_branches_parted(spec: Repo) -> None:
    parted = spec.git("rev-parse", "HEAD")
    spec.git("switch", "--quiet", "--create", "topic")
    topic = spec.commit({"spec/a.md": "topic\n"})
    spec.git("switch", "--quiet", "main")
    spec.commit({"spec/a.md": "main\n"})
    assert named(spec, "main...topic") == [
        ("revision", "main", parted),
        ("revision", "topic", topic),
    ]
    assert named(spec, "topic...topic") == [("revision", "topic", topic)] * 2


def test_branches_that_never_met(spec: Repo) -> None:
    spec.git("switch", "--quiet", "--orphan", "lone")
    spec.commit({"x": "x"})
    with pytest.raises(SpecctlError, match="'main' and 'lone' have no common ancestor") as caught:
        pair(spec, "main...lone")
    assert "`..`" in caught.value.hint


def test_a_shallow_clone_is_told_to_deepen(spec: Repo, tmp_path: Path) -> None:
    spec.git("clone", "--quiet", "--depth=1", f"file://{spec.root}", tmp_path / "shallow")
    with pytest.raises(SpecctlError, match="no revision 'HEAD~1'") as caught:
        pair(Repo(tmp_path / "shallow"), "HEAD~1")
    assert "--unshallow" in caught.value.hint


@pytest.mark.parametrize(
    ("rev", "message", "hint"),
    [
        ("mian", "there is no revision 'mian' in .*; did you mean main?", "git branch"),
        ("spec", "there is no revision 'spec'", "dir:spec"),
        ("HEAD~9", "there is no revision 'HEAD~9'", "git log"),
        ("0" * 40, "there is no revision", ""),
        ("HEAD:spec", "'HEAD:spec' is no commit but a tree", ""),
        ("HEAD:spec/a.md", "is no commit but a blob", ""),
        ("HEAD@{99}", "git failed in .*: fatal: log for 'HEAD' only has", ""),
        ("", "a revision is missing", "HEAD"),
        ("--output=x", "'--output=x' is no revision: it begins with '-'", ""),
        ("-p", "begins with '-'", ""),
        ("HEAD\nHEAD", r"'HEAD\\nHEAD' is no revision: it holds a control character", ""),
        ("HEAD\0", r"'HEAD\\x00' is no revision: it holds a control character", ""),
        ("\udcff", r"there is no revision '\\xff'", ""),
        ("HEAD^{tree}", "is no commit but a tree", ""),
    ],
)
def test_what_is_no_revision(spec: Repo, rev: str, message: str, hint: str) -> None:
    with spec.untouched(), pytest.raises(SpecctlError, match=message) as caught:
        revision(rev, cwd=spec.root, spec="spec")
    assert hint in caught.value.hint


def test_an_ambiguous_commit_id(repo: Repo) -> None:
    repo.commit({str(number): f"{number}\n" for number in range(2000)})
    oids = repo.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    short = next(left[:4] for left, right in pairwise(sorted(oids)) if left[:4] == right[:4])
    with pytest.raises(SpecctlError, match="is ambiguous") as caught:
        pair(repo, short)
    assert "more of" in caught.value.hint


def test_a_repository_without_commits(repo: Repo) -> None:
    repo.write({"spec/spec.yaml": "name: one\n"}).git("add", ".")
    for args, staged in (
        ([], False),
        ([], True),
        (["HEAD"], False),
        (["main"], False),
        (["a...b"], False),
    ):
        with pytest.raises(SpecctlError, match="the repository has no commits yet") as caught:
            pair(repo, *args, staged=staged)
        assert "specctl lint" in caught.value.hint
    assert content(index(cwd=repo.root, spec="spec")) == {"spec.yaml": b"name: one\n"}
    assert content(work_tree(cwd=repo.root, spec="spec")) == {"spec.yaml": b"name: one\n"}


def test_a_branch_without_commits(spec: Repo) -> None:
    spec.git("switch", "--quiet", "--orphan", "lone")
    with pytest.raises(SpecctlError, match="the current branch has no commits yet"):
        pair(spec)
    with pytest.raises(SpecctlError, match="there is no revision 'HEADS'"):
        pair(spec, "HEADS")


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    plain = Repo(tmp_path).write({"spec/spec.yaml": "name: one\n", "new/spec.yaml": "name: two\n"})
    for args, staged in (
        ([], False),
        ([], True),
        (["HEAD"], False),
        (["dir:new"], True),
        (["dir:new..HEAD"], False),
    ):
        with pytest.raises(SpecctlError, match="is in no git repository"):
            pair(plain, *args, staged=staged)
    assert content(work_tree(cwd=tmp_path, spec="spec")) == {"spec.yaml": b"name: one\n"}
    base, head = pair(plain, "dir:.", "dir:new")
    assert (content(base), content(head)) == (
        {"spec.yaml": b"name: one\n"},
        {"spec.yaml": b"name: two\n"},
    )
    base, head = pair(plain, "dir:new")
    assert (head.kind, content(head)) == ("work tree", {"spec.yaml": b"name: one\n"})


def test_a_repository_that_git_does_not_trust(spec: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(SpecctlError, match="git does not trust") as caught:
        pair(spec)
    assert "safe.directory" in caught.value.hint
    assert read(work_tree(cwd=spec.root, spec="spec")).exists


def test_a_broken_repository(spec: Repo) -> None:
    (spec.root / ".git" / "config").write_text("[core\n")
    with pytest.raises(SpecctlError, match=r"git failed in .*: fatal: bad config"):
        pair(spec)


PROGRAM = """
import sys, pathlib
from specctl.errors import SpecctlError
from specctl.sources import sides, read, work_tree
cwd = pathlib.Path(sys.argv[1])
print(len(read(work_tree(cwd=cwd, spec="spec")).files))
try:
    sides([], staged=False, cwd=cwd, spec="spec")
except SpecctlError as error:
    print(error.message)
"""


def test_without_git(spec: Repo) -> None:
    env = {**os.environ, "PATH": "/nonexistent"}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, spec.root],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout == "3\ngit cannot be run: it is not installed, or not on the PATH\n"


def test_the_work_tree_needs_neither_git_nor_gitpython(spec: Repo) -> None:
    program = "import sys\nsys.modules['git'] = None\n" + PROGRAM.partition("try:")[0]
    ran = subprocess.run(
        [sys.executable, "-c", program, spec.root], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "3\n"


def test_a_folder_to_work_in_that_is_not_there(spec: Repo) -> None:
    for cwd, message in (("gone", "No such file"), ("other.md", "not a folder"), ("a\0b", "NUL")):
        with pytest.raises(SpecctlError, match=f"{message}"):
            work_tree(cwd=spec.root / cwd, spec="spec")


# Where the spec folder is


@pytest.mark.parametrize("cwd", [".", "spec", "spec/a", "src/deep"])
@pytest.mark.parametrize("kind", ["revision", "index", "work tree"])
def test_the_spec_folder_is_found_upwards(spec: Repo, cwd: str, kind: str) -> None:
    (spec.root / "src" / "deep").mkdir(parents=True)
    here = spec.root / cwd
    ways: dict[str, Callable[..., Source]] = {
        "revision": partial(revision, "HEAD"),
        "index": index,
        "work tree": work_tree,
    }
    source = ways[kind](cwd=here, spec="spec")
    assert (source.kind, source.place) == (kind, spec.root / "spec")
    snapshot = read(source)
    assert (snapshot.folder, list(snapshot.files)) == ("spec", ["a.md", "a/b.md", "spec.yaml"])


@pytest.mark.parametrize(
    ("cwd", "path", "found"),
    [
        (".", "docs/spec", "docs/spec"),
        (".", "docs/spec/", "docs/spec"),
        (".", "./docs/../docs/spec", "docs/spec"),
        ("docs", "spec", "docs/spec"),
        ("docs", "spec/", "docs/spec"),
        ("docs", "../spec", "spec"),
        ("docs/spec", ".", "docs/spec"),
        ("docs/spec/deep", "..", "docs/spec"),
        ("docs/spec/deep", "spec", "docs/spec"),
        ("app", "spec", "spec"),  # another tool's folder of that name has no spec.yaml
        ("docs", "{root}/spec", "spec"),
        ("docs", "{root}/docs/./spec", "docs/spec"),
        (".", "bare", "bare"),
        ("docs", "bare", "bare"),
    ],
)
def test_where_the_spec_folder_is(repo: Repo, cwd: str, path: str, found: str) -> None:
    repo.commit(
        {
            "spec/spec.yaml": "name: spec\n",
            "docs/spec/spec.yaml": "name: docs/spec\n",
            "docs/spec/deep/x.md": "x\n",
            "app/spec/a_spec.rb": "x\n",
            "bare/x.md": "x\n",
        }
    )
    path = path.format(root=repo.root)
    for source in (
        work_tree(cwd=repo.root / cwd, spec=path),
        index(cwd=repo.root / cwd, spec=path),
        revision("HEAD", cwd=repo.root / cwd, spec=path),
    ):
        assert source.place == repo.root / found
        snapshot = read(source)
        manifest = snapshot.files.get("spec.yaml")
        assert manifest == (None if found == "bare" else f"name: {found}\n".encode())
        assert (snapshot.exists, snapshot.folder) == (True, Path(found).name)


def test_upwards_ends_at_the_repository(tmp_path: Path) -> None:
    Repo(tmp_path).write({"spec/spec.yaml": "name: outer\n"})
    inner = make(tmp_path / "inner")
    assert work_tree(cwd=inner.root, spec="spec").place == inner.root / "spec"
    assert not read(work_tree(cwd=inner.root, spec="spec")).exists


def test_upwards_without_a_repository_only_from_within(tmp_path: Path) -> None:
    Repo(tmp_path).write({"spec/spec.yaml": "name: one\n", "spec/a/b.md": "b\n", "x/y.md": "y\n"})
    assert work_tree(cwd=tmp_path / "spec" / "a", spec="spec").place == tmp_path / "spec"
    assert work_tree(cwd=tmp_path / "x", spec="spec").place == tmp_path / "x" / "spec"


def test_the_spec_folder_may_be_the_repository(repo: Repo) -> None:
    repo.commit({"spec.yaml": "name: one\n", "a/b.md": "b\n", "README.md": "no section\n"})
    expected = {"a/b.md": b"b\n", "spec.yaml": b"name: one\n"}
    for source in pair(repo, spec=".") + pair(repo, staged=True, spec=".", cwd="a/..")[1:]:
        assert content(source) == expected
        assert read(source).folder == "repo"


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_what_is_no_path(spec: Repo, path: str) -> None:
    with pytest.raises(SpecctlError, match="is no path"):
        work_tree(cwd=spec.root, spec=path)
    with pytest.raises(SpecctlError, match="is no path"):
        revision("HEAD", cwd=spec.root / ".git", spec=path)


def test_a_spec_folder_outside_of_the_repository(spec: Repo, tmp_path: Path) -> None:
    Repo(tmp_path).write({"far/spec.yaml": "name: far\n"})
    for path in ("../far", str(tmp_path / "far")):
        assert content(work_tree(cwd=spec.root, spec=path)) == {"spec.yaml": b"name: far\n"}
        with pytest.raises(SpecctlError, match="is not in the repository"):
            revision("HEAD", cwd=spec.root, spec=path)
        with pytest.raises(SpecctlError, match="is not in the repository"):
            index(cwd=spec.root, spec=path)


def test_strange_names_of_the_spec_folder(repo: Repo) -> None:
    names = [
        "-x",
        ":(top)y",
        "a*b",
        "a\nb",
        "é ü",
        ".hidden",
        "[a]",
        "~",
        "$HOME",
        "--",
        os.fsdecode(b"\xff"),
    ]
    repo.commit({f"{name}/spec.yaml": f"name: {number}\n" for number, name in enumerate(names)})
    for number, name in enumerate(names):
        expected = {"spec.yaml": f"name: {number}\n".encode()}
        for source in (*pair(repo, spec=name), *pair(repo, staged=True, spec=f"./{name}")):
            assert content(source) == expected
        assert content(revision("HEAD", cwd=repo.root / name, spec=".")) == expected
        assert content(folder(f"./{name}", cwd=repo.root, spec="spec")) == expected


def test_through_a_link_to_the_repository(spec: Repo, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(spec.root)
    for path in ("spec", str(tmp_path / "link" / "spec")):
        for source in sides([], staged=False, cwd=tmp_path / "link", spec=path):
            assert source.place == spec.root / "spec"
            assert len(content(source)) == 3


@pytest.mark.parametrize("kind", ["spec folder", "folder above"])
def test_a_spec_folder_behind_a_link(repo: Repo, tmp_path: Path, kind: str) -> None:
    Repo(tmp_path).write({"secret/spec/spec.yaml": "name: secret\n"})
    path = "spec" if kind == "spec folder" else "docs/spec"
    (repo.root / path.partition("/")[0]).symlink_to(
        tmp_path / "secret" / ("spec" if path == "spec" else "")
    )
    repo.commit({})
    for asked in (path, f"./{path}", str(repo.root / path)):
        for side in (work_tree, index, partial(revision, "HEAD")):
            with pytest.raises(SpecctlError, match="is a symbolic link"):
                side(cwd=repo.root, spec=asked)


def test_a_spec_folder_that_is_a_link_in_the_commit_only(repo: Repo, tmp_path: Path) -> None:
    (repo.root / "spec").symlink_to(tmp_path)
    repo.commit({})
    (repo.root / "spec").unlink()
    for source in (revision("HEAD", cwd=repo.root, spec="spec"), index(cwd=repo.root, spec="spec")):
        with pytest.raises(SpecctlError, match="spec is a symbolic link or a submodule"):
            read(source)


# dir:


@pytest.mark.parametrize(
    ("path", "spec", "found"),
    [
        ("a", "spec", "a"),
        ("./a/", "spec", "a"),
        ("b", "spec", "b/spec"),
        ("c", "rules", "c/rules"),
        ("c", "docs/rules", "c/docs/rules"),
        ("c", "/elsewhere/rules", "c/rules"),
        ("c", "../rules", "c/rules"),
        ("b", "rules", "b/spec"),
        ("link", "spec", "a"),
        ("b/../a", "spec", "a"),
    ],
)
def test_a_folder_is_the_spec_or_holds_it(tmp_path: Path, path: str, spec: str, found: str) -> None:
    homes = ("a", "b/spec", "c/rules", "c/docs/rules")
    Repo(tmp_path).write({f"{home}/spec.yaml": f"name: {home}\n" for home in homes})
    (tmp_path / "link").symlink_to("a")
    source = folder(path, cwd=tmp_path, spec=spec)
    assert (source.kind, source.name, source.place) == ("folder", f"dir:{path}", tmp_path / found)
    snapshot = read(source)
    assert (snapshot.rev, snapshot.commit, snapshot.folder) == (
        f"dir:{path}",
        None,
        Path(found).name,
    )
    assert dict(snapshot.files) == {"spec.yaml": f"name: {found}\n".encode()}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "names no folder"),
        ("gone", "there is no folder"),
        ("file", "there is no folder"),
        ("empty", "dir:empty is no spec"),
        ("holds", "is a symbolic link"),
        ("a\0b", "names no folder"),
    ],
)
def test_a_folder_that_is_no_spec(tmp_path: Path, path: str, message: str) -> None:
    Repo(tmp_path).write({"file": "", "empty/x": "", "holds/x": "", "a/spec.yaml": ""})
    (tmp_path / "holds" / "spec").symlink_to(tmp_path / "a")
    with pytest.raises(SpecctlError, match=message):
        folder(path, cwd=tmp_path, spec="spec")


# Kinds of repository


def test_a_bare_repository(spec: Repo, tmp_path: Path) -> None:
    spec.git("clone", "--quiet", "--bare", ".", tmp_path / "bare.git")
    bare = Repo(tmp_path / "bare.git")
    with bare.untouched():
        base, head = pair(bare, "HEAD~1..HEAD")
        assert content(base)["a.md"] == b"old\n"
        assert (content(head)["a.md"], read(head).folder) == (b"new\n", "spec")
        assert not read(revision("HEAD", cwd=bare.root, spec="docs/spec")).exists
        for staged in (False, True):
            with pytest.raises(SpecctlError, match="is in no work tree"):
                pair(bare, staged=staged)
        with pytest.raises(SpecctlError, match="is not in the repository"):
            revision("HEAD", cwd=bare.root, spec="../spec")


def test_a_linked_work_tree(spec: Repo, tmp_path: Path) -> None:
    spec.git("worktree", "add", "--quiet", "-b", "topic", tmp_path / "linked")
    linked = Repo(tmp_path / "linked")
    linked.write({"spec/a.md": "staged\n"}).git("add", ".")
    linked.write({"spec/a.md": "edited\n"})
    with linked.untouched(), spec.untouched():
        head, disk = pair(linked, cwd="spec/a")
        _, staged = pair(linked, staged=True)
        assert [content(side)["a.md"] for side in (head, staged, disk)] == [
            b"new\n",
            b"staged\n",
            b"edited\n",
        ]
        assert content(pair(spec, staged=True)[1])["a.md"] == b"new\n"


def test_sha256(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", "--object-format=sha256")
    repo.commit({"spec/spec.yaml": "name: one\n", "spec/a.md": "a\n"})
    for source in (*pair(repo), *pair(repo, staged=True)):
        assert content(source) == {"a.md": b"a\n", "spec.yaml": b"name: one\n"}


def test_inside_a_git_folder(spec: Repo) -> None:
    assert len(content(revision("HEAD", cwd=spec.root / ".git", spec="spec"))) == 3


def test_the_index_of_a_hook(spec: Repo) -> None:
    """`git commit FILE` gives its hooks an index of its own."""
    hook = spec.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    program = (
        "from pathlib import Path; from specctl.sources import index, read;"
        "files = read(index(cwd=Path(), spec='spec')).files;"
        "Path('seen').write_bytes(files['a.md'] + files['a/b.md'])"
    )
    hook.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{program}"\n')
    hook.chmod(0o755)
    spec.write({"spec/a.md": "staged\n"}).git("add", "spec/a.md")
    spec.write({"spec/a/b.md": "committed\n"}).git("commit", "--quiet", "-m", "x", "spec/a/b.md")
    assert (spec.root / "seen").read_text() == "new\ncommitted\n"
    spec.write({"spec/a/b.md": "all\n"}).git("-C", "spec", "commit", "--quiet", "-a", "-m", "x")
    assert (spec.root / "seen").read_text() == "staged\nall\n"
