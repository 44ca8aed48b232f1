"""The changed lines, beside git's own."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specctl.errors import SpecctlError
from specctl.model import Snapshot
from specctl.sources import changed_lines
from specctl.sources.lines import Lines

HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "model-spec"


def snapshot(files: Mapping[str, bytes]) -> Snapshot:
    return Snapshot("x", None, "spec", dict(files))


def of_git(base: Mapping[str, bytes], head: Mapping[str, bytes]) -> tuple[Lines, ...]:
    """The same by the book: both sides in folders, one git a file name."""
    found: list[Lines] = []
    with tempfile.TemporaryDirectory() as folder:
        for path in {*base, *head}:
            for side, files in (("base", base), ("head", head)):
                Path(folder, side).mkdir(exist_ok=True)
                Path(folder, side, "x").unlink(missing_ok=True)
                if path in files:
                    Path(folder, side, "x").write_bytes(files[path])
            ran = subprocess.run(
                [
                    "git",
                    "diff",
                    "--no-index",
                    "--no-renames",
                    "--diff-algorithm=myers",
                    "-U0",
                    "base",
                    "head",
                ],
                cwd=folder,
                capture_output=True,
                check=False,
                env={"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"},
            )
            for match in map(HUNK.match, ran.stdout.split(b"\n")):
                if match:
                    found += rows(path, match)
    return tuple(sorted(found, key=lambda row: (row[1], row[0], row[2])))


def rows(path: str, match: re.Match[bytes]) -> list[Lines]:
    first, count, other_first, other_count = (int(part) if part else 1 for part in match.groups())
    return [
        *([("base", path, first, first + count - 1)] if count else []),
        *([("head", path, other_first, other_first + other_count - 1)] if other_count else []),
    ]


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        ({}, {}, ()),
        ({"a.md": b"x\n"}, {"a.md": b"x\n"}, ()),
        ({"a.md": b"x\n"}, {"a.md": b"y\n"}, (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))),
        ({}, {"a.md": b"x\ny\n"}, (("head", "a.md", 1, 2),)),
        ({"a.md": b"x\ny"}, {}, (("base", "a.md", 1, 2),)),
        ({}, {"a.md": b""}, ()),
        ({"a.md": b""}, {"a.md": b"x\n"}, (("head", "a.md", 1, 1),)),
        ({"a.md": b"x\n"}, {"a.md": b"x"}, (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))),
        ({"a.md": b"x\r\n"}, {"a.md": b"x\n"}, (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))),
        ({"a.md": b"1\n2\n3\n4\n"}, {"a.md": b"1\n3\n4\n"}, (("base", "a.md", 2, 2),)),
        ({"a.md": b"1\n"}, {"b.md": b"1\n"}, (("base", "a.md", 1, 1), ("head", "b.md", 1, 1))),
        ({"a.md": b"\x00\n1\n"}, {"a.md": b"\x00\n2\n"}, (("base", "a.md", 2, 2), ("head", "a.md", 2, 2))),
        ({"a.md": b"@@ -1 +1 @@\n"}, {"a.md": b"-- a\n"}, (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))),
        ({"é ü.md": b"1\n"}, {"é ü.md": b"2\n"}, (("base", "é ü.md", 1, 1), ("head", "é ü.md", 1, 1))),
        ({"a.md": b"x\rdiff --git a/base/9 b/head/9\n"}, {"a.md": b"y\n"}, (("base", "a.md", 1, 1), ("head", "a.md", 1, 1))),
    ],
)  # fmt: skip
def test_changed_lines(
    base: dict[str, bytes], head: dict[str, bytes], expected: tuple[Lines, ...]
) -> None:
    assert changed_lines(snapshot(base), snapshot(head)) == expected


LINES = st.lists(
    st.sampled_from(["", "a", "b", "  c", "- d", "+ e", "@@ -1 +1 @@", "\\ f", "é", "g\r"]),
    max_size=12,
)
TEXTS = st.builds(
    lambda lines, end: ("\n".join(lines) + end).encode(), LINES, st.sampled_from(["", "\n"])
)
FILES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c/d.md"]), TEXTS)


@settings(max_examples=60, deadline=None)
@given(FILES, FILES)
def test_they_are_those_of_git(base: dict[str, bytes], head: dict[str, bytes]) -> None:
    assert changed_lines(snapshot(base), snapshot(head)) == of_git(base, head)


@settings(max_examples=60, deadline=None)
@given(FILES, FILES)
def test_without_them_both_sides_are_the_same(
    base: dict[str, bytes], head: dict[str, bytes]
) -> None:
    changed = changed_lines(snapshot(base), snapshot(head))

    def rest(side: str, files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
        gone = {
            (p, n) for s, p, first, last in changed if s == side for n in range(first, last + 1)
        }
        return [
            (path, line)
            for path, content in sorted(files.items())
            for number, line in enumerate(content.split(b"\n"), 1)
            if (path, number) not in gone and line
        ]

    assert rest("base", base) == rest("head", head)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_they_are_those_of_git_on_the_corpus() -> None:
    base, head = (
        {p.name: p.read_bytes() for p in sorted((CORPUS / release).rglob("*.md"))}
        for release in ("2025-04-11", "2025-09-12")
    )
    assert changed_lines(snapshot(base), snapshot(head)) == of_git(base, head)


SETTINGS = """
[diff]
    external = false
    noprefix = true
    mnemonicPrefix = true
    interHunkContext = 9
    algorithm = patience
    context = 5
    indentHeuristic = false
    colorMoved = zebra
    wordRegex = .
    orderFile = {home}/gone
[color]
    ui = always
[core]
    attributesFile = {home}/attributes
    pager = false
[diff "x"]
    textconv = false
"""


def test_the_user_s_settings_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = snapshot({"a.md": b"1\n2\n3\n4\n5\n", "b.md": b"x\n\x00\n"})
    head = snapshot({"a.md": b"1\nB\n3\nD\n5\n", "b.md": b"y\n\x00\n"})
    plain = changed_lines(base, head)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitattributes").write_text("* binary\n")
    (tmp_path / "attributes").write_text("* binary diff=x\n")
    text = SETTINGS.format(home=tmp_path)
    for name in (".gitconfig", "config"):
        (tmp_path / name).write_text(text)
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(text)
    for name, value in {
        "HOME": tmp_path,
        "GIT_CONFIG_GLOBAL": tmp_path / "config",
        "GIT_DIR": tmp_path / ".git",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "--unified=9",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "diff.interHunkContext",
        "GIT_CONFIG_VALUE_0": "9",
        "TMPDIR": tmp_path,
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert changed_lines(base, head) == plain
    monkeypatch.delenv("GIT_DIR")
    assert changed_lines(base, head) == plain
    assert not list(tmp_path.glob("specctl-*"))


def test_a_temporary_folder_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent/folder")
    with pytest.raises(SpecctlError, match="temporary files cannot be written") as caught:
        changed_lines(snapshot({"a.md": b"1\n"}), snapshot({"a.md": b"2\n"}))
    assert "TMPDIR" in caught.value.hint


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SpecctlError, match="git is not installed"):
        changed_lines(snapshot({"a.md": b"1\n"}), snapshot({"a.md": b"2\n"}))
    assert changed_lines(snapshot({"a.md": b"1\n"}), snapshot({})) == (("base", "a.md", 1, 1),)
