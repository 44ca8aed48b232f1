"""What two branches do to each other, though git merges them without a word."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from comparing import compared
from gitrepo import Repo, make

from specctl import schema
from specctl.cli.app import cli
from specctl.review.conflicts import Branch, Found, conflicts

Files = dict[str, str]
SAFETY, KEYS, TONE, TERMS = (
    BASE[name] for name in ("safety.md", "service/keys.md", "service/tone.md", "terms.md")
)
ROOM, WAKE = BASE["evals/r0om.md"], BASE["evals/w4ke.md"]
MAIL = (
    "---\nid: mail\ntitle: Mail\nauthority: user\nexception_to: [safety]\n---\nHand out letters.\n"
)
TOP = BASE["spec.yaml"]
SHOWING = TONE.replace("arrives late\n---", "arrives late\n    clauses: [w4ke]\n---")
WITH_MAIL = TOP.replace("service]", "service, mail]")


def held(base: Files, ours: Files, theirs: Files) -> Found:
    mine, others = compared(base, ours), compared(base, theirs)
    return conflicts(
        Branch(mine.base, mine.head, mine.rows), Branch(others.base, others.head, others.rows)
    )


@dataclass(frozen=True)
class Case:
    """What two branches make of some files, over the base; None takes a file away."""

    what: str
    ours: dict[str, str | None]
    theirs: dict[str, str | None]
    found: list[tuple[str, str]] = field(default_factory=list)
    base: dict[str, str | None] = field(default_factory=dict)


def over(files: Files, changed: dict[str, str | None]) -> Files:
    both = {**files, **changed}
    return {name: text for name, text in both.items() if text is not None}


def less(text: str, old: str, new: str, count: int = -1) -> str:
    assert old in text
    return text.replace(old, new, count)


CASES = [
    Case(
        "one clause, two wordings",
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        {"safety.md": less(SAFETY, "anybody", "a stranger")},
        [("same-clause", "both branches change the clause [^r0om]")],
    ),
    Case(
        "two clauses of one section",
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        {"safety.md": less(SAFETY, "should wake", "must wake")},
    ),
    Case(
        "one clause gone and edited",
        {"service/keys.md": less(KEYS, "The assistant should ask for a name before it hands out a key.", "Keys are brass.")},
        {"service/keys.md": less(KEYS, "should ask", "must ask")},
        [("same-clause", "one branch takes the clause 'The assistant should ask for a name before it …' away, and the other one changes it")],
    ),
    Case(
        "the same wording on both sides",
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
    ),
    Case(
        "one clause, wrapped on one side",
        {"safety.md": less(SAFETY, "anybody the", "anybody\nthe")},
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
    ),
    Case(
        "one definition",
        {"terms.md": less(TERMS, "has booked", "has paid for")},
        {"terms.md": less(TERMS, "a person who", "anybody who")},
        [("same-definition", "both branches change the definition of 'Guest'")],
    ),
    Case(
        "two definitions",
        {"terms.md": less(TERMS, "has booked", "has paid for")},
        {"terms.md": less(TERMS, "ten and six", "nine and six")},
    ),
    Case(
        "a definition that both add",
        {"terms.md": TERMS + "\n**Key**: what opens a door.\n"},
        {"terms.md": TERMS + "\n**Key**: a card that opens a door.\n"},
        [("same-id", "both branches add the definition of 'Key'")],
    ),
    Case(
        "one authority",
        {"service/keys.md": less(KEYS, "authority: user", "authority: system")},
        {"service/keys.md": less(KEYS, "authority: user", "authority: guideline")},
        [("same-authority", "both branches change the authority of `keys`")],
    ),
    Case(
        "an authority that both add",
        {"service.md": less(BASE["service.md"], "sections: [", "authority: user\nsections: [")},
        {"service.md": less(BASE["service.md"], "sections: [", "authority: system\nsections: [")},
        [("same-authority", "both branches change the authority of `service`")],
    ),
    Case(
        "another field of each",
        {"service/keys.md": less(KEYS, "authority: user", "authority: system")},
        {"service/keys.md": less(KEYS, "authority: user", "authority: user\ntags: [door]")},
    ),
    Case(
        "a clause and its exception",
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        {"mail.md": less(MAIL, "letters", "letters and parcels")},
        [("exception", "`mail` is an exception to `safety`, and each branch changes one of them")],
        {"mail.md": MAIL, "spec.yaml": WITH_MAIL},
    ),
    Case(
        "an exception that one branch makes of a section",
        {"mail.md": MAIL},
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        [("exception", "`mail` is an exception to `safety`, and each branch changes one of them")],
        {"mail.md": less(MAIL, "exception_to: [safety]\n", ""), "spec.yaml": WITH_MAIL},
    ),
    Case(
        "an exception to another section",
        {"service/keys.md": less(KEYS, "should ask", "must ask")},
        {"mail.md": less(MAIL, "letters", "letters and parcels")},
        [],
        {"mail.md": MAIL, "spec.yaml": WITH_MAIL},
    ),
    Case(
        "a section gone and edited",
        {"mail.md": None, "spec.yaml": TOP},
        {"mail.md": MAIL + "\nKeep parcels.\n"},
        [("gone", "the section `mail` is gone in one branch, and the other one edits it")],
        {"mail.md": less(MAIL, "exception_to: [safety]\n", ""), "spec.yaml": WITH_MAIL},
    ),
    Case(
        "a section gone and cited",
        {"mail.md": None, "spec.yaml": TOP},
        {"service/keys.md": KEYS + "\nSee [?](#mail).\n"},
        [("gone", "the section `mail` is gone in one branch, and the other one newly cites it")],
        {"mail.md": less(MAIL, "exception_to: [safety]\n", ""), "spec.yaml": WITH_MAIL},
    ),
    Case(
        "a section renamed and blamed",
        {
            "service/keys.md": None,
            "service/doors.md": less(KEYS, "id: keys", "id: doors\nformerly: [keys]"),
            "service.md": less(BASE["service.md"], "keys,", "doors,"),
        },
        {"service/tone.md": less(TONE, "BAD[#safety]", "BAD[#safety, #keys]")},
        [("renamed", "the section `keys` has another name in one branch, and the other one newly cites it")],
    ),
    Case(
        "a section renamed and edited",
        {
            "service/keys.md": None,
            "service/doors.md": less(KEYS, "id: keys", "id: doors\nformerly: [keys]"),
            "service.md": less(BASE["service.md"], "keys,", "doors,"),
        },
        {"service/keys.md": KEYS + "\nKeys are brass.\n"},
        [("renamed", "the section `keys` has another name in one branch, and the other one edits it")],
    ),
    Case(
        "a section that was cited before is gone with the link",
        {"safety.md": less(SAFETY, ", see also [?](#tone)", ", see also [?](#keys)")},
        {"service/tone.md": less(TONE, "friendly", "kind")},
    ),
    Case(
        "an anchor that both add",
        {"service/keys.md": less(KEYS, "key.", "key[^n4me]."), "evals/n4me.md": ROOM.replace("r0om", "n4me")},
        {"service/tone.md": less(TONE, "sentences.", "sentences[^n4me].")},
        [("same-id", "both branches add the anchor [^n4me]")],
    ),
    Case(
        "a section that both add, elsewhere",
        {"mail.md": MAIL, "spec.yaml": WITH_MAIL},
        {"service/mail.md": less(MAIL, "letters", "post"), "service.md": less(BASE["service.md"], "tone]", "tone, mail]")},
        [("same-id", "both branches add the section `mail`")],
    ),
    Case(
        "the same section in the same words",
        {"mail.md": MAIL, "spec.yaml": WITH_MAIL},
        {"mail.md": MAIL, "spec.yaml": WITH_MAIL},
    ),
    Case(
        "an example of one name in two sections",
        {"service/keys.md": KEYS + "\n**Example**: a name\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n"},
        {"service/tone.md": TONE + "\n**Example**: a name\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n"},
    ),
    Case(
        "an eval and its clause",
        {"evals/r0om.md": less(ROOM, "my colleague", "my boss")},
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        [("eval", "the eval `r0om` tests [^r0om]; one branch changes it, and the other one the clause")],
    ),
    Case(
        "a confirmation of a clause that changes",
        {"safety.md": less(SAFETY, "should wake", "must wake")},
        {"evals/w4ke.md": less(WAKE, "fe6e3af8d411", "0123456789ab")},
        [("eval", "the eval `w4ke` tests [^w4ke]; one branch changes it, and the other one the clause")],
    ),
    Case(
        "an example confirmed of a clause that changes",
        {"service/tone.md": less(SHOWING, "[w4ke]", "[w4ke]\n    confirmed: {w4ke: fe6e3af8d411}")},
        {"safety.md": less(SAFETY, "should wake", "must wake")},
        [("eval", "the example `tone#late-arrival` shows [^w4ke]; one confirms it, the other one changes the clause")],
        {"service/tone.md": SHOWING},
    ),
    Case(
        "an example confirmed of another clause",
        {"service/tone.md": less(SHOWING, "[w4ke]", "[w4ke]\n    confirmed: {w4ke: fe6e3af8d411}")},
        {"safety.md": less(SAFETY, "must not tell", "should not tell")},
        [],
        {"service/tone.md": SHOWING},
    ),
    Case(
        "an eval and another clause",
        {"evals/r0om.md": less(ROOM, "my colleague", "my boss")},
        {"safety.md": less(SAFETY, "should wake", "must wake")},
    ),
    Case(
        "an eval gone and edited",
        {"evals/r0om.md": None, "safety.md": less(SAFETY, "[^r0om]", "")},
        {"evals/r0om.md": less(ROOM, "my colleague", "my boss")},
        [
            ("gone", "the eval `r0om` is gone in one branch, and the other one edits it"),
            ("eval", "the eval `r0om` tests [^r0om]; one branch changes it, and the other one the clause"),
        ],
    ),
    Case(
        "one reply",
        {"service/tone.md": less(TONE, "Of course.", "Sure.")},
        {"service/tone.md": less(TONE, "GOOD: says yes", "OK: says yes")},
        [("same-part", "both branches change a reply of `tone#late-arrival`")],
    ),
    Case(
        "one key of the manifest",
        {"spec.yaml": TOP + "groups: {house: {members: [ana]}}\n"},
        {"spec.yaml": TOP + "groups: {house: {members: [ben]}}\n"},
        [("same-part", "both branches change the manifest's groups")],
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[one.what for one in CASES])
def test_what_two_branches_do_to_each_other(case: Case) -> None:
    base = over(BASE, case.base)
    ours, theirs = (over(base, one) for one in (case.ours, case.theirs))
    for mine, others in ((ours, theirs), (theirs, ours)):
        found = held(base, mine, others)
        assert sorted((one.kind, one.why) for one in found.conflicts) == sorted(case.found)
        assert all(one.ours and one.theirs for one in found.conflicts)


@pytest.mark.parametrize("case", CASES, ids=[one.what for one in CASES])
def test_a_branch_agrees_with_itself_and_with_the_base(case: Case) -> None:
    base = over(BASE, case.base)
    ours = over(base, case.ours)
    found = held(base, ours, ours)
    assert found.conflicts == ()
    assert len(found.same) == len(compared(base, ours).rows)
    assert held(base, ours, base) == Found((), ())


@pytest.mark.parametrize("case", CASES, ids=[one.what for one in CASES])
def test_branches_that_began_apart_do_the_same_to_each_other(case: Case) -> None:
    base = over(BASE, case.base)
    ours, theirs = (over(base, one) for one in (case.ours, case.theirs))
    mine, others = compared(base, ours), compared(on(base, base), on(theirs, base))
    branches = [Branch(one.base, one.head, one.rows) for one in (mine, others)]
    for pair in (branches, branches[::-1]):
        found = conflicts(*pair)
        assert sorted((one.kind, one.why) for one in found.conflicts) == sorted(case.found)


def on(files: Files, known: Files) -> Files:
    """The same files after somebody else has put a sentence on top of each section known."""
    return {
        name: less(text, "\n---\n", "\n---\nDoors are made of oak.\n\n", 1)
        if name in known and name.endswith(".md") and not name.startswith(("evals/", "terms"))
        else text
        for name, text in files.items()
    }


def test_rows_of_one_conflict_are_told_together_the_gravest_conflict_first() -> None:
    base = over(BASE, {"mail.md": MAIL, "spec.yaml": WITH_MAIL})
    ours = {**base, "safety.md": less(SAFETY, "must not", "should not") + "\nMore. Still more.\n"}
    theirs = {
        **base,
        "mail.md": MAIL + "\nIt must ring twice.\n",
        "safety.md": less(SAFETY, "number", "floor"),
    }
    first, second = held(base, ours, theirs).conflicts
    assert (first.kind, len(first.ours), len(first.theirs)) == ("same-clause", 1, 1)
    assert (second.kind, len(second.ours), len(second.theirs)) == ("exception", 3, 1)


# --- with git ------------------------------------------------------------------------------------


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Two branches off ``main``, which git merges without a word, and ``main`` ahead of both."""
    found = make(tmp_path / "repo")
    long = SAFETY + "".join(f"\nFiller {number}.\n" for number in range(6))
    wrapped = less(
        long, "must not tell anybody the", "must not\ntell anybody\nthe number\nof it, nor the"
    )
    found.commit({f"spec/{n}": t for n, t in {**BASE, "safety.md": wrapped}.items()}, "base")
    found.git("branch", "calm")
    found.git("switch", "--quiet", "--create", "mine")
    found.commit({"spec/safety.md": less(wrapped, "must not\n", "should not\n")}, "mine")
    found.git("switch", "--quiet", "--create", "theirs", "main")
    theirs = {
        "spec/safety.md": less(wrapped, "guest's room", "guest's bed"),
        "spec/terms.md": less(TERMS, "booked", "paid for"),
    }
    found.commit(theirs, "theirs")
    found.git("switch", "--quiet", "main")
    found.commit({"spec/service/keys.md": less(KEYS, "should", "must")}, "main goes on")
    found.git("switch", "--quiet", "mine")
    monkeypatch.chdir(found.root)
    return found


def test_a_clean_merge_may_hold_a_conflict(repo: Repo) -> None:
    repo.git("merge-tree", "--write-tree", "mine", "theirs")
    found = run("review", "main...mine", "--against", "theirs")
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert lines[0].startswith("mine (")
    assert " against theirs (" in lines[0]
    assert lines[1:4] == ["1 conflict.", "", "same-clause: both branches change the clause [^r0om]"]
    assert (
        lines[4:]
        == [
            "  mine:",
            "    1 modality-weakened + clause-reworded safety [^r0om]: The assistant",
            "        [-must-]{+should+} not tell anybody the number of it, nor the number …",
            "  theirs:",
            "    3 clause-reworded safety [^r0om]: … the number of a guest's",
            "        [-room-]{+bed+}[^r0om].",
        ]
        or found.stdout
    )


def test_as_json_both_branches_have_their_rows(repo: Repo) -> None:
    data = json.loads(
        run("review", "main...mine", "--against", "theirs", "--format", "json").stdout
    )
    assert schema.check(data, "review") == []
    (one,) = data["conflicts"]
    assert [row["class"] for row in one["ours"]] == ["modality-weakened"]
    assert [row["class"] for row in one["theirs"]] == ["clause-reworded"]
    assert data["against"]["head"]["rev"] == "theirs"
    assert data["against"]["base"]["commit"] == repo.git("merge-base", "mine", "theirs")
    assert data["against"]["same"] == []
    comment = run("review", "main...mine", "--against", "theirs", "--format", "markdown").stdout
    assert comment.startswith("<!-- specctl-conflicts -->\n## Spec conflicts: `mine (")
    assert (
        "- **same-clause**: both branches change the clause \\[^r0om\\]\n  - `mine`: 1 **modality"
        in comment
    )


@pytest.mark.parametrize("other", ["calm", "main", "mine"])
def test_branches_that_go_together_exit_0(repo: Repo, other: str) -> None:
    found = run("review", "main...mine", "--against", other)
    assert found.exit_code == 0
    assert found.stdout.splitlines()[1] == "No conflict."


def test_what_both_branches_make_is_told_as_that(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--create", "alike", "calm")
    repo.git("cherry-pick", "--no-commit", "mine")
    repo.commit({"spec/terms.md": less(TERMS, "ten", "nine")})
    found = run("review", "main...mine", "--against", "alike")
    assert found.stdout.splitlines()[1] == "No conflict; both branches make 1 change alike."
    data = run("review", "main...mine", "--against", "alike", "--format", "json").stdout
    assert [row["class"] for row in json.loads(data)["against"]["same"]] == ["modality-weakened"]


def test_what_is_not_committed_counts_from_where_head_parted(repo: Repo) -> None:
    repo.write({"spec/terms.md": less(TERMS, "a person", "anybody")})
    found = run("review", "main", "--against", "theirs")
    assert "same-definition: both branches change the definition of 'Guest'" in found.stdout
    assert "same-clause: both branches change the clause [^r0om]" in found.stdout
    assert "same-definition" not in run("review", "--staged", "main", "--against", "theirs").stdout


WRONG = [
    (("main...mine", "--against", "their"), "there is no revision 'their' in "),
    (
        ("main", "dir:spec", "--against", "theirs"),
        "dir:spec is a folder, and only branches can be held",
    ),
    (("main...mine", "--against", "other"), "mine and other have no common ancestor"),
    (
        ("main...mine", "--against", "theirs", "--summary", "x.md"),
        "--summary and --against exclude each other",
    ),
    (
        ("main...mine", "--against", "theirs", "--format", "github"),
        "--against comes as one of text, markdown, json, not github",
    ),
]


@pytest.mark.parametrize(("args", "why"), WRONG)
def test_what_cannot_be_held_against_each_other_is_an_error(
    repo: Repo, args: tuple[str, ...], why: str
) -> None:
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.commit({"spec/spec.yaml": TOP}, "another beginning")
    repo.git("switch", "--quiet", "mine")
    found = run("review", *args)
    assert (found.exit_code, found.stdout) == (2, "")
    assert why in found.stderr
