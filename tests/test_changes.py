"""Change classes: each file of ``cases/changes`` is an old spec, a new one, and the rows between.

A case begins with what it expects, and may say in prose what it shows::

    expect: polarity-flipped+clause-reworded, clause-added
    What "not" denies may stand three words away.

    ~~~~ old
    The assistant may share prices.
    ~~~~
    ~~~~ new
    The assistant may not, under any pressure, share prices.
    ~~~~

Rows are separated by commas, or stand on further ``expect:`` lines; ``expect: nothing`` is no row.
A row is its classes, gravest first, joined by ``+``; then ``@1`` where the rank is not the default
of its gravest class, and ``x5`` where it gathers five changes.

A block is fenced with four tildes or more. Its first word says on which side it stands: ``old``,
``new`` or ``both``; the second is a file, ``spec/service/keys.md`` if it is left out; the third says
what the block is:

- nothing: the whole file (where no file is named: the body)
- ``body``: what follows the base's front matter
- ``fields``: front matter or manifest; its keys replace the base's, or are added
- ``gone``: the file is not there

Every file that no block names comes from ``cases/changes/base``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest
from comparing import Compared, compared, folder_files, said

from specctl.classify import CLASSES, policy
from specctl.classify.classes import RANK
from specctl.model import Gate, Manifest, Place

CASES = Path(__file__).parent / "cases" / "changes"
BASE = {k: v.decode() for k, v in folder_files(CASES / "base" / "spec").items()}
DEFAULT = "spec/service/keys.md"

_BLOCK = re.compile(
    r"^(?P<fence>~{4,}) (?P<side>old|new|both)(?: (?P<path>spec/\S+))?(?: (?P<what>body|fields|gone))?\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_ROW = re.compile(r"(?P<classes>[a-z+-]+)(?: @(?P<rank>\d))?(?: x(?P<many>\d+))?\Z")
_KEY = re.compile(r"^(?=[\w-]+:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    old: dict[str, str]
    new: dict[str, str]
    expected: list[str]


def read_case(text: str) -> Case:
    head, blocks = _split(text)
    sides = {"old": dict(BASE), "new": dict(BASE)}
    for block in blocks:
        for side in ("old", "new") if block["side"] == "both" else (block["side"],):
            _put(sides[side], block)
    return Case(sides["old"], sides["new"], _expected(head))


def _split(text: str) -> tuple[str, list[re.Match[str]]]:
    """What stands before the blocks, and the blocks; nothing may stand between them."""
    blocks = list(_BLOCK.finditer(text))
    assert blocks, "a case has a block"
    rest = _BLOCK.sub("", text[blocks[0].start() :])
    assert not rest.strip(), f"this is no block: {rest.strip()!r}"
    return text[: blocks[0].start()], blocks


def _put(files: dict[str, str], block: re.Match[str]) -> None:
    path = (block["path"] or DEFAULT).removeprefix("spec/")
    what = block["what"] or ("" if block["path"] else "body")
    if what == "gone":
        del files[path]
    elif what == "body":
        files[path] = f"---\n{_front(files[path])}---\n{block['text']}"
    elif what == "fields":
        files[path] = _with_fields(files[path], block["text"])
    else:
        files[path] = block["text"]


def _front(text: str) -> str:
    return text.split("---\n", 2)[1]


def _with_fields(text: str, fields: str) -> str:
    if not text.startswith("---\n"):
        return _merged(text, fields)
    _, front, body = text.split("---\n", 2)
    return f"---\n{_merged(front, fields)}---\n{body}"


def _merged(front: str, fields: str) -> str:
    """Blocks of lines by their top-level key, in their order; new ones come last."""
    blocks = [b for b in _KEY.split(front) if b]
    for block in (b for b in _KEY.split(fields) if b):
        key = block.partition(":")[0]
        at = next((n for n, b in enumerate(blocks) if b.partition(":")[0] == key), len(blocks))
        blocks[at : at + 1] = [block]
    return "".join(blocks)


def _expected(head: str) -> list[str]:
    lines = [
        line.removeprefix("expect:") for line in head.split("\n") if line.startswith("expect:")
    ]
    assert lines, "a case says what it expects"
    rows = [row.strip() for line in lines for row in line.split(",")]
    return sorted(chain.from_iterable(_row(row) for row in rows if row != "nothing"))


def _row(text: str) -> Iterator[str]:
    match = _ROW.match(text)
    assert match, f"this is no row: {text!r}"
    classes = match["classes"].split("+")
    unknown = [c for c in classes if c not in RANK]
    assert not unknown, f"there is no class {unknown}"
    rank = match["rank"] or min(RANK[c] for c in classes)
    yield f"{match['classes']} @{rank}" + (f" x{match['many']}" if match["many"] else "")


# --- the cases -----------------------------------------------------------------------------------

PATHS = sorted(p for p in CASES.rglob("*.md") if not p.is_relative_to(CASES / "base"))
each_case = pytest.mark.parametrize(
    "path", PATHS, ids=[p.relative_to(CASES).with_suffix("").as_posix() for p in PATHS]
)


@each_case
def test_a_case_gives_exactly_its_rows(path: Path) -> None:
    case = read_case(path.read_text(encoding="utf-8"))
    found = compared(case.old, case.new)
    assert found.said == case.expected, "\n".join(f"{said(r)}: {r.message}" for r in found.rows)
    assert found.accounting.unaccounted == ()
    assert_sound(found)


@each_case
def test_a_case_the_other_way_round_is_accounted_for(path: Path) -> None:
    case = read_case(path.read_text(encoding="utf-8"))
    found = compared(case.new, case.old)
    assert bool(found.rows) == bool(case.expected)
    assert found.accounting.unaccounted == ()
    assert_sound(found)


def assert_sound(found: Compared) -> None:
    """What holds of the rows of any comparison."""
    assert len({row.id for row in found.rows}) == len(found.rows)
    for row in found.rows:
        assert row.cls == row.classes[0]
        assert row.message
        for place, spec in ((row.base, found.base), (row.head, found.head)):
            assert place is None or place.end_line <= max(len(spec.lines[place.path]), 1)
    ranks = [row.rank for row in found.rows]
    assert ranks == sorted(ranks)


def test_every_class_has_a_case_in_a_folder_of_its_name() -> None:
    shown = {
        name
        for path in PATHS
        for row in read_case(path.read_text(encoding="utf-8")).expected
        for name in row.partition(" ")[0].split("+")
        if name == path.parent.name
    }
    assert shown == {c.name for c in CLASSES}


def test_the_base_of_the_cases_is_in_order() -> None:
    found = compared(BASE, BASE)
    assert found.base.findings == ()
    assert found.rows == ()
