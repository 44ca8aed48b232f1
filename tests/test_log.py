"""What ``specctl log`` and ``specctl blame`` tell of one thing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from gitrepo import Repo, make
from proposing import proposal, section, stage

from specctl import schema
from specctl.cli.app import cli
from specctl.pipeline import approve

SAFETY, KEYS, TONE, SERVICE, MANIFEST = (
    BASE[name]
    for name in ("safety.md", "service/keys.md", "service/tone.md", "service.md", "spec.yaml")
)
ROOM = "The assistant must not tell anybody the number of a guest's room[^r0om].\n\n"
ROOM_EVAL = BASE["evals/r0om.md"]


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


def data(*args: str) -> Any:
    ran = run(*args, "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert schema.check(found, found["schema"].split("/")[1]) == []
    return found


def steps(*args: str) -> list[tuple[str, list[str]]]:
    """The messages of the steps, and the classes of their rows."""
    return [
        (step["message"], ["+".join(row["classes"]) for row in step["changes"]])
        for step in data("log", *args)["steps"]
    ]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = make(tmp_path / "repo")
    made.commit({f"spec/{name}": text for name, text in BASE.items()}, "begin")
    monkeypatch.chdir(made.root)
    return made


def change(repo: Repo, message: str, **files: str | None) -> str:
    """Commit other contents of files of the spec; ``__`` stands for a slash."""
    for name, text in files.items():
        path = f"spec/{name.replace('__', '/')}" + ("" if "." in name else ".md")
        if text is None:
            repo.git("rm", "--quiet", path)
        else:
            repo.write({path: text})
    return repo.commit({}, message)


def edit(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


# --- sections ------------------------------------------------------------------------------------


def test_every_change_to_a_section_is_told_and_no_other(repo: Repo) -> None:
    change(repo, "stronger", service__keys=edit(KEYS, "should ask", "must ask"))
    change(repo, "elsewhere", safety=edit(SAFETY, "night porter", "porter"))
    change(repo, "level", service__keys=edit(edit(KEYS, "should ask", "must ask"), "user", "root"))
    assert steps("keys") == [
        ("level", ["authority-raised"]),
        ("stronger", ["modality-strengthened+clause-reworded"]),
        ("begin", ["section-added"]),
    ]


def test_a_section_is_followed_through_new_names_and_places(repo: Repo) -> None:
    change(repo, "before", service__keys=edit(KEYS, "a name", "the name"))
    moved = edit(edit(KEYS, "a name", "the name"), "id: keys", "id: handing\nformerly: [keys]")
    change(
        repo,
        "rename",
        service__keys=None,
        service__handing=moved,
        service=edit(SERVICE, "keys", "handing"),
    )
    change(
        repo,
        "move",
        service__handing=None,
        handing=edit(moved, "a key", "the key"),
        service=edit(SERVICE, "[keys, tone]", "[tone]"),
        **{"spec.yaml": edit(MANIFEST, "safety, service", "safety, handing, service")},
    )
    assert steps("handing") == [
        ("move", ["clause-reworded", "section-moved"]),
        ("rename", ["section-renamed"]),
        ("before", ["clause-reworded"]),
        ("begin", ["section-added"]),
    ]
    told = data("log", "handing")["steps"]
    assert [one["subject"]["path"] for one in told] == [
        *("spec/handing.md", "spec/service/handing.md"),
        *("spec/service/keys.md", "spec/service/keys.md"),
    ]
    text = run("log", "handing").stdout
    assert "then called keys, in spec/service/keys.md" in text
    assert "then in spec/service/handing.md" in text


def test_an_old_name_tells_what_became_of_it(repo: Repo) -> None:
    handing = edit(KEYS, "id: keys", "id: handing\nformerly: [keys]")
    listed = edit(SERVICE, "keys", "handing")
    change(repo, "rename", service__keys=None, service__handing=handing, service=listed)
    change(repo, "later", service__handing=edit(handing, "a name", "the name"))
    assert [message for message, _ in steps("keys")] == ["rename", "begin"]
    text = run("log", "keys").stdout
    assert text.startswith(
        "section keys, gone: 2 steps, the newest first\n`keys` is now `handing`\n"
    )


def test_what_is_below_a_renamed_section_is_followed_too(repo: Repo) -> None:
    change(repo, "before", service__keys=edit(KEYS, "a name", "the name"))
    change(
        repo,
        "rename the parent",
        service__keys=None,
        service__tone=None,
        service=None,
        desk=edit(SERVICE, "id: service", "id: desk\nformerly: [service]"),
        desk__keys=edit(KEYS, "a name", "the name"),
        desk__tone=TONE,
        **{"spec.yaml": edit(MANIFEST, "service", "desk")},
    )
    assert [message for message, _ in steps("keys")] == ["before", "begin"]


def test_a_section_that_was_merged_or_split_is_followed_into_what_took_it(repo: Repo) -> None:
    porter = "It should wake the night porter when a guest is in danger[^w4ke]."
    rooms = f"---\nid: rooms\ntitle: Room numbers\nauthority: root\n---\n{ROOM}"
    danger = f"---\nid: danger\ntitle: Guests in danger\nauthority: root\n---\n{porter}\n"
    change(
        repo,
        "split",
        safety=None,
        rooms=rooms,
        danger=danger,
        **{"spec.yaml": edit(MANIFEST, "safety", "rooms, danger")},
    )
    assert steps("rooms")[-1] == ("begin", ["section-added"])
    assert any("section-split" in one for one in steps("rooms")[0][1])
    both = f"{rooms}{porter}\n"
    names = {"spec.yaml": edit(MANIFEST, "safety", "rooms")}
    change(repo, "merge", rooms=both, danger=None, **names)
    assert "section-merged" in steps("rooms")[0][1]
    assert [message for message, _ in steps("danger")] == ["merge", "split", "begin"]
    assert "the section 'danger' was merged" in run("log", "danger").stdout


def test_another_order_among_siblings_is_told(repo: Repo) -> None:
    change(repo, "order", service=edit(SERVICE, "[keys, tone]", "[tone, keys]"))
    top = {"spec.yaml": edit(MANIFEST, "[terms, safety, service]", "[terms, service, safety]")}
    change(repo, "order above", **top)
    moved = [one for name in ("keys", "tone") for one in steps(name)]
    assert ("order", ["section-reordered"]) in moved
    assert [m for name in ("safety", "service", "terms") for m, _ in steps(name)].count(
        "order above"
    ) == 1


def test_a_section_that_went_and_came_back_has_one_history(repo: Repo) -> None:
    without = edit(MANIFEST, ", safety", "")
    change(repo, "remove", safety=None, **{"spec.yaml": without})
    assert steps("safety") == [("remove", ["section-removed"]), ("begin", ["section-added"])]
    assert run("log", "safety").stdout.startswith("section safety, gone: 2 steps")
    repo.git("revert", "--no-edit", "HEAD")
    assert [message for message, _ in steps("safety")] == [
        *('Revert "remove"', "remove", "begin"),
    ]


def test_a_tombstone_says_what_took_the_place_of_what_is_gone(repo: Repo) -> None:
    entry = "\ntombstones: {safety: {kind: section, successor: [service], version: '1.1'}}\n"
    without = edit(MANIFEST, ", safety", "") + entry
    change(repo, "remove", safety=None, **{"spec.yaml": without})
    found = data("log", "safety")
    assert (found["gone"], found["successors"]) == (True, ["service"])
    assert (
        "Its tombstone says that `service` took its place since 1.1." in run("log", "safety").stdout
    )


# --- clauses -------------------------------------------------------------------------------------


def test_a_clause_is_followed_by_its_anchor_wherever_it_goes(repo: Repo) -> None:
    change(repo, "reword", safety=edit(SAFETY, "anybody", "anyone"))
    change(
        repo,
        "neighbour",
        safety=edit(edit(SAFETY, "anybody", "anyone"), "a guest is", "guests are"),
    )
    bare = edit(edit(SAFETY, ROOM, ""), "a guest is", "guests are")
    bare = re.sub(r"rubrics:.*clauses: \[r0om\]\n", "", bare, flags=re.DOTALL)
    change(repo, "move", safety=bare, service__keys=KEYS + f"\n{edit(ROOM, 'anybody', 'anyone')}")
    change(repo, "there", service__keys=KEYS + f"\n{edit(ROOM, 'anybody', 'a soul')}")
    assert steps("^r0om") == [
        ("there", ["clause-reworded"]),
        ("move", ["clause-moved"]),
        ("reword", ["clause-reworded"]),
        ("begin", ["section-added"]),
    ]
    found = data("log", "r0om")
    assert found["subject"] == {
        **{"kind": "clause", "id": "r0om", "section": "keys", "path": "spec/service/keys.md"},
    }
    assert [one["subject"]["section"] for one in found["steps"]] == [
        *("keys", "keys", "safety", "safety"),
    ]
    assert "authority-lowered" in {
        one["class"] for one in found["steps"][1]["changes"][0]["decided"]
    }


def test_the_text_is_followed_beyond_its_anchor(repo: Repo) -> None:
    change(repo, "reword", service__keys=edit(KEYS, "a name", "the name"))
    anchored = edit(edit(KEYS, "a name", "the name"), "a key.", "a key[^k3ys].")
    change(repo, "anchor", service__keys=anchored)
    change(repo, "again", service__keys=edit(anchored, "the name", "both names"))
    assert steps("k3ys") == [
        ("again", ["clause-reworded"]),
        ("anchor", ["eval-linked"]),
        ("reword", ["clause-reworded"]),
        ("begin", ["section-added"]),
    ]


def test_a_clause_that_is_gone_is_found(repo: Repo) -> None:
    change(repo, "reword", safety=edit(SAFETY, "anybody", "anyone"))
    change(repo, "remove", safety=edit(SAFETY, ROOM, ""))
    change(repo, "later", safety=edit(edit(SAFETY, ROOM, ""), "a guest is", "guests are"))
    assert steps("^r0om") == [
        ("remove", ["clause-removed"]),
        ("reword", ["clause-reworded"]),
        ("begin", ["section-added"]),
    ]
    assert run("log", "^r0om").stdout.startswith("clause [^r0om] of safety, gone: 3 steps")


def test_of_a_whole_section_that_came_only_the_clause_is_shown(repo: Repo) -> None:
    text = run("log", "^r0om").stdout
    assert "+ The assistant must not tell anybody the number of a guest's room[^r0om]." in text
    assert "night porter" not in text


# --- evals ---------------------------------------------------------------------------------------


def test_an_eval_is_followed_through_its_name_and_its_clause(repo: Repo) -> None:
    change(repo, "expect", evals__r0om=edit(ROOM_EVAL, "says no number", "says none"))
    bare = re.sub(r"rubrics:.*clauses: \[r0om\]\n", "", edit(SAFETY, ROOM, ""), flags=re.DOTALL)
    change(repo, "move the clause", safety=bare, service__keys=KEYS + f"\n{ROOM}")
    renamed = edit(
        edit(ROOM_EVAL, "says no number", "says none"),
        "---\nprompts",
        "---\nid: rooms\nformerly: [r0om]\nclauses: [r0om]\nprompts",
    )
    change(repo, "rename", evals__r0om=None, evals__rooms=renamed)
    assert steps("eval:rooms") == [
        ("rename", ["eval-moved", "front-matter-style"]),
        ("move the clause", ["eval-moved"]),
        ("expect", ["prompt-changed"]),
        ("begin", ["eval-added"]),
    ]
    assert [message for message, _ in steps("eval:r0om")] == [
        *("rename", "move the clause", "expect", "begin"),
    ]


def test_an_eval_is_found_by_an_id_that_is_not_its_files_name(repo: Repo) -> None:
    named = edit(ROOM_EVAL, "---\nprompts", "---\nid: rooms\nclauses: [r0om]\nprompts")
    change(repo, "name it", evals__r0om=named)
    assert data("log", "rooms")["subject"] == {
        **{"kind": "eval", "id": "rooms", "section": None, "path": "spec/evals/r0om.md"},
    }


def test_an_eval_that_cannot_be_read_is_found_by_its_files_name(repo: Repo) -> None:
    change(repo, "expect", evals__r0om=edit(ROOM_EVAL, "says no number", "says none"))
    change(repo, "spoil", evals__r0om="---\n: [\n---\n")
    assert [message for message, _ in steps("eval:r0om")] == ["spoil", "expect", "begin"]


# --- names ---------------------------------------------------------------------------------------


def test_of_a_clause_and_the_eval_named_for_it_the_clause_is_meant(repo: Repo) -> None:
    assert data("log", "r0om")["subject"]["kind"] == "clause"
    assert data("log", "[^r0om]")["subject"]["kind"] == "clause"
    assert data("log", "clause:r0om")["subject"]["kind"] == "clause"
    assert data("log", "eval:r0om")["subject"]["kind"] == "eval"
    assert "`specctl log eval:r0om` tells of the eval of that id." in run("log", "r0om").stdout


def test_a_section_and_another_thing_of_one_id_are_told_apart(repo: Repo) -> None:
    change(repo, "same", evals__keys="---\nclauses: [r0om]\n---\n")
    ran = run("log", "keys")
    assert ran.exit_code == 2
    assert "keys is a section and an eval" in ran.stderr
    assert "section:keys, eval:keys" in ran.stderr
    assert data("log", "section:keys")["subject"]["kind"] == "section"
    assert data("log", "eval:keys")["subject"]["kind"] == "eval"


UNKNOWN = [
    (("log", "safty"), "there is no section, clause or eval safty; did you mean safety?"),
    (("log", "section:r0om"), "there is no section r0om"),
    (("log", "^r0on"), "there is no clause r0on; did you mean r0om?"),
    (("log", "--", "-x"), "there is no section, clause or eval -x"),
    (("log", "keys", "nowhere"), "there is no revision 'nowhere'"),
    (("log", "keys", "dir:spec"), "dir:spec is a folder, which has no history"),
    (("log", "--spec", "nothing", "keys"), "no spec: the history of HEAD does not hold"),
    (("log", "keys", "-n", "0"), "0 is not in the range x>=1"),
    (("blame", "kees"), "there is no section, clause or eval kees; did you mean keys?"),
    (("blame", "r0om"), "r0om is no section but a clause"),
    (("blame", "eval:r0om"), "r0om is no section but an eval"),
]


@pytest.mark.parametrize(("args", "why"), UNKNOWN)
def test_what_never_was_is_an_error_with_a_guess(
    repo: Repo, args: tuple[str, ...], why: str
) -> None:
    ran = run(*args)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert why in ran.stderr


# --- steps ---------------------------------------------------------------------------------------


def test_a_merge_is_one_step_against_its_first_parent(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "side")
    change(repo, "one", service__keys=edit(KEYS, "a name", "the name"))
    change(repo, "two", service__keys=edit(KEYS, "a name", "both names"))
    repo.git("checkout", "--quiet", "main")
    change(repo, "meanwhile", safety=edit(SAFETY, "anybody", "anyone"))
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge it", "side")
    assert steps("keys") == [("merge it", ["clause-reworded"]), ("begin", ["section-added"])]
    merged = data("log", "keys")["steps"][0]
    assert merged["parent"] == repo.git("rev-parse", "HEAD^1")
    assert [message for message, _ in steps("safety")] == ["meanwhile", "begin"]


def test_so_many_steps_as_are_asked_for_are_told(repo: Repo) -> None:
    for number in range(3):
        change(repo, f"{number}", service__keys=edit(KEYS, "a name", f"{number} names"))
    assert [message for message, _ in steps("keys", "-n", "2")] == ["2", "1"]
    assert [data("log", "keys", "-n", n)["more"] for n in "345"] == [True, False, False]
    assert "2 steps, and there are more, the newest first" in run("log", "keys", "-n", "2").stdout


def test_it_is_told_from_a_revision_on(repo: Repo) -> None:
    for number in range(3):
        change(repo, f"{number}", service__keys=edit(KEYS, "a name", f"{number} names"))
    repo.git("checkout", "--quiet", "--detach")
    assert [message for message, _ in steps("keys", "HEAD~1")] == ["1", "0", "begin"]
    assert len(steps("keys")) == 4


def versions(name: str) -> list[str | None]:
    return [step["version"] for step in data("log", name)["steps"]]


def test_a_step_appeared_in_the_next_release(repo: Repo) -> None:
    repo.git("tag", "v1.0")
    change(repo, "1", service__keys=edit(KEYS, "a name", "1 name"))
    change(repo, "2", service__keys=edit(KEYS, "a name", "2 names"))
    repo.git("tag", "nightly")
    repo.git("tag", "v9.9")
    repo.commit({"README.md": "no part of the spec"})
    change(repo, "bump", **{"spec.yaml": edit(MANIFEST, "1.0", "1.1")})
    repo.commit({"README.md": "released"})
    repo.git("tag", "--annotate", "--message", "x", "1.1")
    change(repo, "3", service__keys=edit(KEYS, "a name", "3 names"))
    assert versions("keys") == [None, "1.1", "1.1", "1.0"]
    assert "in no release yet" in run("log", "keys").stdout
    assert "version 1.1" in run("log", "keys").stdout


def test_without_a_version_in_the_manifest_a_tag_that_looks_like_one_is_a_release(
    repo: Repo,
) -> None:
    change(repo, "none", **{"spec.yaml": edit(MANIFEST, 'version: "1.0"\n', "")})
    repo.git("tag", "nightly")
    repo.git("tag", "2025-04-11")
    assert versions("keys") == ["2025-04-11"]


def test_a_tag_beside_the_line_is_no_release(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"README.md": "beside"})
    repo.git("tag", "v1.0")
    repo.git("checkout", "--quiet", "main")
    assert versions("keys") == [None]


def test_a_step_carries_the_proposals_that_it_adds_or_changes(repo: Repo) -> None:
    repo.write(proposal("0007", "both", title="Ask for both", source=SOURCE))
    repo.write({"proposals/README.md": "x", "proposals/0008-no/approvals/a-1.yaml": "x"})
    repo.write({"proposals/0009-odd/proposal.md": b"\xff", "proposals/odd/proposal.md": "x"})
    repo.commit({"spec/service/keys.md": edit(KEYS, "a name", "both names")}, "carried")
    repo.commit(proposal("0007", "both", title="Later"), "only the proposal")
    told = data("log", "keys")["steps"]
    both = {
        "id": "0007",
        "slug": "both",
        "title": "Ask for both",
        "source": SOURCE,
        "approvers": [],
    }
    odd = {"id": "0009", "slug": "odd", "title": "odd", "source": None, "approvers": []}
    assert [one["proposals"] for one in told] == [[both, odd], []]
    text = run("log", "keys").stdout
    assert "    proposal 0007 Ask for both (public-feedback: thread 412)\n" in text
    assert "    proposal 0009 odd\n" in text
    assert "Later" not in text


SOURCE = {"kind": "public-feedback", "ref": "thread 412"}


def test_who_approved_is_told_with_the_proposal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = stage(tmp_path)
    monkeypatch.chdir(one.repo.root)
    one.repo.git("switch", "--quiet", "--create", "change")
    one.repo.commit({**proposal(), "spec/style.md": section("style", "Be brief[^s3ho].")})
    for name in ("tom", "imani"):
        one.acts(name)
        approve(one.context)
        one.repo.commit({}, f"{name} approves")
    one.acts("mara")
    approve(one.context, by="ruth", evidence="https://example.org/1")
    (forged,) = one.repo.root.glob("proposals/*/approvals/imani-1.yaml")
    forged.write_text(f"{forged.read_text()}comment: not what imani signed\n")
    one.repo.commit({}, "tamper")
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", "--no-ff", "-m", "merge it", "change")
    (carried,) = data("log", "style")["steps"][0]["proposals"]
    approvers = {who["member"]: (who["verified"], who["why"]) for who in carried["approvers"]}
    assert approvers["tom"] == (True, None)
    assert approvers["ruth"] == (False, None)
    assert approvers["imani"][0] is False
    assert "its signature does not hold" in approvers["imani"][1]
    for command in ("log", "blame"):
        text = " ".join(run(command, "style").stdout.split())
        assert "ruth (not verified) and tom (verified)" in text
        assert "imani (does not count: its signature does not hold" in text


# --- odd histories -------------------------------------------------------------------------------


def test_a_shallow_clone_says_where_its_history_ends(repo: Repo, tmp_path: Path) -> None:
    change(repo, "1", service__keys=edit(KEYS, "a name", "1 name"))
    cut = change(repo, "2", safety=edit(SAFETY, "anybody", "anyone"))
    change(repo, "3", service__keys=edit(KEYS, "a name", "3 names"))
    repo.git("clone", "--quiet", "--depth", "2", f"file://{repo.root}", str(tmp_path / "clone"))
    there = ("-C", str(tmp_path / "clone"))
    found = data("log", "keys", *there)
    assert [one["message"] for one in found["steps"]] == ["3"]
    assert found["cut"] == cut
    assert f"ends at {cut[:9]}: `git fetch --unshallow`" in run("log", "keys", *there).stdout
    blamed = data("blame", "safety", *there)
    assert [one["step"] for one in blamed["clauses"]] == [None, None]
    assert f"at {cut[:9]} or before" in run("blame", "safety", *there).stdout
    Repo(tmp_path / "clone").git("fetch", "--quiet", "--unshallow")
    found = data("log", "keys", *there)
    assert [one["message"] for one in found["steps"]] == ["3", "1", "begin"]
    assert found["cut"] is None


def test_of_a_clone_that_ends_at_once_nothing_is_known(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "clone"))
    there = ("-C", str(tmp_path / "clone"))
    assert data("log", "keys", *there)["steps"] == []
    assert "0 steps" in run("log", "keys", *there).stdout
    assert [one["step"] for one in data("blame", "keys", *there)["clauses"]] == [None]


@pytest.mark.parametrize("place", ["", "docs/house", "docs"])
def test_the_spec_may_be_anywhere_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    made = make(tmp_path / "repo", "--object-format=sha256")
    top = f"{place}/" if place else ""
    made.commit({f"{top}{name}": text for name, text in BASE.items()}, "begin")
    beside = f"{place.rpartition('/')[0]}/".lstrip("/")
    made.write({f"{beside}{path}": text for path, text in proposal("0007", "both").items()})
    made.commit({f"{top}service/keys.md": edit(KEYS, "a name", "both names")}, "reword")
    made.git("tag", "v1.0")
    (made.root / "below").mkdir()
    monkeypatch.chdir(made.root / "below")
    asked = ("--spec", f"../{place}")
    found = data("log", "keys", *asked)["steps"]
    assert [one["message"] for one in found] == ["reword", "begin"]
    assert [len(one["proposals"]) for one in found] == [1 if place else 0, 0]
    assert [one["version"] for one in found] == ["1.0", "1.0"]
    assert blamed("keys", *asked) == [("The assistan", "reword", "clause-reworded")]
    made.write({f"{top}service/keys.md": edit(KEYS, "a name", "all names")})
    assert data("blame", "keys", *asked)["clauses"][0]["committed"] is False
    bare = tmp_path / "bare.git"
    made.git("clone", "--quiet", "--bare", str(made.root), str(bare))
    bared = ("-C", str(bare), "--spec", place or ".")
    assert [m for m, _ in steps("keys", *bared)] == ["reword", "begin"]


def test_a_spec_that_was_away_for_a_while_has_one_history(repo: Repo) -> None:
    repo.git("rm", "-r", "--quiet", "spec")
    repo.commit({"README.md": "empty"}, "away")
    repo.git("checkout", "--quiet", "HEAD~1", "--", "spec")
    repo.commit({}, "back")
    assert [message for message, _ in steps("keys")] == ["back", "away", "begin"]


BAD = [
    {"spec.yaml": "name: [\n"},
    {"spec.yaml": "authority: {levels: 3}\nsections: x\n"},
    {"spec.yaml": None},
    {"service/keys.md": "no front matter\n"},
    {"service/keys.md": "---\n: [\n---\n"},
    {"service/keys.md": b"\xff\xfe"},
    {"service.md": ""},
]


@pytest.mark.parametrize("files", BAD, ids=[str(one) for one in BAD])
def test_what_could_not_be_read_at_some_commits_is_passed(
    repo: Repo, files: dict[str, str | bytes | None]
) -> None:
    for name, content in files.items():
        if content is None:
            repo.git("rm", "--quiet", f"spec/{name}")
        else:
            repo.write({f"spec/{name}": content})
    repo.commit({}, "spoil")
    repo.git("revert", "--no-edit", "HEAD")
    change(repo, "after", service__keys=edit(KEYS, "a name", "both names"))
    told = [message for message, _ in steps("keys")]
    assert (told[0], told[-1]) == ("after", "begin")
    assert data("blame", "keys")["clauses"][0]["step"]["message"] == "after"


UNREADABLE = "---\n: [\n---\nThe assistant should ask for a name before it hands out a key.\n"


def test_a_clause_is_followed_through_commits_at_which_its_file_could_not_be_read(
    repo: Repo,
) -> None:
    change(repo, "reword", service__keys=edit(KEYS, "a key.", "the key[^k3ys]."))
    change(repo, "spoil", service__keys=UNREADABLE)
    change(repo, "spoil it more", service__keys=f"{UNREADABLE}\n")
    change(repo, "mend", service__keys=edit(KEYS, "a key.", "the key[^k3ys]."))
    assert [message for message, _ in steps("^k3ys")] == ["mend", "spoil", "reword", "begin"]
    assert blamed("keys") == [("The assistan", "reword", "eval-linked")]


def test_what_was_written_while_a_file_could_not_be_read_is_blamed_on_who_mended_it(
    repo: Repo,
) -> None:
    change(repo, "spoil", service__keys=UNREADABLE)
    change(repo, "mend", service__keys=edit(KEYS, "a name", "both names"))
    assert blamed("keys") == [("The assistan", "mend", "section-added")]


def test_a_section_that_was_a_link_for_a_while_was_not_there(repo: Repo) -> None:
    keys = repo.root / "spec/service/keys.md"
    keys.unlink()
    keys.symlink_to("tone.md")
    repo.commit({}, "a link")
    keys.unlink()
    change(repo, "again", service__keys=KEYS)
    assert steps("keys") == [
        ("again", ["section-added"]),
        ("a link", ["section-removed"]),
        ("begin", ["section-added"]),
    ]


def test_the_users_own_settings_of_git_change_nothing(repo: Repo) -> None:
    keys = edit(KEYS, "id: keys", "id: handing\nformerly: [keys]")
    change(repo, "ümläut", service__keys=None, service__handing=keys)
    before = run("log", "handing").stdout
    assert "ümläut" in before
    for setting in (
        *("log.showRoot=false", "log.follow=true", "diff.renames=copies", "color.ui=always"),
        *("log.showSignature=true", "log.diffMerges=combined", "core.quotePath=true"),
        *("i18n.logOutputEncoding=latin1", "log.decorate=full", "diff.noprefix=true"),
    ):
        repo.git("config", *setting.split("="))
    (repo.root / ".git/specctl").rename(repo.root / ".git/elsewhere")
    assert run("log", "handing").stdout == before


@pytest.mark.parametrize("command", [("log", "keys"), ("blame", "keys"), ("show", "keys@HEAD")])
def test_without_a_repository_or_a_commit_there_is_no_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*command)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "is in no git repository" in ran.stderr
    make(tmp_path)
    ran = run(*command)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "has no commits yet" in ran.stderr


def test_nothing_of_the_repository_is_written_but_the_cache(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECCTL_CACHE", "off")
    for command in (("log", "keys"), ("blame", "keys"), ("show", "keys@HEAD"), ("list", "HEAD")):
        with repo.untouched():
            assert run(*command).exit_code == 0


def test_with_and_without_the_cache_it_is_the_same(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(repo, "1", service__keys=edit(KEYS, "a name", "1 name"))
    change(repo, "2", service__keys=edit(KEYS, "authority: user", "authority: root"))
    asked = [
        (*command, *form)
        for command in (("log", "keys"), ("log", "r0om"), ("blame", "keys"))
        for form in ((), ("--format", "json"))
    ]
    kept = [[run(*command).stdout for command in asked] for _ in range(2)]
    monkeypatch.setenv("SPECCTL_CACHE", "off")
    assert kept == [[run(*command).stdout for command in asked]] * 2


# --- who wrote what ------------------------------------------------------------------------------


def blamed(*args: str) -> list[tuple[str, str | None, str | None]]:
    """The first words of the clauses, with the message of the step, and the class."""
    return [
        (one["text"][:12], one["step"] and one["step"]["message"], one["class"])
        for one in data("blame", *args)["clauses"]
    ]


def test_each_clause_has_the_step_that_last_changed_what_it_says(repo: Repo) -> None:
    change(repo, "reword", safety=edit(SAFETY, "anybody", "anyone"))
    longer = edit(SAFETY, "anybody", "anyone") + "\nIt must lock the door.\n"
    change(repo, "add", safety=longer)
    assert blamed("safety") == [
        ("The assistan", "reword", "clause-reworded"),
        ("It should wa", "begin", "section-added"),
        ("It must lock", "add", "clause-added"),
    ]
    assert blamed("safety", "HEAD~1")[:2] == blamed("safety")[:2]


@pytest.mark.parametrize(
    "passed",
    [
        {"safety": edit(SAFETY, "guest's", "guest\u2019s")},
        {"safety": edit(SAFETY, "anybody the", "anybody\nthe")},
        {"safety": edit(SAFETY, ROOM, "") + f"\n{ROOM.strip()}\n"},
        {"safety": edit(SAFETY, "authority: root", "authority: system")},
        {"safety": edit(SAFETY, "[^r0om].", ".")},
        {
            "safety": edit(SAFETY, "#tone", "#sound"),
            "service__tone": None,
            "service__sound": edit(TONE, "id: tone", "id: sound\nformerly: [tone]"),
            "service": edit(SERVICE, "tone", "sound"),
        },
    ],
    ids=["quotes", "reflow", "order", "level", "anchor", "a new name of what it cites"],
)
def test_what_does_not_change_what_a_clause_says_is_passed(
    repo: Repo, passed: dict[str, str | None]
) -> None:
    change(repo, "passed", **passed)
    assert {message for _, message, _ in blamed("safety")} == {"begin"}


def test_a_clause_is_blamed_where_it_came_from(repo: Repo) -> None:
    change(repo, "reword", safety=edit(SAFETY, "anybody", "anyone"))
    moved = edit(ROOM, "anybody", "anyone")
    bare = re.sub(r"rubrics:.*clauses: \[r0om\]\n", "", edit(SAFETY, ROOM, ""), flags=re.DOTALL)
    change(repo, "move", safety=bare, service__keys=f"{KEYS}\n{moved}")
    assert blamed("keys") == [
        ("The assistan", "begin", "section-added"),
        ("The assistan", "reword", "clause-reworded"),
    ]


def test_what_is_not_committed_is_told_so(repo: Repo) -> None:
    repo.write({"spec/service/keys.md": edit(KEYS, "a name", "both names") + "\nIt may knock.\n"})
    found = data("blame", "keys")
    assert found["rev"] == {"rev": "work tree", "commit": None}
    assert [(one["committed"], one["class"]) for one in found["clauses"]] == [
        *((False, "clause-reworded"), (False, "clause-added")),
    ]
    assert "not committed\n" in run("blame", "keys").stdout
    assert blamed("keys", "HEAD") == [("The assistan", "begin", "section-added")]
    repo.git("checkout", "--quiet", "--", "spec")
    assert blamed("keys") == [("The assistan", "begin", "section-added")]


def test_a_section_that_cannot_be_read_is_an_error(repo: Repo) -> None:
    repo.write({"spec/service/keys.md": "---\n: [\n---\n"})
    ran = run("blame", "keys")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "spec/service/keys.md cannot be read as a section" in ran.stderr


# --- for people ----------------------------------------------------------------------------------


def read(repo: Repo, *args: str) -> str:
    """What people read, without what differs from run to run."""
    today = repo.git("log", "-1", "--format=%as")
    return re.sub(r"\b[0-9a-f]{9}\b", "COMMIT", run(*args).stdout).replace(today, "TODAY")


LOG = """\
section keys: 3 steps, the newest first

TODAY · COMMIT · A. Writer · in no release yet
    Make it firm
  1 authority-raised
    authority raised: user -> root

TODAY · COMMIT · A. Writer · in no release yet
    Ask for both names
    proposal 0007 A change (clarification)
  3 clause-reworded (meaning not judged)
    look at: +both
    The assistant should ask for [-a name-]{+both names+} before it hands out a
    key.
  5 front-matter-style 1

TODAY · COMMIT · A. Writer · version 1.0
    begin
  2 section-added
    + Hand out keys
    + The assistant should ask for a name before it hands out a key.
"""
BLAME = """\
work tree: section keys (Hand out keys)
spec/service/keys.md

TODAY · COMMIT · A. Writer · in no release yet
    Ask for both names
    proposal 0007 A change (clarification)
  3 clause-reworded
  6  The assistant should ask for both names before it hands out a key.

not committed
  1 clause-added
  8  It may knock.
"""


def test_people_read_who_did_what_when_and_why(repo: Repo) -> None:
    repo.git("tag", "v1.0")
    both = edit(edit(KEYS, "a name", "both names"), "title: Hand out", "title:  Hand out")
    repo.write(proposal("0007", "both"))
    change(repo, "Ask for both names", service__keys=both)
    change(repo, "Make it firm", service__keys=edit(both, "user", "root"))
    assert read(repo, "log", "keys") == LOG
    repo.write({"spec/service/keys.md": edit(both, "user", "root") + "\nIt may knock.\n"})
    assert read(repo, "blame", "keys") == BLAME
