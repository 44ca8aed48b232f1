"""One proposal from its first line to the audit, by people with clones and keys of their own.

The README's tour tells the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from gitrepo import git

from specctl import frontmatter
from specctl.propose.text import PROMPTS

ROOT = Path(__file__).parent.parent
PEOPLE = ("imani", "luca", "mara", "ruth", "tom")
SESSION = "spec/protect_people/account_boundaries/verify_before_disclosing.md"
DATES = "spec/style/numbers_and_dates.md"
SOFTER = ("It must not say or hint which of", "It should not say or hint which of")
CLEARER = ("should say which one it took.", "should say which reading it took.")
FOLDER = "0002-one-way-to-say-who-is-asking"


@dataclass(frozen=True)
class Desk:
    """Somebody's clone."""

    name: str
    root: Path

    def git(self, *args: str) -> str:
        return git(self.root, "-c", f"user.name={self.name}", *self._me, *args).strip()

    @property
    def _me(self) -> tuple[str, ...]:
        return ("-c", f"user.email={self.name}@tallyhand.example")

    def specctl(self, *args: str, code: int = 0) -> str:
        command = [sys.executable, "-m", "specctl", *args]
        ran = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, check=False, env=_env()
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def push(self, message: str) -> None:
        self.commit(message)
        self.git("push", "--quiet", "--set-upstream", "--force-with-lease", "origin", "HEAD")

    def pull(self, branch: str = "") -> None:
        self.git("fetch", "--quiet", "--tags")
        if branch:
            self.git("switch", "--quiet", "--discard-changes", branch)
        self.git("reset", "--quiet", "--hard", "@{upstream}")

    def standing(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.specctl("propose", "check", "--format", "json"))
        return found

    def lacks(self) -> list[str]:
        """What is in the way, by kind."""
        return [one["kind"] for one in self.standing()["blockers"]]  # type: ignore[attr-defined]


def _env() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "80"}


@dataclass(frozen=True)
class House:
    """A bare repository, and a desk for each of the people around it."""

    desks: dict[str, Desk]
    keys: Path

    def __getitem__(self, name: str) -> Desk:
        return self.desks[name]


@pytest.fixture
def house(tmp_path: Path) -> House:
    keys = tmp_path / "keys"
    keys.mkdir()
    for name in PEOPLE:
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keys / name]
        subprocess.run(made, check=True)
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", hub)
    found = House({name: Desk(name, tmp_path / name) for name in PEOPLE}, keys)
    first = found["tom"]
    git(tmp_path, "clone", "--quiet", hub, first.root)
    shutil.copytree(ROOT / "spec", first.root / "spec")
    shutil.copytree(ROOT / "proposals", first.root / "proposals")
    first.git("symbolic-ref", "HEAD", "refs/heads/main")
    manifest = first.root / "spec/spec.yaml"
    text = manifest.read_text("utf-8")
    members = frontmatter.read(text, "").data["members"]
    for name in PEOPLE:
        public = (keys / f"{name}.pub").read_text().split()
        members[name]["keys"] = [{"key": " ".join(public[:2])}]
    manifest.write_text(frontmatter.update(text, {"members": members}), "utf-8")
    first.push("The sample spec")
    for one in found.desks.values():
        if one is not first:
            git(tmp_path, "clone", "--quiet", hub, one.root)
        for key, value in {
            "user.name": one.name,
            "user.email": f"{one.name}@tallyhand.example",
            "gpg.format": "ssh",
            "user.signingkey": str(keys / one.name),
        }.items():
            git(one.root, "config", key, value)
    return found


def test_a_proposal_becomes_a_release_that_says_where_it_came_from(house: House) -> None:
    mara, imani, luca, ruth, tom = (house[n] for n in ("mara", "imani", "luca", "ruth", "tom"))
    assert "as v1.0.0" in tom.specctl("release")
    tom.git("push", "--quiet", "--follow-tags", "origin", "main")

    # Mara proposes, and opens it.
    mara.pull()
    said = mara.specctl(
        "propose", "new", "One way to say who is asking",
        "--source", "public-feedback:https://forum.tallyhand.example/431", "--rank", "1",
    )  # fmt: skip
    assert FOLDER in said
    assert mara.git("branch", "--show-current") == FOLDER
    why, what = (prompt for heading, prompt in PROMPTS if heading in ("Why", "What changes"))
    mara.edit(
        f"proposals/{FOLDER}/proposal.md",
        (f"_{why}_", "Five threads ask why support and the assistant differ in this."),
        (f"_{what}_", "Hints about what somebody typed are a should-not, as support has it."),
    )
    mara.edit(SESSION, SOFTER)
    mara.edit(DATES, CLEARER)
    mara.specctl("propose", "update")
    mara.specctl("propose", "move", "2", "open", "--why", "Ready to be read")
    mara.push("Say in one way who is asking")
    assert mara.lacks() == ["approval", "approval", "approval", "stale", "stale"]

    # An eval and an example are stale: Mara looks at them, which makes rows of the review.
    assert "[^k9la]" in mara.specctl("stale", code=1)
    mara.specctl("confirm", "^k9la")
    mara.specctl("propose", "update")
    mara.push("Confirm both")

    # Imani reads it, approves, and raises a concern.
    imani.pull(FOLDER)
    assert "modality-weakened" in imani.specctl("review", "main...")
    imani.specctl("propose", "approve", "--comment", "The reasons hold.")
    imani.specctl("propose", "concern", "2", "Support reads this sentence as a licence to hint.")
    imani.push("Approve, with a concern")

    # Mara edits one of the two rows again: that voids half of what Imani has approved.
    mara.pull(FOLDER)
    mara.edit(
        SESSION,
        (
            "It should not say or hint which of",
            "It should not say or hint, even when asked, which of",
        ),
    )
    mara.specctl("confirm", "^k9la")
    mara.specctl("propose", "update")
    mara.push("Leave no licence to hint")
    (imanis,) = mara.standing()["approvals"]  # type: ignore[misc]
    assert len(imanis["counts"]) == 1
    assert (
        len(imanis["gone"]) == 3
    )  # the clause, and the eval and example of it that were confirmed
    assert "concern" in mara.lacks()
    assert "mara is neither imani" in mara.specctl(
        "propose", "resolve", "2", "c1", "--reason", "done", code=2
    )

    # Imani is content, and approves what it has become; so do the others.
    imani.pull(FOLDER)
    imani.specctl(
        "propose", "resolve", "2", "c1", "--reason", "The sentence leaves no such reading now."
    )
    imani.specctl("propose", "approve")
    imani.push("Resolve the concern, and approve")
    for one in (luca, ruth, tom):
        one.pull(FOLDER)
        one.specctl("propose", "approve")
        one.push(f"{one.name} approves")
    tom.git("switch", "--quiet", "main")

    # Meanwhile main moves on; a rebase keeps every approval.
    tom.edit("spec/style.md", ("These sections describe", "The sections below describe"))
    tom.push("Say where the sections are")
    mara.pull(FOLDER)
    mara.git("fetch", "--quiet")
    mara.git("branch", "--force", "main", "origin/main")
    mara.git("rebase", "--quiet", "origin/main")
    assert mara.lacks() == []

    # Last call, accepted, merged, and held against what was approved.
    mara.specctl("propose", "move", "2", "last-call", "--why", "Nobody has anything to add")
    mara.commit("Last call")
    mara.specctl("propose", "move", "2", "accepted", "--why", "Approved by safety and policy")
    mara.commit("Accept it")
    assert "Nothing is in the way" in mara.specctl("propose", "check", "--strict")
    mara.git("push", "--quiet", "--force-with-lease", "origin", "HEAD")
    tom.pull("main")
    tom.git("merge", "--quiet", "--no-ff", "--message", "Merge proposal 0002", f"origin/{FOLDER}")
    tom.git("push", "--quiet", "origin", "main")
    assert "What was merged is what was approved." in tom.specctl("propose", "verify", "2")

    # The release tells it, and so do the history and the audit.
    planned = tom.specctl("release", "--dry-run", "--format", "markdown")
    assert "**One way to say who is asking** ([0002]" in planned
    assert "Hints about what somebody typed are a should-not" in planned
    assert "From public feedback: <https://forum.tallyhand.example/431>." in planned
    assert "as v2.0.0" in tom.specctl("release")
    tom.git("push", "--quiet", "--follow-tags", "origin", "main")
    log = json.loads(tom.specctl("log", "verify_before_disclosing", "--format", "json"))
    assert "0002" in json.dumps(log)
    assert {"imani", "luca", "ruth"} <= {*json.dumps(log).replace('"', " ").split()}
    assert "proposal 0002" in tom.specctl("blame", "verify_before_disclosing")
    audit = json.loads(tom.specctl("audit", "--from", "1.0.0", "--to", "2.0.0", "--format", "json"))
    told = {(row["approval"], row["section"]) for one in audit["records"] for row in one["changes"]}
    assert ("verified", "verify_before_disclosing") in told
    assert [section for approval, section in told if approval == "nobody"] == ["style"]  # Tom's own
