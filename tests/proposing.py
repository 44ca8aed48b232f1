"""Real people with real keys, in a real repository, who propose and approve."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result
from gitrepo import Repo, make

from specctl import frontmatter
from specctl.cli.app import cli
from specctl.pipeline import Context

PEOPLE = {
    "imani": ["safety"],
    "luca": ["safety"],
    "ruth": ["policy"],
    "mara": ["editors"],
    "tom": ["editors"],
}
"""Who is in which groups."""

POLICY: list[dict[str, object]] = [
    {
        "match": {"rank": "0-1", "authority": ["root", "system"]},
        "require": {"safety": 2, "policy": 1},
    },
    {"match": {"rank": "2-3"}, "require": {"owners": 1}},
    {"match": {"rank": "4-5"}, "require": {"editors": 1}},
    {"match": {"rank": "0-1", "section": ["spec.yaml"]}, "require": {"policy": 1}},
]

SECTIONS = {
    "honesty": (
        "root",
        "The assistant must tell the truth[^t1ru]. It should say what it does not know[^k2no].",
    ),
    "style": ("guideline", "The assistant should keep replies short[^s3ho]."),
}


@dataclass
class Key:
    """A key pair of somebody's, made by ssh-keygen."""

    file: Path

    @property
    def public(self) -> str:
        return " ".join(self.file.with_suffix(".pub").read_text().split()[:2])


@dataclass
class Stage:
    """A repository with a spec, and the people around it."""

    repo: Repo
    keys: dict[str, Key] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return Context(self.repo.root)

    def key(self, name: str) -> Key:
        """Somebody's key, made at first use."""
        if name not in self.keys:
            file = self.repo.root.parent / "keys" / name
            file.parent.mkdir(exist_ok=True)
            made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
            subprocess.run(made, check=True, capture_output=True)
            self.keys[name] = Key(file)
        return self.keys[name]

    def manifest(self, **other: object) -> str:
        """The manifest, with other keys in place of some."""
        members = {
            name: {"emails": [f"{name}@example.invalid"], "keys": [{"key": self.key(name).public}]}
            for name in PEOPLE
        }
        groups: dict[str, dict[str, list[str]]] = {}
        for name, homes in PEOPLE.items():
            for home in homes:
                groups.setdefault(home, {"members": []})["members"].append(name)
        said = {
            "name": "house",
            "version": "1.0.0",
            "authority": {
                "levels": ["root", "system", "developer", "user", "guideline"],
                "grave": ["root", "system"],
            },
            "sections": list(SECTIONS),
            "owners": ["editors"],
            "groups": groups,
            "members": members,
            "approvals": POLICY,
            "tombstones": {},
            **other,
        }
        return frontmatter.dump({key: value for key, value in said.items() if value is not None})

    def acts(self, name: str) -> None:
        """From now on git and its commits are of this person."""
        self.repo.git("config", "user.name", name)
        self.repo.git("config", "user.email", f"{name}@example.invalid")
        self.repo.git("config", "gpg.format", "ssh")
        self.repo.git("config", "user.signingkey", str(self.key(name).file))


def section(name: str, text: str | None = None, authority: str | None = None) -> str:
    level, said = SECTIONS[name]
    front = f"id: {name}\ntitle: {name.capitalize()}\nauthority: {authority or level}\n"
    return f"---\n{front}---\n{text or said}\n"


def tests_of(clause: str) -> dict[str, str]:
    """An eval of a clause, by path."""
    front = (
        f"id: {clause}\nprompts:\n  - id: asks\n    title: somebody asks\n    expect: an answer\n"
    )
    header = f"Examples for [^{clause}] in {HOMES[clause].capitalize()}:"
    talk = "**Example**: somebody asks\n\n~~~xml\n<user>\nIs that so?\n</user>\n~~~"
    return {f"spec/evals/{clause}.md": f"---\n{front}---\n{header}\n\n{talk}\n"}


HOMES = {"t1ru": "honesty", "k2no": "honesty", "s3ho": "style"}


def stage(folder: Path, **manifest: object) -> Stage:
    """A repository whose main holds the spec."""
    found = Stage(make(folder / "work"))
    files = {f"spec/{name}.md": section(name) for name in SECTIONS}
    for clause in HOMES:
        files |= tests_of(clause)
    found.acts("mara")
    found.repo.commit({"spec/spec.yaml": found.manifest(**manifest), **files}, "the spec")
    return found


def proposal(number: str = "0001", slug: str = "a-change", **other: object) -> dict[str, str]:
    """The file of an open proposal, by path."""
    front = {
        "id": number,
        "title": "A change",
        "status": "open",
        "authors": ["mara"],
        "source": {"kind": "clarification"},
        "base": "main",
        "declared_rank": 0,
        "concerns": [],
        "history": [{"to": "open", "by": "mara", "date": "2026-01-01", "why": "ready"}],
        **other,
    }
    text = "## Why\n\nBecause.\n\n## What changes\n\nThis.\n"
    return {f"proposals/{number}-{slug}/proposal.md": f"---\n{frontmatter.dump(front)}---\n{text}"}


def run(*args: str) -> Result:
    """What ``specctl propose`` answers in the working folder."""
    return CliRunner().invoke(cli, ["propose", *args], prog_name="specctl")


def said(end: Result) -> str:
    """Its standard error, on one line."""
    return " ".join(end.stderr.split())
