"""How long the tool takes, beside `git diff --word-diff`, in units of U.

U is the time of `python -c "import click, markdown_it, ruamel.yaml"` in the same run. The commands
take turns, so that what else the machine does falls on all of them alike; what is printed is the
median of each, and its ratio to U. Run it with `make bench`; nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
RELEASES = ("2025-04-11", "2025-09-12")
SPECCTL = (sys.executable, "-m", "specctl")
Command = Sequence[str]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="runs of each command, 15 by default")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        what = prepare(here)
        times = measure(commands(), here, runs)
    report(times, what, runs)


def prepare(here: Path) -> str:
    """Make a repository with two commits of one spec; says what they are."""
    environment()
    git = ("git", "-C", str(here))
    run((*git, "init", "-q", "-b", "main"))
    run((*git, "config", "user.email", "bench@example.com"))
    run((*git, "config", "user.name", "bench"))
    for name, tag in zip(RELEASES, ("old", "new"), strict=True):
        fill(here, name)
        run((*git, "add", "-A"))
        run((*git, "commit", "-q", "--no-gpg-sign", "-m", name))
        run((*git, "tag", tag))
    sections = sum(1 for p in (here / "spec").rglob("*.md") if "evals" not in p.parts)
    evals = len(list((here / "spec/evals").glob("*.md")))
    return f"{sections} sections, {evals} evals; {' to '.join(RELEASES)} of the Model Spec"


def fill(here: Path, release: str) -> None:
    """Put a release's spec in place, by `import` and then by `import --update`."""
    if not CORPUS.is_dir():
        raise SystemExit(f"bench: no corpus at {CORPUS}; name its folder in SPECCTL_CORPUS")
    update = ("--update",) if (here / "spec").exists() else ()
    source = str(CORPUS / release)
    run((*SPECCTL, "-C", str(here), "import", "model-spec", source, "--into", "spec", *update))


def environment() -> None:
    """Shut out the user's own git settings, and let commands find the package."""
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])


def commands() -> dict[str, Command]:
    """What is measured, by name."""
    return {
        "U: import click, markdown_it, ruamel.yaml": (
            *(sys.executable, "-c"),
            "import click, markdown_it, ruamel.yaml",
        ),
        "start-up: specctl --version": (*SPECCTL, "--version"),
        "lint of the newer release": (*SPECCTL, "lint", "--rev", "new", "--fail-on", "error"),
        "review old..new, text": (*SPECCTL, "review", "old..new"),
        "review old..new, json": (*SPECCTL, "review", "old..new", "--format", "json"),
        "git diff --word-diff old..new": ("git", "diff", "--word-diff", "old..new"),
    }


def measure(todo: dict[str, Command], here: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each run; commands take turns, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in todo}
    for turn in range(runs + 1):
        for name, command in todo.items():
            start = time.perf_counter()
            run(command, here)
            if turn:
                times[name].append(time.perf_counter() - start)
    return times


def run(command: Command, here: Path | None = None) -> None:
    """Run a command; exit code 1 (findings, blocking rows) is fine."""
    done = subprocess.run(command, cwd=here, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"bench: {' '.join(command)} failed:\n{done.stderr.decode()}")


def report(times: dict[str, list[float]], what: str, runs: int) -> None:
    """Print medians, spreads and ratios."""
    unit = statistics.median(next(iter(times.values())))
    print(f"{what}\nPython {sys.version.split()[0]}, {runs} runs each, taking turns\n")
    print(f"{'':44}{'median':>10}{'min':>10}{'max':>10}{'in U':>8}")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        cells = "".join(f"{1000 * s:8.0f}ms" for s in (median, min(seconds), max(seconds)))
        print(f"{name:44}{cells}{median / unit:8.1f}")


if __name__ == "__main__":
    main()
