"""The README's tour of a proposal: each command runs, and says what stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gitrepo import git

ROOT = Path(__file__).parent.parent
TOUR = re.compile(r"^\*\*From proposal to release\.\*\*.*?^See \[Proposals\]", re.S | re.M)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)
CHANCE = re.compile(r"\b[0-9a-f]{7,64}\b|\d{4}-\d\d-\d\d")
"""Ids of commits and days are others each time."""


def commands() -> list[tuple[str, str]]:
    """Each command of the tour with what it answers."""
    text = TOUR.search((ROOT / "README.md").read_text("utf-8"))
    assert text
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text[0]):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            first, *rest = part.split("\n")
            more = [line[2:] for line in rest if line.startswith("> ")]
            answer = [line for line in rest if not line.startswith("> ")]
            found.append(("\n".join([first, *more]), "\n".join(answer).strip()))
    return found


@pytest.mark.skipif(shutil.which("sed") is None, reason="the tour edits files with sed")
def test_every_command_answers_as_it_stands_there(tmp_path: Path) -> None:
    place = tmp_path / "tallyhand"
    for folder in ("spec", "proposals"):
        shutil.copytree(ROOT / folder, place / folder)
    git(place, "init", "--quiet", "--initial-branch=main")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "The sample spec")
    tool = tmp_path / "bin" / "specctl"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m specctl "$@"\n')
    tool.chmod(0o755)
    script = ["set -u"]
    for number, (command, _) in enumerate(commands()):
        script += [f"echo '@@ {number}'", command]
    env = {**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=place, env=env, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    answers = re.split(r"^@@ \d+\n", ran.stdout, flags=re.M)[1:]
    for (command, expected), answer in zip(commands(), answers, strict=True):
        assert settled(answer) == settled(expected), command


def settled(text: str) -> str:
    """A text without what chance decides, and how it is broken into lines."""
    return " ".join(CHANCE.sub("*", text).split())
