"""A spec whose history has everything that an auditor meets: what is in order, and what slipped by."""

import os
from pathlib import Path

from gitrepo import git
from proposing import SECTIONS, Stage, proposal, section, stage
from test_approvals import approves

import specctl
from specctl import frontmatter
from specctl.pipeline import Context, approve, confirm, plan_release, release, resolve

TRUTH, STYLE = SECTIONS["honesty"][1], SECTIONS["style"][1]
WEAKER = TRUTH.replace("must tell", "should tell")
MOVES = [
    {"to": to, "by": "mara", "date": "2026-01-01", "why": "so"}
    for to in ("open", "last-call", "accepted")
]
READY = {"status": "accepted", "history": MOVES}
CONCERN = {"id": "c1", "by": "imani", "date": "2026-01-02", "text": "who is told?"}
POLICY: list[dict[str, object]] = [
    {
        "match": {"rank": "0-1", "authority": ["root", "system"]},
        "require": {"safety": 2, "policy": 1},
    },
    {"match": {"rank": "2-3"}, "require": {"owners": 1}, "verified": False},
    {"match": {"rank": "4-5"}, "require": {}},
]


def begun(one: Stage, name: str) -> None:
    one.repo.git("switch", "--quiet", "--create", name, "main")


def merged(one: Stage, name: str, *how: str) -> str:
    """Bring a branch into main."""
    one.repo.git("switch", "--quiet", "main")
    one.repo.git("merge", "--quiet", *(how or ("--no-ff", "--message", f"Merge {name}")), name)
    return one.repo.git("rev-parse", "HEAD")


def in_order(one: Stage) -> str:
    """0001, which all whom the policy asks have approved, after a concern was met."""
    begun(one, "0001-plain-truth")
    front = {
        **READY,
        "title": "Plain truth",
        "source": {"kind": "incident", "ref": "https://example.invalid/7"},
        "concerns": [CONCERN],
        "disposition": "Adopted as proposed; the reporter was told.",
    }
    files = proposal("0001", "plain-truth", **front)
    one.repo.commit({**files, "spec/honesty.md": section("honesty", WEAKER)}, "Weaken it")
    confirm(one.context, ["t1ru"])
    one.repo.commit({}, "Look at the eval again")
    one.acts("imani")
    resolve(one.context, "1", "c1", "everybody, by mail")
    one.repo.commit({}, "Resolve c1")
    approves(one, "imani", "luca", "ruth")
    return merged(one, "0001-plain-truth")


def short(one: Stage) -> str:
    """0002, which fewer have approved than the policy asks for, and whose concern still stands."""
    begun(one, "0002-looser-still")
    front = {**READY, "title": "Looser still", "concerns": [CONCERN]}
    files = proposal("0002", "looser-still", **front)
    looser = WEAKER.replace("should tell", "may tell")
    one.repo.commit({**files, "spec/honesty.md": section("honesty", looser)}, "Loosen it")
    approves(one, "imani")
    return merged(one, "0002-looser-still")


def unverified(one: Stage) -> str:
    """0003, approved elsewhere, as a squashed commit."""
    begun(one, "0003-short-replies")
    front = {**READY, "title": "Short replies", "declared_rank": 2}
    files = proposal("0003", "short-replies", **front)
    said = STYLE.replace("short", "brief")
    one.repo.commit({**files, "spec/style.md": section("style", said)}, "Say brief")
    approve(one.context, by="tom", evidence="https://example.invalid/minutes", comment="fine")
    one.repo.commit({}, "Record tom's approval")
    merged(one, "0003-short-replies", "--squash")
    return one.repo.commit({}, "Short replies (#12)")


def slip(one: Stage) -> str:
    """A grave change that nobody proposed."""
    said = STYLE.replace("should keep", "must never keep")
    return one.repo.commit({"spec/style.md": section("style", said)}, "Tidy up =1+1")


def typo(one: Stage) -> str:
    """A light change that nobody proposed, and that needs nobody."""
    path = one.repo.root / "spec/style.md"
    return one.repo.commit({"spec/style.md": path.read_text("utf-8") + "\n"}, "Mend a typo")


Commits = dict[str, str]


def house(folder: Path) -> tuple[Stage, Commits]:
    """A history of three releases, and what was merged: name -> commit."""
    one = stage(folder, approvals=POLICY)
    release(one.context, plan_release(one.context))
    commits = {"in_order": in_order(one)}
    release(one.context, plan_release(one.context))
    commits["release"] = one.repo.git("rev-parse", "v2.0.0^{commit}")
    for make in (short, unverified, slip, typo):
        commits[make.__name__] = make(one)
    return one, commits


def released(folder: Path, corpus: Path) -> Context:
    """The releases of the Model Spec as commits, which nobody proposed, each with its tag."""
    here = Context(folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for number, name in enumerate(("2025-02-12", "2025-04-11", "2025-09-12")):
        specctl.import_spec(here, "model-spec", corpus / name, Path("spec"), update=number > 0)
        manifest = folder / "spec/spec.yaml"
        manifest.write_text(frontmatter.update(manifest.read_text("utf-8"), {"version": name}))
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", f"Bring in {name}")
        git(folder, "tag", name)
    return here


if __name__ == "__main__":  # to look at: python tests/auditing.py FOLDER
    import sys

    os.environ.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull)
    print(house(Path(sys.argv[1]))[1])  # noqa: T201
