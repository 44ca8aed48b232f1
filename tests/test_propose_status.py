"""The status counts whom the gate counts: real keys, real git."""

from pathlib import Path

import pytest
from proposing import SECTIONS, Stage, proposal, run, section, stage

from specctl import frontmatter
from specctl.pipeline import approve, proposal_standing, resolve

NAME = "0001-a-change"
FILE = f"proposals/{NAME}/proposal.md"
TRUTH = SECTIONS["honesty"][1]
WEAKER = TRUTH.replace("must tell", "should tell")
LAST_CALL = [
    {"to": to, "by": "mara", "date": "2026-01-01", "why": "so"} for to in ("open", "last-call")
]
CONCERN = {"id": "c1", "by": "ruth", "date": "2026-01-01", "text": "Who lifts it?"}
DONE = {"by": "ruth", "date": "2026-01-02", "reason": "Nobody does."}


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A branch with a proposal by mara that weakens a root clause; three are to approve that."""
    found = stage(tmp_path)
    monkeypatch.chdir(found.repo.root)
    found.repo.git("switch", "--quiet", "--create", NAME)
    found.repo.commit({**proposal(), "spec/honesty.md": section("honesty", WEAKER)})
    return found


def approves(one: Stage, *members: str) -> None:
    for name in members:
        one.acts(name)
        approve(one.context)
        one.repo.commit({}, f"{name} approves")
    one.acts("mara")


def told() -> str:
    """What the status says of the one proposal, on one line."""
    end = run("status")
    assert end.exit_code == 0, end.stderr
    return " ".join(end.stdout.split())


def line(said: str) -> str:
    return f"0001 open 0 broken {said}"


WAITS = "waits for discussion, then a last call"


def test_approvals_count_as_they_do_at_the_gate(one: Stage) -> None:
    assert told() == line(WAITS)
    approves(one, "imani", "luca")
    assert told() == line(f"2 approvals; {WAITS}")
    approves(one, "imani", "tom")  # one of them again, and one whom nobody asked
    assert told() == line(f"2 approvals; {WAITS}")
    one.acts("ruth")
    approve(one.context)
    assert told() == line(f"2 approvals; {WAITS}")  # what counts is what is committed
    one.repo.commit({}, "ruth approves")
    assert told() == line(f"3 approvals; {WAITS}")
    seats = [seat for need in proposal_standing(one.context).needs for seat in need.seats]
    assert sorted(who for seat in seats for who in seat.have) == ["imani", "luca", "ruth"]


def test_void_is_what_approves_rows_that_are_others_now(one: Stage) -> None:
    approves(one, "imani", "luca")
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER.replace("should", "may", 1))})
    assert told() == line(WAITS)


def test_an_authors_approval_is_none(one: Stage) -> None:
    approves(one, "imani", "luca")
    one.repo.commit(proposal(authors=["mara", "imani"]))
    assert told() == line(f"1 approval; {WAITS}")


@pytest.mark.parametrize("worn", [{"until": "2020-01-01"}, {"revoked": "2020-01-01"}])
def test_a_key_that_is_not_trusted_any_more_gives_none(one: Stage, worn: dict[str, str]) -> None:
    approves(one, "imani", "luca")
    file = one.repo.root / "spec/spec.yaml"
    one.repo.git("switch", "--quiet", "main")
    members = frontmatter.read(file.read_text("utf-8"), "").data["members"]
    members["imani"]["keys"][0] |= worn
    one.repo.commit({"spec/spec.yaml": one.manifest(members=members)})
    one.repo.git("switch", "--quiet", NAME)
    one.repo.git("rebase", "--quiet", "main")
    assert told() == line(f"1 approval; {WAITS}")


def test_on_another_branch_it_is_judged_there_and_no_tag_stands_for_it(one: Stage) -> None:
    one.repo.git("tag", NAME, "main")
    approves(one, "imani")
    one.repo.git("switch", "--quiet", "main")
    assert told() == line(f"1 approval; {WAITS}")


def test_what_is_merged_is_judged_as_it_was_merged(one: Stage) -> None:
    approves(one, "imani", "luca", "ruth")
    accepted = [*LAST_CALL, {**LAST_CALL[0], "to": "accepted"}]
    one.repo.commit(proposal(status="accepted", history=accepted))
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", "--no-ff", "--message", "Merge it", NAME)
    one.repo.git("branch", "--quiet", "--delete", NAME)
    one.repo.commit({"spec/honesty.md": section("honesty", TRUTH)}, "and back")
    assert told() == "0001 accepted 0 broken 3 approvals; waits for a release"


def test_a_concern_stands_where_its_resolution_does_not_count(one: Stage) -> None:
    concerned = {"status": "last-call", "history": LAST_CALL}
    one.repo.commit(proposal(**concerned, concerns=[{**CONCERN, "resolved": DONE}]))
    waits = "1 concern; waits for an answer to c1"
    assert told() == f"0001 last-call 0 broken {waits}"
    one.repo.commit(proposal(**concerned, concerns=[CONCERN]))
    assert told() == f"0001 last-call 0 broken {waits}"
    one.acts("ruth")
    resolve(one.context, "1", "c1", "Nobody does.")
    assert told() == f"0001 last-call 0 broken {waits}"  # not committed yet
    one.repo.commit({}, "ruth resolves it")
    assert told() == "0001 last-call 0 broken waits for a decision"


def test_where_it_cannot_be_told_that_is_said_and_nobody_counts(one: Stage) -> None:
    approves(one, "imani")
    one.repo.commit(
        {FILE: (one.repo.root / FILE).read_text("utf-8").replace("base: main", "base: gone")}
    )
    assert told().startswith(
        f"{line(WAITS)} {FILE}: whose approval counts cannot be told: there is no revision 'gone'"
    )


def test_the_base_that_a_proposal_names_itself_lets_nobody_in(one: Stage) -> None:
    approves(one, "imani")
    one.repo.git("branch", "mine", "main")
    one.repo.commit(
        {FILE: (one.repo.root / FILE).read_text("utf-8").replace("base: main", "base: mine")}
    )
    assert told() == line(WAITS)
