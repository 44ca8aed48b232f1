"""The diff driver, as git calls it: no test runs it in any other way but by mistake."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from gitrepo import Repo, deafen, make
from hypothesis import given, settings
from hypothesis import strategies as st

from specctl import pipeline
from specctl.render import render

SECTION = """\
---
id: style
title: Style
authority: user
owners: [editors]
examples:
  - id: a-greeting
    title: a greeting
---
The assistant should be brief[^b0ef]. It must
not guess.

<!-- specctl: allow doubled-word because it is meant -->
- One item.
- Another item, see [?](#other).

!!! meta "Commentary"
    Nobody likes long replies.

**Example**: a greeting

~~~xml
<user>
Hello &amp; good day
</user>
<comparison>
<assistant> <!-- BAD[#style]: far too long -->
A very good day to you, dear user, and many more of them.
</assistant>
<assistant> <!-- GOOD -->
Hello!
</assistant>
</comparison>
~~~
"""
EVAL = """\
---
confirmed:
  b0ef: 0123456789ab
prompts:
  - id: long
    title: a long question
---
Examples for [^b0ef] in Style:

**Example**: a long question

~~~xml
<user>
Why?
</user>
~~~
"""
MANIFEST = "name: x\nsections: [style]\nauthority:\n  levels: [top, user]\n"
FILES = {
    ".gitattributes": "spec/** diff=specctl\n*.bin diff=specctl\n",
    "spec/spec.yaml": MANIFEST,
    "spec/style.md": SECTION,
    "spec/evals/b0ef.md": EVAL,
    "spec/README.md": "Notes.\n",
}
REWORDED = SECTION.replace("It must\nnot guess.", "It should\nnot guess.")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    deafen(monkeypatch)
    made = make(tmp_path / "repo")
    specctl = f"'{sys.executable}' -P -m specctl"
    made.git("config", "diff.specctl.command", f"{specctl} diff --git-driver --")
    made.git("config", "diff.specctl.textconv", f"{specctl} textconv")
    made.commit(FILES)
    return made


def test_git_diff_shows_rows_with_the_words_marked(repo: Repo) -> None:
    repo.write({"spec/style.md": REWORDED})
    assert repo.git("diff") == (
        "diff --specctl spec/style.md\n"
        "2 behaviour\n"
        "  modality-weakened + clause-reworded (meaning not judged): style, user\n"
        "    obliges less: must not -> should not\n"
        "    It [-must-]{+should+} not guess.\n"
        "    spec/style.md:10"
    )


def test_what_is_staged_is_shown_as_it_is_staged(repo: Repo) -> None:
    repo.write({"spec/style.md": REWORDED}).git("add", "spec/style.md")
    repo.write({"spec/style.md": SECTION.replace("brief", "short")})
    assert "[-must-]{+should+}" in repo.git("diff", "--cached")
    assert "[-brief-]{+short+}" in repo.git("diff", "HEAD")


def test_levels_come_from_the_manifest_beside_the_file(repo: Repo) -> None:
    repo.write({"spec/style.md": SECTION.replace("authority: user", "authority: top")})
    assert "authority-raised: style, top: [-user-]{+top+}\n" in repo.git("diff")


def test_what_may_be_broken_elsewhere_is_not_made_up(repo: Repo) -> None:
    more = SECTION.replace("One item.", "One item, see [?](#another)[^n3w1].")
    repo.write({"spec/style.md": more})
    assert "dangling" not in repo.git("diff")


def test_an_example_that_came_is_shown_as_a_conversation(repo: Repo) -> None:
    new = SECTION[SECTION.index("**Example**") :].replace("greeting", "farewell")
    repo.write({"spec/style.md": f"{SECTION}\n{new}"})
    for line in (
        "  example-added: style#a-farewell, user\n",
        "    + a farewell\n",
        "    +     Hello & good day\n",
        "    + comparison:\n",
        "    + assistant (BAD[#style]: far too long):\n",
    ):
        assert line in repo.git("diff")


def test_a_manifest_is_shown_as_rows(repo: Repo) -> None:
    repo.write({"spec/spec.yaml": MANIFEST.replace("name: x", "name: y")})
    assert "manifest-changed: spec.yaml: name: [-x-]{+y+}" in repo.git("diff")


def test_a_reflow_is_one_line(repo: Repo) -> None:
    repo.write({"spec/style.md": SECTION.replace("must\nnot", "must not")})
    shown = repo.git("diff")
    assert shown == "diff --specctl spec/style.md\n5 cosmetic\n  whitespace 1: style"


def test_a_renamed_section_is_told_with_its_changes(repo: Repo) -> None:
    repo.git("mv", "spec/style.md", "spec/tone.md")
    repo.write({"spec/tone.md": REWORDED.replace("id: style", "id: tone")})
    repo.git("add", "-A")
    shown = repo.git("diff", "--cached", "--find-renames")
    assert shown.startswith(
        "diff --specctl spec/style.md spec/tone.md\nsimilarity index 90%\n"
        "rename from spec/style.md\nrename to spec/tone.md\n"
    )
    assert "It [-must-]{+should+} not guess." in shown
    assert "section-renamed: tone, user\n    `style` is now `tone`\n" in shown


@pytest.mark.parametrize(("path", "row"), [
    ("spec/style.md", "section-%s: style, user: %sStyle"), ("spec/evals/b0ef.md", "eval-%s: eval b0ef"),
])  # fmt: skip
def test_a_file_that_came_or_went_is_a_row_and_its_lines(repo: Repo, path: str, row: str) -> None:
    (repo.root / path).unlink()
    went = repo.git("diff")
    came = repo.git("diff", "-R")
    heading = f"diff --specctl {path}\n%s file mode 100644\n"
    assert went.startswith(heading % "deleted")
    assert came.startswith(heading % "new")
    assert row.partition(":")[0] % "removed" in went
    assert row.partition(":")[0] % "added" in came
    assert "\n-**Example**: a " in went
    assert "\n+**Example**: a " in came


AS_GIT = [
    # what is written, and where
    ("spec/README.md", "Other notes.\n"),
    ("spec/style.md", "no front matter any more\n"),
    ("spec/style.md", SECTION.replace("title: Style", "title: [")),
    ("spec/style.md", SECTION.encode().replace(b"Style", b"Styl\xe9")),
    ("spec/notes.txt", "not Markdown\n"),
    ("data.bin", "outside of the spec\n"),
    ("docs/ä.bin", "x\n"),
]


@pytest.mark.parametrize(("path", "content"), AS_GIT)
def test_what_is_no_section_is_shown_as_git_does(
    repo: Repo, path: str, content: str | bytes
) -> None:
    if path not in FILES:
        repo.commit({path: "before\n"})
    repo.write({path: content})
    repo.git("config", "core.quotePath", "false")
    without = repo.git("diff", "--no-ext-diff", "--no-textconv")
    assert without_ids(repo.git("diff")) == without_ids(without)


def without_ids(shown: str) -> str:
    """A diff without the line that names contents, in which odd bytes are shown by number."""
    said = re.sub(r"(?m)^index .*$", "", shown)
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def test_a_binary_file_differs(repo: Repo) -> None:
    repo.commit({"data.bin": b"\0\1"})
    repo.write({"data.bin": b"\0\2"})
    assert repo.git("diff").endswith("\nBinary files a/data.bin and b/data.bin differ")


def test_a_mode_or_a_name_alone_is_told(repo: Repo) -> None:
    (repo.root / "spec/style.md").chmod(0o755)
    assert repo.git("diff") == (
        "diff --git a/spec/style.md b/spec/style.md\nold mode 100644\nnew mode 100755"
    )
    (repo.root / "spec/style.md").chmod(0o644)
    repo.git("mv", "spec/README.md", "spec/NOTES")
    assert repo.git("diff", "--cached", "-M").endswith("rename to spec/NOTES")


def test_a_link_in_place_of_a_section_is_not_followed(repo: Repo) -> None:
    (repo.root / "spec/style.md").unlink()
    (repo.root / "spec/style.md").symlink_to("/etc/hostname")
    shown = repo.git("diff")
    assert "\n+/etc/hostname\n" in shown
    assert "-The assistant should be brief" in shown


def test_one_file_that_cannot_be_read_does_not_hide_the_others(repo: Repo) -> None:
    repo.write({"spec/evals/b0ef.md": b"\xff\xfe", "spec/style.md": REWORDED})
    shown = repo.git("diff")
    assert "a/spec/evals/b0ef.md" in shown
    assert "[-must-]{+should+}" in shown


def test_a_conflict_is_shown_by_git(repo: Repo) -> None:
    repo.git("switch", "-qc", "other")
    repo.commit({"spec/style.md": SECTION.replace("be brief", "be short")})
    repo.git("switch", "-q", "main")
    repo.commit({"spec/style.md": SECTION.replace("be brief", "be quick")})
    repo.git("merge", "other", status=1)
    assert "++<<<<<<< HEAD\n" in repo.git("diff")
    assert repo.git("diff", "--cached") == "* Unmerged path spec/style.md"


def test_a_merge_compares_sentences(repo: Repo) -> None:
    repo.git("switch", "-qc", "other")
    repo.commit({"spec/style.md": SECTION.replace("be brief", "be short")})
    repo.git("switch", "-q", "main")
    repo.commit({"spec/style.md": SECTION.replace("be brief", "be quick")})
    repo.git("merge", "-q", "other", status=1)
    repo.write({"spec/style.md": SECTION.replace("be brief", "be quick and short")})
    repo.git("commit", "-qam", "merge")
    shown = repo.git("show")
    assert "- The assistant should be quick[^b0ef].\n" in shown
    assert "++The assistant should be quick and short[^b0ef].\n" in shown


def test_the_log_shows_one_sentence_a_line(repo: Repo) -> None:
    repo.commit({"spec/style.md": REWORDED.replace("- One item.\n- An", "* One\n  item.\n* An")})
    shown = repo.git("log", "-p", "-1", "--format=")
    changed = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
    assert changed == ["-It must not guess.", "+It should not guess."]


def test_textconv_can_be_kept(repo: Repo) -> None:
    repo.git("config", "diff.specctl.cachetextconv", "true")
    repo.commit({"spec/style.md": REWORDED})
    first = repo.git("log", "-p")
    assert repo.git("rev-parse", "refs/notes/textconv/specctl")
    assert repo.git("log", "-p") == first


def test_another_spec_folder_is_found_by_its_manifest_or_its_name(repo: Repo) -> None:
    repo.commit({".gitattributes": "*.md diff=specctl\n", "a/rules/spec.yaml": MANIFEST,
                 "a/rules/style.md": SECTION, "b/rules/style.md": SECTION})  # fmt: skip
    repo.write({"a/rules/style.md": REWORDED, "b/rules/style.md": REWORDED})
    assert "[-must-]{+should+}" in repo.git("diff", "a")
    assert "+The assistant should be brief[^b0ef]. It should\n" in repo.git("diff", "b")
    command = f"'{sys.executable}' -P -m specctl --spec b/rules diff --git-driver --"
    assert "[-must-]{+should+}" in repo.git("-c", f"diff.specctl.command={command}", "diff", "b")


def test_git_may_work_from_any_folder(repo: Repo) -> None:
    repo.write({"spec/style.md": REWORDED})
    assert "[-must-]{+should+}" in repo.git("-C", "spec/evals", "diff", "--", "..")
    assert "+The assistant should be" in repo.git("-C", "spec", "diff", "--relative")


@pytest.mark.parametrize(("settings", "env", "coloured"), [
    ((), {}, False),
    (("-c", "color.ui=always"), {}, True),
    (("-c", "color.diff=always"), {"NO_COLOR": "1"}, False),
    ((), {"GIT_PAGER_IN_USE": "true", "TERM": "xterm"}, True),
    (("-c", "color.ui=false"), {"GIT_PAGER_IN_USE": "true", "TERM": "xterm"}, False),
])  # fmt: skip
@pytest.mark.parametrize("path", ["spec/style.md", "spec/README.md"])
def test_colours_are_there_when_git_wants_them(
    repo: Repo, path: str, settings: tuple[str, ...], env: dict[str, str], coloured: bool
) -> None:
    repo.write({path: FILES[path].replace("must", "should").replace("Notes", "No notes")})
    assert ("\x1b[" in repo.git(*settings, "diff", **env)) is coloured


def test_nothing_in_a_section_reaches_the_terminal_but_visible_text(repo: Repo) -> None:
    repo.write({"spec/style.md": REWORDED.replace("One item.", "One \x1b[2J item \u202e.")})
    shown = repo.git("diff")
    assert "\x1b" not in shown
    assert "<U+202E>" in shown


def test_the_width_is_that_of_the_pager(repo: Repo) -> None:
    repo.write({"spec/style.md": SECTION.replace("be brief", "be as brief as it can " * 9)})
    wide = {"GIT_PAGER_IN_USE": "1", "COLUMNS": "110"}
    for env, most in (({"COLUMNS": "110"}, 80), (wide, 110)):
        longest = max(map(len, repo.git("-c", "color.ui=false", "diff", **env).splitlines()))
        assert most - 12 < longest <= most


# --- by mistake


def specctl(*args: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "specctl", *args]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_other_arguments_are_explained(tmp_path: Path) -> None:
    end = specctl("diff", "--git-driver", "--", "a", "b", cwd=tmp_path)
    assert (end.returncode, end.stdout) == (2, "")
    assert "a diff driver is given 1, 7 or 9 arguments, not 2" in end.stderr
    end = specctl("textconv", "nowhere.md", cwd=tmp_path)
    assert end.stderr == "specctl: error: cannot read 'nowhere.md': No such file or directory\n"


def test_a_path_may_look_like_an_option(tmp_path: Path) -> None:
    (tmp_path / "o").write_text("a\n")
    (tmp_path / "n").write_text("b\n")
    end = specctl(
        "diff",
        "--git-driver",
        "--",
        "-h.md",
        "o",
        "a" * 40,
        "100644",
        "n",
        "b" * 40,
        "100644",
        cwd=tmp_path,
    )
    assert end.stdout.startswith("diff --git a/-h.md b/-h.md\n")
    assert end.stdout.endswith("-a\n+b\n")


# --- line by line


def converted(folder: Path, content: str) -> str:
    file = folder / "x"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    return render("converted", "text", pipeline.converted(file))


def test_a_section_line_by_line(tmp_path: Path) -> None:
    assert (
        converted(tmp_path, SECTION)
        == """\
id: style
title: Style
authority: user
owners: editors
examples:
  - id: a-greeting
    title: a greeting

The assistant should be brief[^b0ef].
It must not guess.

| <!-- specctl: allow doubled-word because it is meant -->
One item.
Another item, see [?](#other).

| !!! meta "Commentary" Nobody likes long replies.

**Example**: a greeting

user:
    Hello & good day
comparison:
assistant (BAD[#style]: far too long):
    A very good day to you, dear user, and many more of them.
assistant (GOOD):
    Hello!
"""
    )


def test_an_eval_line_by_line(tmp_path: Path) -> None:
    assert (
        converted(tmp_path, EVAL)
        == """\
confirmed:
  b0ef: 0123456789ab
prompts:
  - id: long
    title: a long question

Examples for [^b0ef] in Style:

**Example**: a long question

user:
    Why?
"""
    )


SAME = [
    (SECTION.replace("It must\nnot", "It\nmust not"), "a reflow"),
    (SECTION.replace("owners: [editors]", "owners:\n  - editors"), "a style of YAML"),
    (SECTION.replace("- One item.", "* One\n  item."), "a list's marks"),
    (SECTION.replace("    Nobody likes", "    Nobody\n    likes"), "a reflow of commentary"),
    (SECTION.replace("&amp;", "&#38;"), "an entity"),
]
KEPT = [
    SECTION.replace("because it is meant", "because"),
    SECTION.replace("owners: [editors]", "owners: [editors]  # specctl: allow unknown-owner because x"),
    SECTION.replace("- One item", "1. One item\n\n   ```\n   code\n   ```\n"),
    SECTION.replace("- One item", "| a | b |\n|---|---|\n| 1 | 2 |\n\n- One item"),
    SECTION.replace("!!! meta", "## A heading\n\n!!! meta"),
    SECTION.replace("far too long", "too long"),
    SECTION.replace("<user>", "<user name=\"x\">"),
    SECTION.replace("</user>\n", "</user>\nstray\n"),
    SECTION.replace("</comparison>", ""),
    SECTION + "[a link]: https://example.org\n",
]  # fmt: skip


@pytest.mark.parametrize(("content", "why"), SAME, ids=[why for _, why in SAME])
def test_what_only_looks_otherwise_makes_no_noise(tmp_path: Path, content: str, why: str) -> None:
    assert content != SECTION
    assert converted(tmp_path, content) == converted(tmp_path, SECTION)


@pytest.mark.parametrize("content", KEPT)
def test_nothing_that_says_something_is_lost(tmp_path: Path, content: str) -> None:
    assert converted(tmp_path, content) != converted(tmp_path, SECTION)


@pytest.mark.parametrize("content", ["plain\n", "", "---\nid: a\n", "\x00\x01", "---\ntitle: a\n---\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n"])  # fmt: skip
def test_what_cannot_be_read_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    assert converted(tmp_path, content) == content


WORDS = re.compile(r"[^\W_]{2,}")


@settings(deadline=None)
@given(st.lists(st.sampled_from(SECTION.splitlines() + EVAL.splitlines()), max_size=30))
def test_every_word_of_a_file_is_shown(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:  # fmt: skip
    folder = tmp_path_factory.getbasetemp()
    text = "---\nid: x\ntitle: words\n---\n" + "\n".join(lines).replace("---", "") + "\n"
    shown = converted(folder, text).replace("&", "&amp;")
    tags = {"xml", "user", "assistant", "amp"}
    assert set(WORDS.findall(text)) - set(WORDS.findall(shown)) <= tags
    assert shown.endswith("\n")
