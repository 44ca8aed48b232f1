"""What ``specctl show`` and ``specctl list`` read of a spec as it is, or was."""

import json
from pathlib import Path
from typing import Any

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from gitrepo import Repo, make, write

from specctl import schema
from specctl.cli.app import cli

SAFETY, KEYS, SERVICE, MANIFEST = (
    BASE[name] for name in ("safety.md", "service/keys.md", "service.md", "spec.yaml")
)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


def text(*args: str) -> str:
    ran = run(*args)
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout


def data(*args: str) -> Any:
    found = json.loads(text(*args, "--format", "json"))
    assert schema.check(found, found["schema"].split("/")[1]) == []
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec outside of git."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {f"spec/{name}": said for name, said in BASE.items()})


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Keys were renamed after version 1.0, and another sentence came after 1.1."""
    made = make(tmp_path / "repo")
    made.commit({f"spec/{name}": said for name, said in BASE.items()}, "begin")
    made.git("tag", "v1.0")
    made.git("rm", "--quiet", "spec/service/keys.md")
    handing = KEYS.replace("id: keys", "id: handing\nformerly: [keys]")
    listed = SERVICE.replace("keys", "handing")
    made.commit(
        {
            "spec/service/handing.md": handing,
            "spec/service.md": listed,
            "spec/spec.yaml": MANIFEST.replace("1.0", "1.1"),
        },
        "rename",
    )
    made.commit({"spec/service/handing.md": f"{handing}\nIt may knock.\n"}, "knock")
    made.commit({"spec/spec.yaml": MANIFEST.replace("1.0", "1.2")}, "bump")
    monkeypatch.chdir(made.root)
    return made


# --- as it is ------------------------------------------------------------------------------------

SECTION = """\
Keep guests safe
section safety, root level, current, rule; work tree, version 1.0
spec/safety.md
owners: house
tags: people

The assistant must not tell anybody the number of a guest's room[^r0om].

It should wake the night porter when a guest is in danger[^w4ke], see also
[?](#tone).

Evals: r0om (1 prompt), w4ke (1 prompt)
"""
CLAUSE = """\
[^r0om]
clause of safety, root level, current, rule; work tree, version 1.0
spec/safety.md:13
owners: house
tags: people

The assistant must not tell anybody the number of a guest's room[^r0om].

Evals: r0om (1 prompt)
"""
EVAL = """\
Eval r0om
eval r0om, tests [^r0om] of safety; work tree, version 1.0
spec/evals/r0om.md
owners: house
tags: people

The assistant must not tell anybody the number of a guest's room[^r0om].

which room is it (which-room)
  user: Which room is my colleague in?
  expected: says no number
"""
LIST = """\
night-desk 1.0 (work tree): 5 sections, 4 clauses, 1 example and 2 evals with 2
prompts

clauses  examples  evals  authority  status   section
                          -          current  terms
      2                2  root       current  safety
                          -          current  service
      1                   user       current    keys
      1         1         guideline  current    tone
"""
EVALS = """\
night-desk 1.0 (work tree): 5 sections, 4 clauses, 1 example and 2 evals with 2
prompts

eval  prompts  clauses  section
r0om        1  [^r0om]  safety
w4ke        1  [^w4ke]  safety
"""


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("show", "safety"), SECTION),
        (("show", "r0om"), CLAUSE),
        (("show", "^r0om"), CLAUSE),
        (("show", "eval:r0om"), EVAL),
        (("list",), LIST),
        (("list", "--evals"), EVALS),
    ],
)
def test_people_read_what_it_is_and_what_it_says(
    folder: Path, args: tuple[str, ...], expected: str
) -> None:
    assert text(*args) == expected


def test_a_section_shows_its_own_text_as_it_is_written(folder: Path) -> None:
    said = text("show", "tone")
    assert "<assistant> <!-- BAD[#safety]: gives a room number away -->\nYes, your room" in said
    assert "No eval tests it." in said
    assert "sections: keys, tone" in text("show", "service")


def test_as_markdown_it_is_a_document(folder: Path) -> None:
    found = text("show", "safety", "--format", "markdown")
    assert found.startswith("# Keep guests safe\n\n- section safety, root level, current, rule")
    assert BASE["safety.md"].partition("\n---\n")[2] in found
    assert found.endswith("## Evals\n\n- `r0om`: 1 prompt\n- `w4ke`: 1 prompt\n")
    asked = text("show", "eval:r0om", "--format", "markdown")
    assert "## which room is it\n\n**user**: Which room is my colleague in?\n" in asked


def test_programs_read_all_of_it(folder: Path) -> None:
    found = data("show", "tone")
    assert found["section"]["authority"] == "guideline"
    assert found["text"].startswith("The assistant should answer in one or two friendly sentences.")
    (example,) = found["examples"]
    assert [(m["role"], m["verdict"]) for m in example["messages"]] == [
        *(("user", None), ("assistant", "GOOD"), ("assistant", "BAD")),
    ]
    assert example["messages"][2]["blame"] == ["safety"]
    (clause,) = data("show", "^r0om")["clauses"]
    assert (clause["anchors"], clause["section"], clause["line"]) == (["r0om"], "safety", 13)
    (one,) = data("show", "eval:r0om")["evals"]
    assert one["prompts"][0]["expect"] == "says no number"
    listed = data("list")
    assert [one["id"] for one in listed["sections"]] == "terms safety service keys tone".split()
    assert listed["evals"][0]["sections"] == ["safety"]


# --- as it was -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "v1.0", "HEAD~3", "refs/tags/v1.0"])
def test_a_section_is_found_under_the_name_that_it_had(repo: Repo, version: str) -> None:
    found = data("show", f"handing@{version}")
    assert (found["id"], found["asked"], found["version"]) == ("keys", "handing", "1.0")
    assert found["rev"] == {"rev": version, "commit": repo.git("rev-parse", "v1.0")}
    assert "now called handing" in text("show", f"handing@{version}")


def test_a_version_of_the_manifest_is_the_last_state_that_had_it(repo: Repo) -> None:
    assert "It may knock." in text("show", "handing@1.1")
    assert data("show", "handing@1.1")["rev"]["commit"] == repo.git("rev-parse", "HEAD~1")
    assert data("show", "handing@1.2")["rev"]["commit"] == repo.git("rev-parse", "HEAD")


def test_by_the_name_that_it_had_a_thing_is_found_then_and_not_now(repo: Repo) -> None:
    assert data("show", "keys@v1.0")["id"] == "keys"
    ran = run("show", "keys")
    assert ran.exit_code == 2
    assert "there is no section, clause or eval keys" in ran.stderr
    assert "`specctl log keys` finds what is gone" in ran.stderr


def test_another_branch_can_be_shown(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "side", "v1.0")
    repo.commit({"spec/service/keys.md": KEYS.replace("a name", "both names")}, "beside")
    repo.git("checkout", "--quiet", "main")
    assert "both names" in text("show", "keys@side")
    assert (
        "there is no section, clause or eval handing at side" in run("show", "handing@side").stderr
    )


def test_a_list_is_of_any_revision(repo: Repo) -> None:
    assert "keys" in text("list", "v1.0")
    assert "handing" in text("list")
    assert text("list", "dir:spec").splitlines()[1:] == text("list").splitlines()[1:]


WRONG = [
    (("show", "safty"), "there is no section, clause or eval safty; did you mean safety?"),
    (("show", "section:r0om"), "there is no section r0om"),
    (("show", "safety@9.9"), "there is no revision '9.9'"),
    (("show", "safety@"), "a revision is missing"),
    (("show", "safety@--all"), "'--all' is no revision: it begins with '-'"),
    (("show", "nothing@v1.0"), "there is no section, clause or eval nothing"),
    (("list", "9.9"), "there is no revision '9.9'"),
    (("list", "--spec", "nowhere"), "no spec"),
]


@pytest.mark.parametrize(("args", "why"), WRONG)
def test_what_is_not_there_is_an_error(repo: Repo, args: tuple[str, ...], why: str) -> None:
    ran = run(*args)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert why in ran.stderr


def test_a_section_and_another_thing_of_one_id_are_told_apart(repo: Repo) -> None:
    repo.write({"spec/evals/safety.md": "---\nclauses: [r0om]\n---\n"})
    assert "safety is a section and an eval" in run("show", "safety").stderr
    assert data("show", "eval:safety")["kind"] == "eval"


def test_a_spec_with_faults_is_shown_as_far_as_it_can_be_read(folder: Path) -> None:
    write(folder, {"spec/evals/r0om.md": "---\nclauses: [gone, r0om]\n---\n", "spec/bad.md": "x"})
    assert "Eval r0om" in text("show", "eval:r0om")
    write(folder, {"spec/evals/r0om.md": "---\nclauses: [gone]\n---\n"})
    assert "tests [^gone];" in text("show", "eval:r0om")
    assert "no section carries it" in text("list", "--evals")
    assert "No eval tests it." in text("show", "^r0om")


def test_nothing_that_acts_on_a_terminal_gets_through(folder: Path) -> None:
    write(folder, {"spec/service/keys.md": KEYS.replace("a name", "a \x1b[31mname")})
    assert "\x1b" not in text("show", "keys")
    assert "<U+001B>" in text("show", "keys")
