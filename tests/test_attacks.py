"""The gate against those who may push: histories, names and files that are made to deceive it."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo, make
from proposing import Stage, proposal, section, stage
from test_approvals import (
    BRANCH,
    CONCERN,
    WEAKER,
    approves,
    concerns,
    missing,
    proposed,
    raised,
    refused,
    stands,
)
from test_release import MOVES

from specctl.errors import SpecctlError
from specctl.pipeline import (
    Context,
    approve,
    plan_release,
    proposal_standing,
    release,
    resolve,
    verified,
)

FILE = f"proposals/{BRANCH}/proposal.md"
STRONG = section("honesty")
WEAK = section("honesty", WEAKER)
ONE = [{"match": {}, "require": {"safety": 1}}]
"""A policy by which one of safety is enough."""


def lawless(one: Stage) -> str:
    """A commit on main's tip whose manifest asks for nobody, and that is on no branch."""
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    one.repo.git("switch", "--quiet", "--detach", "main")
    made = one.repo.commit({"spec/spec.yaml": re.sub(r": [12]\b", ": 0", manifest)}, "no law")
    one.repo.git("switch", "--quiet", BRANCH)
    one.repo.git("rebase", "--quiet", made)
    return made


# Histories


def test_what_a_merge_of_several_bases_would_bring_is_no_secret(tmp_path: Path) -> None:
    """The branch holds what main held long ago, and shows it to be no change."""
    one = stage(tmp_path)
    repo = one.repo
    repo.commit({"spec/honesty.md": WEAK}, "weak at first")
    repo.git("switch", "--quiet", "--create", "side")
    repo.write({"notes.txt": "x"}).git("add", "notes.txt")
    late = {"GIT_COMMITTER_DATE": "2099-01-01T00:00:00Z"}
    repo.git("commit", "--quiet", "--message", "unrelated", **late)
    repo.git("switch", "--quiet", "main")
    strong = repo.commit({"spec/honesty.md": STRONG}, "strong")
    repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "side")
    repo.git("switch", "--quiet", "--create", BRANCH, "side")
    repo.git("merge", "--quiet", "--strategy", "ours", "--message", "merge", strong)
    found = stands(one)
    assert not found.review.changes
    assert "parted at several commits" in missing(found)[0]
    repo.git("merge", "--quiet", "--strategy", "ours", "--message", "merge", "main")
    assert [row.cls for row in stands(one).review.changes] == ["modality-weakened"]


def test_who_takes_one_side_in_a_merge_is_an_author(tmp_path: Path) -> None:
    one = stage(tmp_path, approvals=ONE)
    one.repo.commit({"spec/honesty.md": WEAK}, "weak at first")
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit(proposal())
    one.repo.git("switch", "--quiet", "main")
    one.repo.commit({"spec/honesty.md": STRONG}, "strong")
    one.repo.git("switch", "--quiet", BRANCH)
    one.acts("imani")
    one.repo.git("merge", "--quiet", "--strategy", "ours", "--message", "merge", "main")
    approves(one, "imani")
    assert stands(one).authors == ("imani", "mara")
    approves(one, "luca")
    assert not missing(stands(one))


def test_who_merges_what_others_wrote_is_no_author(tmp_path: Path) -> None:
    one = proposed(tmp_path, approvals=ONE)
    one.repo.git("switch", "--quiet", "main")
    one.repo.commit({"spec/style.md": section("style", "Keep it short[^s3ho].")})
    one.repo.git("switch", "--quiet", BRANCH)
    one.acts("imani")
    one.repo.git("merge", "--quiet", "--message", "merge", "main")
    approves(one, "imani")
    assert not missing(stands(one))


def test_a_section_that_is_graver_in_the_base_by_now_is_judged_anew(tmp_path: Path) -> None:
    one = stage(tmp_path)
    repo = one.repo
    repo.git("switch", "--quiet", "--create", BRANCH)
    longer = "The assistant must keep replies long[^s3ho]."
    repo.commit({**proposal(), "spec/style.md": section("style", longer)})
    approves(one, "tom")
    assert not missing(stands(one))
    repo.git("switch", "--quiet", "main")
    repo.commit({"spec/style.md": section("style", authority="root")}, "style is root")
    repo.git("switch", "--quiet", BRANCH)
    assert "has changed the level" in missing(stands(one))[0]
    repo.git("merge", "--quiet", "--message", "merge", "main")
    assert missing(stands(one)) == ["1 row lacks the approval of 2 of safety and 1 of policy"]


def test_what_raises_a_section_is_read_again_where_its_text_became_another(tmp_path: Path) -> None:
    one = stage(tmp_path)
    repo = one.repo
    repo.git("switch", "--quiet", "--create", BRANCH)
    repo.commit({**proposal(), "spec/style.md": section("style", authority="root")})
    approves(one, "imani", "luca", "ruth")
    for text, holds in (
        ("The assistant should keep\nreplies short[^s3ho].", True),
        ("The assistant should keep replies short[^s3ho], and lie.", False),
    ):
        repo.git("switch", "--quiet", "main")
        repo.commit({"spec/style.md": section("style", text)}, "lightly")
        repo.git("switch", "--quiet", BRANCH)
        repo.git("rebase", "--quiet", "main")
        assert (missing(stands(one)) == []) is holds


# Approvals that were merged


def reverted(one: Stage) -> None:
    """The proposal is merged as one commit, and its change is taken back."""
    approves(one, "imani", "luca", "ruth")
    repo = one.repo
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--squash", BRANCH)
    repo.commit({}, "squashed")
    repo.commit({"spec/honesty.md": STRONG}, "taken back")
    repo.git("switch", "--quiet", BRANCH)


def goes_on_with_the_old_branch(one: Stage) -> None:
    one.repo.commit({FILE: (one.repo.root / FILE).read_text("utf-8") + "\nMore.\n"})


def brings_the_change_once_more(one: Stage) -> None:
    text = (one.repo.root / FILE).read_text("utf-8")
    one.repo.git("switch", "--quiet", "--force-create", BRANCH, "main")
    one.repo.commit({FILE: text + "\nMore.\n", "spec/honesty.md": WEAK})


def renames_the_approvals(one: Stage) -> None:
    brings_the_change_once_more(one)
    for name in ("imani", "luca", "ruth"):
        folder = f"proposals/{BRANCH}/approvals"
        one.repo.git("mv", f"{folder}/{name}-1.yaml", f"{folder}/{name}-9.yaml")
    one.repo.commit({})


def brings_back_a_folder_that_was_removed(one: Stage) -> None:
    repo = one.repo
    repo.git("switch", "--quiet", "main")
    repo.git("rm", "-r", "--quiet", "proposals")
    repo.commit({"proposals/a/copy": "x"}, "removed")
    repo.git("switch", "--quiet", "--create", "again")
    repo.git("checkout", "--quiet", BRANCH, "--", "proposals", "spec")
    repo.git("mv", f"proposals/{BRANCH}", "proposals/0001-another")
    repo.commit({}, "again")


@pytest.mark.parametrize(
    "attack",
    [
        goes_on_with_the_old_branch,
        brings_the_change_once_more,
        renames_the_approvals,
        brings_back_a_folder_that_was_removed,
    ],
)
def test_an_approval_is_spent_once_it_is_merged(
    tmp_path: Path, attack: Callable[[Stage], None]
) -> None:
    one = proposed(tmp_path)
    reverted(one)
    attack(one)
    found = stands(one)
    assert missing(found) == ["1 row lacks the approval of 2 of safety and 1 of policy"]
    assert "is in the base's history already" in refused(found)["imani"]
    approves(one, "imani", "luca", "ruth", comment="once more")
    assert not missing(stands(one))


def test_a_shallow_clone_does_not_tell_what_is_spent(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    reverted(one)
    brings_the_change_once_more(one)
    clone = tmp_path / "clone"
    url, how = f"file://{one.repo.root}", ("--depth=2", "--no-single-branch", "--quiet")
    one.repo.git("clone", *how, "--branch", BRANCH, url, clone)
    (said,) = missing(proposal_standing(Context(clone), base="origin/main"))
    assert "what was merged before cannot be told" in said
    Repo(clone).git("fetch", "--quiet", "--unshallow")
    assert missing(proposal_standing(Context(clone), base="origin/main")) == missing(stands(one))


# Concerns


def merges_it_away(one: Stage) -> None:
    start = one.repo.git("rev-parse", "HEAD~1")
    one.repo.git("switch", "--quiet", "--detach", start)
    one.repo.commit({"notes.txt": "x"})
    one.repo.git("merge", "--quiet", "--strategy", "ours", "--message", "merge", BRANCH)
    one.repo.git("switch", "--quiet", "--force-create", BRANCH)


def takes_another_number(one: Stage) -> None:
    one.repo.git("rm", "--quiet", FILE)
    one.repo.commit(proposal("0002", "another"))


def keeps_a_copy_that_nobody_reads(one: Stage) -> None:
    text = (one.repo.root / FILE).read_text("utf-8")
    one.repo.commit({**proposal(), "proposals/a": text})


@pytest.mark.parametrize(
    "attack", [merges_it_away, takes_another_number, keeps_a_copy_that_nobody_reads]
)
def test_no_concern_disappears_unseen(tmp_path: Path, attack: Callable[[Stage], None]) -> None:
    one = proposed(tmp_path)
    raised(one)
    attack(one)
    gone = "a concern was taken out or changed: c1 of imani: who is told?"
    assert gone in [why for why, _ in concerns(stands(one))]


def test_a_concern_that_the_base_has_stays(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.commit(proposal(concerns=[CONCERN]), "it was deferred")
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/honesty.md": WEAK})
    assert ["c1 of imani" in why for why, _ in concerns(stands(one))] == [True]


def test_what_the_base_removed_is_no_concern_of_a_branch(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.commit(proposal("0002", "another", concerns=[CONCERN]))
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/honesty.md": WEAK})
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("rm", "--quiet", "-r", "proposals")
    one.repo.commit({}, "removed")
    one.repo.git("switch", "--quiet", BRANCH)
    one.repo.git("merge", "--quiet", "--message", "merge", "main")
    assert not concerns(stands(one))


def test_a_resolution_is_of_one_concern_and_not_of_its_number(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    raised(one)
    one.acts("imani")
    resolve(one.context, "1", "c1", "fine")
    text = (one.repo.root / FILE).read_text("utf-8")
    answer = "{by: imani, date: '2026-01-03', reason: fine, signature: x}"
    other = f"  - {{id: c1, by: imani, date: '2026-01-02', text: grave, resolved: {answer}}}\n"
    one.repo.commit({FILE: text.replace("concerns:\n", f"concerns:\n{other}")})
    assert [why for why, _ in concerns(stands(one))] == ["concern c1 of imani stands: grave"]


# Names


def named_as_a_commit(one: Stage, law: str) -> str:
    tip = one.repo.git("rev-parse", "main")
    one.repo.git("update-ref", f"refs/remotes/origin/{tip}", law)
    return tip


def named_as_a_remote_s_branch(one: Stage, law: str) -> str:
    one.repo.git("update-ref", "refs/remotes/origin/main", "main")
    one.repo.git("update-ref", "refs/remotes/origin/origin/main", law)
    return "origin/main"


def a_tag_named_as_a_reference(one: Stage, law: str) -> str:
    one.repo.git("update-ref", "refs/remotes/origin/main", "main")
    one.repo.git("update-ref", "refs/tags/refs/heads/main", law)
    one.repo.git("branch", "--quiet", "--delete", "--force", "main")
    return "main"


def a_tag_named_as_what_the_remote_s_head_is(one: Stage, law: str) -> str:
    for name in ("origin/main", "remotes/origin/main", "remotes/origin/origin/main"):
        one.repo.git("update-ref", f"refs/tags/{name}", law)
    one.repo.git("update-ref", "refs/remotes/origin/main", "main")
    one.repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    one.repo.git("branch", "--quiet", "--delete", "--force", "main")
    return ""


def a_replacement(one: Stage, law: str) -> str:
    one.repo.git("replace", one.repo.git("rev-parse", "main"), law)
    return "main"


@pytest.mark.parametrize(
    "attack",
    [
        named_as_a_commit,
        named_as_a_remote_s_branch,
        a_tag_named_as_a_reference,
        a_tag_named_as_what_the_remote_s_head_is,
        a_replacement,
    ],
)
def test_nothing_that_anybody_may_push_stands_for_the_base(
    tmp_path: Path, attack: Callable[[Stage, str], str]
) -> None:
    one = proposed(tmp_path)
    base = attack(one, lawless(one))
    found = stands(one, **({"base": base} if base else {}))
    assert "1 row lacks the approval of 2 of safety and 1 of policy" in missing(found)


# Changes without a proposal


def nested(tmp_path: Path) -> Stage:
    """Honesty stands below duties, of which safety decides."""
    rules = [
        {"match": {"section": ["duties"]}, "require": {"safety": 1}},
        {"match": {}, "require": {"owners": 0}},
    ]
    one = stage(tmp_path, approvals=rules, sections=["duties", "style"])
    above = "---\nid: duties\ntitle: Duties\nowners: [safety]\nsections: [honesty]\n---\n"
    (one.repo.root / "spec/honesty.md").unlink()
    one.repo.commit({"spec/duties.md": above, "spec/duties/honesty.md": STRONG})
    one.repo.git("switch", "--quiet", "--create", "branch")
    return one


def gives_it_owners(one: Stage) -> None:
    owned = STRONG.replace("authority: root", "authority: root\nowners: [editors]")
    one.repo.commit({"spec/duties/honesty.md": owned})


def moves_it(one: Stage) -> None:
    one.repo.git("mv", "spec/duties/honesty.md", "spec/honesty.md")
    above = (one.repo.root / "spec/duties.md").read_text("utf-8")
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    one.repo.commit(
        {
            "spec/duties.md": above.replace("[honesty]", "[]"),
            "spec/spec.yaml": manifest.replace("[duties, style]", "[duties, style, honesty]"),
        }
    )


def renames_the_one_above(one: Stage) -> None:
    for name in ("", ".md"):
        one.repo.git("mv", f"spec/duties{name}", f"spec/tasks{name}")
    above = (one.repo.root / "spec/tasks.md").read_text("utf-8")
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    one.repo.commit(
        {
            "spec/tasks.md": above.replace("id: duties", "id: tasks\nformerly: [duties]"),
            "spec/spec.yaml": manifest.replace("[duties, style]", "[tasks, style]"),
        }
    )


@pytest.mark.parametrize("attack", [gives_it_owners, moves_it, renames_the_one_above])
def test_who_decides_changes_with_a_proposal_alone(
    tmp_path: Path, attack: Callable[[Stage], None]
) -> None:
    one = nested(tmp_path)
    attack(one)
    found = stands(one)
    assert min(row.rank for row in found.review.changes) > 2
    assert any("to other owners or rules" in b.why for b in found.blockers), found.blockers


# Releases


def bumped(one: Stage, version: str) -> None:
    """Write by hand what a release writes, on a branch of no proposal, and merge it."""
    text, log = (one.repo.root / f"spec/{name}" for name in ("spec.yaml", "CHANGELOG.md"))
    old = text.read_text("utf-8")
    entry = f"# Changelog\n\n## v{version}\n\n2026-01-01\n\nAll is well.\n"
    one.repo.git("switch", "--quiet", "--create", "bump")
    one.repo.commit(
        {
            "spec/spec.yaml": old.replace("version: 1.0.0", f"version: {version}"),
            "spec/CHANGELOG.md": entry + log.read_text("utf-8") if log.exists() else entry,
        }
    )
    assert not stands(one).blockers
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", "bump")


def test_a_version_that_somebody_wrote_is_no_release(tmp_path: Path) -> None:
    one = stage(tmp_path)
    release(one.context, plan_release(one.context))
    one.repo.commit({"spec/honesty.md": WEAK}, "unseen")
    bumped(one, "9.0.0")
    plan = plan_release(one.context)
    assert plan.commit
    assert [row.section for row in plan.loose] == ["honesty"]
    with pytest.raises(SpecctlError, match="in the way"):
        release(one.context, plan)
    assert one.repo.git("tag") == "v1.0.0"


def test_a_version_on_one_that_was_never_released_is_no_release(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.git("tag", "v0.9.0")
    bumped(one, "9.0.0")
    assert plan_release(one.context).problems == (
        "version 9.0.0 follows on 1.0.0, which has no tag",
    )


def test_what_came_before_its_proposal_is_not_verified_with_it(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.commit({"spec/honesty.md": WEAK})
    one.repo.commit(proposal(status="accepted", history=MOVES))
    said = "what brought the proposal changes nothing in the spec"
    assert said in [b.why for b in verified(one.context, "1").blockers]
    found = verified(one.context, "1", span=("HEAD~2", "HEAD"))
    assert missing(found) == ["1 row lacks the approval of 2 of safety and 1 of policy"]


def test_what_came_with_a_proposal_once_more_is_told(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    one.repo.commit(proposal(status="accepted", history=MOVES))
    approves(one, "imani", "luca", "ruth")
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", BRANCH)
    assert not verified(one.context, "1").blockers
    worse = section("honesty", WEAKER.replace("should tell", "may tell"))
    one.repo.commit({FILE: (one.repo.root / FILE).read_text("utf-8") + "\nMore.\n"})
    assert not verified(one.context, "1").blockers
    text = (one.repo.root / FILE).read_text("utf-8")
    one.repo.commit({FILE: text + "\nMore.\n", "spec/honesty.md": worse}, "again")
    (said,) = verified(one.context, "1").blockers
    assert "(again) changed it and the spec again" in said.why


def test_a_first_release_of_another_version_is_tagged_later(tmp_path: Path) -> None:
    one = stage(tmp_path)
    release(one.context, plan_release(one.context, version="2.0.0"), tag=False)
    release(one.context, plan_release(one.context))
    assert one.repo.git("tag") == "v2.0.0"


# Files that are made to be misread


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ({"declared_rank": 10**30}, "rank"),
        ({"declared_rank": 6}, "rank"),
        ({"declared_rank": -1}, "rank"),
    ],
)
def test_a_rank_that_is_none_is_told(tmp_path: Path, front: dict[str, object], kind: str) -> None:
    one = proposed(tmp_path)
    one.repo.commit(proposal(**front))
    assert kind in {blocker.kind for blocker in stands(one).blockers}


@pytest.mark.parametrize("base", ["ma\0in", "main\n", "--output=x", "main..HEAD"])
def test_a_base_that_is_no_revision_is_told(tmp_path: Path, base: str) -> None:
    one = proposed(tmp_path)
    one.repo.commit(proposal(base=base))
    with pytest.raises(SpecctlError, match="no revision"):
        proposal_standing(one.context)


def test_a_key_that_is_spelled_otherwise_is_the_same(tmp_path: Path) -> None:
    one = stage(tmp_path)
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    twice = manifest.replace(one.key("luca").public, f"{one.key('imani').public}=")
    one.repo.commit({"spec/spec.yaml": twice})
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/honesty.md": WEAK})
    one.acts("imani")
    with pytest.raises(SpecctlError, match="its key is listed for imani and luca"):
        approve(one.context)


# Commits that no git makes


@pytest.mark.parametrize("date", ["99999999999999 +0000", "-1 +0000", "x", f"{2**63 - 1} +0000"])
def test_a_commit_of_no_day_is_read(tmp_path: Path, date: str) -> None:
    one = proposed(tmp_path)
    raw = one.repo.git("cat-file", "commit", "HEAD")
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        cwd=one.repo.root, input=re.sub(r"(committer .*>) .*", rf"\1 {date}", raw).encode(),
        capture_output=True, check=True,
    )  # fmt: skip
    one.repo.git("update-ref", "refs/heads/main", made.stdout.decode().strip())
    one.repo.git("switch", "--quiet", "--force", "main")
    assert verified(one.context, "1").blockers
    assert plan_release(one.context).text


def test_a_spec_that_is_a_whole_repository_has_no_proposals(tmp_path: Path) -> None:
    """What stands in it under that name is part of the spec, and approves nothing."""
    inner = {path.removeprefix("spec/"): text for path, text in proposal().items()}
    repo = make(tmp_path / "spec")
    repo.commit({"spec.yaml": "name: x\nsections: [style]\n", "style.md": section("style")})
    repo.git("switch", "--quiet", "--create", BRANCH)
    repo.commit({**inner, "style.md": section("style", "The assistant must not be short[^s3ho].")})
    found = proposal_standing(Context(tmp_path / "spec", "."), base="main")
    assert found.proposal is None
    assert "no-proposal" in {one.kind for one in found.blockers}
