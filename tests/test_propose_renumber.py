"""Another number for a proposal: what changes, what is refused, and what was cut short."""

from pathlib import Path

import pytest
from gitrepo import Repo, make
from killing import Kill
from proposing import proposal, run, said

from specctl.parse import read_proposals

OLD, NEW = "0001-a-change", "0002-a-change"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The branch of a proposal that is committed there."""
    found = make(tmp_path / "work")
    found.commit({"spec/spec.yaml": "name: house\nsections: []\n"})
    found.git("switch", "--quiet", "--create", OLD)
    found.commit(proposal())
    monkeypatch.chdir(found.root)
    return found


def branch(repo: Repo) -> str:
    return repo.git("symbolic-ref", "--short", "HEAD")


def folders(repo: Repo) -> list[str]:
    return sorted(path.name for path in (repo.root / "proposals").iterdir())


def file(repo: Repo, name: str) -> str:
    return (repo.root / "proposals" / name / "proposal.md").read_text("utf-8")


def test_folder_id_and_branch_change_together_and_every_other_line_stays(repo: Repo) -> None:
    before = file(repo, OLD)
    repo.write({f"proposals/{OLD}/approvals/{n}-1.yaml": "x" for n in ("ana", "tom")})
    end = run("renumber", "1")
    assert end.stdout == (
        "proposals/0001-a-change is now proposals/0002-a-change.\n"
        "The branch is now 0002-a-change.\n"
        "2 approvals hold for the old number only, and have to be given again.\n"
    )
    assert (branch(repo), folders(repo)) == (NEW, [NEW])
    assert file(repo, NEW) == before.replace('"0001"', '"0002"')
    assert sorted(p.name for p in (repo.root / "proposals" / NEW / "approvals").iterdir()) == [
        "ana-1.yaml",
        "tom-1.yaml",
    ]
    assert run("renumber", "a-change", "--to", "12").stdout.startswith(
        "proposals/0002-a-change is now proposals/0012-a-change.\nThe branch"
    )


def test_a_branch_of_another_name_keeps_it(repo: Repo) -> None:
    repo.git("branch", "--move", "mine")
    assert (
        run("renumber", "1").stdout == "proposals/0001-a-change is now proposals/0002-a-change.\n"
    )
    assert branch(repo) == "mine"


@pytest.mark.parametrize(("args", "message"), [
    (["2"], "there is no proposal 2; did you mean 0001?"),
    (["1", "--to", "1"], "the number 0001 is taken: proposals/0001-a-change Choose another one."),
    (["1", "--to", "0"], "'0' is no number of a proposal Write one from 0001 to 9999."),
    (["1", "--to", "12345"], "'12345' is no number of a proposal"),
    (["1", "--to", "-x"], "'-x' is no number of a proposal"),
    (["1", "--to", "../x"], "'../x' is no number of a proposal"),
    (["1", "--to", "7"], "the number 0007 is taken: proposals/0007-other on the branch other"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_changes(
    repo: Repo, args: list[str], message: str
) -> None:
    repo.git("switch", "--quiet", "--create", "other", "main")
    repo.commit(proposal("0007", "other"))
    repo.git("switch", "--quiet", OLD)
    with repo.untouched():
        end = run("renumber", *args)
    assert (end.exit_code, message in said(end)) == (2, True), said(end)


def test_a_name_that_git_has_already_stops_it_before_anything_is_renamed(repo: Repo) -> None:
    repo.git("branch", NEW)
    end = run("renumber", "1")
    assert (end.exit_code, "git branch failed in " in said(end)) == (2, True)
    assert (branch(repo), folders(repo)) == (OLD, [OLD])


def test_a_folder_in_the_way_is_named_and_another_run_goes_on(repo: Repo) -> None:
    repo.write({f"proposals/{NEW}": "a file"})
    end = run("renumber", "1", "--to", "2")
    assert (
        end.exit_code,
        "proposals/0001-a-change cannot be renamed to proposals/0002-a-change: " in said(end),
    ) == (2, True)
    (repo.root / "proposals" / NEW).unlink()
    assert run("renumber", "1").exit_code == 0
    assert (branch(repo), folders(repo)) == (NEW, [NEW])


@pytest.mark.parametrize("asked", ["1", OLD])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_run_that_was_killed_is_finished_by_another_one(
    repo: Repo, kill: Kill, step: int, after: bool, asked: str
) -> None:
    before = file(repo, OLD)
    with kill(step, after=after):
        run("renumber", asked)
    end = run("renumber", asked)
    if (step, after) == (3, True):
        assert (end.exit_code, "there is no proposal" in said(end)) == (2, True)
    else:
        assert end.exit_code == 0, end.stderr
    assert (branch(repo), folders(repo)) == (NEW, [NEW])
    assert file(repo, NEW) == before.replace('"0001"', '"0002"')


def test_what_was_begun_is_finished_before_it_gets_yet_another_number(
    repo: Repo, kill: Kill
) -> None:
    with kill(2, after=True):
        run("renumber", "1")
    end = run("renumber", "1", "--to", "9")
    assert (
        "0001-a-change is on its way to the number 0002 Finish that: specctl propose renumber 0001"
        in said(end)
    )


def test_of_two_that_a_merge_brought_the_one_that_is_not_merged_gets_another(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--create", "0001-twin", "main")
    repo.commit(proposal("0001", "twin"))
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge", "0001-twin")
    repo.git("switch", "--quiet", OLD)
    repo.git("merge", "--quiet", "-m", "merge", "main")
    for command in (
        ["update", "1"],
        ["move", "1", "last-call", "--why", "x"],
        ["concern", "1", "x"],
        ["show", "1"],
        ["renumber", "1"],
    ):
        end = run(*command)
        assert (end.exit_code, "specctl propose renumber 0001-" in said(end)) == (2, True)
    end = run("move", OLD, "last-call", "--why", "x")
    assert "For example: specctl propose renumber 0001-a-change" in said(end)
    end = run("renumber", "0001-twin")
    assert (
        "0001-twin is merged into main, and keeps its number Renumber the other one: specctl propose renumber 0001-a-change"
        in said(end)
    )
    assert run("renumber", OLD).exit_code == 0
    assert (branch(repo), folders(repo)) == (NEW, ["0001-twin", NEW])
    found = read_proposals(
        {f"proposals/{n}/proposal.md": file(repo, n).encode() for n in folders(repo)}
    )
    assert not any(one.findings for one in found)


def test_where_both_were_merged_either_may_be_renumbered(repo: Repo) -> None:
    repo.commit(proposal("0001", "twin"))
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", OLD)
    assert run("renumber", OLD).exit_code == 0
    assert folders(repo) == ["0001-twin", NEW]


def test_what_is_merged_keeps_its_number(repo: Repo) -> None:
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", OLD)
    with repo.untouched():
        end = run("renumber", "1")
    assert (
        "0001-a-change is merged into main, and keeps its number Others may refer to it by now."
        in said(end)
    )
