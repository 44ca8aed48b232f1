"""Every way from a change to one eval or example."""

import json
from pathlib import Path

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from comparing import compared
from gitrepo import Repo, make

from specctl import schema
from specctl.cli.app import cli

SAFETY = (
    BASE["safety.md"].replace("must not tell", "should not tell") + "\nIt must lock the door.\n"
)
TONE = BASE["service/tone.md"].replace("friendly", "kind")
TERMS = BASE["terms.md"].replace("has booked", "has paid for")
MINE = {"safety.md": SAFETY, "service/tone.md": TONE, "terms.md": TERMS}


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    found = make(tmp_path / "repo")
    found.commit({f"spec/{name}": text for name, text in BASE.items()}, "base")
    found.git("tag", "v1")
    found.commit({f"spec/{name}": text for name, text in MINE.items()}, "mine")
    monkeypatch.chdir(found.root)
    return found


def test_every_way_is_shown_the_nearest_and_the_gravest_first(repo: Repo) -> None:
    assert run("impact", "v1..HEAD", "--why", "r0om").stdout.splitlines()[1:] == [
        "eval r0om: direct, rerun, 1 prompt",
        "",
        "direct: 1 way",
        "  1 modality-weakened + clause-reworded safety [^r0om]: The assistant",
        "      [-must-]{+should+} not tell anybody the number of a guest's room[^r0om].",
        "    → clause [^r0om]",
        "    → eval r0om",
        "",
        "context: 1 way",
        "  1 clause-added safety: + It must lock the door.",
        "    → section `safety`",
        "    → eval r0om",
        "",
        "reference: 2 ways",
        "  2 definition-changed + rationale-changed terms 'Guest': **Guest**: a person",
        "      who has [-booked-]{+paid for+} a room.",
        "    → term 'Guest'",
        "    → its clause, which uses it",
        "    → eval r0om",
        "  3 clause-reworded tone: The assistant should answer in one or two",
        "      [-friendly-]{+kind+} sentences.",
        "    → section `tone`",
        "    → section `safety`, which links to it",
        "    → eval r0om",
    ]


def test_an_example_has_its_ways_too(repo: Repo) -> None:
    text = run("impact", "v1..HEAD", "--why", "tone#late-arrival").stdout
    assert "example tone#late-arrival: context\n" in text
    assert "    → section `safety`\n    → `tone#late-arrival`, which cites it\n" in text


def test_as_json_the_reasons_of_every_level_are_there(repo: Repo) -> None:
    found = json.loads(run("impact", "v1..HEAD", "--why", "r0om", "--format", "json").stdout)
    assert schema.check(found, "review") == []
    (one,) = found["affected"]["evals"]
    assert (one["id"], found["affected"]["examples"]) == ("r0om", [])
    assert [(r["level"], r["via"]) for r in one["reasons"]] == [
        ("direct", ["^r0om"]),
        ("context", ["safety"]),
        ("reference", ["Guest"]),
        ("reference", ["tone", "safety"]),
    ]
    whole = json.loads(run("impact", "v1..HEAD", "--format", "json").stdout)
    assert {
        one["id"]: {reason["level"] for reason in one["reasons"]}
        for one in whole["affected"]["evals"]
    } == {"r0om": {"direct"}, "w4ke": {"context"}}


def test_what_nothing_leads_to_is_told_so(repo: Repo) -> None:
    found = run("impact", "v1..v1", "--why", "r0om")
    assert found.stdout.endswith("eval r0om: nothing that changed leads to it.\n")
    assert found.exit_code == 0
    data = json.loads(run("impact", "v1..v1", "--why", "r0om", "--format", "json").stdout)
    assert data["affected"] == {"examples": [], "evals": []}


WRONG = [
    (("--why", "r0on"), "there is no eval or example r0on; did you mean r0om?"),
    (
        ("--why", "tone#late-arival"),
        "there is no eval or example tone#late-arival; did you mean tone#late-arrival?",
    ),
    (("--why", "r0om", "--format", "jsonl"), "--why comes as text or json, not jsonl"),
    (("--why", "r0om", "--format", "markdown"), "--why comes as text or json, not markdown"),
]


@pytest.mark.parametrize(("args", "why"), WRONG)
def test_what_is_not_there_is_an_error(repo: Repo, args: tuple[str, ...], why: str) -> None:
    found = run("impact", "v1..HEAD", *args)
    assert (found.exit_code, found.stdout) == (2, "")
    assert why in found.stderr


def test_the_shortest_reason_comes_first_then_that_of_the_gravest_row() -> None:
    """Both a section that the clause cites and one that only its section cites have changed."""
    safety = BASE["safety.md"].replace("room[^r0om].", "room[^r0om], see [?](#keys).")
    keys = BASE["service/keys.md"].replace("should ask", "must ask")
    base = {**BASE, "safety.md": safety}
    found = compared(base, {**base, "service/keys.md": keys, "service/tone.md": TONE})
    (room,) = [one for one in found.evals if one.id == "r0om"]
    assert room.level == "reference"
    assert [reason.via for reason in room.reasons] == [("keys",), ("tone", "safety")]
    assert room.reasons == room.ways
