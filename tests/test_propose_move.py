"""Proposals moved from one status to another, and concerns about them."""

from pathlib import Path

import pytest
from gitrepo import Repo, make
from killing import Kill
from proposing import PEOPLE, Stage, proposal, run, said, section, stage

from specctl import frontmatter, pipeline
from specctl.model.proposal import Proposal
from specctl.parse import read_proposals
from specctl.propose.states import faults

PATH = "proposals/0001-a-change/proposal.md"
MANIFEST = """\
name: house
sections: []
groups:
  editors: {members: [mara, tom]}
members:
  mara: {emails: [mara@example.invalid]}
  tom: {emails: [tom@example.invalid]}
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A work tree with an open proposal, of mara."""
    found = make(tmp_path / "work")
    found.commit({"spec/spec.yaml": MANIFEST, **proposal()})
    found.git("config", "user.email", "mara@example.invalid")
    monkeypatch.chdir(found.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770000000")
    return found


def text(repo: Repo) -> str:
    return (repo.root / PATH).read_text("utf-8")


def read(repo: Repo) -> Proposal:
    (one,) = read_proposals({PATH: (repo.root / PATH).read_bytes()})
    assert one.findings == ()
    assert faults(one) == ()
    return one


def test_a_move_is_entered_and_every_other_line_stays_as_it_is(repo: Repo) -> None:
    own = (
        text(repo)
        .replace("status: open", "status: 'open' # for a while")
        .replace("[mara]", '["mara"]')
    )
    repo.write({PATH: own})
    end = run("move", "1", "last-call", "--why", "Read: all  of\nit")
    assert (end.exit_code, end.stdout) == (0, "0001 A change: open → last-call.\n")
    assert text(repo) == own.replace("'open' # for", "'last-call' # for").replace(
        "    why: ready\n",
        "    why: ready\n"
        '  - to: last-call\n    by: mara\n    date: "2026-02-02"\n'
        "    why: 'Read: all of it'\n",
    )
    read(repo)


def test_a_first_move_puts_the_history_last(repo: Repo) -> None:
    front = '---\nid: "0001"\ntitle: X\nstatus: draft # so far\nauthors: [mara]\n# raised here\nconcerns: []\n---\nText\n'
    repo.write({PATH: front})
    run("move", "1", "open", "--why", "so", "--by", "tom")
    assert text(repo) == front.replace("draft #", "open  #").replace(
        "concerns: []\n",
        'concerns: []\nhistory:\n  - to: open\n    by: tom\n    date: "2026-02-02"\n    why: so\n',
    )


def test_what_only_some_call_a_line_break_stays_too(repo: Repo) -> None:
    repo.write({PATH: text(repo).replace("title: A change", 'title: "A\u2028change"')})
    before = read(repo).title
    assert run("move", "1", "last-call", "--why", "so").exit_code == 0
    assert (read(repo).title, read(repo).status.value) == (before, "last-call")


def test_the_line_ends_of_a_file_stay(repo: Repo) -> None:
    repo.write({PATH: text(repo).replace("\n", "\r\n")})
    run("move", "1", "last-call", "--why", "so")
    content = (repo.root / PATH).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 10


def test_line_ends_that_differ_stay_as_well(repo: Repo) -> None:
    front, fence, body = text(repo).rpartition("---\n")
    (repo.root / PATH).write_bytes(f"{front}{fence}{body}One\r\nTwo\rThree\n".encode())
    assert run("move", "1", "last-call", "--why", "so").exit_code == 0
    content = (repo.root / PATH).read_bytes().decode()
    assert content.endswith(f"{fence}{body}One\r\nTwo\rThree\n")
    assert "\r" not in content.removesuffix("One\r\nTwo\rThree\n")
    assert read(repo).status.value == "last-call"


@pytest.mark.parametrize(("to", "disposition"), [
    ("rejected", "the reason"), ("deferred", "the reason"), ("withdrawn", "the reason"), ("draft", ""),
])  # fmt: skip
def test_whoever_asked_hears_why_it_is_not_done(repo: Repo, to: str, disposition: str) -> None:
    assert run("move", "1", to, "--why", "the reason").exit_code == 0
    assert (read(repo).status.value, read(repo).disposition) == (to, disposition)
    run("move", "1", "open", "--why", "again")
    assert (read(repo).status.value, read(repo).disposition) == ("open", "")
    assert [one.why for one in read(repo).history] == ["ready", "the reason", "again"]


@pytest.mark.parametrize(("args", "message"), [
    (["1", "accepted", "--why", "x"], "0001 is open, and cannot be accepted next Only last-call, draft, rejected, deferred or withdrawn may follow open."),
    (["1", "open", "--why", "x"], "0001 is open, and cannot be open next"),
    (["1", "released", "--why", "x"], "0001 is released together with its version, not by a move"),
    (["1", "opened", "--why", "x"], "Invalid value for 'STATUS': 'opened' is not one of"),
    (["1", "last-call"], "Missing option '--why'"),
    (["1", "last-call", "--why", "  "], "--why says nothing"),
    (["1", "last-call", "--why", "x", "--by", "marta"], "the manifest knows no member marta; did you mean mara?"),
    (["2", "last-call", "--why", "x"], "there is no proposal 2"),
    (["../x", "last-call", "--why", "x"], "there is no proposal ../x"),
])  # fmt: skip
def test_what_may_not_be_is_refused_and_nothing_is_written(
    repo: Repo, args: list[str], message: str
) -> None:
    with repo.untouched():
        end = run("move", *args)
    assert (end.exit_code, message in said(end)) == (2, True), said(end)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("status: open", "status: last-call", f"{PATH}: the status is last-call, and the history leads to open"),
    ("status: open", "status: opne", f"{PATH}:4: status: 'opne' is not one of"),
    ("- to: open", "- to: accepted", f"{PATH}: move 1 of the history leads from draft to accepted"),
    ("concerns: []", "concerns: {}", f"{PATH}:"),
    ("concerns: []", "<<<<<<< a\nconcerns: []\n=======\n>>>>>>> b", f"{PATH}:"),
    ("---\n## Why", "## Why", f"{PATH}:1: no front matter"),
])  # fmt: skip
def test_what_was_edited_into_nonsense_is_not_edited_further(
    repo: Repo, old: str, new: str, message: str
) -> None:
    assert old in text(repo)
    repo.write({PATH: text(repo).replace(old, new)})
    with repo.untouched():
        end = run("move", "1", "rejected", "--why", "x")
    assert (end.exit_code, message in said(end)) == (2, True), said(end)


def test_no_proposal_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "spec.yaml").write_text(MANIFEST, "utf-8")
    monkeypatch.chdir(tmp_path)
    end = run("move", "1", "open", "--why", "x", "--by", "tom")
    assert (
        'there is no proposal 1 `specctl propose new "Title" --source KIND:REF` makes one.'
        in said(end)
    )


def test_a_proposal_is_edited_without_git_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in {"spec/spec.yaml": MANIFEST, **proposal()}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("move", "1", "last-call", "--why", "x", "--by", "tom").exit_code == 0
    assert run("list").stdout == "  0001  last-call  0 broken  A change\n"


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_leaves_the_old_file_or_the_new_one(repo: Repo, kill: Kill, after: bool) -> None:
    before = text(repo)
    with kill(1, after=after):
        run("move", "1", "last-call", "--why", "so")
    assert (text(repo) == before) == (not after)
    assert read(repo).status.value == ("last-call" if after else "open")


# --- accepted ------------------------------------------------------------------------------------


@pytest.fixture
def approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A branch in its last call, with all approvals that its one row needs."""
    one = stage(tmp_path)
    for name in PEOPLE:
        one.key(name)
    monkeypatch.chdir(one.repo.root)
    one.repo.git("switch", "--quiet", "--create", "0001-a-change")
    weaker = section("honesty").replace("must tell", "should tell")
    one.repo.commit({**proposal(declared_rank=1), "spec/honesty.md": weaker})
    for args in (["update"], ["move", "1", "last-call", "--why", "all have read it"]):
        assert run(*args).exit_code == 0
    one.repo.commit({})
    return one


def approve(one: Stage, *names: str) -> None:
    for name in names:
        one.acts(name)
        pipeline.approve(one.context)
        one.repo.commit({}, f"{name} approves")


def test_it_is_accepted_only_through_the_gate(approved: Stage) -> None:
    end = run("move", "1", "accepted", "--why", "decided")
    assert end.exit_code == 2
    before = said(end)
    assert before.startswith("specctl: error: 0001 cannot be accepted: ")
    assert "`specctl propose check 0001` says what is in the way." in before
    approve(approved, "imani", "luca", "ruth")
    found = pipeline.proposal_standing(approved.context)
    left = [one.why for one in found.blockers]
    end = run("move", "1", "accepted", "--why", "decided")
    assert (left, end.exit_code) == ([], 0), end.stderr


# --- concerns ------------------------------------------------------------------------------------


def test_concerns_are_counted_on_from_those_there(repo: Repo) -> None:
    end = run("concern", "1", "It does not say:\n who?")
    assert end.stdout == (
        f"{PATH}: concern c1 of mara.\nIt blocks the proposal until it is resolved.\n"
    )
    run("concern", "0001-a-change", "[And] # when?", "--by", "tom")
    concerns = read(repo).concerns
    assert [(one.id, one.by, one.date, one.text) for one in concerns] == [
        ("c1", "mara", "2026-02-02", "It does not say: who?"),
        ("c2", "tom", "2026-02-02", "[And] # when?"),
    ]
    repo.write({PATH: text(repo).replace("id: c2", "id: c7")})
    run("concern", "1", "More")
    assert [one.id for one in read(repo).concerns] == ["c1", "c7", "c8"]


def test_what_is_resolved_stays_so(repo: Repo) -> None:
    resolved = {"by": "tom", "date": "2026-01-02", "reason": "done", "signature": "-----\nx\n-----"}
    concern = {"id": "c1", "by": "tom", "date": "2026-01-01", "text": "no", "resolved": resolved}
    repo.write(proposal(concerns=[concern]))
    run("concern", "1", "More")
    first, second = read(repo).concerns
    assert first.resolved == ("tom", "2026-01-02", "done", "-----\nx\n-----")
    assert second.resolved is None
    front = frontmatter.read(text(repo).split("---\n")[1], PATH).data
    assert front["concerns"][0] == concern


@pytest.mark.parametrize(("status", "text_", "message"), [
    ("rejected", "No", "0001 is rejected, so there is nothing to hold against it any more"),
    ("open", " \n ", "the concern says nothing"),
])  # fmt: skip
def test_a_concern_says_something_about_what_is_not_over(
    repo: Repo, status: str, text_: str, message: str
) -> None:
    if status != "open":
        run("move", "1", status, "--why", "x")
    with repo.untouched():
        end = run("concern", "1", text_)
    assert (end.exit_code, message in said(end)) == (2, True)
