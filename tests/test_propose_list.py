"""What is told of proposals: a list, their status, and everything of one."""

import json
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo, make
from proposing import proposal, run, said

from specctl import schema

MANIFEST = "name: house\nsections: []\n"


def as_json(name: str, *args: str) -> Any:
    """A command's JSON, held against its schema and made twice."""
    first, second = (run(*args, "--format", "json") for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, second.stdout), first.stderr
    data = json.loads(first.stdout)
    assert schema.check(data, name) == []
    return data


def history(*moves: str) -> list[dict[str, str]]:
    return [{"to": to, "by": "mara", "date": "2026-01-01", "why": f"so {to}"} for to in moves]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    found = make(tmp_path / "work")
    found.commit({"spec/spec.yaml": MANIFEST})
    monkeypatch.chdir(found.root)
    return found


@pytest.fixture
def full(repo: Repo) -> Repo:
    """Two proposals on main, one on a branch, which is further elsewhere, and one of a remote's."""
    repo.commit(
        proposal("0001", "one", title="The first one")
        | proposal(
            "0002",
            "two",
            status="released",
            history=history("open", "last-call", "accepted", "released"),
        )
    )
    repo.git("switch", "--quiet", "--create", "0003-three")
    repo.commit(
        proposal("0003", "three", title="Three", status="draft", history=[], declared_rank=2)
    )
    repo.git("switch", "--quiet", "--create", "later")
    repo.commit(proposal("0003", "three", title="Three, further", declared_rank=2))
    clone = Repo(repo.root.parent / "clone")
    repo.git("clone", "--quiet", repo.root, clone.root)
    for key, value in (("user.name", "Tom"), ("user.email", "tom@example.invalid")):
        clone.git("config", key, value)
    clone.git("switch", "--quiet", "--create", "0004-four", "origin/main")
    clone.commit(
        proposal(
            "0004",
            "four",
            title="Four",
            status="rejected",
            disposition="no",
            history=history("open", "rejected"),
        )
    )
    repo.git("switch", "--quiet", "main")
    repo.git("remote", "add", "upstream", clone.root)
    repo.git("fetch", "--quiet", "upstream")
    return repo


def test_the_list_has_the_work_tree_and_what_branches_hold_besides(full: Repo) -> None:
    assert run("list").stdout == (
        "  0001  open  0 broken     The first one\n"
        "  0003  open  2 behaviour  Three, further (on later)\n"
        "\nNot shown: 2 more; --all shows them.\n"
    )
    assert run("list", "--all").stdout == (
        "  0001  open      0 broken     The first one\n"
        "  0002  released  0 broken     A change\n"
        "  0003  open      2 behaviour  Three, further (on later)\n"
        "  0004  rejected  0 broken     Four (on upstream/0004-four)\n"
    )
    assert run("list", "--status", "rejected", "--status", "draft").stdout.startswith(
        "  0004  rejected  0 broken  Four (on upstream/0004-four)\n\nNot shown: 3 more"
    )


def test_as_json_it_says_all_that_the_front_matter_says(full: Repo) -> None:
    data = as_json("proposal-list", "list", "--all")
    assert data["schema"] == "specctl/proposal-list/1"
    assert [(one["id"], one["branch"], one["waits_for"]) for one in data["proposals"]] == [
        ("0001", None, "discussion, then a last call"),
        ("0002", None, None),
        ("0003", "later", "discussion, then a last call"),
        ("0004", "upstream/0004-four", None),
    ]
    first = data["proposals"][0]
    assert first["source"] == {"kind": "clarification", "ref": ""}
    assert first["history"] == [{"to": "open", "by": "mara", "date": "2026-01-01", "why": "ready"}]
    assert first["path"] == "proposals/0001-one/proposal.md"
    assert data["proposals"][3]["disposition"] == "no"


def test_where_there_is_no_proposal_it_says_so(repo: Repo) -> None:
    assert run("list").stdout == "No proposal to show.\n"
    assert run("status").stdout == "No proposal is worked on.\n"
    assert as_json("proposal-list", "list")["proposals"] == []


def test_the_status_tells_who_spoke_and_what_is_waited_for(repo: Repo) -> None:
    concerns = [
        {"id": "c1", "by": "tom", "date": "2026-01-01", "text": "no"},
        {
            "id": "c2",
            "by": "tom",
            "date": "2026-01-01",
            "text": "no",
            "resolved": {"by": "tom", "date": "2026-01-02", "reason": "yes"},
        },
    ]
    approval = 'proposal: "0001"\nmember: {}\ndate: "2026-01-01"\nrows: ["{}"]\n'
    repo.write(
        proposal("0001", "one", status="last-call", history=history("open", "last-call"), concerns=concerns)
        | {f"proposals/0001-one/approvals/{who}-{n}.yaml": approval.format(who, str(n) * 64) for who, n in (("ana", 1), ("ana", 2), ("tom", 1))}
        | proposal("0002", "two", status="draft", history=[], declared_rank=4)
        | proposal("0003", "three", status="accepted", history=history("open", "last-call", "accepted"))
        | proposal("0004", "four", status="deferred", history=history("open", "deferred"))
        | proposal("0005", "five", status="last-call")
    )  # fmt: skip
    assert run("status").stdout == (
        "  0001  last-call  0 broken     1 concern; waits for an answer to c1\n"
        "  0002  draft      4 structure  waits for its authors, to open it\n"
        "  0003  accepted   0 broken     waits for a release\n"
        "  0005  last-call  0 broken     waits for its file to be mended\n"
        "\nproposals/0005-five/proposal.md: the status is last-call, and the history leads\nto open\n"
    )
    assert "  0004  deferred" in run("list").stdout


def test_numbers_that_two_proposals_have_are_told_wherever_they_are(full: Repo) -> None:
    full.git("switch", "--quiet", "--create", "0001-other")
    full.commit(proposal("0001", "other"))
    full.git("switch", "--quiet", "main")
    note = (
        "the number 0001 is that of 0001-one and 0001-other (0001-other): give the one that is not "
        "merged yet another with `specctl propose renumber 0001-other`"
    )
    assert note in " ".join(run("list").stdout.split())
    assert as_json("proposal-list", "list")["notes"] == [note]
    end = run("show", "1")
    assert (end.exit_code, "the number 0001 is that of" in said(end)) == (2, True)
    assert run("show", "0001-other").exit_code == 0


def test_folders_that_are_links_are_told_and_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (repo.root / "proposals").mkdir()
    (repo.root / "proposals/0001-x").symlink_to(tmp_path / "else")
    end = run("list")
    assert end.exit_code == 0
    assert "proposals/0001-x is a symbolic link, which is not followed" in " ".join(
        end.stdout.split()
    )
    repo.git("switch", "--quiet", "--create", "odd")
    repo.commit({})
    repo.git("switch", "--quiet", "main")
    assert run("list").stdout == "No proposal to show.\n"


def test_without_git_there_is_the_work_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in {"spec/spec.yaml": MANIFEST, **proposal()}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("list").stdout == "  0001  open  0 broken  A change\n"
    assert run("show", "1").exit_code == 0


# --- one of them ---------------------------------------------------------------------------------


def test_one_is_shown_with_all_that_was_said(repo: Repo) -> None:
    concern = {
        "id": "c1",
        "by": "tom",
        "date": "2026-01-02",
        "text": "It does not say who",
        "resolved": {"by": "mara", "date": "2026-01-03", "reason": "it does now", "signature": "x"},
    }
    ((path, text),) = proposal("0001", "one", theme="Honesty", concerns=[concern]).items()
    long = "A line that is longer than eighty columns, so that it has to be broken somewhere near its end."
    more = f"{text}- {long}\n\n~~~\n{long}\n~~~\n\n| a | b |\n|---|---|\n\n### Even more\n\x1b[31m red\n"
    approval = f'proposal: "0001"\nmember: tom\ndate: "2026-01-04"\nrows: ["{"a" * 64}"]\ncomment: fine\nevidence: thread 4\n'
    repo.write(
        {
            path: more,
            "proposals/0001-one/approvals/tom-1.yaml": approval,
            "proposals/0001-one/approvals/tom-2.yaml": "x: [",
        }
    )
    assert run("show", "1").stdout.splitlines() == [
        "0001 A change",
        "open, expected to be of rank 0 (broken)",
        "By mara",
        "From clarification",
        "To be merged into main",
        "Theme: Honesty",
        "Waits for discussion, then a last call",
        "",
        "Why",
        "",
        "Because.",
        "",
        "What changes",
        "",
        "This.",
        "- A line that is longer than eighty columns, so that it has to be broken",
        "  somewhere near its end.",
        "",
        "~~~",
        long,
        "~~~",
        "",
        "| a | b |",
        "|---|---|",
        "",
        "Even more",
        "<U+001B>[31m red",
        "",
        "Concerns",
        "  c1 by tom, 2026-01-02: It does not say who",
        "     Resolved by mara, 2026-01-03, signed: it does now",
        "",
        "Approvals",
        "  tom, 2026-01-04: 1 row, not signed, see thread 4: fine",
        "  proposals/0001-one/approvals/tom-2.yaml: 0 rows, not signed",
        "     proposals/0001-one/approvals/tom-2.yaml:1: the approval cannot be read as",
        "       YAML: did not find expected node content",
        "",
        "History",
        "  2026-01-01 draft → open, by mara: ready",
    ]
    data = as_json("proposal-view", "show", "1")["proposal"]
    assert data["text"]["Why"] == "Because."
    assert data["approvals"][0]["rows"] == ["a" * 64]
    assert data["approvals"][1]["findings"][0]["path"].endswith("tom-2.yaml")


def test_in_markdown_it_goes_around_what_the_authors_wrote(full: Repo) -> None:
    told = run("show", "3", "--format", "markdown").stdout
    assert told == (
        "# `0003` Three, further\n\n"
        "- open, expected to be of rank 2 (behaviour)\n"
        "- By mara\n- From clarification\n- To be merged into main\n- On the branch later\n"
        "- Waits for discussion, then a last call\n\n"
        "## Why\n\nBecause.\n\n## What changes\n\nThis.\n\n"
        "## History\n\n- 2026-01-01 draft → open, by mara: ready\n"
    )


@pytest.mark.parametrize("text", [
    "", "---\n", "---\nid: [\n---\n", "\x00", "---\n- a\n---\n", "---\nid: 1\ntitle: 2\nstatus: x\n---\n",
    "---\nid: \"0001\"\ntitle: X\nstatus: open\nhistory: [a, {to: 1}]\nconcerns: 4\nauthors: x\n---\n",
    "<<<<<<< a\n---\n=======\n>>>>>>> b\n",
])  # fmt: skip
def test_nonsense_is_shown_with_what_is_wrong(repo: Repo, text: str) -> None:
    repo.write({"proposals/0001-x/proposal.md": text})
    told = run("show", "1").stdout
    assert "What is wrong\n  proposals/0001-x/proposal.md:" in told
    assert "Waits for its file to be mended" in told
    assert as_json("proposal-view", "show", "1")["proposal"]["findings"]
    assert as_json("proposal-list", "list")["proposals"][0]["findings"]
    assert "proposals/0001-x/proposal.md:" in run("status").stdout
    assert run("show", "1", "--format", "markdown").exit_code == 0


def test_one_that_is_not_there_is_guessed_at(full: Repo) -> None:
    for asked, guess in (("0005", "0001"), ("0003-thre", "0003-three"), ("for", "four")):
        end = run("show", asked)
        assert (
            end.exit_code,
            f"there is no proposal {asked}; did you mean {guess}?" in said(end),
        ) == (2, True), said(end)
