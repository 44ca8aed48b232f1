"""What is new since an earlier review."""

import json
from pathlib import Path

import pytest
from case_files import BASE
from click.testing import CliRunner, Result
from comparing import ROOT
from gitrepo import Repo, make

from specctl import schema
from specctl.cli.app import cli

Files = dict[str, str]
KEYS = BASE["service/keys.md"]
SAFETY = BASE["safety.md"]
MINE = {
    "service/keys.md": KEYS.replace("a name before", "two names before") + "\nIt should smile.\n",
    "safety.md": SAFETY.replace("must not tell", "should not tell"),
}
"""Three rows: a clause that obliges less, one reworded, one new."""


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


def spec(files: Files) -> Files:
    return {f"spec/{name}": text for name, text in files.items()}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A branch ``mine`` off ``main``, with an earlier review of it in ``last.json``."""
    found = make(tmp_path / "repo")
    found.commit(spec(BASE), "base")
    found.git("switch", "--quiet", "--create", "mine")
    found.commit(spec(MINE), "mine")
    monkeypatch.chdir(found.root)
    run("review", "main...mine", "--format", "json", "-o", "../last.json")
    return found


def since(*args: str) -> Result:
    return run("review", "main...mine", "--since-review", "../last.json", *args)


def data(*args: str) -> dict[str, object]:
    found = json.loads(since("--format", "json", *args).stdout)
    assert schema.check(found, "review") == []
    assert isinstance(found, dict)
    return found


def seen(found: dict[str, object]) -> dict[str, bool]:
    return {row["class"]: row["seen"] for row in found["changes"]}  # type: ignore[attr-defined]


def test_nothing_is_new_in_the_same_review(repo: Repo) -> None:
    found = data()
    assert seen(found) == {
        "modality-weakened": True,
        "clause-added": True,
        "clause-reworded": True,
    }
    assert found["since"]["gone"] == []  # type: ignore[index]
    assert "Since the review of mine (" in since().stdout
    assert "0 rows are new, 3 were seen and 0 are gone." in " ".join(since().stdout.split())


def test_a_row_whose_text_changed_again_is_new_and_its_old_form_is_gone(repo: Repo) -> None:
    repo.commit(
        spec({"service/keys.md": MINE["service/keys.md"].replace("smile", "smile at nobody")})
    )
    found = data()
    assert seen(found) == {
        "modality-weakened": True,
        "clause-added": False,
        "clause-reworded": True,
    }
    (gone,) = found["since"]["gone"]  # type: ignore[index]
    assert (gone["class"], gone["after"]) == ("clause-added", "It should smile.")


def test_only_what_is_new_is_shown_in_full(repo: Repo) -> None:
    repo.commit(spec({"service/keys.md": MINE["service/keys.md"] + "\nIt must not sing.\n"}))
    text = since().stdout
    assert "It must not sing." in text
    assert "It should smile." not in text
    assert "two names" not in text
    assert text.count("already seen: 1 row\n") == 3
    assert "1 row is new, 3 were seen and 0 are gone." in " ".join(text.split())
    comment = since("--format", "markdown").stdout
    shown, _, folded = comment.partition("already seen: 1 row</summary>")
    assert "It must not sing." not in folded.partition("Behaviour (rank 2)")[0]
    assert "It must not sing." in comment
    assert "should" in folded
    assert "1 row is new, 3 were seen and 0 are gone" in shown


def test_it_works_on_when_the_branch_was_rebased_and_the_old_commit_is_no_more(repo: Repo) -> None:
    repo.git("switch", "--quiet", "main")
    repo.commit(
        spec({"terms.md": BASE["terms.md"] + "\n**Lobby**: where the desk is.\n"}), "theirs"
    )
    repo.git("rebase", "--quiet", "main", "mine")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("prune", "--expire=now")
    assert seen(data()) == {
        "modality-weakened": True,
        "clause-added": True,
        "clause-reworded": True,
    }
    assert "It began at another base, main (" in since().stdout


def test_a_row_that_was_taken_back_is_told_as_gone(repo: Repo) -> None:
    repo.commit(spec({"safety.md": SAFETY}), "take it back")
    text = since().stdout
    assert "0 rows are new, 2 were seen and 1 is gone." in " ".join(text.split())
    assert "Gone since that review: 1 row\n  1 modality-weakened + clause-reworded safety" in text
    assert "Gone since that review: 1 row" in since("--format", "markdown").stdout


def test_a_review_of_nothing_tells_what_is_gone(repo: Repo) -> None:
    found = run("review", "main..main", "--since-review", "../last.json")
    assert "Nothing changed." in found.stdout
    assert "0 rows are new, 0 were seen and 3 are gone." in " ".join(found.stdout.split())


def test_the_exit_code_goes_by_all_rows(repo: Repo) -> None:
    repo.commit(spec({"safety.md": MINE["safety.md"].replace("(#tone)", "(#ton)")}))
    run("review", "main...mine", "--format", "json", "-o", "../last.json")
    found = since()
    assert found.exit_code == 1
    assert "0 rows are new" in found.stdout


def test_the_json_of_diff_will_do(repo: Repo) -> None:
    run("diff", "main...mine", "--format", "json", "-o", "../last.json")
    assert all(seen(data()).values())


def test_without_an_earlier_review_nothing_is_said_of_it(repo: Repo) -> None:
    found = json.loads(run("review", "main...mine", "--format", "json").stdout)
    assert "since" not in found
    assert all("seen" not in row for row in found["changes"])


GOOD = {
    "schema": "specctl/review/1",
    "base": {"rev": "a", "commit": None},
    "head": {"rev": "b", "commit": None},
    "changes": [],
}
BAD = [
    ("", "is cut off in line 1"),
    ("{", "is cut off in line 1"),
    (json.dumps(GOOD, indent=1)[:50], "is cut off in line 4"),
    ('{"schema": "specctl/rev', "is cut off in line 1"),
    ("# Review\n", "is no JSON: Expecting value, in line 1"),
    ("[" * 100_000, "cannot be read as JSON"),
    (b"\xff\xfe", "is no JSON: it is not UTF-8"),
    ("[]", "is no review: it has no schema, not specctl/review/1"),
    ('{"schema": "specctl/findings/1"}', "its schema is specctl/findings/1, not specctl/review/1"),
    (json.dumps({k: v for k, v in GOOD.items() if k != "changes"}), "`specctl impact` writes none"),
    (json.dumps({**GOOD, "changes": 5}), "is no review of this version: changes: changes: must be"),
    (json.dumps({**GOOD, "changes": [{"id": "x"}]}), "is missing"),
    (json.dumps({**GOOD, "base": {"rev": "a", "commit": "x" * 40}, "more": 1}), "no known field"),
]


@pytest.mark.parametrize(("content", "why"), BAD, ids=range(len(BAD)))
def test_what_is_no_review_is_an_error(repo: Repo, content: str | bytes, why: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    (repo.root.parent / "last.json").write_bytes(raw)
    found = since()
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("specctl: error: ../last.json")
    assert why in found.stderr
    assert "specctl review --format json -o FILE" in found.stderr


def test_a_review_that_is_too_large_or_not_there_is_an_error(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specctl.pipeline.since.LARGEST", 100)
    assert "is larger than" in since().stderr
    (repo.root.parent / "last.json").unlink()
    assert "cannot read ../last.json: No such file" in since().stderr


def test_a_review_of_another_history_is_an_error(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.commit(spec(BASE), "another beginning")
    repo.commit(spec(MINE), "the same")
    run("review", "HEAD~1..HEAD", "--format", "json", "-o", "../last.json")
    found = since()
    assert found.exit_code == 2
    assert (
        "a review of something else: its base HEAD~1 has no history in common with main"
        in found.stderr
    )


def test_an_earlier_review_of_a_commit_that_is_not_there_will_do(repo: Repo) -> None:
    path = repo.root.parent / "last.json"
    found = json.loads(path.read_text())
    found["base"]["commit"] = "0" * 40
    path.write_text(json.dumps(found))
    assert all(seen(data()).values())


def test_folders_have_no_history(repo: Repo) -> None:
    found = run("review", f"dir:{ROOT}", "dir:spec", "--since-review", "../last.json")
    assert "0 were seen and 3 are gone" in " ".join(found.stdout.split())
