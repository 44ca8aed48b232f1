"""Git hooks, with real git and the real pre-commit framework.

The verdict is always held against the same tree, checked out into a folder of its own.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from specctl import pipeline
from specctl.cli.app import cli
from specctl.pipeline.hooks import HOOKS
from specctl.render import render
from specctl.render.findings import Linted
from specctl.sources.hook_script import BEFORE, script

ROOT = Path(__file__).parent.parent
SPECCTL = f"{shlex.quote(sys.executable)} -P -m specctl"
BASE = Path(__file__).parent / "cases" / "changes" / "base" / "spec"
SAFETY, SERVICE, TERMS = "spec/safety.md", "spec/service.md", "spec/terms.md"
KEYS, TONE, EVAL = "spec/service/keys.md", "spec/service/tone.md", "spec/evals/w4ke.md"
OLD = b'#!/bin/sh\necho old "$@"\ncat\n'

Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Repo:
    """A work tree."""

    root: Path

    def git(self, *args: str | Path, check: bool = True, **env: str) -> Run:
        end = subprocess.run(
            ["git", *args], cwd=self.root, capture_output=True, text=True, check=False,
            encoding="utf-8", env={**os.environ, **env},
        )  # fmt: skip
        assert not check or end.returncode == 0, end.stderr
        return end

    def commit(self, *args: str, fails: bool = False, message: str = "A change", **env: str) -> str:
        """What hooks say of a commit."""
        end = self.git("commit", "-m", message, *args, check=False, **env)
        assert (end.returncode != 0) is fails, end.stdout + end.stderr
        return end.stderr

    def hook(self, *args: str) -> Result:
        """Run ``specctl hook`` here, in this process."""
        return CliRunner().invoke(cli, ["-C", str(self.root), "hook", *args], prog_name="specctl")

    def install(self, *args: str) -> str:
        return specctl("-C", self.root, "hook", "install", *args)

    def uninstall(self, *args: str) -> str:
        return specctl("-C", self.root, "hook", "uninstall", *args)

    @property
    def hooks(self) -> Path:
        return self.root / self.git("rev-parse", "--git-path", "hooks").stdout.rstrip("\n")

    def put(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.put(path, text.replace(old, new, 1))

    def add(self, path: str, more: str) -> None:
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(more)

    def stage(self, path: str, more: str) -> None:
        self.add(path, more)
        self.git("add", "--", path)

    def state(self) -> tuple[object, ...]:
        """Everything that a hook must leave as it is."""
        quiet = {"GIT_OPTIONAL_LOCKS": "0"}
        files = {
            path: (path.lstat().st_mtime_ns, path.lstat().st_mode, path.read_bytes())
            for path in self.root.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.root).parts
        }
        status = self.git("status", "--porcelain=v2", "--untracked-files=all", **quiet).stdout
        return files, status, self.git("ls-files", "--stage", "--debug", **quiet).stdout

    def tree(self) -> str:
        return self.git("write-tree").stdout.strip()


def specctl(*args: object, code: int = 0) -> str:
    end = CliRunner().invoke(cli, [str(one) for one in args], prog_name="specctl")
    assert end.exit_code == code, end.output
    return " ".join(end.output.split())


def verdict(repo: Repo, tree: str, folder: Path) -> str:
    """What lint says of the errors in a tree that is checked out elsewhere."""
    (folder / tree).mkdir()
    packed = subprocess.run(
        ["git", "archive", tree], cwd=repo.root, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], cwd=folder / tree, input=packed.stdout, check=True)
    checked = pipeline.check(pipeline.Context(folder / tree))
    lines = checked.lines([one.place.path for one in checked.errors])
    unsafe, either = pipeline.unsafe_fixes()
    shown = Linted(checked.errors, sources=lines, unsafe=unsafe, either=either)
    return render("findings", "text", shown)


def at_once(command: list[str], folders: list[Path]) -> list[tuple[int, str]]:
    running = [
        subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for folder in folders
    ]
    said = [process.communicate()[0] for process in running]
    return [(process.returncode, one) for process, one in zip(running, said, strict=True)]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in [
        name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT", "SPECCTL_"))
    ]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home / "framework"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    (home / "gitconfig").write_text(
        "[user]\nname = x\nemail = x@example.invalid\n[protocol \"file\"]\nallow = always\n"
        "[advice]\ndetachedHead = false\n[init]\ndefaultBranch = main\n"
    )  # fmt: skip


@pytest.fixture(scope="session")
def _warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample spec in one commit, without hooks."""
    folder = tmp_path_factory.mktemp("warm")
    shutil.copytree(BASE, folder / "spec")
    (folder / "other.txt").write_text("other\n")
    who = ["-c", "user.name=x", "-c", "user.email=x@example.invalid", "-c", "commit.gpgsign=false"]
    start = ["init", "-q", "-b", "main", "--template="]
    for args in (start, ["add", "."], ["commit", "-qm", "One"], ["repack", "-adq"]):
        subprocess.run(["git", *who, *args], cwd=folder, check=True)
    pipeline.lint(pipeline.Context(folder), staged=True)  # what it keeps is in the git folder
    return folder


@pytest.fixture
def repo(_warm: Path, tmp_path: Path) -> Repo:
    shutil.copytree(_warm, tmp_path / "repo", symlinks=True)
    one = Repo(tmp_path / "repo")
    one.git("update-index", "-q", "--refresh")
    return one


@pytest.fixture
def hooked(repo: Repo) -> Repo:
    repo.install("pre-commit", "pre-merge-commit")
    return repo


def old_hook(repo: Repo, name: str = "pre-commit", content: bytes = OLD, mode: int = 0o755) -> Path:
    path = repo.hooks / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def listing(folder: Path) -> dict[str, tuple[int, int, bytes | str]]:
    """Every file of a folder: mode, time, content or target."""
    return {
        path.name: (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            str(path.readlink()) if path.is_symlink() else path.read_bytes(),
        )
        for path in folder.iterdir()
    }


# --- installed and uninstalled


def test_pre_commit_is_installed_by_default_and_once(repo: Repo) -> None:
    said = repo.install()
    assert said == "pre-commit: written to .git/hooks/pre-commit"
    before = listing(repo.hooks)
    assert list(before) == ["pre-commit"]
    assert before["pre-commit"][0] & 0o777 == 0o755
    assert "already" in repo.install("pre-commit", "pre-commit")
    assert listing(repo.hooks) == before
    assert repo.uninstall() == "pre-commit: removed from .git/hooks/pre-commit"
    assert listing(repo.hooks) == {}
    assert repo.uninstall() == "No hook of specctl's is installed."
    assert "there is none" in repo.uninstall("pre-push")


def test_every_hook_is_a_script_that_a_plain_shell_reads(repo: Repo) -> None:
    repo.install(*HOOKS)
    assert sorted(listing(repo.hooks)) == sorted(HOOKS)
    for name in HOOKS:
        subprocess.run(["sh", "-n", repo.hooks / name], check=True)


def test_there_is_no_hook_of_another_name(repo: Repo) -> None:
    specctl("-C", repo.root, "hook", "install", "post-commit", code=2)
    specctl("-C", repo.root, "hook", "run", "post-commit", code=2)


def linked(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    (path.parent / "their own").write_bytes(OLD)
    (path.parent / "their own").chmod(0o755)
    path.symlink_to("their own")


def dangling(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("nowhere")


def plain(content: bytes, mode: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        os.utime(path, (1, 1))

    return make


@pytest.mark.parametrize(
    ("make", "runs"),
    [
        (plain(OLD, 0o755), True),
        (plain(OLD, 0o700), True),
        (plain(OLD, 0o644), False),
        (plain(b"echo old \"$@\"\n", 0o755), True),
        (plain(b"#!/bin/sh\nexit 0\n\x00\xff\r\n", 0o755), False),
        (linked, True),
        (dangling, False),
    ],
    ids=["plain", "private", "not executable", "no interpreter", "bytes", "link", "broken link"],
)  # fmt: skip
def test_a_hook_that_is_there_runs_first_and_comes_back(
    repo: Repo, make: Callable[[Path], None], runs: bool
) -> None:
    make(repo.hooks / "pre-commit")
    before = listing(repo.hooks)
    assert f"pre-commit{BEFORE}, the hook that was there before, runs first" in repo.install()
    after = listing(repo.hooks)
    assert after[f"pre-commit{BEFORE}"] == before["pre-commit"]
    repo.install()
    assert listing(repo.hooks) == after
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    said = repo.commit(fails=True)
    assert said.startswith("old") is runs
    assert "nowhere" in said
    assert "back in" in repo.uninstall()
    assert listing(repo.hooks) == before


def test_a_hook_names_the_option_that_mends_a_finding(hooked: Repo) -> None:
    hooked.edit("spec/spec.yaml", "sections: [", "sections: [nowhere, ")
    said = hooked.commit("-a", fails=True)
    assert "missing-section  (--unsafe-fixes mends this)" in said


def test_the_old_hook_stops_git_by_itself(repo: Repo) -> None:
    old_hook(repo, content=b"#!/bin/sh\necho no >&2\nexit 7\n")
    repo.install()
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert repo.commit(fails=True) == "no\n"


def test_the_old_hook_gets_its_arguments_and_what_git_says_to_it(repo: Repo) -> None:
    old_hook(repo, "pre-push")
    old_hook(repo, "commit-msg", b'#!/bin/sh\necho "old $1"\n')
    repo.install("pre-push", "commit-msg")
    far = repo.root.parent / "far.git"
    repo.git("init", "-q", "--bare", far)
    repo.edit(SAFETY, "authority: root", "authority: user")
    said = repo.commit("-a", fails=True)
    assert said.startswith("old .git/COMMIT_EDITMSG\n")
    assert "safety" in said
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    repo.commit("-n")
    head = repo.git("rev-parse", "HEAD").stdout.strip()
    end = repo.git("push", far, "HEAD:main", check=False)
    assert end.returncode == 1
    assert end.stdout.startswith(f"old {far} {far}\nHEAD {head} refs/heads/main {'0' * 40}\n")
    assert "nowhere" in end.stdout


def test_a_pushed_line_is_passed_on_byte_for_byte(repo: Repo) -> None:
    old_hook(repo, "pre-push", b"#!/bin/sh\ncat > got\n")
    repo.install("pre-push")
    for said in (b"", b"\n", b"a\n\n\n", b"no end", b"-n \\c \\x %s\n"):
        subprocess.run([repo.hooks / "pre-push", "x", "y"], cwd=repo.root, input=said, check=True)
        assert (repo.root / "got").read_bytes() == said


def test_an_older_script_is_brought_up_to_date(repo: Repo) -> None:
    repo.install()
    new = (repo.hooks / "pre-commit").read_bytes()
    for other in (script("pre-commit", python="/old/python", spec=""), new):
        old_hook(repo, content=other, mode=0o644)
        assert "brought up to date" in repo.install()
        assert listing(repo.hooks)["pre-commit"][2] == new
        assert os.access(repo.hooks / "pre-commit", os.X_OK)
        assert list(listing(repo.hooks)) == ["pre-commit"]


def test_what_somebody_edited_is_left_alone(repo: Repo) -> None:
    repo.install()
    with (repo.hooks / "pre-commit").open("a") as file:
        file.write("echo mine\n")
    before = listing(repo.hooks)
    for command in ("install", "uninstall"):
        said = specctl("-C", repo.root, "hook", command, code=2)
        assert (
            f"was edited since specctl wrote it, so it is left as it is Move what was added to pre-commit{BEFORE}"
            in said
        )
    assert listing(repo.hooks) == before


def test_nothing_unknown_is_overwritten(repo: Repo) -> None:
    repo.install()
    old_hook(repo, content=b"#!/bin/sh\n: new\n")
    old_hook(repo, f"pre-commit{BEFORE}")
    before = listing(repo.hooks)
    said = specctl("-C", repo.root, "hook", "install", "commit-msg", "pre-commit", code=2)
    assert f"an older hook is still kept beside it, as pre-commit{BEFORE}" in said
    assert "stays as it is" in repo.uninstall("pre-commit")
    assert listing(repo.hooks) == before


def test_a_folder_in_the_place_of_a_hook(repo: Repo) -> None:
    (repo.hooks / "pre-commit").mkdir(parents=True)
    assert "is a folder" in specctl("-C", repo.root, "hook", "install", code=2)


@pytest.mark.parametrize(
    ("folder", "content", "advice"),
    [
        (".husky/_", b"#!/bin/sh\n. \"$(dirname \"$0\")/h\"\n", "from the file .husky/pre-commit"),
        ("hooks", b"#!/bin/sh\n. \"$(dirname \"$0\")/husky.sh\"\n", "from the file .husky/pre-commit"),
        ("hooks", b"#!/usr/bin/env ruby\nrequire 'overcommit'\n", "let .overcommit.yml run"),
    ],
)  # fmt: skip
def test_hooks_that_go_by_their_own_name_are_not_renamed(
    repo: Repo, folder: str, content: bytes, advice: str
) -> None:
    repo.git("config", "core.hooksPath", folder)
    old_hook(repo, content=content)
    before = listing(repo.hooks)
    said = specctl("-C", repo.root, "hook", "install", code=2)
    assert "whose hooks cannot be moved" in said
    assert advice.casefold() in said.casefold()
    assert listing(repo.hooks) == before


def test_a_script_that_was_removed_by_hand_leaves_the_old_hook_to_be_put_back(repo: Repo) -> None:
    old_hook(repo)
    before = listing(repo.hooks)
    repo.install()
    (repo.hooks / "pre-commit").unlink()
    repo.install()
    (repo.hooks / "pre-commit").unlink()
    repo.uninstall()
    assert listing(repo.hooks) == before


def test_two_installations_at_once_lose_nothing(repo: Repo) -> None:
    old_hook(repo)
    before = listing(repo.hooks)
    command = [sys.executable, "-P", "-m", "specctl", "hook", "install"]
    assert {code for code, _ in at_once(command, [repo.root] * 4)} == {0}
    assert listing(repo.hooks)[f"pre-commit{BEFORE}"] == before["pre-commit"]
    repo.uninstall()
    assert listing(repo.hooks) == before


class Killed(BaseException):
    pass


@pytest.mark.parametrize(
    ("command", "at"), [*(("install", n) for n in range(4)), *(("uninstall", n) for n in range(2))]
)
def test_a_kill_between_any_two_writes(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, command: str, at: int
) -> None:
    """Any rename may be the one that is not done. The old hooks run, and a second run ends it."""
    names = ("pre-commit", "commit-msg")
    for name in names:
        old_hook(repo, name)
    states = {"uninstall": listing(repo.hooks)}
    repo.install(*names)
    states["install"] = listing(repo.hooks)
    if command == "install":
        repo.uninstall()
    replace, left = Path.replace, [at]

    def interrupted(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] >= 0:
            return replace(self, target)
        raise Killed

    act = {"install": pipeline.install_hooks, "uninstall": pipeline.uninstall_hooks}[command]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(Killed):
            act(pipeline.Context(repo.root), names)
    for name in names:
        end = repo.git("hook", "run", name, "--", "other.txt")
        assert end.stderr.startswith("old")
    act(pipeline.Context(repo.root), names)
    assert _plainly(listing(repo.hooks)) == _plainly(states[command])
    repo.uninstall()
    assert listing(repo.hooks) == states["uninstall"]


def _plainly(files: dict[str, tuple[int, int, bytes | str]]) -> dict[str, tuple[int, bytes | str]]:
    return {name: (mode, content) for name, (mode, _, content) in files.items()}


# --- where the hooks are


def test_a_linked_work_tree_shares_its_hooks(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", tmp_path / "linked")
    linked = Repo(tmp_path / "linked")
    assert str(repo.root / ".git" / "hooks") in linked.install()
    for one in (repo, linked):
        one.stage(SERVICE, "\nSee [?](#nowhere).\n")
        state = one.state()
        assert "nowhere" in one.commit(fails=True)
        assert one.state() == state
    linked.uninstall()
    repo.commit()


def test_a_bare_repository_has_nothing_to_hook_but_its_work_trees_have(
    repo: Repo, tmp_path: Path
) -> None:
    repo.git("clone", "-q", "--bare", ".", tmp_path / "bare.git")
    bare = Repo(tmp_path / "bare.git")
    for command in ("install", "uninstall"):
        said = specctl("-C", bare.root, "hook", command, code=2)
        assert "is a bare repository: nobody commits there" in said
    inside = specctl("-C", repo.root / ".git", "hook", "install", code=2)
    assert "is in a git folder, not in a work tree" in inside
    assert bare.hook("run", "pre-commit").exit_code == 2
    bare.git("worktree", "add", "-q", tmp_path / "linked")
    linked = Repo(tmp_path / "linked")
    assert str(bare.root / "hooks") in linked.install()
    linked.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert "nowhere" in linked.commit(fails=True)


def test_a_submodule(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "above").mkdir()
    above = Repo(tmp_path / "above")
    above.git("init", "-q")
    above.git("submodule", "add", "-q", repo.root, "policy")
    below = Repo(above.root / "policy")
    assert str(above.root / ".git" / "modules" / "policy" / "hooks") in below.install()
    below.stage(SERVICE, "\nSee [?](#nowhere).\n")
    state = below.state()
    assert "nowhere" in below.commit(fails=True)
    assert below.state() == state
    above.install("pre-commit", "commit-msg")
    assert above.commit() == ""  # the submodule's spec is not its own


def test_no_repository_at_all(tmp_path: Path) -> None:
    for command in ("install", "uninstall"):
        assert "no git repository" in specctl("-C", tmp_path, "hook", command, code=2)


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("hooks", "."),
        ("./deep/er/hooks", "spec/service"),
        (".git/others", "spec/service"),
        ("ABSOLUTE", "spec"),
    ],
)
def test_hooks_elsewhere_in_the_repository(repo: Repo, path: str, start: str) -> None:
    folder = repo.root / ("own hooks" if path == "ABSOLUTE" else path)
    repo.git("config", "core.hooksPath", str(folder) if path == "ABSOLUTE" else path)
    said = specctl("-C", repo.root / start, "hook", "install")
    content = (folder / "pre-commit").read_text()
    committed = path != ".git/others"
    assert ("reaches everybody" in said) is committed
    assert (sys.executable in content) is not committed
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert "nowhere" in repo.commit(fails=True, PATH=_path_with(repo.root.parent))
    specctl("-C", repo.root / start, "hook", "uninstall")
    assert not (folder / "pre-commit").exists()


def _path_with(folder: Path) -> str:
    """A PATH on which specctl is found first."""
    program = folder / "bin" / "specctl"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {SPECCTL} "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


def test_a_hooks_folder_that_git_ignores_is_this_machines_own(repo: Repo) -> None:
    repo.put(".gitignore", "/hooks/\n")
    repo.git("config", "core.hooksPath", "hooks")
    assert "reaches everybody" not in repo.install()
    assert sys.executable in (repo.root / "hooks" / "pre-commit").read_text()


@pytest.mark.parametrize("scope", ["--global", "--local"])
def test_hooks_outside_of_the_repository_need_a_word(repo: Repo, scope: str) -> None:
    repo.git("config", scope, "core.hooksPath", "~/all hooks")
    folder = Path(os.environ["HOME"]) / "all hooks"
    said = specctl("-C", repo.root, "hook", "install", code=2)
    assert "outside of this repository (core.hooksPath, file:" in said
    assert not folder.exists()
    assert "serves other repositories" in repo.install("--shared")
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert "nowhere" in repo.commit(fails=True)
    repo.uninstall()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("value", ["/dev/null", "", "other.txt"])
def test_hooks_that_are_switched_off(repo: Repo, value: str) -> None:
    repo.git("config", "core.hooksPath", value)
    said = specctl("-C", repo.root, "hook", "install", code=2)
    assert "core.hooksPath" in said
    assert "switched off" in said


def test_a_folder_that_cannot_be_written_to(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".git/HEAD/hooks")
    assert "cannot write" in specctl("-C", repo.root, "hook", "install", code=2)


def test_the_spec_folder_is_remembered_from_the_root_on(repo: Repo) -> None:
    repo.git("mv", "spec", "docs and more")
    repo.git("commit", "-qm", "move")
    specctl(
        "-C", repo.root / "docs and more" / "service", "hook", "install", "--spec", "docs and more"
    )
    (repo.root / "policies").mkdir()
    repo.git("mv", "docs and more", "policies/-spec's")
    repo.git("commit", "-qm", "move", "--no-verify")
    specctl("-C", repo.root / "policies", "--spec", "-spec's", "hook", "install", *HOOKS)
    repo.stage("policies/-spec's/service.md", "\nSee [?](#nowhere).\n")
    assert "nowhere" in repo.commit(fails=True)
    for options in (
        ["--spec", "policies/-spec's"],
        ["--spec", "../policies/-spec's", "-C", "policies"],
    ):
        assert "already" in specctl("-C", repo.root, "hook", "install", *options)


def test_a_spec_that_is_the_whole_repository(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "spec")
    repo = Repo(tmp_path / "spec")
    repo.git("init", "-q")
    repo.install("--spec", ".")
    repo.git("add", ".")
    assert repo.commit() == ""
    repo.stage("service.md", "\nSee [?](#nowhere).\n")
    assert "nowhere" in repo.commit(fails=True)


def test_where_there_is_no_spec_yet_it_is_said_and_nothing_is_done(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.git("init", "-q")
    assert f"There is no spec at {tmp_path}/spec yet" in repo.install(*HOOKS)
    repo.put("a.txt", "a\n")
    repo.git("add", ".")
    assert repo.commit() == ""
    repo.git("init", "-q", "--bare", "far.git")
    assert "no spec" not in repo.git("push", "far.git", "HEAD:main").stderr


# --- what the script finds


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with what a hook may need, but for specctl."""
    (tmp_path / "tools").mkdir()
    for name in ("git", "sh", "cat"):
        found = shutil.which(name)
        assert found
        (tmp_path / "tools" / name).symlink_to(found)
    return tmp_path / "tools"


def emptied(tools: Path) -> str:
    """A Python that specctl was removed from."""
    (tools / "python").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python").chmod(0o755)
    return str(tools / "python")


@pytest.mark.parametrize("name", ["pre-commit", "pre-push"])
@pytest.mark.parametrize("python", ["", "/no/where/python", "EMPTIED"])
def test_without_its_python_the_path_is_searched_and_nothing_passes_unseen(
    repo: Repo, tools: Path, name: str, python: str
) -> None:
    python = emptied(tools) if python == "EMPTIED" else python
    old_hook(repo, name, script(name, python=python, spec=""))
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    head = repo.git("commit-tree", repo.tree(), "-m", "x").stdout.strip()
    said = f"HEAD {head} refs/heads/main {'0' * 40}\n"

    def ran() -> Run:
        return subprocess.run(
            [repo.hooks / name, "a", "b"], cwd=repo.root, input=said, capture_output=True,
            text=True, check=False, env={**os.environ, "PATH": str(tools)},
        )  # fmt: skip

    end = ran()
    assert end.returncode == 1
    assert f"the {name} hook cannot run: specctl is" in end.stderr
    assert f"run 'specctl hook install {name}' again" in end.stderr
    (tools / "specctl").write_text(f'#!/bin/sh\nexec {SPECCTL} "$@"\n')
    (tools / "specctl").chmod(0o755)
    end = ran()
    assert end.returncode == 1
    assert "nowhere" in end.stdout
    assert "cannot run" not in end.stderr


def test_the_modules_of_a_work_tree_are_never_run(hooked: Repo) -> None:
    for name in ("click.py", "specctl.py", "specctl/__init__.py", "json.py", "sitecustomize.py"):
        hooked.put(name, "raise SystemExit('a stranger was here')\n")
    hooked.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert "stranger" not in hooked.commit(fails=True)


def test_a_hook_that_comes_back_to_itself_ends(repo: Repo) -> None:
    repo.install()
    shutil.copy(repo.hooks / "pre-commit", repo.hooks / f"pre-commit{BEFORE}")
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    assert repo.commit(fails=True).count("Nothing was committed") == 1


# --- the verdict is on exactly what is staged


def partly(repo: Repo) -> None:
    """Half of a file is staged, and the other half is what is wrong."""
    repo.stage(SERVICE, "\nMore.\n")
    repo.add(SERVICE, "\nSee [?](#nowhere).\n")


def partly_broken(repo: Repo) -> None:
    """Half of a file is staged, and that half is what is wrong."""
    repo.stage(SERVICE, "\nSee [?](#nowhere).\n")
    repo.edit(SERVICE, "[?](#nowhere)", "more of it")


def all_at_once(repo: Repo) -> None:
    """An eval is deleted, a section renamed, and half of a file staged."""
    repo.git("rm", "-q", EVAL)
    repo.git("mv", TONE, "spec/service/voice.md")
    repo.edit("spec/service/voice.md", "id: tone", "id: voice")
    repo.git("add", ".")
    repo.stage(KEYS, "\nSee [?](#nowhere).\n")
    repo.edit(KEYS, "[?](#nowhere)", "[?](#not_staged)")
    repo.edit(SERVICE, "tone", "voice")


def all_in_order(repo: Repo) -> None:
    """The same, mended in what is staged; the work tree still has the old state."""
    all_at_once(repo)
    repo.edit(KEYS, "[?](#not_staged)", "more of it")
    repo.edit(SAFETY, "[^w4ke]", "")
    repo.edit(SAFETY, "#tone", "#voice")
    repo.git("add", ".")
    repo.edit(SERVICE, "voice", "tone")
    repo.put(EVAL, "not staged\n")


def renamed(repo: Repo) -> None:
    repo.git("mv", TONE, "spec/service/other.md")


def deleted(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", EVAL)


def deleted_on_disk_only(repo: Repo) -> None:
    (repo.root / EVAL).unlink()
    repo.stage(SERVICE, "\nMore.\n")


def only_intended(repo: Repo) -> None:
    repo.put("spec/new.md", "---\nid: other\n---\n")
    repo.git("add", "--intent-to-add", "spec/new.md")
    repo.stage(SERVICE, "\nMore.\n")


def sparse(repo: Repo) -> None:
    """What is wrong is not in the work tree."""
    repo.stage(KEYS, "\nSee [?](#nowhere).\n")
    repo.git("commit", "-qm", "Two", "--no-verify")
    repo.git("sparse-checkout", "set", "spec/evals")
    assert not (repo.root / KEYS).exists()
    repo.stage(SERVICE, "\nMore.\n")


SCENES: tuple[tuple[Callable[[Repo], None], bool], ...] = (
    (partly, True),
    (partly_broken, False),
    (all_at_once, False),
    (all_in_order, True),
    (renamed, False),
    (deleted, False),
    (deleted_on_disk_only, True),
    (only_intended, True),
    (sparse, False),
)


def named(scenes: Any) -> list[str]:
    return [scene[0].__name__ for scene in scenes]


@pytest.mark.parametrize(("scene", "fine"), SCENES, ids=named(SCENES))
def test_the_verdict_is_on_exactly_what_is_staged(
    hooked: Repo, tmp_path: Path, scene: Callable[[Repo], None], fine: bool
) -> None:
    scene(hooked)
    expected = verdict(hooked, hooked.tree(), tmp_path)
    state = hooked.state()
    end = hooked.hook("run", "pre-commit")
    assert (end.exit_code, end.stderr) == (not fine, "")
    assert hooked.state() == state
    assert end.stdout.partition("\nNothing was committed.")[0] == ("" if fine else expected)
    said = hooked.commit(fails=not fine)
    assert said == end.stdout
    if not fine:
        assert hooked.state() == state


FRAMEWORK = f"""\
repos:
- repo: local
  hooks:
  - id: specctl-lint
    name: specctl lint
    entry: {SPECCTL} hook run pre-commit
    language: system
    always_run: true
    pass_filenames: false
    require_serial: true
    stages: [pre-commit, pre-merge-commit, manual]
  - id: specctl-lint-push
    name: specctl lint, of what is pushed
    entry: {SPECCTL} hook run pre-push
    language: system
    always_run: true
    pass_filenames: false
    require_serial: true
    stages: [pre-push]
  - id: specctl-commit-msg
    name: specctl, grave changes in the message
    entry: {SPECCTL} hook run commit-msg
    language: system
    always_run: true
    stages: [commit-msg]
"""


def framework(repo: Repo, *args: str) -> Run:
    """Run the pre-commit framework."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args], cwd=repo.root, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def framed(repo: Repo) -> Repo:
    """A repository whose hooks are the framework's."""
    repo.put(".pre-commit-config.yaml", FRAMEWORK)
    repo.git("add", ".")
    repo.git("commit", "-qm", "Framework")
    types = [f"--hook-type={name}" for name in HOOKS]
    assert framework(repo, "install", *types).returncode == 0
    return repo


FRAMED = tuple(
    one for one in SCENES if one[0] in (partly, partly_broken, all_at_once, all_in_order)
)


@pytest.mark.parametrize(("scene", "fine"), FRAMED, ids=named(FRAMED))
def test_the_framework_gives_the_same_verdict(
    framed: Repo, tmp_path: Path, scene: Callable[[Repo], None], fine: bool
) -> None:
    scene(framed)
    expected = verdict(framed, framed.tree(), tmp_path)
    files, *git = framed.state()
    said = framed.commit(fails=not fine, message="Without w4ke in safety, and tone is voice")
    assert ("Passed" in said) is fine
    assert (expected in said) is not fine
    if not fine:
        # The framework itself takes away what is not staged, and puts it back: only the times differ.
        after, *same = framed.state()
        assert same[0] == git[0]
        assert isinstance(after, dict)
        assert isinstance(files, dict)
        assert {name: one[2] for name, one in after.items()} == {
            n: one[2] for n, one in files.items()
        }


def test_the_framework_checks_everything_where_nothing_is_staged(framed: Repo) -> None:
    assert framework(framed, "run", "--all-files").returncode == 0
    framed.stage(SERVICE, "\nSee [?](#nowhere).\n")
    framed.git("commit", "-qm", "Broken", "--no-verify")
    end = framework(framed, "run", "--all-files")
    assert end.returncode == 1
    assert "nowhere" in end.stdout


def test_the_manifest_for_the_framework_is_valid_and_what_is_tested_here(framed: Repo) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    assert framework(framed, "validate-manifest", str(manifest)).returncode == 0
    keys = re.compile(
        r"^ *-? ?(id|name|entry|always_run|pass_filenames|require_serial|stages): (.*)$", re.M
    )
    shipped = [(key, value) for key, value in keys.findall(manifest.read_text())]
    tested = [(key, value.replace(SPECCTL, "specctl")) for key, value in keys.findall(FRAMEWORK)]
    assert shipped == tested


# --- the ways to commit


BROKEN = "\nSee [?](#nowhere).\n"


def test_what_does_not_concern_the_spec_passes_in_silence(hooked: Repo) -> None:
    hooked.stage(SERVICE, BROKEN)
    hooked.commit("-n")
    hooked.stage("other.txt", "more\n")
    assert hooked.hook("run", "pre-commit").stdout == ""
    assert hooked.commit() == ""
    assert "nowhere" in hooked.commit("--amend", fails=True)  # git tells no hook what it replaces
    hooked.git("rm", "-qr", "spec")
    assert hooked.commit() == ""


def test_from_a_folder_below(hooked: Repo) -> None:
    hooked.stage(SERVICE, BROKEN)
    below = Repo(hooked.root / "spec" / "service")
    assert "nowhere" in below.commit(fails=True)
    assert below.hook("run", "pre-commit").exit_code == 1
    assert hooked.hook("run", "pre-commit", "-C", "spec/service").exit_code == 1


def test_the_first_commit_of_all(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    shutil.copytree(BASE, tmp_path / "spec")
    repo.git("init", "-q")
    repo.install(*HOOKS)
    repo.add(SERVICE, BROKEN)
    repo.git("add", ".")
    state = repo.state()
    assert "nowhere" in repo.commit(fails=True)
    assert repo.state() == state
    repo.edit(SERVICE, BROKEN, "")
    assert repo.commit("-a") == ""


def test_paths_that_are_committed_alone(hooked: Repo) -> None:
    """Git makes an index for these; what is staged beside them is not looked at."""
    hooked.stage(SERVICE, BROKEN)
    hooked.add(TONE, "\nMore of it.\n")
    state = hooked.state()
    assert "nowhere" in hooked.commit("--include", TONE, fails=True)
    assert "nowhere" in hooked.commit("-a", fails=True)
    assert hooked.state() == state
    assert hooked.commit(TONE) == ""
    assert hooked.git("diff", "--cached", "--name-only").stdout == f"{SERVICE}\n"
    hooked.add(TONE, BROKEN)
    hooked.edit(SERVICE, BROKEN, "")
    hooked.git("add", SERVICE)
    assert TONE in hooked.commit(TONE, fails=True)


def parted(repo: Repo, mine: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Two branches; we stand on main."""
    repo.git("switch", "-qc", "theirs")
    theirs()
    repo.git("add", "-A")
    repo.git("commit", "-qnm", "Theirs")
    repo.git("switch", "-q", "main")
    mine()
    repo.git("add", "-A")
    repo.git("commit", "-qnm", "Mine")


def test_a_merge_that_breaks_what_either_side_had_in_order(hooked: Repo, tmp_path: Path) -> None:
    hooked.put("spec/service/short.md", "---\nid: short\ntitle: Short\n---\nShort is good.\n")
    hooked.edit(SERVICE, "[keys, ", "[keys, short, ")
    hooked.git("add", ".")
    hooked.commit()
    parted(
        hooked,
        lambda: hooked.add(TERMS, "\nSee [?](#short).\n"),
        lambda: (
            (hooked.root / "spec/service/short.md").unlink(),
            hooked.edit(SERVICE, "short, ", ""),
        )[1],
    )
    end = hooked.git("merge", "--no-edit", "theirs", check=False)
    assert end.returncode == 1
    assert verdict(hooked, hooked.tree(), tmp_path) in end.stderr
    state = hooked.state()
    assert "short" in hooked.commit(fails=True)  # the merge is still in progress
    assert hooked.state() == state
    hooked.edit(TERMS, "\nSee [?](#short).\n", "")
    assert hooked.commit("-a") == ""
    assert len(hooked.git("rev-parse", "HEAD^@").stdout.split()) == 2


def test_a_conflict_that_is_resolved_badly(hooked: Repo) -> None:
    parted(
        hooked,
        lambda: hooked.add(SERVICE, "\nThis is mine.\n"),
        lambda: hooked.add(SERVICE, "\nThis is theirs.\n"),
    )
    assert hooked.git("merge", "theirs", check=False).returncode == 1
    state = hooked.state()
    assert hooked.hook("run", "pre-commit").exit_code == 1  # unmerged
    assert hooked.state() == state
    text = (hooked.root / SERVICE).read_text()
    hooked.git("checkout", "--ours", SERVICE)
    hooked.stage(SERVICE, BROKEN)
    assert "nowhere" in hooked.commit(fails=True)
    hooked.edit(SERVICE, BROKEN, "\nThis is theirs.\n")
    assert "<<<<<<<" in text
    assert hooked.commit("-a") == ""


def test_a_rebase_asks_where_somebody_commits(hooked: Repo) -> None:
    """Git runs no hook for a commit that it only picks, nor for one that it continues."""
    parted(
        hooked,
        lambda: hooked.add(SERVICE, "\nThis is mine.\n"),
        lambda: hooked.add(SERVICE, "\nThis is theirs.\n"),
    )
    hooked.git("switch", "-qc", "picked", "HEAD~1")
    hooked.stage(TONE, BROKEN)
    hooked.commit("-n")
    hooked.git("rebase", "-q", "main")
    hooked.git("switch", "-q", "theirs")
    assert hooked.git("rebase", "main", check=False).returncode == 1
    hooked.git("checkout", "--ours", SERVICE)
    hooked.stage(SERVICE, BROKEN)
    state = hooked.state()
    assert "nowhere" in hooked.commit(fails=True)
    assert hooked.state() == state
    hooked.edit(SERVICE, BROKEN, "\nThis is theirs.\n")
    hooked.git("add", ".")
    hooked.commit(message="Theirs")
    hooked.git("rebase", "--continue")
    assert hooked.git("log", "--format=%s", "-2").stdout == "Theirs\nMine\n"


def test_two_commits_at_once(repo: Repo, tmp_path: Path) -> None:
    repo.install()
    others = [repo]
    for number in range(2):
        repo.git("worktree", "add", "-q", tmp_path / f"linked{number}")
        others.append(Repo(tmp_path / f"linked{number}"))
    for number, one in enumerate(others):
        one.stage(SERVICE, "\nMore.\n" if number else BROKEN)
    ends = at_once(["git", "commit", "-m", "x"], [one.root for one in others])
    assert [code for code, _ in ends] == [1, 0, 0]
    assert "nowhere" in ends[0][1]
    repo.stage(TONE, BROKEN)
    hook = [sys.executable, "-P", "-m", "specctl", "hook", "run", "pre-commit"]
    ends = at_once(hook, [repo.root] * 4)
    assert len(set(ends)) == 1
    assert ends[0][0] == 1


# --- pushed


@pytest.fixture
def pushing(repo: Repo) -> Repo:
    repo.git("init", "-q", "--bare", "../far.git")
    repo.git("remote", "add", "origin", "../far.git")
    repo.git("push", "-q", "origin", "main")
    repo.install("pre-push")
    return repo


def pushes(repo: Repo, *args: str, fails: bool = False) -> str:
    end = repo.git("push", "origin", *args, check=False)
    assert (end.returncode != 0) is fails, end.stdout + end.stderr
    return end.stdout


def test_what_is_pushed_is_linted_and_nothing_else(pushing: Repo) -> None:
    pushing.stage(SERVICE, BROKEN)
    pushing.commit()
    bad = pushing.git("rev-parse", "--short=12", "HEAD").stdout.strip()
    state = pushing.state()
    said = pushes(pushing, "main", fails=True)
    assert "nowhere" in said
    assert f"Nothing was pushed.\n  specctl lint --rev {bad} " in said
    assert pushing.state() == state
    pushing.edit(SERVICE, BROKEN, "")
    pushing.git("add", ".")
    pushing.commit()
    pushing.stage(SERVICE, BROKEN)  # staged is not pushed
    assert pushes(pushing, "main") == ""
    twice = (f"{bad}:refs/heads/one", f"{bad}:refs/heads/two", "main")
    assert pushes(pushing, *twice, fails=True).count("Nothing was pushed") == 1


def test_what_a_push_leaves_out(pushing: Repo) -> None:
    pushing.stage(SERVICE, BROKEN)
    pushing.commit()
    pushing.git("push", "-q", "--no-verify", "origin", "main", "main:topic")
    pushing.stage("other.txt", "more\n")
    pushing.commit()
    assert pushes(pushing, "main") == ""  # the spec is the one that is there
    assert pushes(pushing, ":topic") == ""
    pushing.git("tag", "-a", "-m", "x", "bad")
    assert "nowhere" in pushes(pushing, "bad", fails=True)
    pushing.git("tag", "blob", pushing.git("rev-parse", "HEAD:other.txt").stdout.strip())
    pushing.git("tag", "tree", pushing.git("rev-parse", "HEAD^{tree}").stdout.strip())
    assert pushes(pushing, "blob", "tree") == ""
    pushing.git("rm", "-qr", "spec")
    pushing.commit()
    assert pushes(pushing, "main") == ""


def test_a_push_in_the_framework(framed: Repo) -> None:
    framed.git("init", "-q", "--bare", "../far.git")
    framed.git("remote", "add", "origin", "../far.git")
    framed.stage(SERVICE, BROKEN)
    framed.git("commit", "-qnm", "Broken")
    assert "nowhere" in pushes(framed, "main", fails=True)  # the root is new, too
    framed.git("push", "-q", "--no-verify", "origin", "main~1:refs/heads/main")
    framed.git("fetch", "-q")
    assert "nowhere" in pushes(framed, "main", fails=True)
    assert "nowhere" in pushes(framed, "main:refs/heads/topic", fails=True)
    framed.edit(SERVICE, BROKEN, "")
    framed.git("commit", "-qanm", "Mended")
    assert "Passed" in pushes(framed, "main")


# --- what a message passes over


@pytest.fixture
def speaking(repo: Repo) -> Repo:
    repo.install("commit-msg")
    return repo


def lower(repo: Repo) -> None:
    repo.edit(SAFETY, "authority: root", "authority: user")
    repo.git("add", "-A")


def messages(repo: Repo, texts: dict[str, bool], *args: str) -> None:
    for text, passes in texts.items():
        (repo.root / ".git" / "message").write_text(text, "utf-8")
        end = repo.hook("run", "commit-msg", *args, ".git/message")
        assert (end.exit_code == 0) is passes, (text, end.output)
        assert (end.stdout == "") is passes
        assert end.stderr == ""


def test_a_level_is_not_lowered_without_a_word(speaking: Repo) -> None:
    lower(speaking)
    state = speaking.state()
    said = speaking.commit(fails=True, message="Small things")
    assert speaking.state() == state
    assert (
        said
        == """\
The message does not mention 1 grave change.
Name its section or id; these lines would do:

- safety: authority lowered: root -> user

Nothing was committed.
  git commit --edit --file=.git/COMMIT_EDITMSG  opens the message again
  git commit --no-verify                        goes on without the check
"""
    )
    again = ("--edit", "--file=.git/COMMIT_EDITMSG")
    end = speaking.git("commit", *again, GIT_EDITOR="echo Keep guests safe: user >>")
    assert end.stderr == ""


def test_what_git_takes_out_of_a_message_says_nothing(speaking: Repo) -> None:
    lower(speaking)
    scissors = "# ------------------------ >8 ------------------------\n"
    name = "safety\n"
    messages(
        speaking,
        {
            "": False,
            "x\n": False,
            f"x\n{name}": True,
            f"x\n# {name}": False,
            f"x\n#\tmodified: {SAFETY}\n": False,
            f"x\n{scissors}diff --git a/{SAFETY}\n": False,
            f"{name}{scissors}diff --git\n": True,
            "x\n\nKeep guests\nsafe": True,
        },
    )
    speaking.git("config", "core.commentChar", ";")
    messages(speaking, {f"; {name}": False, f"# {name}": True, f"x\n;{scissors[1:]}{name}": False})
    assert "not mention" in speaking.commit("-v", fails=True, GIT_EDITOR=":")


def test_what_is_not_grave_needs_no_word(speaking: Repo) -> None:
    speaking.edit(TONE, "in one or two friendly", "in a few friendly")
    speaking.git("add", ".")
    messages(speaking, {"x": True})
    speaking.stage("other.txt", "more\n")
    speaking.git("commit", "-qnm", "x")
    lower(speaking)
    speaking.git("commit", "-qnm", "x")
    messages(speaking, {"x": True})  # nothing is staged
    speaking.stage("other.txt", "more\n")
    messages(speaking, {"x": True})


def test_every_grave_change_of_several_needs_its_word(speaking: Repo) -> None:
    lower(speaking)
    speaking.edit(KEYS, "authority: user", "authority: guideline")
    speaking.git("add", ".")
    messages(
        speaking,
        {
            "safety": False,
            "keys": False,
            "keys, safety": True,
            "In KEEP GUESTS SAFE, and to hand out `keys`": True,
        },
    )
    speaking.git("rm", "-qrf", "spec")
    messages(speaking, {"The spec goes": False})


def test_a_new_spec_passes_over_nothing(speaking: Repo) -> None:
    speaking.git("rm", "-qr", "spec")
    speaking.git("commit", "-qnm", "x")
    speaking.git("restore", "--source=HEAD~1", "--staged", "--worktree", "spec")
    assert speaking.commit() == ""


def test_a_merge_speaks_only_of_what_is_its_own(speaking: Repo) -> None:
    parted(speaking, lambda: speaking.add("other.txt", "more\n"), lambda: lower(speaking))
    merged = speaking.git("merge", "theirs", "-m", "Merge")
    assert merged.stderr == ""
    speaking.git("reset", "-q", "--hard", "HEAD^")
    speaking.git("merge", "--no-commit", "theirs")
    speaking.edit(TONE, "authority: guideline", "authority: root")
    said = speaking.commit("-a", fails=True)
    assert "- tone: " in said
    assert "safety" not in said
    assert speaking.commit("-a", message="Merge, and tone is root") == ""


def test_a_message_in_the_framework(framed: Repo) -> None:
    lower(framed)
    assert "- safety: authority lowered" in framed.commit(fails=True)
    assert "Passed" in framed.commit(message="safety is the user's")


def test_a_commit_msg_hook_needs_a_file(speaking: Repo) -> None:
    assert speaking.hook("run", "commit-msg").exit_code == 2
    lower(speaking)
    end = speaking.hook("run", "commit-msg", "nowhere")
    assert end.exit_code == 2
    assert "the message nowhere cannot be read" in end.stderr


def test_running_a_hook_never_imports_gitpython(repo: Repo) -> None:
    repo.stage(SERVICE, BROKEN)
    lower(repo)
    (repo.root / ".git" / "message").write_text("x\n")
    code = (
        "import sys; from specctl.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'git' in sys.modules)"
    )
    for args in (["pre-commit"], ["commit-msg", ".git/message"]):
        end = subprocess.run(
            [sys.executable, "-P", "-c", code, "hook", "run", *args],
            cwd=repo.root, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert end.stdout.endswith("1 False\n")


# --- both together


def test_the_framework_and_a_hook_of_its_own(framed: Repo) -> None:
    """Whichever came last calls the other, and each can be taken away again."""
    before = listing(framed.hooks)
    framed.install()
    framed.stage(SERVICE, BROKEN)
    assert framed.commit(fails=True).count("nowhere") > 1
    framed.uninstall()
    assert listing(framed.hooks) == before
    framework(framed, "uninstall", "--hook-type=pre-commit")
    framed.install()
    own = (framed.hooks / "pre-commit").read_bytes()
    framework(framed, "install", "--hook-type=pre-commit")
    assert (framed.hooks / "pre-commit.legacy").read_bytes() == own
    assert "pre-commit.legacy already" in framed.install()
    assert "nowhere" in framed.commit(fails=True)
    assert "removed from" in framed.uninstall()
    assert not (framed.hooks / "pre-commit.legacy").exists()
