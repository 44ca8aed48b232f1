"""Open proposals on their branches, held against each other."""

import json
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo, make
from proposing import proposal, run, said

from specctl import schema

FILLER = "".join(f"\nFiller {number}.\n" for number in range(6))
FILES = {
    "spec/spec.yaml": "name: house\nsections: [honesty, jokes, terms, style]\n",
    "spec/honesty.md": f"---\nid: honesty\ntitle: Honesty\nauthority: user\n---\nThe assistant must tell the truth.\n{FILLER}\nIt must admit what it does not know.\n",
    "spec/jokes.md": "---\nid: jokes\ntitle: Jokes\nauthority: user\nexception_to: [honesty]\n---\nA joke may say what is not so.\n",
    "spec/terms.md": "---\nid: terms\ntitle: Terms\nkind: definition\n---\n**Guest**: a person who has booked.\n",
    "spec/style.md": "---\nid: style\ntitle: Style\nauthority: user\n---\nReplies should be short.\n",
}


def edited(name: str, old: str, new: str, text: str | None = None) -> dict[str, str]:
    text = FILES[f"spec/{name}.md"] if text is None else text
    assert old in text
    return {f"spec/{name}.md": text.replace(old, new)}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    found = make(tmp_path / "work")
    found.commit(FILES)
    monkeypatch.chdir(found.root)
    return found


def proposed(repo: Repo, number: str, files: dict[str, str], at: str = "main", **front: Any) -> str:
    """A branch with a proposal and a change; main is checked out again."""
    name = f"{number}-x{number}"
    repo.git("switch", "--quiet", "--create", name, at)
    repo.commit({**proposal(number, f"x{number}", title=f"Proposal {number}", **front), **files})
    repo.git("switch", "--quiet", "main")
    return name


def found(*args: str) -> list[tuple[list[str], str, str]]:
    """The pairs that do not go together, the kind and the reason."""
    end = run("conflicts", *args, "--format", "json")
    data = json.loads(end.stdout)
    assert schema.check(data, "proposal-conflicts") == []
    assert end.exit_code == bool(data["conflicts"])
    return [
        ([p[:4] for p in one["proposals"]], one["kind"], one["why"]) for one in data["conflicts"]
    ]


def test_pairs_that_do_not_go_together_are_told_with_their_rows(repo: Repo) -> None:
    proposed(repo, "0001", edited("honesty", "tell the truth", "say the truth"))
    proposed(repo, "0002", edited("honesty", "must tell", "should tell"))
    proposed(repo, "0003", edited("jokes", "may", "can"))
    proposed(repo, "0004", edited("terms", "has booked", "has paid"))
    proposed(repo, "0005", edited("terms", "a person who", "whoever"))
    proposed(repo, "0006", edited("style", "short", "brief"))
    truth = "both branches change the clause 'The assistant must tell the truth.'"
    joke = "`jokes` is an exception to `honesty`, and each branch changes one of them"
    assert found() == [
        (["0001", "0002"], "same-clause", truth),
        (["0001", "0003"], "exception", joke),
        (["0002", "0003"], "exception", joke),
        (["0004", "0005"], "same-definition", "both branches change the definition of 'Guest'"),
    ]
    assert [pair for pair, _, _ in found("5")] == [["0004", "0005"]]
    assert found("0006-x0006") == []
    end = run("conflicts", "4")
    assert end.exit_code == 1
    assert end.stdout == (
        "0004-x0004 and 5 other open proposals: it does not go together with 1 of them.\n"
        "\n"
        "0004 Proposal 0004 (0004-x0004)\n"
        "0005 Proposal 0005 (0005-x0005)\n"
        "  same-definition: both branches change the definition of 'Guest'\n"
        "    0004:\n"
        "      2 definition-changed + rationale-changed terms 'Guest': **Guest**: a\n"
        "          person who has [-booked-]{+paid+}.\n"
        "    0005:\n"
        "      2 definition-changed + rationale-changed terms 'Guest': **Guest**: [-a\n"
        "          person who-]{+whoever+} has booked.\n"
    )
    told = "0006-x0006 and 5 other open proposals: it is in nobody's way.\n"
    assert run("conflicts", "6").stdout == told
    assert run("conflicts").stdout.startswith("6 open proposals: 4 pairs do not go together.\n")


def test_branches_that_began_apart_are_held_by_what_their_clauses_say(repo: Repo) -> None:
    proposed(repo, "0001", edited("honesty", "It must admit", "It should admit"))
    repo.commit(
        edited("honesty", "The assistant must", "Lies are short-lived.\n\nThe assistant must")
    )
    now = (repo.root / "spec/honesty.md").read_text("utf-8")
    proposed(repo, "0002", edited("honesty", "It must admit", "It may admit", now))
    proposed(repo, "0003", edited("honesty", "Filler 5", "Filling 5", now))
    admit = "both branches change the clause 'It must admit what it does not know.'"
    assert found() == [(["0001", "0002"], "same-clause", admit)]


def test_edits_that_are_not_committed_count_for_the_branch_that_is_checked_out(repo: Repo) -> None:
    first = proposed(repo, "0001", {})
    proposed(repo, "0002", edited("style", "short", "brief"))
    assert found() == []
    repo.git("switch", "--quiet", first)
    repo.write(edited("style", "short", "long"))
    assert [kind for _, kind, _ in found()] == ["same-clause"]
    data = json.loads(run("conflicts", "--format", "json").stdout)
    assert [(one["id"], one["branch"]) for one in data["proposals"]] == [
        ("0001", None),
        ("0002", "0002-x0002"),
    ]


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "deferred", "released"])
def test_what_is_not_open_is_in_nobodys_way(repo: Repo, status: str) -> None:
    proposed(repo, "0001", edited("style", "short", "brief"))
    proposed(repo, "0002", edited("style", "short", "long"), status=status)
    assert found() == []
    end = run("conflicts", "2")
    assert (end.exit_code, f"0002-x0002 is {status}, and no branch works on it" in said(end)) == (
        2,
        True,
    )


@pytest.mark.parametrize("how", [("--no-ff",), ("--squash",), ("--ff-only",)])
def test_what_is_merged_is_in_nobodys_way(repo: Repo, how: tuple[str, ...]) -> None:
    first = proposed(repo, "0001", edited("style", "short", "brief"))
    proposed(repo, "0002", edited("style", "short", "long"))
    assert len(found()) == 1
    repo.git("merge", "--quiet", *how, first)
    repo.commit({}, "merged")
    assert found() == []
    assert "is open, and no branch works on it" in said(run("conflicts", "1"))


def test_a_branch_that_goes_on_from_another_one_knows_what_that_does(repo: Repo) -> None:
    first = proposed(repo, "0001", edited("style", "short", "brief"))
    proposed(repo, "0002", edited("style", "short", "terse"), at=first, base=first)
    assert found() == []
    proposed(repo, "0003", edited("style", "short", "long"))
    assert [pair for pair, _, _ in found()] == [["0001", "0003"]]


def test_two_on_one_branch_and_one_without_a_base_are_left_out_with_the_reason(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--create", "both")
    repo.commit(
        {**proposal("0001", "a"), **proposal("0002", "b"), **edited("style", "short", "brief")}
    )
    repo.git("switch", "--quiet", "main")
    proposed(repo, "0003", edited("style", "short", "long"), base="gone")
    data = json.loads(run("conflicts", "--format", "json").stdout)
    assert data["left_out"] == [
        "0003-x0003 is left out: proposals/0003-x0003/proposal.md: base: there is no revision 'gone' in "
        f"{repo.root}",
        "0001-a and 0002-b are worked on in one branch, so their rows cannot be told apart",
    ]
    assert "0003-x0003 is left out: " in run("conflicts").stdout


def test_a_proposal_that_is_nowhere_is_an_error(repo: Repo) -> None:
    proposed(repo, "0001", {})
    end = run("conflicts", "7")
    assert (end.exit_code, "there is no proposal 7" in said(end)) == (2, True)


def test_branches_of_remotes_count_as_last_fetched(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(repo, "0001", edited("style", "short", "brief"))
    proposed(repo, "0002", edited("style", "short", "long"))
    clone = Repo(tmp_path / "clone")
    repo.git("clone", "--quiet", repo.root, clone.root)
    monkeypatch.chdir(clone.root)
    assert [pair for pair, _, _ in found()] == [["0001", "0002"]]
    assert "0001 Proposal 0001 (origin/0001-x0001)" in run("conflicts").stdout
