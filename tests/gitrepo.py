"""Real git repositories, made in temporary folders and deaf to the user's own settings."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with these files in it."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def git(folder: Path, *args: str | Path) -> str:
    """What git answers in a folder."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.invalid", "-c", "commit.gpgsign=false")
    ran = subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)
    return os.fsdecode(ran.stdout)


@dataclass(frozen=True, slots=True)
class Repo:
    """A folder that git runs in."""

    root: Path

    def git(self, *args: str | Path, status: int = 0, **env: str) -> str:
        ran = subprocess.run(
            ["git", *args],
            cwd=self.root,
            capture_output=True,
            env={**os.environ, **env},
            check=False,
        )
        assert ran.returncode == status, os.fsdecode(ran.stderr)
        return os.fsdecode(ran.stdout).strip()

    def write(self, files: Mapping[str, str | bytes]) -> Repo:
        write(self.root, files)
        return self

    def commit(self, files: Mapping[str, str | bytes], message: str = "change") -> str:
        self.write(files).git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def blob(self, content: bytes) -> str:
        done = subprocess.run(
            ["git", "hash-object", "-w", "--stdin"],
            cwd=self.root,
            input=content,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def stage(self, mode: str, oid: str, path: bytes) -> None:
        """Put an entry into the index that may not be possible on disk."""
        row = f"{mode} {oid} 0\t".encode() + path + b"\0"
        subprocess.run(
            ["git", "update-index", "-z", "--index-info"], cwd=self.root, input=row, check=True
        )

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Fail if a file of the folder changes, the index's time included."""
        before = _state(self.root)
        yield
        assert _state(self.root) == before


def _state(root: Path) -> dict[str, tuple[int, int, str]]:
    return {
        os.fspath(path): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file() and not path.is_symlink()
            else "",
        )
        for path in root.rglob("*")
    }


def make(root: Path, *options: str) -> Repo:
    root.mkdir(parents=True, exist_ok=True)
    repo = Repo(root)
    repo.git("init", "--quiet", "--initial-branch=main", *options)
    repo.git("config", "user.name", "A. Writer")
    repo.git("config", "user.email", "writer@example.invalid")
    return repo


def deafen(patch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        patch.delenv(name)
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
