"""Fixtures: an empty repository, and one with two commits of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitrepo import Repo, make


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository, in a folder of its own."""
    return make(tmp_path / "repo")


@pytest.fixture
def spec(repo: Repo) -> Repo:
    """A repository with two commits of a spec."""
    repo.commit({"spec/spec.yaml": "name: one\n", "spec/a.md": "old\n", "other.md": "x\n"}, "first")
    repo.commit({"spec/a.md": "new\n", "spec/a/b.md": "b\n"}, "second")
    return repo
