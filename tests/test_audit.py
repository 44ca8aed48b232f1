"""An audit: every row that was merged, and whoever answers for it, or that nobody does."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from auditing import READY, WEAKER, Commits, begun, house, merged, released
from gitrepo import git
from hypothesis import given
from hypothesis import strategies as st
from proposing import SECTIONS, Stage, proposal, section, stage
from test_approvals import approves

from specctl import schema
from specctl.errors import SpecctlError
from specctl.model.audit import Audit, Record, State
from specctl.pipeline import Context, approve, audit, confirm, plan_release, release, review
from specctl.propose.text import PROMPTS
from specctl.render import Style, render
from specctl.render.audit_csv import harmless

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
TRUTH, STYLE = SECTIONS["honesty"][1], SECTIONS["style"][1]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, Commits]:
    return house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def found(lived: tuple[Stage, Commits]) -> Audit:
    return audited(lived[0], "1.0.0")


def audited(one: Stage, *span: str) -> Audit:
    """An audit, whose JSON has the form that it should have."""
    made = audit(one.context, *span)
    assert not schema.check(json.loads(render("audit", "json", made)), "audit")
    return made


def records(made: Audit) -> dict[str, Record]:
    """The records by what they are called."""
    return {(r.proposal.title if r.proposal else r.merge.subject): r for r in made.records}


def states(one: Record) -> list[str]:
    return [row.state.value for row in one.rows]


@pytest.fixture
def one(tmp_path: Path) -> Stage:
    """A repository that has been released as 1.0.0."""
    made = stage(tmp_path)
    release(made.context, plan_release(made.context))
    return made


def proposed(one: Stage, *members: str, how: tuple[str, ...] = (), **front: object) -> str:
    """Bring a proposal into main that some members have approved."""
    begun(one, "0001-a-change")
    files = {**proposal(**{**READY, **front}), "spec/honesty.md": section("honesty", WEAKER)}
    one.repo.commit(files, "Weaken it")
    approves(one, *members)
    return merged(one, "0001-a-change", *how)


# What was merged


def test_every_change_has_its_record_and_what_slipped_by_comes_first(found: Audit) -> None:
    assert [
        (r.kind, r.slipped, r.proposal.id if r.proposal else r.merge.subject, r.version, states(r))
        for r in found.records
    ] == [
        ("step", True, "Tidy up =1+1", None, ["nobody"]),
        ("proposal", True, "0002", None, ["short"]),
        ("step", True, "Mend a typo", None, ["nobody"]),
        ("proposal", False, "0003", None, ["unverified"]),
        ("release", False, "Release 2.0.0", "2.0.0", ["exempt"]),
        ("proposal", False, "0001", "2.0.0", ["verified", "verified"]),
    ]
    assert {state.value: many for state, many in found.counts.items()} == {
        "nobody": 2, "short": 1, "unverified": 1, "verified": 2, "exempt": 1,
    }  # fmt: skip
    assert found.grave == 2
    assert [one.version for one in found.releases] == ["2.0.0"]


def test_a_record_names_the_commit_that_brought_it(
    lived: tuple[Stage, Commits], found: Audit
) -> None:
    stage, commits = lived
    assert {r.merge.commit for r in found.records} == set(commits.values())
    for one in found.records:
        date, parent = stage.repo.git(
            "show", "-s", "--date=format:%Y-%m-%d", "--format=%cd %P", one.merge.commit
        ).split(" ")[:2]
        assert (one.merge.date, one.base) == (date, parent)
        assert (one.merge.author, one.merge.email) == ("mara", "mara@example.invalid")
        assert one.writers == ("mara@example.invalid",)


def test_rows_are_those_of_the_review_of_what_was_merged(
    lived: tuple[Stage, Commits], found: Audit
) -> None:
    for one in found.records:
        rows = review(lived[0].context, [one.base, one.merge.commit]).changes
        assert tuple(row.change for row in one.rows) == rows


def test_an_approval_is_told_with_its_key_its_day_and_whom_it_stands_for(
    lived: tuple[Stage, Commits], found: Audit
) -> None:
    row = records(found)["Plain truth"].rows[0]
    told = {a.judged.approval.member: (a.groups, a.judged.key, a.own) for a in row.approvers}
    keys = {
        name: subprocess.run(
            ["ssh-keygen", "-l", "-f", f"{lived[0].key(name).file}.pub"],
            check=True, capture_output=True, text=True,
        ).stdout.split()[1]
        for name in ("imani", "luca", "ruth")
    }  # fmt: skip
    assert told == {
        "imani": (("safety",), keys["imani"], False),
        "luca": (("safety",), keys["luca"], False),
        "ruth": (("policy",), keys["ruth"], False),
    }


def test_what_is_not_signed_is_told_with_its_evidence(found: Audit) -> None:
    (row,) = records(found)["Short replies"].rows
    (only,) = row.approvers
    assert (only.judged.verified, only.judged.key, only.groups) == (False, "", ("editors",))
    assert only.judged.approval.evidence == "https://example.invalid/minutes"


def test_a_record_tells_what_was_confirmed_and_what_was_left_stale(found: Audit) -> None:
    good, bad = records(found)["Plain truth"], records(found)["Looser still"]
    assert [(c.id, c.clause) for c in good.confirmed] == [("t1ru", "t1ru")]
    assert [row.confirmed for row in good.rows] == [("t1ru",), ("t1ru",)]
    assert (good.stale, bad.confirmed, bad.stale) == ((), (), ("t1ru",))


def test_examples_that_were_confirmed_are_told_as_evals_are(one: Stage) -> None:
    body = f"{STYLE}\n\n**Example**: a brief reply\n\n~~~xml\n<user>\nWell?\n</user>\n~~~"
    entry = "examples:\n  - id: brief\n    title: a brief reply\n    clauses: [s3ho]\n---\n"
    shown = section("style", body).replace("---\nThe", f"{entry}The")
    one.repo.commit({"spec/style.md": shown}, "Show it")
    confirm(one.context, ["^s3ho"])
    one.repo.commit({}, "Look at all of it")
    last = records(audited(one))["Look at all of it"]
    assert set(last.confirmed) == {("s3ho", "s3ho"), ("style#brief", "s3ho")}


def test_concerns_are_told_with_what_became_of_them(found: Audit) -> None:
    met, open_ = (records(found)[name].concerns for name in ("Plain truth", "Looser still"))
    assert [(c.concern.id, c.stands) for c in met] == [("c1", False)]
    assert met[0].concern.resolved
    assert met[0].concern.resolved.reason == "everybody, by mail"
    assert [(c.concern.id, c.stands) for c in open_] == [("c1", True)]


def test_what_should_have_been_in_the_way_is_told(found: Audit) -> None:
    assert [(p.kind, p.why) for p in records(found)["Looser still"].problems] == [
        ("approval", "1 row lacks the approval of 1 more of safety and 1 of policy"),
        ("concern", "concern c1 of imani stands: who is told?"),
    ]
    assert [p.why for p in records(found)["Tidy up =1+1"].problems] == [
        "no proposal, and 1 row of rank 2 or graver needs one"
    ]


def test_what_became_of_a_proposal_is_what_it_says_today(found: Audit) -> None:
    one = records(found)["Plain truth"]
    assert one.proposal
    assert (one.proposal.status, one.status) == ("accepted", "released")
    assert one.disposition == "Adopted as proposed; the reporter was told."


def test_what_a_new_proposal_asks_its_authors_for_is_no_reason(one: Stage) -> None:
    proposed(one)
    assert audited(one).records[0].why == "Because."
    path = next(iter(proposal()))
    asked = proposal(**READY)[path].replace("Because.", f"_{PROMPTS[0][1]}_\n\n- A reason.")
    begun(one, "0002-another")
    again = asked.replace('"0001"', '"0002"')
    honesty = section("honesty", WEAKER.replace("should tell", "may tell"))
    one.repo.commit({"proposals/0002-another/proposal.md": again, "spec/honesty.md": honesty})
    merged(one, "0002-another")
    assert [r.why for r in audited(one, "HEAD~1").records] == ["- A reason."]


# From where to where


def test_it_begins_with_the_release_before_where_it_ends(lived: tuple[Stage, Commits]) -> None:
    stage, _ = lived
    assert audited(stage).base.rev == "v2.0.0"
    before = audit(stage.context, None, "2.0.0")
    assert (before.base.rev, before.head.rev) == ("v1.0.0", "2.0.0")
    assert [r.kind for r in before.records] == ["release", "proposal"]
    assert audit(stage.context, "v1.0.0", "v2.0.0").records == before.records


def test_between_one_version_and_itself_nothing_was_merged(lived: tuple[Stage, Commits]) -> None:
    made = audited(lived[0], "v1.0.0", "1.0.0")
    assert made.records == ()
    assert "Nothing was merged." in render("audit", "text", made)
    assert len(render("audit", "csv", made).splitlines()) == 1


@pytest.mark.parametrize(
    ("span", "why"),
    [
        (("9.9", "HEAD"), "there is no revision '9.9'"),
        (("1.0.0", "9.9"), "there is no revision '9.9'"),
        (("2.0.0", "1.0.0"), "2.0.0 comes after 1.0.0"),
        (("HEAD~1^2", "HEAD"), "there is no revision"),
        (("side", "HEAD"), "side is not on the line that leads to HEAD"),
        (("-x", "HEAD"), "'-x' is no revision: it begins with '-'"),
        (("", "HEAD"), "a revision is missing"),
        (("dir:spec", "HEAD"), "there is no revision 'dir:spec'"),
        ((None, "1.0.0"), "there is no release before 1.0.0 to begin with"),
    ],
)
def test_what_is_no_stretch_of_the_line_is_an_error(
    lived: tuple[Stage, Commits], span: tuple[str | None, str], why: str
) -> None:
    repo = lived[0].repo
    repo.git("branch", "--force", "side", "0001-plain-truth")
    with pytest.raises(SpecctlError, match=re.escape(why)):
        audit(lived[0].context, *span)


def test_a_clone_that_ends_too_early_is_told(lived: tuple[Stage, Commits], tmp_path: Path) -> None:
    root = lived[0].repo.root
    git(tmp_path, "clone", "--quiet", "--depth=3", "--no-tags", f"file://{root}", tmp_path / "cut")
    cut = Context(tmp_path / "cut")
    with pytest.raises(SpecctlError, match="no release before HEAD"):
        audit(cut)
    git(tmp_path / "cut", "fetch", "--quiet", "--depth=1", "origin", "tag", "v1.0.0")
    with pytest.raises(SpecctlError) as told:
        audit(cut, "1.0.0")
    assert "git fetch --unshallow" in told.value.hint
    assert [r.merge.subject for r in audit(cut, "HEAD~1").records] == ["Mend a typo"]


def test_without_commits_or_a_spec_there_is_nothing_to_audit(one: Stage, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", tmp_path / "empty")
    with pytest.raises(SpecctlError, match="no commits yet"):
        audit(Context(tmp_path / "empty"))
    with pytest.raises(SpecctlError, match="no spec: the history of HEAD does not hold"):
        audit(Context(one.repo.root, "nowhere"))


# Whoever would slip by


def test_a_folder_that_was_removed_later_is_told_as_it_was_merged(one: Stage) -> None:
    proposed(one, "imani", "luca", "ruth")
    one.repo.git("rm", "-r", "--quiet", "proposals")
    one.repo.commit({}, "Tidy up")
    (record,) = audited(one).records
    assert (record.kind, states(record), record.slipped) == ("proposal", ["verified"], False)
    assert record.since == ("the folder proposals/0001-a-change was removed after the merge",)


def test_approvals_that_came_or_changed_after_the_merge_count_for_nothing(one: Stage) -> None:
    folder = "proposals/0001-a-change/approvals"
    proposed(one, "imani", "ruth")
    text = (one.repo.root / f"{folder}/imani-1.yaml").read_text("utf-8")
    one.repo.commit(
        {
            f"{folder}/luca-1.yaml": text.replace("member: imani", "member: luca"),
            f"{folder}/imani-1.yaml": text.replace("rows:", "comment: and more\nrows:"),
        },
        "Put it right",
    )
    one.repo.git("rm", "--quiet", f"{folder}/ruth-1.yaml")
    one.repo.commit({}, "Take it out")
    (record,) = audited(one).records
    assert states(record) == ["short"]
    assert {a.judged.approval.member for a in record.rows[0].approvers} == {"imani", "ruth"}
    assert record.since == (
        f"{folder}/imani-1.yaml was changed after the merge; what counts is what was merged",
        f"{folder}/luca-1.yaml was added after the merge, and counts for nothing",
        f"{folder}/ruth-1.yaml was removed after the merge",
    )


def test_a_key_that_was_revoked_since_is_told(one: Stage) -> None:
    proposed(one, "imani", "luca", "ruth")
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    key = one.key("luca").public
    assert manifest.count(key) == 1
    one.repo.commit(
        {"spec/spec.yaml": re.sub(rf"^.*{re.escape(key)}.*$", "", manifest, flags=re.M)}
    )
    revoked = one.manifest(members={"luca": {"keys": [{"key": key, "revoked": "2026-02-01"}]}})
    one.repo.commit({"spec/spec.yaml": revoked}, "Revoke a key")
    record = records(audited(one))["A change"]
    assert states(record) == ["verified"]
    (said,) = record.since
    assert said.startswith("the key of luca (SHA256:")
    assert said.endswith("was revoked, as of 2026-02-01")


def without(one: Stage) -> None:
    proposed(one)


def by_its_author(one: Stage) -> None:
    proposed(one, "imani", "luca", "ruth", authors=["mara", "imani", "luca", "ruth"])


def by_somebody_nobody_asked(one: Stage) -> None:
    proposed(one, "tom")


def of_what_was_changed_since(one: Stage) -> None:
    begun(one, "0001-a-change")
    files = {**proposal(**READY), "spec/honesty.md": section("honesty", WEAKER)}
    one.repo.commit(files, "Weaken it")
    approves(one, "imani", "luca", "ruth")
    other = section("honesty", WEAKER.replace("should tell", "may tell"))
    one.repo.commit({"spec/honesty.md": other}, "And more")
    merged(one, "0001-a-change")


def in_the_merge_itself(one: Stage) -> None:
    begun(one, "0001-a-change")
    one.repo.commit(proposal(**READY), "Propose nothing much")
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", "--no-ff", "--no-commit", "0001-a-change")
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER)}, "Merge and more")


def under_an_old_proposal(one: Stage) -> None:
    begun(one, "0001-a-change")
    one.repo.commit({**proposal(**READY), "spec/honesty.md": section("honesty", WEAKER)}, "Weaken")
    approves(one, "imani", "luca", "ruth")
    merged(one, "0001-a-change")
    one.repo.git("tag", "then")
    begun(one, "again")
    path = next(iter(proposal()))
    text = (one.repo.root / path).read_text("utf-8")
    looser = section("honesty", WEAKER.replace("should tell", "may tell"))
    one.repo.commit({path: f"{text}\nMore.\n", "spec/honesty.md": looser}, "More of it")
    merged(one, "again")


@pytest.mark.parametrize(
    "act",
    [
        without,
        by_its_author,
        by_somebody_nobody_asked,
        of_what_was_changed_since,
        in_the_merge_itself,
        under_an_old_proposal,
    ],
)
def test_what_nobody_whom_the_policy_asks_has_approved_is_told_so(
    one: Stage, act: Callable[[Stage], None]
) -> None:
    act(one)
    first = audited(one).records[0]
    assert (first.slipped, states(first)) == (True, ["nobody"])
    assert first.rows[0].change.rank == 1


def test_a_step_that_touches_an_old_proposal_names_it(one: Stage) -> None:
    under_an_old_proposal(one)
    first = audited(one).records[0]
    assert (first.kind, first.touches) == ("step", ("proposals/0001-a-change",))


def test_a_release_that_holds_more_than_a_release_writes_is_no_release(one: Stage) -> None:
    proposed(one, "imani", "luca", "ruth")
    release(one.context, plan_release(one.context), tag=False)
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    assert "safety: 2" in manifest
    one.repo.write({"spec/spec.yaml": manifest.replace("safety: 2", "safety: 1")})
    one.repo.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    one.repo.git("tag", "v2.0.0")
    first = audited(one, "1.0.0").records[0]
    assert (first.kind, first.merge.subject) == ("step", "Release 2.0.0")
    assert set(states(first)) == {"nobody"}


def test_of_two_proposals_in_one_merge_rows_count_once_and_as_the_worse(one: Stage) -> None:
    begun(one, "0001-a-change")
    one.repo.commit({**proposal(**READY), "spec/honesty.md": section("honesty", WEAKER)})
    approves(one, "imani", "luca", "ruth")
    one.repo.commit(proposal("0002", "another", **READY), "Another one")
    merged(one, "0001-a-change")
    made = audited(one)
    assert [(r.proposal.id, states(r)) for r in made.records if r.proposal] == [
        ("0002", ["nobody"]),
        ("0001", ["verified"]),
    ]
    assert all("other" in {p.kind for p in r.problems} for r in made.records)
    assert {state: many for state, many in made.counts.items() if many} == {State.NOBODY: 1}


SIGNED, TOLD = True, False


@pytest.mark.parametrize(
    ("require", "verified", "given", "state"),
    [
        ({"safety": 2}, True, {"imani": SIGNED, "luca": SIGNED}, "verified"),
        ({"safety": 2}, True, {"imani": SIGNED, "luca": TOLD}, "short"),
        ({"safety": 2}, True, {"imani": TOLD, "luca": TOLD}, "nobody"),
        ({"safety": 2}, False, {"imani": SIGNED, "luca": TOLD}, "unverified"),
        ({"safety": 2}, False, {"imani": SIGNED, "luca": SIGNED}, "verified"),
        ({"safety": 1}, False, {"imani": SIGNED, "tom": TOLD}, "verified"),
        ({"safety": 1}, True, {"tom": SIGNED}, "nobody"),
        ({"editors": 1}, True, {"mara": SIGNED}, "nobody"),
        ({}, True, {}, "exempt"),
        ({}, True, {"mara": SIGNED}, "exempt"),
        ({}, True, {"tom": TOLD}, "unverified"),
        ({}, True, {"tom": TOLD, "ruth": SIGNED}, "verified"),
    ],
)
def test_what_a_row_has_of_the_approvals_that_it_needs(
    tmp_path: Path, require: dict[str, int], verified: bool, given: dict[str, bool], state: str
) -> None:
    rule = {"match": {}, "require": require, "verified": verified}
    one = stage(tmp_path, approvals=[rule])
    begun(one, "0001-a-change")
    files = {**proposal(**READY), "spec/honesty.md": section("honesty", WEAKER)}
    one.repo.commit(files, "Weaken it")
    approves(one, *(name for name, how in given.items() if how is SIGNED))
    for name in (name for name, how in given.items() if how is TOLD):
        approve(one.context, by=name, evidence="https://example.invalid/minutes")
        one.repo.commit({}, f"{name} said so")
    merged(one, "0001-a-change")
    (record,) = audited(one, "HEAD~1").records
    assert states(record) == [state]
    assert {a.judged.approval.member for a in record.rows[0].approvers} == given.keys()


# How it was merged


@pytest.mark.parametrize("how", [("--ff-only",), ("--squash",), ()])
def test_a_row_of_commits_a_squash_and_a_merge_are_one_change(
    one: Stage, how: tuple[str, ...]
) -> None:
    proposed(one, "imani", "luca", "ruth", how=how)
    if how == ("--squash",):
        one.repo.commit({}, "squashed")
    (record,) = audited(one).records
    assert (record.kind, states(record)) == ("proposal", ["verified"])
    assert record.merge.commit == one.repo.git("rev-parse", "main")


def test_where_no_policy_says_who_has_to_approve_that_is_told(tmp_path: Path) -> None:
    one = stage(tmp_path, approvals=None)
    proposed(one)
    first = audited(one, "HEAD~1").records[0]
    assert states(first) == ["nobody"]
    assert [p.kind for p in first.problems] == ["policy"]
    assert re.fullmatch(
        r"the manifest of [0-9a-f]{10} has no `approvals`: say in it who has to approve what",
        first.problems[0].why,
    )


def test_it_is_the_same_with_and_without_a_cache_and_wherever_it_runs(
    lived: tuple[Stage, Commits], found: Audit
) -> None:
    root = lived[0].repo.root
    expected = render("audit", "json", found)
    for zone in ("UTC", "Pacific/Kiritimati"):
        subprocess.run(["git", "gc", "--quiet"], cwd=root, check=True)
        for kept in (root / ".git").glob("specctl*"):
            kept.rename(kept.with_name(f"{zone.replace('/', '-')}-{kept.name}"))
        command = [sys.executable, "-m", "specctl", "audit", "--from", "1.0.0", "--format", "json"]
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "7"}
        ran = subprocess.run(command, cwd=root, env=env, check=True, capture_output=True)
        assert ran.stdout.decode() == expected


# Its forms


def test_the_format_is_the_one_that_the_file_s_name_ends_in(
    lived: tuple[Stage, Commits], tmp_path: Path
) -> None:
    begins = {"a.json": "{", "a.HTML": "<!doctype", "a.csv": "approval,", "a.txt": "house:"}
    for name, first in begins.items():
        command = [sys.executable, "-m", "specctl", "audit", "-o", str(tmp_path / name)]
        subprocess.run(command, cwd=lived[0].repo.root, check=True, capture_output=True)
        assert (tmp_path / name).read_text("utf-8").lstrip().startswith(first)
    command = [*command, "--format", "json"]
    subprocess.run(command, cwd=lived[0].repo.root, check=True, capture_output=True)
    assert json.loads((tmp_path / "a.txt").read_text("utf-8"))["schema"] == "specctl/audit/1"


def test_text_fits_its_width_and_tells_what_slipped_by_before_the_rest(found: Audit) -> None:
    for width in (60, 80, 120):
        said = render("audit", "text", found, Style(width))
        assert max(map(len, said.splitlines())) <= width
    names = ["What slipped by", "Tidy up", "Looser still", "In order", "Plain truth"]
    places = [said.index(name) for name in names]
    assert places == sorted(places)
    for what in (
        "3 rows lack an approval, 2 of them of rank 2 or graver.",
        "imani for safety",
        "c1 of imani: who is told? (still stands)",
        "left stale: t1ru",
        "from an incident: https://example.invalid/7",
    ):
        assert what in said


def test_a_line_of_csv_is_a_row_and_none_of_them_runs(found: Audit) -> None:
    text = render("audit", "csv", found)
    assert all(line.endswith("\r\n") for line in text.splitlines(keepends=True))
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["row"] for line in lines] == [
        row.change.id for record in found.records for row in record.rows
    ]
    first = lines[0]
    assert (first["approval"], first["proposal"], first["rank"]) == ("nobody", "", "1")
    assert first["commit_message"] == "Tidy up =1+1"
    last = next(line for line in lines if line["proposal"] == "0001")
    assert last["verified_by"] == "imani; luca; ruth"
    assert re.search(r"imani on \d{4}-\d\d-\d\d, verified: SHA256:\S{43}", last["approvals"])
    assert (last["version"], last["evals_confirmed"]) == ("2.0.0", "t1ru")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("plain", "plain"),
        ("", ""),
        ("1+1", "1+1"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b@x", "'\u200b@x"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("'=1", "'=1"),
        ('=HYPERLINK("https://example.invalid")', '\'=HYPERLINK("https://example.invalid")'),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(
    cell: str, safe: str
) -> None:
    assert harmless(cell) == safe


@given(st.text())
def test_no_cell_begins_with_what_runs_however_it_is_trimmed(cell: str) -> None:
    made = harmless(cell)
    assert made.removeprefix("'") == cell.removeprefix("'")
    trimmed = re.sub(r"^[\W_]*?(?=[=+\-@])", "", made) if not made.startswith("'") else ""
    assert made.strip()[:1] not in tuple("=+-@")
    assert made[:1] not in ("\t", "\r", "\n")
    assert trimmed[:1] not in tuple("=+-@") or trimmed != made


# The releases of the Model Spec


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Three releases as three commits, which nobody proposed."""
    if not CORPUS.is_dir():
        pytest.skip(f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS")
    return released(tmp_path_factory.mktemp("corpus"), CORPUS)


def test_releases_that_nobody_proposed_are_all_told_as_such(imported: Context) -> None:
    made = audit(imported, "2025-02-12")
    assert not schema.check(json.loads(render("audit", "json", made)), "audit")
    assert [(r.kind, r.slipped, r.version) for r in made.records] == [
        ("step", True, "2025-09-12"),
        ("step", True, "2025-04-11"),
    ]
    rows = [
        row
        for base, head in (("2025-04-11", "2025-09-12"), ("2025-02-12", "2025-04-11"))
        for row in review(imported, [base, head]).changes
    ]
    assert [row.change for record in made.records for row in record.rows] == rows
    assert made.counts[State.NOBODY] == len(rows) == sum(made.counts.values())
    assert made.grave == sum(row.rank <= 2 for row in rows)
    text = render("audit", "csv", made)
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(rows) + 1
    for line in render("audit", "text", made).splitlines():
        assert len(line) <= 80 or max(map(len, line.split())) > 70  # a name stays whole


def test_the_last_release_is_audited_by_default(imported: Context) -> None:
    made = audit(imported)
    assert (made.base.rev, len(made.records)) == ("2025-04-11", 1)
