"""What is stale: told of every eval and example, with the clause that was confirmed and since when."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from comparing import ROOT, folder_files, snapshot
from edits import edited
from gitrepo import Repo, git, make, write

from specctl import schema
from specctl.cli.app import cli
from specctl.formats import import_model_spec, read_folder
from specctl.lint import lint
from specctl.model.stale import Stale, Staleness
from specctl.parse import parse
from specctl.pipeline import Context, confirm, load, stale
from specctl.render import Style, render

CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
MANIFEST = "name: desk\nsections: [lending, greet]\n"
CONVERSATION = "~~~xml\n<user>\nMay I?\n</user>\n~~~\n"
LENDING = (
    "---\nid: lending\ntitle: Lend books\nauthority: developer\nexamples:\n"
    "  - id: map\n    title: a map\n    clauses: [d8ue]\n---\n"
    f"The assistant must say when a book is due[^d8ue].\n\n**Example**: a map\n\n{CONVERSATION}"
)
GREET = "---\nid: greet\ntitle: Greet\nauthority: user\n---\nThe assistant should say hello.\n"
EVAL = f"**Example**: a loan\n\n{CONVERSATION}"
FILES = {
    "spec/spec.yaml": MANIFEST,
    "spec/lending.md": LENDING,
    "spec/greet.md": GREET,
    "spec/evals/d8ue.md": EVAL,
}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A spec whose eval and example are confirmed, in one commit."""
    made = make(tmp_path / "repo")
    confirmed(made.write(FILES))
    made.commit({})
    return made


def confirmed(repo: Repo) -> None:
    confirm(Context(repo.root), ["^d8ue"])


def reword(repo: Repo, old: str, new: str, name: str = "spec/lending.md") -> str:
    """Another commit, in which a file reads otherwise."""
    text = (repo.root / name).read_text("utf-8")
    assert old in text
    return repo.commit({name: text.replace(old, new)})


def found(repo: Repo, **asked: Any) -> Staleness:
    return stale(Context(repo.root), **asked)


def told(one: Stale) -> tuple[str, str | None, str | None]:
    """Which one, what it was confirmed for, and since when that is no more."""
    return one.about.id, one.was and one.was.text, one.since and one.since.id


MUST = "The assistant must say when a book is due."
BOTH = ("d8ue", "lending#map")


# --- since when ----------------------------------------------------------------------------------


def test_what_is_confirmed_is_not_stale(repo: Repo) -> None:
    with repo.untouched():
        assert found(repo) == Staleness("work tree", None, (), (), 2)


def test_the_commit_is_named_that_changed_the_clause_and_no_later_one(repo: Repo) -> None:
    changed = reword(repo, "must say", "should say")
    reword(repo, "Lend books", "Lend all books")
    reword(repo, "hello", "good morning", "spec/greet.md")
    with repo.untouched():
        one, other = found(repo).stale
    assert [told(one), told(other)] == [(name, MUST, changed) for name in BOTH]
    assert one.since
    assert one.since.date == repo.git("log", "-1", "--format=%as", changed)
    assert one.now.text == MUST.replace("must", "should")
    assert [word for word in one.words if word.op != "="] == [("-", "must"), ("+", "should")]
    assert (one.about.kind, other.about.kind) == ("eval", "example")
    assert other.about.place.line == 14


def test_of_several_changes_the_first_one_counts(repo: Repo) -> None:
    first = reword(repo, "must say", "should say")
    reword(repo, "should say", "may say")
    assert {told(one)[2] for one in found(repo).stale} == {first}


def test_what_was_taken_back_meanwhile_counts_from_the_last_change_on(repo: Repo) -> None:
    reword(repo, "must say", "should say")
    reword(repo, "should say", "must say")
    assert found(repo).stale == ()
    last = reword(repo, "must say", "may say")
    assert {told(one)[2] for one in found(repo).stale} == {last}


def test_typography_and_another_place_in_the_file_are_no_change(repo: Repo) -> None:
    reword(repo, "The assistant must say", "It lends.\n\nThe assistant  must\nsay")
    assert found(repo).stale == ()


def test_each_is_held_against_what_it_was_confirmed_for(repo: Repo) -> None:
    first = reword(repo, "must say", "should say")
    confirm(Context(repo.root), ["d8ue"])
    repo.commit({})
    second = reword(repo, "should say", "may say")
    should = MUST.replace("must", "should")
    assert [told(one) for one in found(repo).stale] == [
        (BOTH[0], should, second),
        (BOTH[1], MUST, first),
    ]


def test_what_is_not_committed_yet_has_no_commit(repo: Repo) -> None:
    path = repo.root / "spec/lending.md"
    path.write_text(path.read_text("utf-8").replace("must", "should"), "utf-8")
    assert [told(one) for one in found(repo).stale] == [(name, MUST, None) for name in BOTH]
    assert found(repo, staged=True).stale == ()
    repo.git("add", "--all")
    path.write_text(path.read_text("utf-8").replace("should", "must"), "utf-8")
    assert found(repo).stale == ()
    assert [told(one) for one in found(repo, staged=True).stale] == [(n, MUST, None) for n in BOTH]


def test_a_revision_is_told_as_it_was(repo: Repo) -> None:
    first = reword(repo, "must say", "should say")
    confirmed(repo)
    repo.commit({})
    assert found(repo).stale == ()
    now = found(repo, rev="HEAD~1")
    assert [told(one)[2] for one in now.stale] == [first, first]
    assert (now.rev, now.commit) == ("HEAD~1", first)
    assert found(repo, rev="HEAD~2").stale == ()


def test_a_merge_is_what_changed_it_on_the_first_parent_line(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    reword(repo, "must say", "should say")
    repo.git("switch", "--quiet", "main")
    reword(repo, "hello", "good morning", "spec/greet.md")
    repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "side")
    merge = repo.git("rev-parse", "HEAD")
    assert {told(one)[2] for one in found(repo).stale} == {merge}


def test_a_clause_is_followed_into_the_sections_in_which_it_stood(repo: Repo) -> None:
    sentence = "The assistant must say when a book is due[^d8ue].\n"
    repo.commit(
        {"spec/lending.md": LENDING.replace(sentence, ""), "spec/greet.md": GREET + sentence}
    )
    repo.git("mv", "spec/greet.md", "spec/hail.md")
    repo.commit({})
    (repo.root / "spec/hail").mkdir()
    changed = repo.commit({
        "spec/hail.md": GREET.replace("greet", "hail"),
        "spec/hail/due.md": f"---\nid: due\ntitle: Due\nauthority: user\n---\n{sentence.replace('must', 'may')}",
    })  # fmt: skip
    (one,) = found(repo).stale
    assert told(one) == ("d8ue", MUST, changed)
    assert one.was
    assert (one.was.section, one.now.section) == ("hail", "due")


def test_it_is_sought_behind_what_cannot_be_read_and_counts_from_there_on(repo: Repo) -> None:
    good = (repo.root / "spec/lending.md").read_text("utf-8")
    changed = repo.commit({"spec/lending.md": "---\nid: [\n", "spec/spec.yaml": b"\xff"})
    repo.git("rm", "--quiet", "-r", "spec")
    repo.commit({"other": "x"})
    repo.commit({**FILES, "spec/lending.md": good.replace("must say", "may say")})
    (one,) = found(repo).stale
    assert told(one) == ("lending#map", MUST, changed)


def test_a_spec_may_be_the_repository_itself_or_lie_deep_in_it(tmp_path: Path) -> None:
    for folder in (".", "docs/our spec"):
        repo = make(tmp_path / folder.replace("/", "-").replace(".", "top"))
        repo.write({f"{folder}/{name.removeprefix('spec/')}": text for name, text in FILES.items()})
        at = Context(repo.root, folder)
        confirm(at, ["^d8ue"])
        repo.commit({})
        changed = reword(repo, "must say", "may say", f"{folder}/lending.md")
        assert [told(one) for one in stale(at).stale] == [(name, MUST, changed) for name in BOTH]


# --- where nobody knows --------------------------------------------------------------------------


def test_what_no_commit_has_is_not_made_up(repo: Repo) -> None:
    path = repo.root / "spec/evals/d8ue.md"
    text = path.read_text("utf-8")
    repo.commit({"spec/evals/d8ue.md": text.replace(text.split("d8ue: ")[1][:12], "0123456789ab")})
    now = found(repo)
    assert [told(one) for one in now.stale] == [("d8ue", None, None)]
    assert now.unknown == ""
    assert "no commit of the first-parent line has what was confirmed ·" in render(
        "stale", "text", now
    )


def test_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    reword(repo, "must say", "may say")
    reword(repo, "hello", "good morning", "spec/greet.md")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repo.root}", "shallow")
    now = found(Repo(tmp_path / "shallow"))
    assert [told(one) for one in now.stale] == [(name, None, None) for name in BOTH]
    said = "Not all is known. The clone is shallow: run `git fetch --unshallow` first. "
    assert said in " ".join(render("stale", "text", now).split())
    assert found(repo, rev="HEAD").unknown == ""


def test_without_git_and_without_a_commit_it_is_told_all_the_same(tmp_path: Path) -> None:
    def asked(**side: Any) -> tuple[list[str], str]:
        now = stale(Context(tmp_path), **side)
        assert {told(one)[1:] for one in now.stale} == {(None, None)}
        return [one.about.id for one in now.stale], now.unknown

    write(tmp_path, FILES)
    confirm(Context(tmp_path), ["^d8ue"])
    path = tmp_path / "spec/lending.md"
    path.write_text(path.read_text("utf-8").replace("must", "may"), "utf-8")
    names, unknown = asked()
    assert names == [*BOTH]
    assert "is in no git repository" in unknown
    assert asked(rev="dir:spec") == ([*BOTH], "what is in a folder outside of git has no history")
    make(tmp_path)
    assert asked()[1].startswith("the repository has no commits yet")


# --- what is and what is not ---------------------------------------------------------------------


def test_what_never_was_confirmed_stands_apart_and_is_not_stale(repo: Repo) -> None:
    repo.write({
        "spec/greet.md": GREET.replace("hello", "hello[^h3lo]"),
        "spec/evals/h3lo.md": "---\nclauses: [h3lo, d8ue]\n---\n" + EVAL,
    })  # fmt: skip
    now = found(repo)
    assert [(one.id, one.clause, one.section) for one in now.unconfirmed] == [
        ("h3lo", "d8ue", "lending"),
        ("h3lo", "h3lo", "greet"),
    ]
    assert (now.stale, now.fits) == ((), 2)
    end = run(repo)
    assert (end.exit_code, end.output.count("h3lo")) == (0, 2)


def test_an_eval_whose_clause_is_gone_is_an_orphan_and_not_stale(repo: Repo) -> None:
    reword(repo, "[^d8ue].", ".")
    assert found(repo) == Staleness("work tree", None, (), (), 0)


def test_what_is_confirmed_of_a_clause_that_it_is_not_about_says_nothing(repo: Repo) -> None:
    repo.write({
        "spec/greet.md": GREET.replace("hello", "hello[^h3lo]"),
        "spec/evals/h3lo.md": "---\nconfirmed: {d8ue: 0123456789ab, h3lo: Aaaaaaaaaaaa}\n---\n" + EVAL,
    })  # fmt: skip
    now = found(repo)
    assert (now.stale, [one.clause for one in now.unconfirmed]) == ((), ["h3lo"])


def test_of_two_clauses_of_one_anchor_either_will_do(repo: Repo) -> None:
    reword(repo, "hello.", "hello[^d8ue].", "spec/greet.md")
    assert found(repo).stale == ()
    reword(repo, "must say", "may say")
    assert [one.about.id for one in found(repo).stale] == [*BOTH]


def test_what_nobody_can_read_is_named(repo: Repo) -> None:
    marks = "<<<<<<< ours\n{}=======\n>>>>>>> theirs\n"
    repo.write({
        "spec/evals/d8ue.md": "---\n" + marks.format("confirmed: {d8ue: 0123456789ab}\n") + "---\n" + EVAL,
        "spec/greet.md": GREET + marks.format("Bye.\n"),
        "spec/spec.yaml": MANIFEST + "odd: 1\n",
    })  # fmt: skip
    now = found(repo)
    assert [(at.path, at.line) for at in now.doubtful] == [
        ("spec/evals/d8ue.md", 2),
        ("spec/greet.md", 7),
    ]
    assert (now.stale, now.fits) == ((), 1)
    said = "Not looked at: `spec/evals/d8ue.md:2`, `spec/greet.md:7`. `specctl lint` says what"
    assert said in " ".join(run(repo).output.split())


SAMPLE = folder_files(ROOT / "spec")


@pytest.mark.parametrize("seed", range(12))
def test_lint_and_stale_say_the_same_of_whatever_is_edited(seed: int, tmp_path: Path) -> None:
    files = edited(SAMPLE, random.Random(seed), 6)
    if seed % 3 == 0 and "spec.yaml" in files:  # all that was confirmed is stale
        files["spec.yaml"] += b"fingerprint: [text, authority]\n" * (
            b"fingerprint" not in files["spec.yaml"]
        )
    folder = write(tmp_path / "spec", files)
    now = stale(Context(folder.parent))
    rules = {"stale-eval": "eval", "stale-example": "example"}
    linted = [
        (rules[one.rule], f"{one.section}#{one.subject}" if one.section else one.place.path)
        for one in lint(load(Context(folder.parent)))
        if one.rule in rules
    ]
    listed = [
        (one.about.kind, one.about.id if one.about.kind == "example" else one.about.place.path)
        for one in now.stale
    ]
    assert sorted(listed) == sorted(linted)
    assert listed or seed % 3


# --- what counts ---------------------------------------------------------------------------------


def test_a_level_that_counts_is_told_with_its_old_name(repo: Repo) -> None:
    repo.commit({"spec/spec.yaml": MANIFEST + "fingerprint: [text, authority]\n"})
    confirmed(repo)
    repo.commit({})
    lowered = reword(repo, "authority: developer", "authority: user")
    (one, _) = found(repo).stale
    assert told(one) == ("d8ue", MUST, lowered)
    assert one.was
    assert (one.was.authority, one.now.authority, one.words) == ("developer", "user", ())
    assert "  authority: [-developer-]{+user+}\n" in render("stale", "text", found(repo))


def test_a_levels_new_name_is_another_level_where_levels_count(repo: Repo) -> None:
    top = MANIFEST + "authority: {levels: [developer, user]}\n"
    for counts, many in (("", 0), ("fingerprint: [text, authority]\n", 2)):
        repo.commit({"spec/spec.yaml": top + counts, "spec/lending.md": LENDING})
        confirmed(repo)
        repo.commit({})
        repo.write({"spec/spec.yaml": (top + counts).replace("developer", "maker")})
        reword(repo, "authority: developer", "authority: maker")
        assert len(found(repo).stale) == many


def test_what_is_above_counts_and_is_followed_too(repo: Repo) -> None:
    repo.git("rm", "--quiet", "spec/lending.md")
    above = "---\nid: desk\ntitle: Desk\nauthority: user\ntags: [a]\n---\n"
    repo.commit({
        "spec/spec.yaml": MANIFEST.replace("lending", "desk") + "fingerprint: [text, authority, tags]\n",
        "spec/desk.md": above,
        "spec/desk/lending.md": LENDING.replace("authority: developer\n", "tags: [b]\n"),
    })  # fmt: skip
    confirmed(repo)
    repo.commit({})
    changed = repo.commit({"spec/desk.md": above.replace("[a]", "[a, c]")})
    reword(repo, "hello", "good morning", "spec/greet.md")
    (one, _) = found(repo).stale
    assert told(one) == ("d8ue", MUST, changed)
    assert one.was
    assert (one.was.tags, one.now.tags) == (("a", "b"), ("a", "b", "c"))
    assert "  tags: [-a, b-]{+a, b, c+}\n" in render("stale", "text", found(repo))


def test_where_other_things_count_the_clause_is_the_same(repo: Repo) -> None:
    changed = repo.commit({"spec/spec.yaml": MANIFEST + "fingerprint: [text, tags]\n"})
    reword(repo, "Greet", "Hail", "spec/greet.md")
    (one, _) = found(repo).stale
    assert told(one) == ("d8ue", MUST, changed)
    shown = " ".join(render("stale", "text", found(repo)).split())
    assert "what counts towards its fingerprint: [-text-]{+text, tags+} changed by" in shown


# --- the command ---------------------------------------------------------------------------------


def run(repo: Repo, *args: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(repo.root), "stale", *args])


def test_the_exit_code_is_1_where_something_is_stale(repo: Repo) -> None:
    assert (run(repo).exit_code, run(repo, "--format", "json").exit_code) == (0, 0)
    assert run(repo).output == "work tree: nothing is stale; 2 confirmations fit.\n"
    reword(repo, "must say", "may say")
    assert (
        run(repo).exit_code
        == run(repo, "HEAD").exit_code
        == run(repo, "--rev", "HEAD").exit_code
        == 1
    )
    assert run(repo, "HEAD~1").exit_code == 0


@pytest.mark.parametrize(("args", "said"), [
    (["HEAD", "--staged"], "REV, --rev and --staged exclude each other"),
    (["HEAD", "--rev", "HEAD"], "REV, --rev and --staged exclude each other"),
    (["nowhere"], "there is no revision 'nowhere'"),
    (["--rev", "-x"], "'-x' is no revision: it begins with '-'"),
    (["--", "--output=x"], "'--output=x' is no revision: it begins with '-'"),
])  # fmt: skip
def test_what_cannot_be_told_is_an_error_of_use(repo: Repo, args: list[str], said: str) -> None:
    command = [sys.executable, "-m", "specctl", "stale", *args]
    end = subprocess.run(command, cwd=repo.root, capture_output=True, text=True, check=False)
    assert (end.returncode, end.stdout) == (2, "")
    assert said in end.stderr


def test_json_is_of_its_schema_and_the_same_on_every_run(repo: Repo, tmp_path: Path) -> None:
    reword(repo, "must say", "may say")
    repo.write({"spec/evals/h3lo.md": "---\nclauses: [d8ue]\n---\n" + EVAL})
    output = tmp_path / "stale.json"
    assert run(repo, "--format", "json", "-o", str(output)).exit_code == 1
    text = output.read_text("utf-8")
    data = json.loads(text)
    assert schema.check(data, "stale") == []
    assert run(repo, "--format", "json").output == text
    assert [one["id"] for one in data["stale"]] == [*BOTH]
    assert [one["id"] for one in data["unconfirmed"]] == ["h3lo"]
    assert data["summary"] == {"stale": 2, "unconfirmed": 1, "fits": 0}
    unknown = replace(found(repo).stale[0], was=None, words=(), since=None)
    shown = render("stale", "json", Staleness("x", None, (unknown,), (), 0))
    assert schema.check(json.loads(shown), "stale") == []


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_fits_the_terminal(repo: Repo, width: int) -> None:
    reword(repo, "must say", "may say, in so many words that no line of any terminal holds all,")
    shown = render("stale", "text", found(repo), Style(width))
    assert max(map(len, shown.splitlines())) <= width


# --- the corpus ----------------------------------------------------------------------------------


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS"
)
def test_an_import_confirms_all_and_an_update_nothing(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    first = imported(repo, "2025-04-11", None)
    before = found(repo)
    assert (before.stale, before.unconfirmed, before.fits) == ((), (), 120)
    second = imported(repo, "2025-09-12", first)
    now = found(repo)
    assert (len(now.stale), now.unconfirmed, now.fits) == (23, (), 91)
    commit = repo.git("rev-parse", "HEAD")
    assert {one.since and one.since.id for one in now.stale} == {commit}
    for one in now.stale:
        assert one.was
        assert one.was.text in wholes(first, one.was.place.path)
        assert one.now.text in wholes(second, one.now.place.path)
    found_by_lint = [f for f in lint(load(Context(repo.root))) if f.rule == "stale-eval"]
    assert len(found_by_lint) == 23
    confirm(Context(repo.root), [one.about.id for one in now.stale])
    assert (found(repo).stale, found(repo).fits) == ((), 114)


def imported(repo: Repo, release: str, before: Mapping[str, bytes] | None) -> dict[str, bytes]:
    """The files of the spec after an import, which is committed."""
    document, evals = read_folder(CORPUS / release)
    existing = snapshot(before) if before is not None else None
    planned = import_model_spec(document, evals, name="model-spec", existing=existing)
    kept = {n: c for n, c in (before or {}).items() if n not in planned.removed}
    files = {**kept, **planned.files}
    repo.git("rm", "--quiet", "-r", "--ignore-unmatch", "spec")
    repo.commit({f"spec/{name}": content for name, content in files.items()})
    return files


def wholes(files: Mapping[str, bytes], path: str) -> set[str]:
    """What the clauses of a section say."""
    (section,) = (one for one in parse(snapshot(files)).sections if one.path == path)
    return {passage.whole for passage in section.passages}
