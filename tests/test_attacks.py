"""The gate against those who may push: histories, names and files that are made to deceive it."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from proposing import Stage, proposal, section, stage
from test_approvals import (
    BRANCH,
    WEAKER,
    approves,
    missing,
    proposed,
    stands,
)

from specctl.pipeline import plan_release, verified

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
