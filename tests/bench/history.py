"""A spec with a long history, and how long it takes to read the past of one thing."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

Row = TypeVar("Row")

Files = dict[str, str]
Edit = Callable[[Files, str, random.Random], None]
SECTIONS, COMMITS, RELEASES = 80, 2_000, 40
_WORDS = ("must", "usually", "never", "clearly", "should", "may")


def build(source: Path, target: Path) -> Counter[str]:
    """Make a repository of one spec with many commits; returns how often each section changed.

    Args:
        source: a spec folder, whose sections are edited as chance will have them: mostly a sentence
            of one; now and then one is renamed, or a sentence goes to another.
        target: the repository.
    """
    subprocess.run(["git", "init", "-q", "-b", "main", str(target)], check=True)
    chance, files = random.Random(7), _filled(source)
    touched: Counter[str] = Counter()
    with subprocess.Popen(
        ["git", "-C", str(target), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as importing:
        assert importing.stdin
        before: Files = {}
        for number in range(COMMITS):
            if number:
                _edit(files, number, chance)
            touched.update(Path(p).stem for p in files if files[p] != before.get(p))
            importing.stdin.write(_commit(number, before, files))
            before = dict(files)
    subprocess.run(["git", "-C", str(target), "checkout", "-q", "-f", "main"], check=True)
    return touched


def rows(
    row: Callable[..., Row], specctl: Sequence[str], here: Path, touched: Counter[str]
) -> Iterator[Row]:
    """What is measured in such a repository: of the section that changed most often, and of others.

    Args:
        row: makes what is measured from a name, a command, where it runs, and what is done before.
        specctl: how it is called.
        here: the repository.
        touched: how often each section changed.
    """
    there = {path.stem for path in here.glob("spec/**/*.md") if "evals" not in path.parts}
    ranked = [name for name, _ in touched.most_common() if name in there]
    most, usual = ranked[0], ranked[len(ranked) // 2]
    for name in (usual, most):
        for command in ("log", "blame"):
            said = f"{command}, section of {touched[name]} commits"
            yield row(f"{said}, cold", (*specctl, command, name), here, lambda: _forget(here))
            yield row(f"{said}, warm", (*specctl, command, name), here)
    yield row("log, -n 1, cold", (*specctl, "log", most, "-n", "1"), here, lambda: _forget(here))
    log = (*specctl, "log", most)
    yield row("log, after one more commit", log, here, lambda: _more(here, most, log))


def _forget(here: Path) -> None:
    """Remove what was kept of a repository."""
    shutil.rmtree(here / ".git/specctl", ignore_errors=True)


def _more(here: Path, section: str, command: Sequence[str]) -> None:
    """Commit one more sentence than was told."""
    subprocess.run(command, cwd=here, check=True, capture_output=True)
    (path,) = here.glob(f"spec/**/{section}.md")
    text = path.read_text("utf-8")
    path.write_text(f"{text.rstrip()}\n\nThe assistant should stop at {len(text)}.\n", "utf-8")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "commit", "-qam", "one more"], cwd=here, check=True)


def _filled(source: Path) -> Files:
    """The files of a spec, with so many sections more that there are as many as are wanted."""
    paths = (p for p in sorted(source.rglob("*")) if p.suffix in (".md", ".yaml"))
    files = {p.relative_to(source).as_posix(): p.read_text("utf-8") for p in paths}
    for number in range(SECTIONS - len(_sections(files))):
        text = f"---\nid: more_{number}\ntitle: More {number}\nauthority: user\n---\n"
        files[f"more_{number}.md"] = f"{text}The assistant should say more in case {number}.\n"
    return files


def _sections(files: Files) -> list[str]:
    return [p for p in files if p.endswith(".md") and not p.startswith("evals/")]


def _edit(files: Files, number: int, chance: random.Random) -> None:
    if number % (COMMITS // RELEASES) == 0:
        manifest = re.sub(r"^version:.*\n", "", files["spec.yaml"], flags=re.M)
        files["spec.yaml"] = f"{manifest}version: {number}.0\n"
        return
    [edit] = chance.choices([_reword, _add, _remove, _carry, _rename], [70, 15, 8, 5, 2])
    edit(files, chance.choice(_sections(files)), chance)


def _long(text: str) -> Iterator[int]:
    """The lines of a section's body that are paragraphs."""
    fences = 0
    for number, line in enumerate(text.split("\n")):
        fences += line.startswith(("---", "~~~"))
        if len(line) > 60 and fences >= 2 and fences % 2 == 0 and not line.startswith((" ", "<")):
            yield number


def _changed(files: Files, path: str, chance: random.Random, change: Callable[[str], str]) -> None:
    """Change one paragraph, or add one where there is none."""
    lines = files[path].split("\n")
    at = [*_long(files[path])]
    if at:
        number = chance.choice(at)
        lines[number] = change(lines[number])
        files[path] = "\n".join(lines)
    else:
        _add(files, path, chance)


def _reword(files: Files, path: str, chance: random.Random) -> None:
    def change(line: str) -> str:
        words = line.split(" ")
        words[chance.randrange(len(words))] = chance.choice(_WORDS)
        return " ".join(words)

    _changed(files, path, chance, change)


def _add(files: Files, path: str, chance: random.Random) -> None:
    case = chance.randrange(10**6)
    said = f"In case {case} the assistant {chance.choice(_WORDS)} mention what {case} means."
    files[path] = f"{files[path].rstrip()}\n\n{said}\n"


def _remove(files: Files, path: str, chance: random.Random) -> None:
    _changed(files, path, chance, lambda line: line.rpartition(". ")[0] or line)


def _carry(files: Files, path: str, chance: random.Random) -> None:
    at = [*_long(files[path])]
    if at:
        lines = files[path].split("\n")
        taken = lines.pop(chance.choice(at))
        files[path] = "\n".join(lines)
        other = chance.choice(_sections(files))
        files[other] = f"{files[other].rstrip()}\n\n{taken}\n"


def _rename(files: Files, path: str, chance: random.Random) -> None:
    old = Path(path).stem
    if path.removesuffix(".md") in {str(Path(p).parent) for p in files}:
        return  # what has others below stays
    new = f"{old.partition('_v')[0]}_v{chance.randrange(1000)}"
    text = re.sub(r"^formerly:.*\n", "", files.pop(path), flags=re.M)
    text = re.sub(r"^id: .*$", f"id: {new}\nformerly: [{old}]", text, count=1, flags=re.M)
    files[str(Path(path).with_name(f"{new}.md"))] = text
    for name in [p for p in files if re.search(rf"\b{old}\b", files[p])]:
        if not files[name].startswith(f"---\nid: {new}\n"):
            files[name] = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, files[name])


def _commit(number: int, before: Files, after: Files) -> bytes:
    """One commit, and its tag where it names a version, as git's fast-import reads them."""
    when, said = 1_700_000_000 + 3_600 * number, f"Change {number}"
    who = f"A. Writer <writer@example.com> {when} +0000"
    parts = [f"commit refs/heads/main\nmark :{number + 1}\nauthor {who}\ncommitter {who}\n"]
    parts += [f"data {len(said)}\n{said}\n", f"from :{number}\n" if number else ""]
    parts += [f"D spec/{path}\n" for path in before if path not in after]
    for path, text in after.items():
        if before.get(path) != text:
            parts.append(f"M 100644 inline spec/{path}\ndata {len(text.encode())}\n{text}\n")
    if number and number % (COMMITS // RELEASES) == 0:
        parts.append(f"reset refs/tags/v{number}.0\nfrom :{number + 1}\n\n")
    return "".join(parts).encode()
