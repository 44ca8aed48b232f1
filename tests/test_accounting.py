"""Complete accounting: whatever is edited, every changed line belongs to a row."""

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from case_files import BASE
from comparing import ROOT, Compared, Files, compared, folder_files, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_changes import assert_sound

from specctl.model import Change, Element
from specctl.parse import Memo, parse
from specctl.review import account
from specctl.sources import changed_lines

SAMPLE = {k: v.decode() for k, v in folder_files(ROOT / "spec").items()}
Hunks = Sequence[tuple[str, str, int, int]]
Edit = Callable[[dict[str, str], random.Random], None]

# --- random edits --------------------------------------------------------------------------------

WORDS = """
must should may not never always only unless by default explicitly the assistant reply invoice
Guest [^r0om] [^z9z9] [?](#tone) [?](#nowhere) `code` "quoted" --- — … (and) e.g. : . ! * _ [ ] ( )
""".split()
LINES = (
    "The assistant must not do this.",
    "- a list item that ends in a colon:",
    "    - deeper: still deeper",
    "1. one",
    "| a | b |\n|---|---|\n| c | d |",
    '!!! meta "Commentary"\n    Nobody must read this.',
    "**Example**: a new one\n\n~~~xml\n<user>\nHello?\n</user>\n~~~",
    "~~~xml\n<user>\nHello & goodbye\n</user>",
    "**Term**: what it means. And more.",
    "# A heading",
    "<!-- a comment -->",
    "---",
    "> quoted",
    "<assistant> <!-- BAD[#tone]: why -->\nNo.\n</assistant>",
    "```\ncode\n```",
    "\\[ x = 1 \\]",
    "tags: [night, day]",
    "authority: root",
    "status: draft",
    "kind: definition",
    "sections: [a, b]",
    "examples: []",
    "  - id: x",
    "# a comment of YAML",
    "",
    "   ",
)


def _some_path(files: dict[str, str], chance: random.Random) -> str:
    return chance.choice(sorted(files))


def _line(files: dict[str, str], chance: random.Random) -> tuple[str, list[str], int]:
    path = _some_path(files, chance)
    lines = files[path].split("\n")
    return path, lines, chance.randrange(len(lines))


def edit_word(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    words = lines[at].split(" ")
    here = chance.randrange(len(words))
    words[here : here + chance.randint(0, 2)] = chance.choices(WORDS, k=chance.randint(0, 2))
    lines[at] = " ".join(words)
    files[path] = "\n".join(lines)


def delete_lines(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    del lines[at : at + chance.randint(1, 4)]
    files[path] = "\n".join(lines)


def repeat_lines(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    there = chance.randrange(len(lines))
    lines[there:there] = lines[at : at + chance.randint(1, 4)]
    files[path] = "\n".join(lines)


def swap_lines(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    there = chance.randrange(len(lines))
    lines[at], lines[there] = lines[there], lines[at]
    files[path] = "\n".join(lines)


def insert_line(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    lines[at:at] = chance.choice(LINES).split("\n")
    files[path] = "\n".join(lines)


def move_lines(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    block = lines[at : at + chance.randint(1, 12)]
    del lines[at : at + len(block)]
    files[path] = "\n".join(lines)
    other, there, here = _line(files, chance)
    there[here:here] = block
    files[other] = "\n".join(there)


def join_lines(files: dict[str, str], chance: random.Random) -> None:
    path, lines, at = _line(files, chance)
    lines[at : at + 2] = [" ".join(lines[at : at + 2])]
    files[path] = "\n".join(lines)


def delete_file(files: dict[str, str], chance: random.Random) -> None:
    if len(files) > 1:
        del files[_some_path(files, chance)]


def rename_file(files: dict[str, str], chance: random.Random) -> None:
    path = _some_path(files, chance)
    folder = chance.choice(["", "safety/", "service/", "evals/", "style/"])
    files[f"{folder}{chance.choice(['keys', 'doors', 'r0om', 'x1'])}.md"] = files.pop(path)


def rename_folder(files: dict[str, str], chance: random.Random) -> None:
    folder = _some_path(files, chance).partition("/")[0]
    for path in [p for p in files if p.startswith(f"{folder}/")]:
        files[f"moved{path.removeprefix(folder)}"] = files.pop(path)


def copy_file(files: dict[str, str], chance: random.Random) -> None:
    files[f"{chance.choice(['', 'safety/', 'evals/'])}copy.md"] = files[_some_path(files, chance)]


def end_lines_otherwise(files: dict[str, str], chance: random.Random) -> None:
    path = _some_path(files, chance)
    files[path] = chance.choice([files[path].replace("\n", "\r\n"), files[path].rstrip("\n"), ""])


EDITS: Sequence[Edit] = (
    *(edit_word, edit_word, edit_word, delete_lines, delete_lines, repeat_lines, swap_lines),
    *(insert_line, insert_line, move_lines, move_lines, join_lines, delete_file, rename_file),
    *(rename_folder, copy_file, end_lines_otherwise),
)


def edited(files: dict[str, str], seed: int, edits: int) -> dict[str, str]:
    chance = random.Random(seed)
    new = dict(files)
    for _ in range(edits):
        chance.choice(EDITS)(new, chance)
    return new


SPECS = {"sample": SAMPLE, "tiny": BASE}
KNOWN: Memo = {}
"""The files of both, parsed: an edit leaves most of them alone."""
for _files in SPECS.values():
    parse(snapshot(_files), KNOWN)
anything_edited = given(
    name=st.sampled_from(sorted(SPECS)),
    seed=st.integers(0, 2**32),
    edits=st.integers(1, 12),
)
patient = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@anything_edited
@patient
def test_every_changed_line_of_a_random_edit_belongs_to_a_row(
    name: str, seed: int, edits: int
) -> None:
    old = SPECS[name]
    new = edited(old, seed, edits)
    found = compared(old, new, KNOWN)
    assert found.accounting.unaccounted == ()
    assert_sound(found)
    assert compared(old, new, KNOWN).rows == found.rows
    assert compared(new, new, KNOWN).rows == ()
    back = compared(new, old, KNOWN)
    assert back.accounting.unaccounted == ()
    assert_sound(back)


# --- what accounts for nothing -------------------------------------------------------------------


def own_lines(found: Compared, row: Change, hunks: Hunks) -> set[tuple[str, str, int]]:
    """Edited lines, of a text that the other side has nowhere, that only this row is about."""
    others = {
        line for other in found.rows if other is not row for line in _lines(other, found, _spanned)
    }
    changed = {(side, path, number) for side, path, a, b in hunks for number in range(a, b + 1)}
    own = {
        (side, path, number)
        for side, path, number in _lines(row, found, _placed)
        if (side, path.partition("/")[2], number) in changed
    }
    specs = {"base": found.base, "head": found.head}
    known = {
        side: {text.strip() for lines in spec.lines.values() for text in lines}
        for side, spec in specs.items()
    }
    other_side = {"base": "head", "head": "base"}
    return {
        (side, path, number)
        for side, path, number in own - others
        if (text := specs[side].lines[path][number - 1].strip())
        and text not in known[other_side[side]]
    }


def _lines(
    row: Change, found: Compared, extent: Callable[[Element], tuple[int, int]]
) -> Iterator[tuple[str, str, int]]:
    for delta in row.deltas:
        for pair in ((delta.before, delta.after), *delta.also):
            for side, element in zip(("base", "head"), pair, strict=True):
                if element is not None:
                    first, last = extent(element)
                    last = min(last, len(getattr(found, side).lines[element.place.path]))
                    yield from ((side, element.place.path, n) for n in range(first, last + 1))


def _placed(element: Element) -> tuple[int, int]:
    return element.place.line, element.place.end_line


def _spanned(element: Element) -> tuple[int, int]:
    return element.span.line, max(element.span.end_line, element.place.end_line)


@anything_edited
@patient
def test_a_row_that_is_left_out_leaves_its_lines_unaccounted(
    name: str, seed: int, edits: int
) -> None:
    old, new = SPECS[name], edited(SPECS[name], seed, edits)
    found = compared(old, new, KNOWN)
    hunks = changed_lines(snapshot(old), snapshot(new))
    for row in found.rows:
        rest = [r for r in found.rows if r is not row]
        missing = account(found.base, found.head, found.difference, rest, hunks).unaccounted
        assert own_lines(found, row, hunks) <= set(missing), row.message


def test_without_rows_every_line_that_is_not_blank_is_unaccounted() -> None:
    new = {**BASE, "service/keys.md": BASE["service/keys.md"].replace("a name", "a full name")}
    found = compared(BASE, new)
    hunks = changed_lines(snapshot(BASE), snapshot(new))
    nothing = account(found.base, found.head, found.difference, (), hunks)
    assert nothing.unaccounted == (
        ("base", "spec/service/keys.md", 6),
        ("head", "spec/service/keys.md", 6),
    )


# --- git's word ----------------------------------------------------------------------------------


def by_git(old: Files, new: Files, folder: Path) -> set[tuple[str, str, int]]:
    """The changed lines of two folders, from a run of git of our own."""
    for side, files in (("base", old), ("head", new)):
        shutil.rmtree(folder / side, ignore_errors=True)
        (folder / side).mkdir(parents=True)
        for path, text in files.items():
            target = folder / side / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode() if isinstance(text, str) else text)
    asked = "git -c core.quotePath=false diff --no-index --no-renames --diff-algorithm=myers -U0 --text base head"
    run = subprocess.run(asked.split(), cwd=folder, capture_output=True, check=False)
    found: set[tuple[str, str, int]] = set()
    numbers: dict[str, int] = {}
    path = ""
    for row in run.stdout.decode("utf-8", "replace").split("\n"):
        if row.startswith("diff --git "):
            path = row.split(" ")[2].removeprefix("a/base/").removeprefix("a/head/")
            numbers = {}
        elif row.startswith("@@ "):
            _, before, after, *_ = row.split(" ")
            numbers = {"-": int(before[1:].split(",")[0]), "+": int(after[1:].split(",")[0])}
        elif numbers and row[:1] in numbers:
            found.add(({"-": "base", "+": "head"}[row[0]], path, numbers[row[0]]))
            numbers[row[0]] += 1
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", sorted(SPECS))
def test_changed_lines_are_those_of_git(name: str, seed: int, tmp_path: Path) -> None:
    old, new = SPECS[name], edited(SPECS[name], seed, 10)
    ours = {
        (side, path, number)
        for side, path, first, last in changed_lines(snapshot(old), snapshot(new))
        for number in range(first, last + 1)
    }
    assert ours == by_git(old, new, tmp_path)
