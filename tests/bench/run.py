"""How long the tool takes, beside other tools, in units of U.

U is the time of `python -c "import click, markdown_it, ruamel.yaml"` in the same run. The commands
of a table take turns, so that what else the machine does falls on all of them alike; what is
printed is the median of each, and its ratio to U. Run it with `make bench`; nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import history
from peers import DIFFERS, PEERS, installed
from scale import grow

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
RELEASES = ("2025-04-11", "2025-09-12")
SPECCTL = (sys.executable, "-m", "specctl")
HOOK = (*SPECCTL, "hook", "run", "pre-commit")
COPIES = 100
NUMBERS = count()
"""So that no tree is judged twice."""
Command = Sequence[str]


@dataclass(frozen=True)
class Row:
    """What is measured: a command, what is done before each run of it, and what to compare."""

    name: str
    command: Command
    here: Path
    before: Callable[[], None] = lambda: None
    cache: bool = True
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Of all runs, in seconds."""
        return statistics.median(self.seconds)

    def time(self) -> float:
        """The seconds of one run."""
        self.before()
        env = os.environ if self.cache else {**os.environ, "SPECCTL_CACHE": "off"}
        start = time.perf_counter()
        run(self.command, self.here, env)
        return time.perf_counter() - start


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="runs of each command, 15 by default")
    parser.add_argument("--large-runs", type=int, default=10, help="the same for the large spec")
    parser.add_argument("--history", action="store_true", help="only what reads the history")
    asked = parser.parse_args()
    # Whoever installs the tool has its bytecode, which a fresh checkout has not.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compile_dir(ROOT / "specctl", quiet=1)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; commands take turns")
    with tempfile.TemporaryDirectory() as folder:
        once = Path(folder, "once")
        releases(once)
        if not asked.history:
            tables(once, Path(folder, "many"), asked.runs, asked.large_runs)
        past(once, Path(folder, "long"), asked.runs)


def past(once: Path, long: Path, runs: int) -> None:
    """What reads the history of a spec."""
    rows = history.rows(Row, SPECCTL, long, history.build(once / "spec", long))
    unit = Row("U: import click, markdown_it, ruamel.yaml", IMPORTS, long)
    table(
        f"History: {history.COMMITS:,} commits of {history.SECTIONS} sections", [unit, *rows], runs
    )


def tables(once: Path, many: Path, runs: int, large_runs: int) -> None:
    """The small spec beside its peers, reviews of it, and the large spec."""
    unit = Row("U: import click, markdown_it, ruamel.yaml", IMPORTS, once)
    peers, missing = installed(PEERS)
    differs, absent = installed(DIFFERS)
    if missing or absent:
        print(f"not installed, so not measured: {', '.join([*missing, *absent])}")
    hook = changed_hook(once, "hook, one section changed, cache warm")
    table(f"Lint: {described(once)}", [unit, *lints(once, peers), hook], runs)
    steps = [*reviews(once), *differing(once, differs)]
    table(f"Review: {' to '.join(RELEASES)} of the Model Spec", [unit, *steps], runs)
    written = grow(once / "spec", many / "spec", COPIES)
    repository(many)
    adopt(many)
    large = changed_hook(many, "hook, one section changed, cache warm")
    linked = [
        changed_hook(
            here, f"hook, a link came or went, {many_} cop{end}", ", see [?](#definitions)"
        )
        for here, many_, end in ((once, 1, "y"), (many, COPIES, "ies"))
    ]
    cold = Row("whole spec, no cache", lint("--staged"), many, cache=False)
    print(f"\nThe same spec {COPIES} times, {written / 1e6:.1f} MB: {described(many)}")
    run(HOOK, many)
    table("", [unit, large], large_runs)
    print(f"that is {large.median / hook.median:.1f} times the time of the small spec")
    print(f"most memory: {memory(HOOK, many, large.before)} MiB")
    table("", [unit, *linked], large_runs)
    print(f"most memory: {memory(HOOK, many, linked[1].before)} MiB")
    table("", [unit, cold], 3)
    print(f"that is {written / 1e6 / cold.median:.1f} MB of Markdown per second")
    paths = long_sections(once, 20)  # of the large spec's first copy, which has the same ids
    specs = ((once, "1 copy"), (many, f"{COPIES} copies"))
    again = [edited(here, f"review, {name}, cache warm", paths) for here, name in specs]
    first = [newly_edited(here, f"review, {name}, of a new commit", paths) for here, name in specs]
    titled = [retitled(here, f"review, {name}, a title changed") for here, name in specs]
    table("Review: the same 20 sections changed", [unit, *again, *first, *titled], large_runs)
    for small, big in (again, first, titled):
        print(f"{big.name}: {big.median / small.median:.1f} times the time of the small spec")
        print(f"most memory: {memory(big.command, many, big.before)} MiB")


IMPORTS = (sys.executable, "-c", "import click, markdown_it, ruamel.yaml")


def lint(*arguments: str) -> Command:
    """A lint whose findings do not count."""
    return (*SPECCTL, "lint", "--fail-on", "error", *arguments)


def lints(here: Path, peers: dict[str, tuple[str, ...]]) -> Iterator[Row]:
    """Lint of the whole spec and of one file, ours and others'."""
    yield Row("start-up: specctl --version", (*SPECCTL, "--version"), here)
    yield Row("hook, staged tree already judged", HOOK, here)
    yield Row("whole spec, no cache", lint("--staged"), here, cache=False)
    yield Row("whole spec, cache warm", lint("--staged"), here)
    for name, command in peers.items():
        spec = "spec/**/*.md" if name.startswith("markdownlint") else "spec"
        yield Row(f"{name}, whole spec", (*command, spec), here)
        yield Row(f"{name}, one file", (*command, "spec/overview.md"), here)


def reviews(here: Path) -> Iterator[Row]:
    """A review of the step between two releases, and of one that changes one section."""
    review = (*SPECCTL, "review", "old..new")
    yield Row("review, text, no cache", review, here, cache=False)
    yield Row("review, text, cache warm", review, here)
    for fmt in ("json", "html"):
        command = (*review, "--format", fmt)
        yield Row(f"review, {fmt}, no cache", command, here, cache=False)
        yield Row(f"review, {fmt}, cache warm", command, here)
    paths = long_sections(here, 1)
    one = edited(here, "review, one section, cache warm", paths)
    yield Row("review, one section, no cache", one.command, here, cache=False)
    yield one
    yield newly_edited(here, "review, one section, of a new commit", paths)
    yield Row("git diff --word-diff", ("git", "diff", "--word-diff", "old..new"), here)


def differing(here: Path, differs: dict[str, tuple[str, ...]]) -> Iterator[Row]:
    """Other differs on the same step: the documents as text, or the folders."""
    releases_ = [CORPUS / release for release in RELEASES]
    sides = {
        "redlines": [str(one / "model_spec.md") for one in releases_],
        "diffoscope": [str(one) for one in releases_],
    }
    for name, command in differs.items():
        yield Row(name, (*command, *sides[name]), here)


def edited(here: Path, name: str, paths: Sequence[str]) -> Row:
    """The review of a commit that changes a sentence in each of some sections."""
    edit(here, paths, "edited")
    return Row(name, (*SPECCTL, "review", "adopted..edited"), here)


def newly_edited(here: Path, name: str, paths: Sequence[str]) -> Row:
    """The same of a commit that is made before each run, so that nobody has seen it."""
    review = (*SPECCTL, "review", "adopted..new-edit")
    return Row(name, review, here, lambda: edit(here, paths, "new-edit", f"{next(NUMBERS)} times"))


def retitled(here: Path, name: str) -> Row:
    """The review of a new commit that changes a title, which other files may show."""
    review = (*SPECCTL, "review", "adopted..new-title")
    path = "spec/overview.md"

    def change() -> None:
        rewrite(here, [path], "new-title", "title: ", f"{next(NUMBERS)} times ")

    return Row(name, review, here, change)


def edit(here: Path, paths: Sequence[str], tag: str, said: str = "always") -> None:
    """Commit a change of one sentence in each of some sections, beside the last commit."""
    rewrite(here, paths, tag, "should", f" {said}")


def rewrite(here: Path, paths: Sequence[str], tag: str, after: str, said: str) -> None:
    """Commit what says something more, after the last place of some words in each file."""
    run(("git", "checkout", "-q", "--force", "adopted"), here)
    for path in paths:
        head, words, tail = (here / path).read_text("utf-8").rpartition(after)
        (here / path).write_text(f"{head}{words}{said}{tail}", "utf-8")
    commit(here, tag)


def long_sections(here: Path, many: int) -> list[str]:
    """Some sections with something to change, from all over a spec."""
    files = sorted((here / "spec").rglob("*.md"))
    texts = {str(p.relative_to(here)): p.read_text("utf-8") for p in files}
    long = [p for p, text in texts.items() if "/evals/" not in p and text.count("should") > 1]
    return long[:: max(len(long) // many, 1)][:many]


def changed_hook(here: Path, name: str, said: str = "") -> Row:
    """The hook, after a sentence of one section was changed and staged.

    The links in ``said`` are what other files may hang on: they change too where there are some.
    """
    path = here / "spec/overview.md"
    turns = count()

    def change() -> None:
        text = path.read_text("utf-8").rstrip("\n").partition("\nEdit ")[0].rstrip("\n")
        more = said * (next(turns) % 2)
        path.write_text(f"{text}\n\nEdit {next(NUMBERS)} of this text{more}.\n", "utf-8")
        run(("git", "add", "spec/overview.md"), here)

    return Row(name, HOOK, here, change)


def releases(here: Path) -> None:
    """A repository with two commits of one spec."""
    if not CORPUS.is_dir():
        raise SystemExit(f"bench: no corpus at {CORPUS}; name its folder in SPECCTL_CORPUS")
    here.mkdir()
    repository(here)
    for release, tag in zip(RELEASES, ("old", "new"), strict=True):
        update = ("--update",) if (here / "spec").exists() else ()
        source = str(CORPUS / release)
        run((*SPECCTL, "import", "model-spec", source, "--into", "spec", *update), here)
        commit(here, tag)
    adopt(here)


def adopt(here: Path) -> None:
    """What a team does that begins to lint: what is there already is known."""
    run((*SPECCTL, "lint", "--write-baseline"), here)
    commit(here, "adopted")


def repository(here: Path) -> None:
    """A repository in a folder."""
    run(("git", "init", "-q", "-b", "main"), here)
    run(("git", "config", "user.email", "bench@example.com"), here)
    run(("git", "config", "user.name", "bench"), here)


def commit(here: Path, tag: str) -> None:
    """Commit everything."""
    run(("git", "add", "-A"), here)
    run(("git", "commit", "-q", "--no-gpg-sign", "-m", tag), here)
    run(("git", "tag", "--force", tag), here)


def described(here: Path) -> str:
    """How much a spec holds."""
    sections = sum(1 for p in (here / "spec").rglob("*.md") if "evals" not in p.parts)
    evals = len(list((here / "spec/evals").glob("*.md")))
    return f"{sections:,} sections, {evals:,} evals"


def run(command: Command, here: Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command; exit code 1 (findings, blocking rows) is fine, unless Python crashed with it."""
    done = subprocess.run(command, cwd=here, env=env, capture_output=True, check=False)
    if done.returncode not in (0, 1) or b"Traceback (most recent call last)" in done.stderr:
        raise SystemExit(f"bench: {' '.join(command)} failed:\n{done.stderr.decode()}")


def memory(command: Command, here: Path, before: Callable[[], None]) -> int:
    """The most memory that a run of a command holds, in MiB."""
    before()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=here, stdout=quiet, stderr=quiet)
    return os.wait4(process.pid, 0)[2].ru_maxrss // 1024


def table(title: str, rows: Sequence[Row], runs: int) -> None:
    """Measure rows in turns, after a round that does not count; print medians and ratios."""
    for row in rows:
        row.time()
        row.seconds.clear()
    for _ in range(runs):
        for row in rows:
            row.seconds.append(row.time())
    print(f"\n{title}\n" if title else "")
    print(f"{f'{runs} runs each':44}{'median':>10}{'min':>10}{'max':>10}{'in U':>8}")
    for row in rows:
        cells = "".join(
            f"{1000 * s:8.0f}ms" for s in (row.median, min(row.seconds), max(row.seconds))
        )
        print(f"{row.name:44}{cells}{row.median / rows[0].median:8.1f}")


if __name__ == "__main__":
    main()
