"""New proposals: what is written, under which number, and what stands in the way."""

import os
from pathlib import Path

import pytest
from gitrepo import Repo, make
from killing import Kill
from proposing import SECTIONS, run, said, section

from specctl.model.proposal import Status
from specctl.parse import read_proposals
from specctl.propose.naming import given, next_number, slug_of

SOURCE = ("--source", "incident:ticket 12")
MANIFEST = """\
name: house
version: "1.0.0"
sections: [honesty, style]
groups:
  editors: {members: [mara, tom]}
members:
  mara: {emails: [Mara@Example.invalid]}
  tom: {emails: [tom@example.invalid]}
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    found = make(tmp_path / "work")
    found.commit({"spec/spec.yaml": MANIFEST, **{f"spec/{n}.md": section(n) for n in SECTIONS}})
    found.git("config", "user.email", "mara@example.invalid")
    monkeypatch.chdir(found.root)
    return found


def proposals(repo: Repo) -> dict[str, str]:
    """The files of all proposals on disk."""
    return {
        p.relative_to(repo.root).as_posix(): p.read_text("utf-8")
        for p in sorted((repo.root / "proposals").rglob("*.md"))
    }


FRESH = """\
---
id: "0001"
title: Narrow white lies
status: draft
authors: [mara]
source:
  kind: incident
  ref: ticket 12
base: main
declared_rank: 2
theme: Honesty
concerns: []
---
## Why

_What happened, to whom, how often? What goes wrong if nothing is done? Link to it._

## What changes

_In a sentence or two: what will the model do that it does not do today?_

<!-- Written by `specctl propose update`; what is edited here is lost. -->
1 row: 1 policy.

| rank | class | section | subject | row |
|---|---|---|---|---|
| 1 policy | modality-weakened + clause-reworded | `honesty` | `[^t1ru]` | `2d63e1f4a0` |
<!-- End of what specctl writes. -->

## Alternatives

_What else was thought of, doing nothing included, and why is this better?_

## Open questions

_What should reviewers answer, and who is likely to know?_
"""


def test_a_proposal_begins_with_all_that_is_known_and_keeps_what_was_edited(repo: Repo) -> None:
    weaker = section("honesty").replace("must tell", "should tell")
    repo.write({"spec/honesty.md": weaker, "notes.txt": "mine"})
    end = run("new", "Narrow white lies", *SOURCE, "--rank", "2", "--theme", "Honesty")
    assert (end.exit_code, end.stderr) == (0, "")
    assert end.stdout == (
        "proposals/0001-narrow-white-lies/proposal.md: written.\n"
        "Switched to the new branch 0001-narrow-white-lies.\n"
        "Say why in it, and change the spec; `specctl propose update` writes down what\n"
        "changes.\n"
    )
    (path,) = proposals(repo)
    assert path == "proposals/0001-narrow-white-lies/proposal.md"
    assert proposals(repo)[path].splitlines() == FRESH.splitlines()
    assert repo.git("symbolic-ref", "--short", "HEAD") == "0001-narrow-white-lies"
    assert repo.git("status", "--porcelain").splitlines() == [
        "M spec/honesty.md", "?? notes.txt", "?? proposals/",
    ]  # fmt: skip
    assert repo.git("rev-parse", "HEAD") == repo.git("rev-parse", "main")
    assert run("update").stdout.endswith("1 row, current already.\n")


def test_what_is_written_is_read_without_a_finding(repo: Repo) -> None:
    run("new", "Say: what? # [it] costs", "--source", "clarification", "--author", "tom")
    (path,) = proposals(repo)
    (one,) = read_proposals({path: proposals(repo)[path].encode()})
    assert (one.findings, one.status, one.authors) == ((), Status.DRAFT, ("tom",))
    assert (one.title, one.slug) == ("Say: what? # [it] costs", "say-what-it-costs")
    assert one.source == ("clarification", "")
    assert [*(one.text or {})] == ["Why", "What changes", "Alternatives", "Open questions"]
    assert one.block == "Nothing in the spec changes."


@pytest.mark.parametrize(("title", "slug"), [
    ("Narrow white lies", "narrow-white-lies"),
    ("  Über Ärger! ", "uber-arger"),
    ("--force the model", "force-the-model"),
    ("../../etc/passwd", "etc-passwd"),
    ("誠実さ", "untitled"),
    ("!?", None),
    ("", None),
    ("x" * 300, "x" * 60),
])  # fmt: skip
def test_a_title_becomes_the_name_of_a_folder(title: str, slug: str | None) -> None:
    assert slug_of(title) == slug


@pytest.mark.parametrize(("text", "name"), [
    ("7", "0007"), ("0007", "0007"), ("0007-x", "0007-x"), ("proposals/0007-x/", "0007-x"),
    ("proposals/0007-x/proposal.md", "0007-x"), ("../x", "../x"), ("x-y", "x-y"), ("12345", "12345"),
])  # fmt: skip
def test_a_proposal_goes_by_its_number_or_its_folder(text: str, name: str) -> None:
    assert given(text) == name


@pytest.mark.parametrize(("taken", "free"), [
    ([], "0001"), (["0001", "0009", "0002"], "0010"), (["9998"], "9999"), (["0001", "9999"], None),
])  # fmt: skip
def test_numbers_are_given_once(taken: list[str], free: str | None) -> None:
    assert next_number(taken) == free


@pytest.mark.parametrize(("args", "message"), [
    (["!?", *SOURCE], "the title holds no letter and no digit"),
    (["two\nlines", *SOURCE], "the title holds a line break, or what nobody sees"),
    (["Ti\u202etle", *SOURCE], "the title holds a line break, or what nobody sees"),
    (["--rank", *SOURCE], "Invalid value for '--rank': '--source' is not a valid integer range."),
    (["Title"], "Missing option '--source'."),
    (["Title", "--source", "incidents:1"], "'incidents' is no kind of source; did you mean incident?"),
    (["Title", "--source", "incident:"], "the source incident names nothing"),
    (["Title", *SOURCE, "--author", "mare"], "the manifest knows no member mare; did you mean mara?"),
    (["Title", *SOURCE, "--author", " "], "--author names nobody"),
    (["Title", *SOURCE, "--base", "mian"], "there is no revision 'mian' in "),
    (["Title", *SOURCE, "--base", "-x"], "'-x' is no revision: it begins with '-'"),
    (["Title", *SOURCE, "--rank", "6"], "Invalid value for '--rank'"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    repo: Repo, args: list[str], message: str
) -> None:
    with repo.untouched():
        end = run("new", *args)
    assert end.exit_code == 2
    assert message in said(end)


def test_a_title_may_begin_with_dashes(repo: Repo) -> None:
    assert run("new", *SOURCE, "--", "--force").exit_code == 0
    assert "\ntitle: --force\n" in proposals(repo)["proposals/0001-force/proposal.md"]


@pytest.mark.parametrize(("address", "message"), [
    ("nobody@example.invalid", "no member has the address nobody@example.invalid, so it is not known who you are Name yourself with --author MEMBER"),
    (None, "git knows no address of yours, so it is not known who you are Name yourself with --author MEMBER"),
])  # fmt: skip
def test_an_author_nobody_knows_is_asked_for(repo: Repo, address: str | None, message: str) -> None:
    repo.git("config", *(["user.email", address] if address else ["--unset", "user.email"]))
    end = run("new", "Title", *SOURCE)
    assert (end.exit_code, end.stdout) == (2, "")
    assert message in said(end)
    assert not (repo.root / "proposals").exists()
    assert run("new", "Title", *SOURCE, "--author", "tom", "--author", "mara").exit_code == 0
    assert "\nauthors: [tom, mara]\n" in "".join(proposals(repo).values())


def test_a_detached_head_needs_a_base(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--detach")
    end = run("new", "Title", *SOURCE)
    assert end.exit_code == 2
    assert (
        "no branch is checked out, so what the proposal is to be merged into is not known Name it: --base main"
        in said(end)
    )
    assert run("new", "Title", *SOURCE, "--base", "main").exit_code == 0
    assert repo.git("symbolic-ref", "--short", "HEAD") == "0001-title"


def test_without_commits_or_without_git_there_is_nothing_to_propose_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    (folder / "spec").mkdir(parents=True)
    (folder / "spec" / "spec.yaml").write_text(MANIFEST, "utf-8")
    monkeypatch.chdir(folder)
    end = run("new", "Title", *SOURCE, "--author", "mara")
    assert (end.exit_code, "is in no git repository" in end.stderr) == (2, True)
    make(folder)
    end = run("new", "Title", *SOURCE, "--author", "mara")
    assert (end.exit_code, "has no commits yet" in end.stderr) == (2, True)
    assert not (folder / "proposals").exists()


# --- numbers -------------------------------------------------------------------------------------


def file_of(name: str) -> dict[str, str]:
    front = f'---\nid: "{name[:4]}"\ntitle: X\nstatus: draft\n---\n'
    return {f"proposals/{name}/proposal.md": front}


def on_branch(repo: Repo, branch: str, name: str) -> None:
    at = repo.git("symbolic-ref", "--short", "HEAD")
    repo.git("switch", "--quiet", "--create", branch)
    repo.commit(file_of(name))
    repo.git("switch", "--quiet", at)


def number(repo: Repo) -> str:
    """The one that the next proposal gets."""
    end = run("new", "A title", *SOURCE, "--no-branch")
    assert end.exit_code == 0, end.stderr
    name = end.stdout.partition("/")[2]
    (repo.root / "proposals" / name.partition("/")[0] / "proposal.md").unlink()
    return name[:4]


def test_the_number_is_the_next_one_wherever_proposals_are(repo: Repo, tmp_path: Path) -> None:
    assert number(repo) == "0001"
    on_branch(repo, "other", "0003-other")
    assert number(repo) == "0004"
    other = Repo(tmp_path / "clone")
    repo.git("clone", "--quiet", repo.root, other.root)
    other.git("config", "user.email", "tom@example.invalid")
    other.git("config", "user.name", "Tom")
    on_branch(other, "theirs", "0005-theirs")
    repo.git("remote", "add", "origin", other.root)
    assert number(repo) == "0004"
    repo.git("fetch", "--quiet", "origin")
    assert number(repo) == "0006"
    repo.git("worktree", "add", "--quiet", tmp_path / "linked", "-b", "linked")
    (tmp_path / "linked/proposals/0007-linked").mkdir(parents=True)
    assert number(repo) == "0006"
    (tmp_path / "linked/proposals/0007-linked/proposal.md").touch()
    assert number(repo) == "0008"
    repo.write(file_of("0008-here"))
    assert number(repo) == "0009"
    repo.git("branch", "2026-01-15-release")
    repo.write({"proposals/README.md": "x", "proposals/2000.md": "x"})
    assert number(repo) == "0009"


def test_two_clones_get_two_numbers_once_one_has_fetched(repo: Repo, tmp_path: Path) -> None:
    run("new", "One", *SOURCE)
    repo.commit({})
    other = Repo(tmp_path / "clone")
    repo.git("clone", "--quiet", repo.root, other.root)
    os.chdir(other.root)
    end = run("new", "Two", *SOURCE, "--author", "tom")
    assert end.stdout.startswith("proposals/0002-two/")


def test_after_the_last_number_there_is_none(repo: Repo) -> None:
    on_branch(repo, "far", "9999-far")
    end = run("new", "Title", *SOURCE)
    assert end.exit_code == 2
    assert (
        "there is no number after 9999, which is that of proposals/9999-far on the branch far"
        in said(end)
    )


# --- what was cut short --------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_run_that_was_killed_is_finished_by_another_one(
    repo: Repo, kill: Kill, step: int, after: bool
) -> None:
    wanted = ("new", "Narrow white lies", *SOURCE)
    with kill(step, after=after):
        run(*wanted)
    end = run(*wanted)
    whole = (step, after) == (4, True)
    assert end.exit_code == (2 if whole else 0), end.stderr
    assert [*proposals(repo)] == ["proposals/0001-narrow-white-lies/proposal.md"]
    assert repo.git("symbolic-ref", "--short", "HEAD") == "0001-narrow-white-lies"
    names = [p.name for p in (repo.root / "proposals" / "0001-narrow-white-lies").iterdir()]
    assert [name for name in names if not name.startswith(".")] == ["proposal.md"]
    if whole:
        assert "proposal.md is there already, and its branch is 0001-narrow-white-lies" in said(end)


def test_a_branch_of_the_name_without_a_proposal_is_not_guessed_at(repo: Repo) -> None:
    repo.git("branch", "0004-title")
    end = run("new", "Title", *SOURCE)
    assert end.exit_code == 2
    assert "there is a branch 0004-title, and no proposal in it" in said(end)
    assert "Switch to it with `git switch 0004-title` and run this again with --base" in said(end)
    repo.git("switch", "--quiet", "0004-title")
    end = run("new", "Title", *SOURCE)
    assert (
        "the branch 0004-title is checked out, so what it is to be merged into is not known"
        in said(end)
    )
    end = run("new", "Title", *SOURCE, "--base", "main")
    assert end.stdout.startswith("proposals/0004-title/proposal.md: written.\nSay why")


def test_what_another_branch_has_under_that_title_is_named(repo: Repo) -> None:
    on_branch(repo, "0002-title", "0002-title")
    end = run("new", "Title", *SOURCE)
    assert end.exit_code == 2
    assert (
        "the branch 0002-title holds a proposal of that title Go on with it: git switch 0002-title"
        in said(end)
    )


def test_a_title_of_old_may_be_proposed_again(repo: Repo) -> None:
    repo.commit(file_of("0003-title"))
    assert run("new", "Title", *SOURCE).stdout.startswith("proposals/0004-title/")


def test_where_git_refuses_the_branch_the_file_is_there_and_another_run_makes_it(
    repo: Repo,
) -> None:
    repo.git("branch", "0001-title/x")
    end = run("new", "Title", *SOURCE)
    assert end.exit_code == 2
    assert "proposals/0001-title/proposal.md is there, but git switch failed in " in said(end)
    repo.git("branch", "--delete", "0001-title/x")
    assert run("new", "Title", *SOURCE).stdout.startswith(
        "proposals/0001-title/proposal.md: there already.\nSwitched to the new branch 0001-title.\n"
    )


# --- the folder ----------------------------------------------------------------------------------


def test_a_proposals_folder_that_is_a_link_is_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repo.root / "proposals").symlink_to(tmp_path / "elsewhere")
    for command in (["new", "Title", *SOURCE], ["list"], ["show", "1"], ["update"]):
        end = run(*command)
        assert (end.exit_code, "proposals is a symbolic link" in said(end)) == (2, True)
    assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_hooks_of_the_user_are_not_run(repo: Repo) -> None:
    hook = repo.root / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    hook.chmod(0o755)
    assert run("new", "Title", *SOURCE).exit_code == 0
    assert not (repo.root / "ran").exists()


def test_a_spec_at_the_root_of_its_repository_has_no_place_for_proposals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path / "spec")
    root.commit({"spec.yaml": MANIFEST, **{f"{n}.md": section(n) for n in SECTIONS}})
    monkeypatch.chdir(root.root)
    end = run("new", "Title", *SOURCE, "--author", "tom", "--spec", str(root.root))
    assert end.exit_code == 2
    assert "is the root of the repository, and proposals stand beside it" in said(
        end
    ) or "is in no git repository" in said(end)


def test_it_works_from_any_folder_of_the_repository(repo: Repo) -> None:
    os.chdir(repo.root / "spec")
    assert run("new", "Title", *SOURCE).exit_code == 0
    assert [*proposals(repo)] == ["proposals/0001-title/proposal.md"]
