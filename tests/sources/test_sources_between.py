"""The changed lines of two trees, beside those of the same contents written down."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path

import pytest
from gitrepo import Repo, make
from hypothesis import given, settings
from hypothesis import strategies as st
from test_corpus import RELEASES
from test_corpus import files as imported
from test_sources_lines import CORPUS, SETTINGS, TEXTS

from specctl.model import Snapshot
from specctl.sources import (
    MAX_FILE,
    Trees,
    between,
    both_trees,
    changed_lines,
    read,
    sides,
    trees,
)
from specctl.sources.lines import Lines

Both = tuple[Snapshot, Snapshot, Trees]


def both(repo: Repo, base: str = "HEAD~1", head: str = "HEAD") -> Both:
    asked = sides([base, head], staged=False, cwd=repo.root, spec="spec")
    of_git = both_trees(asked, trees(asked))
    assert of_git is not None
    return read(asked[0]), read(asked[1]), of_git


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail if git is told of contents otherwise than by trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/nonexistent/folder")
        yield


def as_both_say(base: Snapshot, head: Snapshot, of_git: Trees) -> tuple[Lines, ...]:
    """The changed lines, which are the same by trees and by contents."""
    with nothing_written():
        told = changed_lines(base, head, of_git)
    assert told == changed_lines(base, head)
    return told


def as_published(release: str) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (CORPUS / release).rglob("*.md")}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("held", [as_published, imported])
def test_all_pairs_of_the_corpus(
    tmp_path: Path, held: Callable[[str], Mapping[str, bytes]]
) -> None:
    repo = make(tmp_path / "repo")
    commits = []
    for release in RELEASES:
        repo.git("rm", "-r", "--quiet", "--ignore-unmatch", "spec")
        files = {f"spec/{name}": content for name, content in held(release).items()}
        commits.append(repo.commit(files, release))
    for old, new in permutations(commits, 2):
        base, head, of_git = both(repo, old, new)
        assert as_both_say(base, head, of_git)


ODD = {
    "crlf": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\n"),
    "no-end": (b"a\nb", b"a\nb\n"),
    "no-end-either": (b"a\nb", b"a\nc"),
    "empty": (b"", b"a\n"),
    "emptied": (b"a\nb\n", b""),
    "no-text": (b"\x00\xff\n1\n", b"\x00\xff\n2\n"),
    "rows": (b"x\n", b"@@ -9 +9 @@\ndiff --git a/spec/x.md b/spec/x.md\n@@ -1 +1 @@\n"),
    "lone-cr": (b"x\rdiff --git a/a.md b/a.md\n", b"y\r@@ -1 +1 @@\n"),
    "near": (b"1\n2\n3\n4\n5\n6\n", b"1\nB\n3\nD\n5\n6\n"),
    "indented": (b"  a\n\n  b\n\n  c\n", b"  a\n\n  x\n\n  b\n\n  c\n"),
}


def contents(side: int) -> dict[str, bytes]:
    return {f"spec/{name}.md": pair[side] for name, pair in ODD.items()}


def test_odd_contents(repo: Repo) -> None:
    repo.commit(contents(0))
    repo.commit(contents(1))
    base, head, of_git = both(repo)
    told = as_both_say(base, head, of_git)
    assert {row[1] for row in told} == {f"{name}.md" for name in ODD}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_contents(pairs: list[tuple[bytes, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = make(Path(folder))
        for side in range(2):
            repo.commit({f"spec/{n}.md": pair[side] for n, pair in enumerate(pairs)})
        base, head, of_git = both(repo)
        assert changed_lines(base, head, of_git) == changed_lines(base, head)


@pytest.mark.parametrize(
    "attributes",
    [
        "* -diff\n",
        "* binary\n",
        "* -text eol=crlf\n",
        "* text=auto eol=crlf working-tree-encoding=UTF-16\n",
        "* diff=x\n",
        "* filter=x ident export-ignore\n",
    ],
)
@pytest.mark.parametrize("name", [".gitattributes", "spec/.gitattributes", ".git/info/attributes"])
def test_attributes_change_nothing(repo: Repo, attributes: str, name: str) -> None:
    repo.commit(contents(0))
    repo.commit(contents(1))
    expected = changed_lines(*both(repo)[:2])
    repo.write({name: attributes})
    for option in ("textconv", "command"):
        repo.git("config", f"diff.x.{option}", "false")
    repo.git("config", "diff.x.binary", "true")
    repo.git("config", "diff.x.algorithm", "histogram")
    base, head, of_git = both(repo)
    with nothing_written():
        assert changed_lines(base, head, of_git) == expected


MORE_SETTINGS = """
    relative = true
    submodule = log
    ignoreSubmodules = all
    renames = copies
    suppressBlankEmpty = true
    wsErrorHighlight = all
[core]
    quotePath = true
    whitespace = cr-at-eol
    autocrlf = true
"""


@pytest.mark.parametrize("at", ["", "spec", ".git"])
def test_settings_change_nothing(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: str
) -> None:
    repo.commit({**contents(0), "spec/é ü.md": b"1\n"})
    repo.commit({**contents(1), "spec/é ü.md": b"2\n"})
    base, head, of_git = both(repo)
    expected = changed_lines(base, head)
    text = SETTINGS.format(home=tmp_path).replace("[color]", f"{MORE_SETTINGS}[color]")
    (tmp_path / "config").write_text(text)
    (tmp_path / "attributes").write_text("* binary diff=x\n")
    with (repo.root / ".git" / "config").open("a") as file:
        file.write(text)
    for name, value in {
        "GIT_CONFIG_GLOBAL": tmp_path / "config",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "--unified=9",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "diff.context",
        "GIT_CONFIG_VALUE_0": "9",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_ICASE_PATHSPECS": "1",
    }.items():
        monkeypatch.setenv(name, str(value))
    with nothing_written():
        assert changed_lines(base, head, of_git._replace(cwd=repo.root / at)) == expected


NAMES = [
    "a b.md",
    "é.md",
    "*.md",
    "[a].md",
    ":(top)x.md",
    "-p.md",
    "'q'.md",
    "b/spec.md",
    "a b/x b.md",
]
QUOTED = ['"q".md', "a\\b.md"]


@pytest.mark.parametrize("name", [*NAMES, *QUOTED])
def test_odd_names(repo: Repo, name: str) -> None:
    asked = dict.fromkeys((name, "a.md", "x.md"), (b"1\n2\n", b"1\nB\n"))
    for side in range(2):
        repo.commit({f"spec/{path}": pair[side] for path, pair in asked.items()})
    base, head, of_git = both(repo)
    old, new = ({path: pair[side] for path, pair in asked.items()} for side in range(2))
    base, head = (  # whatever the names of sections may be
        Snapshot(one.rev, one.commit, one.folder, files)
        for one, files in ((base, old), (head, new))
    )
    assert changed_lines(base, head, of_git) == changed_lines(base, head)
    with between.comparing(of_git, [*asked]) as told:
        assert told().keys() == asked.keys() - {*QUOTED}


def test_only_the_files_of_both_count(repo: Repo) -> None:
    files = {"spec/a.md": b"1\n", "spec/both.md": b"1\n", "spec/README.md": b"1\n", "out.md": b"1"}
    large = b"x\n" * (MAX_FILE // 2 + 1)
    repo.commit({**files, "spec/large.md": large, "spec/link.md": b"1\n", "spec/module.md": b"1\n"})
    repo.git("rm", "--quiet", "spec/a.md", "spec/link.md", "spec/module.md")
    repo.write({"spec/b.md": "1\n", "spec/both.md": "2\n", "spec/README.md": "2\n", "out.md": "2"})
    repo.write({"spec/large.md": large + b"y\n"})
    (repo.root / "spec" / "link.md").symlink_to("b.md")
    repo.git("add", "--all")
    repo.stage("160000", repo.git("rev-parse", "HEAD"), b"spec/module.md")
    repo.git("commit", "--quiet", "--message", "second")
    base, head, of_git = both(repo)
    told = as_both_say(base, head, of_git)
    assert {row[1] for row in told} == {"a.md", "b.md", "both.md", "link.md", "module.md"}


def test_modes_are_no_lines(repo: Repo) -> None:
    repo.commit({"spec/a.md": b"1\n", "spec/b.md": b"1\n"})
    for name in ("a.md", "b.md"):
        (repo.root / "spec" / name).chmod(0o755)
    repo.commit({"spec/a.md": b"2\n"})
    base, head, of_git = both(repo)
    assert changed_lines(base, head, of_git) == (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", "--object-format=sha256")
    repo.commit(contents(0))
    repo.commit(contents(1))
    base, head, of_git = both(repo)
    assert as_both_say(base, head, of_git)


def test_what_was_replaced_counts_as_it_was(repo: Repo) -> None:
    repo.commit({"spec/a.md": b"1\n"})
    repo.commit({"spec/a.md": b"2\n"})
    repo.git("replace", repo.blob(b"2\n"), repo.blob(b"2\n3\n4\n"))
    base, head, of_git = both(repo)
    assert changed_lines(base, head, of_git) == (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))


@pytest.mark.parametrize("broken", ["tree", "pattern"])
def test_where_git_fails_the_contents_are_written(repo: Repo, broken: str) -> None:
    repo.commit(contents(0))
    repo.commit(contents(1))
    base, head, of_git = both(repo)
    if broken == "tree":
        of_git = of_git._replace(head="0" * 40)
    else:
        repo.write({".gitattributes": "* diff=x\n"}).git("config", "diff.x.xfuncname", "(")
    assert changed_lines(base, head, of_git) == changed_lines(base, head)
    with between.comparing(of_git, [*base.files]) as told:
        assert told() == {}


def test_more_than_a_command_line_takes(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(contents(0))
    repo.commit(contents(1))
    base, head, of_git = both(repo)
    with nothing_written():
        expected = changed_lines(base, head, of_git)
    monkeypatch.setattr(between, "_FEW", 3)
    assert changed_lines(base, head, of_git) == expected


def test_sides_that_git_has_not_both(spec: Repo) -> None:
    for args in (["HEAD"], ["dir:spec..dir:spec"]):
        asked = sides(args, staged=False, cwd=spec.root, spec="spec")
        assert both_trees(asked, trees(asked)) is None
