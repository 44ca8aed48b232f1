"""Releases: what they are called, what they say, and that a kill loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gitrepo import git
from proposing import SECTIONS, Stage, proposal, section, stage
from test_approvals import BRANCH, WEAKER, approves

from specctl import schema
from specctl.classify.classes import RANK
from specctl.errors import SpecctlError
from specctl.model.release import Plan
from specctl.pipeline import plan_release, release, verified
from specctl.release.versions import NoVersion, checked, following, scheme
from specctl.render import render
from specctl.render.release_notes import changelog, top

MOVES = [
    {"to": to, "by": "mara", "date": "2026-01-01", "why": "so"}
    for to in ("open", "last-call", "accepted")
]
ACCEPTED = {"status": "accepted", "history": MOVES}


# Versions


@pytest.mark.parametrize(
    ("current", "kind", "rank", "date", "expected"),
    [
        ("1.2.3", "semantic", 0, "", "2.0.0"),
        ("1.2.3", "semantic", 1, "", "2.0.0"),
        ("1.2.3", "semantic", 2, "", "1.3.0"),
        ("1.2.3", "semantic", 3, "", "1.3.0"),
        ("1.2.3", "semantic", 4, "", "1.2.4"),
        ("1.2.3", "semantic", 5, "", "1.2.4"),
        ("", "semantic", 1, "", "1.0.0"),
        ("2025-04-11", "date", 1, "2025-09-12", "2025-09-12"),
        ("2025.04.11", "date", 1, "2025-09-12", "2025.09.12"),
        ("20250411", "date", 1, "2025-09-12", "20250912"),
        ("2025-09-12", "date", 5, "2025-09-12", "2025-09-12.2"),
        ("2025-09-12.2", "date", 5, "2025-09-12", "2025-09-12.3"),
        ("", "date", 5, "2025-09-12", "2025-09-12"),
        ("draft seven", "date", 5, "2025-09-12", "2025-09-12"),
        ("2025-09-13", "date", 5, "2025-09-12", "the release would be of 2025-09-12"),
        ("1.0.0", "date", 5, "2025-09-12", "'1.0.0' is no date"),
        ("2025-09-12", "semantic", 5, "", "is no semantic version"),
        ("1.0", "semantic", 5, "", "is no semantic version"),
    ],
)
def test_a_version_follows_from_the_gravest_row_or_the_day(
    current: str, kind: str, rank: int, date: str, expected: str
) -> None:
    try:
        found = following(current, kind, rank, date)
    except NoVersion as error:
        found = str(error)
    assert found == expected or (expected in found and " " in found)


@pytest.mark.parametrize(
    ("wanted", "least", "kind", "expected"),
    [
        ("2.0.0", "1.3.0", "semantic", "2.0.0"),
        ("1.3.0", "1.3.0", "semantic", "1.3.0"),
        ("1.10.0", "1.9.0", "semantic", "1.10.0"),
        ("1.2.9", "1.3.0", "semantic", "1.2.9 is lower than 1.3.0"),
        ("next", "1.3.0", "semantic", "'next' is no version such as 1.2.3"),
        ("2025-10-01", "2025-09-12", "date", "2025-10-01"),
        ("2025-09-01", "2025-09-12", "date", "is lower than"),
    ],
)
def test_a_version_can_be_raised_and_never_lowered(
    wanted: str, least: str, kind: str, expected: str
) -> None:
    try:
        found = checked(wanted, least, kind)
    except NoVersion as error:
        found = str(error)
    assert found == expected or (expected in found and expected != wanted)


def test_the_kind_of_version_is_that_of_the_last_one_unless_the_manifest_says() -> None:
    assert scheme("1.0.0", None) == "semantic"
    assert scheme("2025-01-01", None) == scheme("", None) == "date"
    assert scheme("1.0.0", "date") == "date"


OLD = "# Changelog\n\nWhat is new.\n\n## v1.0.0\n\n2025-01-01\n\nFirst.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "# Changelog\n\n## v2\n"),
        (OLD, "# Changelog\n\nWhat is new.\n\n## v2\n\n## v1.0.0\n\n2025-01-01\n\nFirst.\n"),
        ("# Changelog\n", "# Changelog\n\n## v2\n"),
    ],
)
def test_a_new_entry_stands_on_top(old: str, new: str) -> None:
    assert changelog(old, "## v2\n") == new


def test_the_newest_entry_is_found() -> None:
    found = top(changelog(OLD, "## v2.0.0\n\n2026-01-01\n\nSecond.\n"))
    assert found == ("2.0.0", "2026-01-01", "## v2.0.0\n\n2026-01-01\n\nSecond.\n")
    assert top("# Changelog\n") is None


# Releases in git


@pytest.fixture
def one(tmp_path: Path) -> Stage:
    """A repository that has been released as 1.0.0."""
    found = stage(tmp_path)
    release(found.context, plan_release(found.context))
    return found


def merge(stage: Stage, **front: object) -> None:
    """Bring an approved proposal into main."""
    repo = stage.repo
    repo.git("switch", "--quiet", "--create", BRANCH)
    files = {**proposal(**{**ACCEPTED, **front}), "spec/honesty.md": section("honesty", WEAKER)}
    repo.commit(files)
    approves(stage, "imani", "luca", "ruth")
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--message", "merge", BRANCH)


def planned(stage: Stage, **how: str) -> Plan:
    found = plan_release(stage.context, **how)  # type: ignore[arg-type]
    assert not schema.check(json.loads(render("release", "json", found)), "release")
    assert found.text in render("release", "text", found).replace("  \n", "\n")
    return found


def test_a_first_release_is_the_spec_as_it_is(one: Stage) -> None:
    assert one.repo.git("tag") == "v1.0.0"
    said = (one.repo.root / "spec/CHANGELOG.md").read_text("utf-8")
    assert "First release: 2 sections, 0 examples and 3 evals." in said


@pytest.mark.parametrize(
    ("manifest", "wanted", "expected"),
    [
        ({}, None, "1.0.0"),
        ({}, "1.2.0", "1.2.0"),
        ({}, "0.9.0", "0.9.0 is lower than 1.0.0, which what changed asks for"),
        ({"version": "draft"}, "0.9.0", "'0.9.0' is no version such as 2026-01-31"),
        ({"version": "draft"}, "2026-02-01", "2026-02-01"),
        ({"version": None}, None, "2026-01-31"),
        ({"version": None, "release": {"version": "semantic"}}, None, "1.0.0"),
    ],
)
def test_a_first_release_is_called_as_the_manifest_says(
    tmp_path: Path, manifest: dict[str, object], wanted: str | None, expected: str
) -> None:
    context = stage(tmp_path, **manifest).context
    try:
        found = plan_release(context, version=wanted, date="2026-01-31").notes.version
    except SpecctlError as error:
        found = error.message
    assert found == expected


def test_a_release_tells_tags_and_marks_what_was_merged(one: Stage) -> None:
    merge(
        one, source={"kind": "incident", "ref": "https://example.invalid/7"}, theme="Honest words"
    )
    plan = planned(one)
    assert (plan.notes.version, plan.previous, plan.tag) == ("2.0.0", "1.0.0", "v2.0.0")
    assert not plan.problems
    assert not plan.loose
    for said in (
        "### Honest words",
        "**A change** ([0001]",
        "From an incident: <https://example.invalid/7>.",
        "  - Rules weakened: Honesty (`honesty`)",
    ):
        assert said in plan.text
    release(one.context, plan)
    assert one.repo.git("tag", "--list", "v2*") == "v2.0.0"
    assert not one.repo.git("status", "--porcelain")
    assert "status: released" in (one.repo.root / f"proposals/{BRANCH}/proposal.md").read_text()
    assert "nothing has changed since v2.0.0" in planned(one).problems
    assert not verified(one.context, "1").blockers


def test_tombstones_are_stamped(one: Stage) -> None:
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    retired = (
        "tombstones:\n  old_name: {kind: section} # gone\n  older: {kind: eval, version: 0.9.0}\n"
    )
    one.repo.commit({"spec/spec.yaml": manifest.replace("tombstones: {}\n", retired)})
    release(one.context, planned(one))
    said = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    assert "old_name: {kind: section, version: 1.0.1} # gone" in said
    assert "older: {kind: eval, version: 0.9.0}" in said


def test_a_grave_change_without_a_proposal_is_no_release(one: Stage) -> None:
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER)})
    plan = planned(one)
    assert [row.section for row in plan.loose] == ["honesty"]
    with pytest.raises(SpecctlError, match="in the way"):
        release(one.context, plan)
    assert one.repo.git("tag") == "v1.0.0"


def test_a_grave_change_hides_behind_no_entry_of_its_section(one: Stage) -> None:
    merge(one)
    one.repo.commit(
        {"spec/honesty.md": section("honesty", WEAKER.replace("should say", "may say"))}, "slip"
    )
    plan = planned(one)
    assert any(
        "(slip) changes a row of rank 2 or graver without a proposal" in p for p in plan.problems
    )


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ({"status": "last-call", "history": MOVES[:2]}, "was merged, and it is last-call"),
        ({"declared_rank": 4}, "of proposal 0001, as it was merged: the proposal declares rank 4"),
    ],
)
def test_what_should_not_have_been_merged_is_no_release(
    one: Stage, front: dict[str, object], why: str
) -> None:
    merge(one, **front)
    assert any(why in problem for problem in planned(one).problems)


def test_what_was_merged_beside_what_was_approved_is_no_release(one: Stage) -> None:
    repo = one.repo
    repo.git("switch", "--quiet", "--create", BRANCH)
    repo.commit({**proposal(**ACCEPTED), "spec/honesty.md": section("honesty", WEAKER)})
    approves(one, "imani", "luca", "ruth")
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", BRANCH)
    repo.commit({"spec/style.md": section("style", "Never be short[^s3ho].")}, "merge and more")
    (said,) = (b.why for b in verified(one.context, "1").blockers)
    assert said == "1 row lacks the approval of 1 of editors, owners of `style`"
    assert any(said in problem for problem in planned(one).problems)


def test_a_squash_and_a_row_of_commits_are_verified_as_a_merge_is(one: Stage) -> None:
    repo = one.repo
    repo.git("switch", "--quiet", "--create", BRANCH)
    repo.commit({**proposal(**ACCEPTED), "spec/honesty.md": section("honesty", WEAKER)})
    approves(one, "imani", "luca", "ruth")
    for how in (["merge", "--squash"], ["merge", "--ff-only"]):
        repo.git("switch", "--quiet", "--detach", "v1.0.0")
        repo.git(*how, "--quiet", BRANCH)
        if "--squash" in how:
            repo.commit({}, "squashed")
        found = verified(one.context, "1")
        assert not found.blockers
        assert [row.section for row in found.review.changes] == ["honesty"]
        repo.commit({"spec/style.md": section("style", "Never be short[^s3ho].")}, "another one")
        assert not verified(one.context, "1").blockers


def test_a_release_that_is_merged_first_is_tagged_later(one: Stage) -> None:
    merge(one)
    release(one.context, planned(one), tag=False)
    commit = one.repo.git("rev-parse", "HEAD")
    one.repo.commit({"notes.txt": "later"})
    plan = plan_release(one.context)
    assert release(one.context, plan) == (f"tagged {commit[:10]} as v2.0.0",)
    assert one.repo.git("rev-parse", "v2.0.0^{commit}") == commit


def test_a_release_is_the_same_from_the_same_tree(one: Stage, tmp_path: Path) -> None:
    merge(one)
    clones = [tmp_path / name for name in ("first", "second")]
    trees = set()
    for clone in clones:
        git(tmp_path, "clone", "--quiet", one.repo.root, clone)
        env = {
            **os.environ,
            "GIT_COMMITTER_NAME": clone.name,
            "GIT_COMMITTER_EMAIL": "x@example.invalid",
            "GIT_AUTHOR_NAME": clone.name,
            "GIT_AUTHOR_EMAIL": "x@example.invalid",
        }
        command = [sys.executable, "-m", "specctl", "release"]
        subprocess.run(command, cwd=clone, env=env, check=True, capture_output=True)
        trees.add(git(clone, "rev-parse", "v2.0.0^{tree}"))
    assert len(trees) == 1


def test_a_kill_between_any_two_writes_is_made_good_by_running_again(
    one: Stage, tmp_path: Path
) -> None:
    merge(one)
    plan = planned(one)
    expected = {path: new for path, (_, new) in plan.files.items()}
    for number in range(len(plan.files) + 2):
        clone = tmp_path / f"killed-{number}"
        git(tmp_path, "clone", "--quiet", one.repo.root, clone)
        git(clone, "config", "user.name", "x")
        git(clone, "config", "user.email", "x@example.invalid")
        script = KILLED.format(number=number)
        killed = subprocess.run(
            [sys.executable, "-c", script], cwd=clone, check=False, capture_output=True
        )
        assert killed.returncode == 9, killed.stderr.decode()
        again = subprocess.run(
            [sys.executable, "-m", "specctl", "release"],
            cwd=clone,
            check=False,
            capture_output=True,
        )
        assert again.returncode == 0, again.stderr.decode()
        assert git(clone, "tag", "--list", "v2*").strip() == "v2.0.0"
        assert not git(clone, "status", "--porcelain")
        for path, content in expected.items():
            assert git(clone, "show", f"v2.0.0:{path}").encode() == content


KILLED = """
import os, sys
from specctl.pipeline import saving
from specctl.sources import publishing

left = [{number}]


def dying(real):
    def run(*args, **how):
        if not left[0]:
            os._exit(9)
        left[0] -= 1
        return real(*args, **how)

    return run


os.replace = dying(os.replace)
publishing.commit = dying(publishing.commit)
publishing.tag = dying(publishing.tag)
sys.argv = ["specctl", "release"]
from specctl.cli import main

main()
"""


def test_other_changes_in_the_work_tree_are_left_alone(one: Stage) -> None:
    merge(one)
    path = one.repo.root / "spec/CHANGELOG.md"
    path.write_text("mine\n", "utf-8")
    (one.repo.root / "notes.txt").write_text("mine\n", "utf-8")
    one.repo.git("add", "notes.txt")
    with pytest.raises(SpecctlError, match=r"spec/CHANGELOG.md has changes that are not committed"):
        release(one.context, planned(one))
    assert path.read_text("utf-8") == "mine\n"
    one.repo.git("checkout", "--quiet", "spec/CHANGELOG.md")
    release(one.context, planned(one))
    assert one.repo.git("status", "--porcelain") == "A  notes.txt"


def test_a_release_whose_tag_is_not_there_is_asked_for(one: Stage, tmp_path: Path) -> None:
    merge(one)
    release(one.context, planned(one))
    one.repo.git("tag", "--delete", "v2.0.0")
    one.repo.commit({"spec/CHANGELOG.md": "# Changelog\n"})
    with pytest.raises(
        SpecctlError, match=r"names version 2.0.0, which has no tag, and there are .* v1.0.0"
    ):
        plan_release(one.context)


def test_what_is_released_has_no_errors_of_lint(one: Stage) -> None:
    one.repo.commit({"spec/style.md": section("style", SECTIONS["style"][1] + " [?](#nowhere)")})
    assert any("lint finds an error" in problem for problem in planned(one).problems)


def test_every_class_that_an_entry_names_is_one() -> None:
    from specctl.render.release_notes import _WHAT

    assert _WHAT.keys() <= RANK.keys()
    told = {cls for cls, rank in RANK.items() if rank in (1, 2)}
    assert told <= _WHAT.keys()


def test_a_tag_is_signed_where_git_is_configured_so(one: Stage) -> None:
    merge(one)
    one.acts("mara")
    one.repo.git("config", "tag.gpgSign", "true")
    signers = one.repo.root.parent / "signers"
    signers.write_text(f"mara@example.invalid {one.key('mara').public}\n")
    one.repo.git("config", "gpg.ssh.allowedSignersFile", str(signers))
    release(one.context, planned(one))
    one.repo.git("tag", "--verify", "v2.0.0")
    assert "-----BEGIN SSH SIGNATURE-----" in one.repo.git("cat-file", "tag", "v2.0.0")
