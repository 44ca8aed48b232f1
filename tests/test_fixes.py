"""Fixes: cases as files, what holds for every fix, and what is written to disk.

A file of ``cases/lint/fix`` is a sentence about what holds, a line of options where there are any,
the files before, those that change, and what is left to find of the rules that have fixes (see
:func:`linting.said`). A file that is ``escaped`` has characters that nobody sees as ``\\u{d}``, and ends at ``\\u{end}``.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from linting import BASE, CASES, FOLDER, said

from specctl.lint import RULES, lint, page
from specctl.lint.fixes import FIXES, Mended, mended
from specctl.model import Sample, Snapshot, Spec
from specctl.parse import parse

Content = Mapping[str, bytes]


def read(content: Content) -> Spec:
    files = {path.removeprefix(f"{FOLDER}/"): content[path] for path in sorted(content)}
    return parse(Snapshot("test", None, FOLDER, files))


def whole(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by their path from the spec folder's name on."""
    return {f"{FOLDER}/{path}": content for path, content in files.items()}


def fixed(content: Content, *, unsafe: bool = False) -> tuple[dict[str, bytes], Mended]:
    """The files after ``--fix``."""
    result = mended(content, read, unsafe=unsafe)
    return {**content, **{path: new for path, (_, new) in result.changes.items()}}, result


# --- cases ---------------------------------------------------------------------------------------

_FILE = re.compile(
    r"^(?P<fence>`{4,})(?P<path>\S+)(?: (?P<how>escaped|gone))?\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
FIX = sorted((CASES / "fix").glob("*.md"))


class Case(NamedTuple):
    unsafe: bool
    before: dict[str, bytes]
    after: dict[str, bytes]
    left: str


def case(path: Path) -> Case:
    head, before, rest = re.split(r"^## (?:Before|After)\n", path.read_text("utf-8"), flags=re.M)
    after, left = rest.split("## Left\n\n")
    files = whole(BASE)
    for match in _FILE.finditer(before):
        files[match["path"]] = _content(match)
        if match["how"] == "gone":
            del files[match["path"]]
    changed = {match["path"]: _content(match) for match in _FILE.finditer(after)}
    return Case("\nOptions: --unsafe-fixes\n" in head, files, changed, left)


def told(result: Mended) -> str:
    """What is left to find of what fixes are for."""
    return "".join(f"- {said(f)}\n" for f in result.left if f.rule in FIXES) or "Nothing.\n"


def _content(match: re.Match[str]) -> bytes:
    text = match["text"]
    if match["how"] == "escaped":
        text = text.partition("\\u{end}")[0]
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), text)
    return text.encode()


@pytest.mark.parametrize("path", FIX, ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    one = case(path)
    _, result = fixed(one.before, unsafe=one.unsafe)
    assert {p: new.decode() for p, (_, new) in result.changes.items()} == {
        p: content.decode() for p, content in one.after.items()
    }
    assert told(result) == one.left


@pytest.mark.parametrize("path", FIX, ids=lambda path: path.stem)
def test_fixing_twice_changes_nothing(path: Path) -> None:
    one = case(path)
    after, _ = fixed(one.before, unsafe=one.unsafe)
    assert fixed(after, unsafe=one.unsafe)[1].changes == {}


# --- the table -----------------------------------------------------------------------------------


def test_every_fixable_rule_has_a_fix_and_every_fix_a_fixable_rule() -> None:
    assert FIXES.keys() == {name for name, row in RULES.items() if row.fixable}
    assert all(any(fix) for fix in FIXES.values())


@pytest.mark.parametrize("name", FIXES)
def test_a_fix_mends_the_failing_example_of_its_rule(name: str) -> None:
    samples: tuple[Sample, ...] = page(name).fails.files
    content = {**whole(BASE), **{s.path: s.content for s in samples}}
    fixable = [f for f in lint(read(content)) if f.fixable]
    after, result = fixed(content, unsafe=True)
    assert not [f for f in result.left if f.fixable]
    assert {f.rule for f in result.left} <= {f.rule for f in lint(read(content)) if not f.fixable}
    assert fixable == [] or result.changes
    assert lint(read(after)) == result.left


# --- quotes --------------------------------------------------------------------------------------


def test_a_straight_quote_becomes_the_curly_one_that_its_finding_names() -> None:
    curly = "\u201cA\u201d, \u201cb\u201d, \u201cc\u201d, \u201cd\u201d: it\u2019s "
    straight = '"she said \'no\'", *"so"*, (\'or\')--"and" it\'s "\'never\' again".'
    wanted = (
        "\u201cshe said \u2018no\u2019\u201d, *\u201cso\u201d*, (\u2018or\u2019)--\u201cand\u201d "
        "it\u2019s \u201c\u2018never\u2019 again\u201d."
    )
    path = f"{FOLDER}/greet.md"
    head = BASE["greet.md"].decode().rpartition("---\n")[0]
    text = f"{head}---\n{curly * 3}{straight}\n"
    content = {**whole(BASE), path: text.encode()}
    named = [f.message[-1] for f in lint(read(content)) if f.rule == "mixed-quotes"]
    assert named == [c for c in wanted if c in "\u2018\u2019\u201c\u201d"]
    after, _ = fixed(content, unsafe=True)
    assert after[path].decode() == text.replace(straight, wanted)
