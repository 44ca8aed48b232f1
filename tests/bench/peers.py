"""Other linters of Markdown and other differs, installed where they can be, for the same run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "specctl-bench"


class Peer(NamedTuple):
    """A tool: its package, and the command to run.

    ``program`` shows that it is installed, if the command does not; ``more`` is what the package
    needs and does not say.
    """

    name: str
    installer: str
    command: tuple[str, ...]
    program: str = ""
    more: tuple[str, ...] = ()


PEERS = (
    Peer("markdownlint-cli2", "npm", ("node_modules/.bin/markdownlint-cli2",)),
    Peer("rumdl", "pip", ("venv/bin/rumdl", "check", "--no-cache")),
    Peer("pymarkdownlnt", "pip", ("venv/bin/pymarkdown", "scan", "-r")),
)


DIFFERS = (
    Peer(
        "redlines",
        "pip",
        (
            "venv/bin/python",
            "-c",
            "import sys; from pathlib import Path; from redlines import Redlines; "
            "print(Redlines(*(Path(p).read_text('utf-8') for p in sys.argv[1:])).output_markdown)",
        ),
        "venv/bin/redlines",
        ("typing-extensions",),
    ),
    Peer("diffoscope", "pip", ("venv/bin/diffoscope", "--text", "-")),
)
"""Each is given the two sides: redlines two texts, diffoscope two folders."""


def installed(peers: tuple[Peer, ...]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The commands of the peers that are there or could be installed, and who is missing."""
    HOME.mkdir(parents=True, exist_ok=True)
    found, missing = {}, []
    for peer in peers:
        program = HOME / (peer.program or peer.command[0])
        if not program.exists():
            _INSTALL[peer.installer](peer.name, *peer.more)
        if program.exists():
            found[peer.name] = (str(HOME / peer.command[0]), *peer.command[1:])
        else:
            missing.append(peer.name)
    return found, missing


def _pip(*names: str) -> None:
    python = HOME / "venv/bin/python"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(HOME / "venv"))
    _run(str(python), "-m", "pip", "install", "-q", *names)


def _npm(*names: str) -> None:
    if shutil.which("npm"):
        quiet = ("--silent", "--no-fund", "--no-audit")
        _run("npm", "install", *quiet, "--prefix", str(HOME), *names)


def _run(*command: str) -> None:
    subprocess.run(command, check=False, capture_output=True, timeout=600)


_INSTALL = {"pip": _pip, "npm": _npm}
