"""What a summary leaves out."""

import json
from pathlib import Path

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from gitrepo import Repo, make

from specctl import schema
from specctl.cli.app import cli
from specctl.review.summary import NoEntry, Text, entry_of

Files = dict[str, str]
KEYS, SAFETY = BASE["service/keys.md"], BASE["safety.md"]
MINE = {
    "service/keys.md": KEYS + "\nIt should smile.\n",
    "safety.md": SAFETY.replace("must not tell", "should not tell"),
    "service/tone.md": BASE["service/tone.md"].replace("Sound awake", "Sound rested"),
}
"""Two grave rows, in `keys` and `safety`, and a title."""
LOG = """\
# Changelog

## v2 - 2026-03-01

The desk smiles when it hands out keys.

### Thanks

To all.

## v1

`terms`, see [tone](#tone) and [here](#service). ~~~ is a fence.
"""


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


def checked(said: str, *args: str) -> Result:
    Path("NOTES.md").write_text(said, "utf-8")
    return run("review", "v1..HEAD", "--summary", "NOTES.md", *args)


def left_out(said: str, *args: str) -> dict[str, object]:
    found = json.loads(checked(said, "--format", "json", *args).stdout)
    assert schema.check(found, "review") == []
    rows = {row["id"]: row["class"] for row in found["changes"]}
    summary: dict[str, object] = found["summary"]
    summary["unmentioned"] = {
        one["name"]: [rows[name] for name in one["changes"]]
        for one in found["summary"]["unmentioned"]
    }
    return summary


BOTH = {"safety": ["modality-weakened"], "keys": ["clause-added"]}
SAID: list[tuple[str, dict[str, list[str]]]] = [
    ("Nothing.", BOTH),
    ("`keys`: the desk smiles.", {"safety": ["modality-weakened"]}),
    ("In \u201cHand out *keys*\u201d the desk smiles.", {"safety": ["modality-weakened"]}),
    ("Keep guests safe: weaker. See [?](#keys).", {}),
    ("The clause r0om is weaker.", {"keys": ["clause-added"]}),
    ("<!-- keys --> It smiles. <!-- safety\n-->", BOTH),
]


@pytest.mark.parametrize(("said", "left"), SAID)
def test_what_is_not_mentioned_is_named_by_section(
    repo: Repo, said: str, left: dict[str, list[str]]
) -> None:
    assert left_out(said)["unmentioned"] == left
    assert checked(said).exit_code == (1 if left else 0)


def test_the_gravest_comes_first_and_says_what_it_is(repo: Repo) -> None:
    assert checked("Nothing.").stdout.splitlines()[1:] == [
        "NOTES.md mentions 0 of 2 rows of rank 2 or graver, and leaves out 2 in 2 places.",
        "",
        "safety: Keep guests safe",
        "  1 modality-weakened + clause-reworded [^r0om]: The assistant",
        "      [-must-]{+should+} not tell anybody the number of a guest's room[^r0om].",
        "",
        "keys: Hand out keys",
        "  2 clause-added: + It should smile.",
    ]
    comment = checked("Nothing.", "--format", "markdown").stdout
    assert comment.startswith("<!-- specctl-summary -->\n## Spec summary: `v1 (")
    assert (
        "- `keys`: Hand out keys\n  - 2 **clause-added**: <ins>It should smile.</ins>\n" in comment
    )


def test_a_summary_that_mentions_everything_is_told_so(repo: Repo) -> None:
    found = checked("safety and keys")
    assert "NOTES.md mentions every row of rank 2 or graver, 2 in all." in found.stdout
    assert found.exit_code == 0
    Path("spec/safety.md").write_text(SAFETY)
    calm = run("review", "v1..v1", "--summary", "NOTES.md")
    assert "There is nothing that NOTES.md had to mention" in " ".join(calm.stdout.split())


def test_a_section_that_is_named_and_did_not_change_is_a_hint(repo: Repo) -> None:
    assert left_out(LOG)["unchanged"] == ["service"]
    assert left_out("What the desk does, in terms of keys")["unchanged"] == ["service"]
    assert "It names what did not change: service." in checked(LOG).stdout
    assert "It names what did not change: `service`." in checked(LOG, "--format", "markdown").stdout


def test_a_renamed_section_is_mentioned_by_either_name(repo: Repo) -> None:
    repo.git("mv", "spec/service/keys.md", "spec/service/doors.md")
    moved = MINE["service/keys.md"].replace("id: keys", "id: doors\nformerly: [keys]")
    service = BASE["service.md"].replace("keys, tone", "doors, tone")
    repo.commit({"spec/service/doors.md": moved, "spec/service.md": service})
    assert left_out("safety, and doors")["unmentioned"] == {}
    assert left_out("safety, and keys")["unmentioned"] == {}


# --- entries -------------------------------------------------------------------------------------

ENTRIES = [
    ("v2 - 2026-03-01", 3, 10),
    ("V2 - 2026-03-01", 3, 10),
    ("2026-03-01", 3, 10),
    ("v1", 11, 13),
    ("Thanks", 7, 10),
    ("Changelog", 1, 13),
]


@pytest.mark.parametrize(("wanted", "first", "last"), ENTRIES)
def test_an_entry_ends_at_the_next_heading_that_is_as_high(
    wanted: str, first: int, last: int
) -> None:
    found = entry_of(Text(LOG, "x"), wanted).text
    assert found.rstrip("\n") == "\n".join(LOG.split("\n")[first - 1 : last]).rstrip("\n")


@pytest.mark.parametrize("wanted", ["v3", "2026", "", "v2 - 2026-03-01 x"])
def test_a_heading_that_is_not_there_names_those_that_are(wanted: str) -> None:
    with pytest.raises(NoEntry, match=f"no heading is '{wanted}'") as error:
        entry_of(Text(LOG, "x"), wanted)
    assert error.value.headings == ("Changelog", "v2 - 2026-03-01", "Thanks", "v1")


def test_what_two_headings_have_is_the_name_of_neither() -> None:
    with pytest.raises(NoEntry, match="more than one heading is 'v1'"):
        entry_of(Text("# v1, first\n\n# v1, second\n", "x"), "v1")


def test_only_the_entry_is_checked(repo: Repo) -> None:
    assert left_out(LOG, "--entry", "v2 - 2026-03-01")["unmentioned"] == {
        "safety": ["modality-weakened"]
    }
    found = left_out(LOG, "--entry", "v1")
    assert (found["file"], found["entry"], found["unmentioned"]) == ("NOTES.md", "v1", BOTH)


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("--summary", "NOTES.md", "--entry", "v3"), "no heading is 'v3' in NOTES.md\n  Its headings are 'Changelog',"),
    (("--summary", "PLAIN.md", "--entry", "v3"), "It has no headings at all: leave out --entry"),
    (("--summary", "nowhere.md"), "cannot read nowhere.md: No such file"),
    (("--summary", "latin.md"), "latin.md is no text in UTF-8"),
    (("--entry", "v1"), "--entry is a part of a file that --summary names"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "why"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_checked_is_an_error(repo: Repo, args: tuple[str, ...], why: str) -> None:
    repo.write({"NOTES.md": LOG, "PLAIN.md": "keys\n", "latin.md": b"caf\xe9"})
    found = run("review", "v1..HEAD", *args)
    assert (found.exit_code, found.stdout) == (2, "")
    assert why in found.stderr
