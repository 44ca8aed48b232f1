"""Cases on disk: an old spec, a new one, and what is expected, in one small Markdown file.

A case begins with what it expects, and may say in prose what it shows::

    expect: polarity-flipped+clause-reworded, clause-added
    What "not" denies may stand three words away.

    ~~~~ old
    The assistant may share prices.
    ~~~~
    ~~~~ new
    The assistant may not, under any pressure, share prices.
    ~~~~

What is expected is separated by commas, or stands on further lines of the kind; ``nothing`` is none.
The test that reads the case says what it means. Where the tool is known to give another answer than
a careful reader, lines of ``finds:`` say which one, and the case stays as a measure of what is missed.

A block is fenced with four tildes or more. Its first word says on which side it stands: ``old``,
``new`` or ``both``; the second is a file, ``spec/service/keys.md`` if it is left out; the third says
what the block is:

- nothing: the whole file (where no file is named: the body)
- ``body``: what follows the base's front matter
- ``fields``: front matter or manifest; its keys replace the base's, or are added
- ``gone``: the file is not there

Later blocks build on earlier ones. Every file that no block names comes from ``cases/changes/base``.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from comparing import folder_files

CASES = Path(__file__).parent / "cases"
BASE = {k: v.decode() for k, v in folder_files(CASES / "changes" / "base" / "spec").items()}
DEFAULT = "spec/service/keys.md"

_BLOCK = re.compile(
    r"^(?P<fence>~{4,}) (?P<side>old|new|both)(?: (?P<path>spec/\S+))?(?: (?P<what>body|fields|gone))?\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_KEY = re.compile(r"^(?=[\w-]+:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    old: dict[str, str]
    new: dict[str, str]
    expected: list[str]
    found: list[str]


def paths(kind: str) -> list[Path]:
    """The cases of a kind, in order."""
    folder = CASES / kind
    return sorted(p for p in folder.rglob("*.md") if not p.is_relative_to(folder / "base"))


def each(kind: str) -> pytest.MarkDecorator:
    """Run a test for each case of a kind; it takes ``path``."""
    found = paths(kind)
    names = [p.relative_to(CASES / kind).with_suffix("").as_posix() for p in found]
    return pytest.mark.parametrize("path", found, ids=names)


def read(path: Path, word: str = "expect") -> Case:
    """Read a case whose expectations stand after ``word:``."""
    head, blocks = _split(path.read_text(encoding="utf-8"))
    sides = {"old": dict(BASE), "new": dict(BASE)}
    for block in blocks:
        for side in ("old", "new") if block["side"] == "both" else (block["side"],):
            _put(sides[side], block)
    expected, found = _said(head, word), _said(head, "finds")
    assert expected is not None, f"a case begins with `{word}:`"
    assert found is None or sorted(expected) != sorted(found), "`finds:` says what is right"
    return Case(sides["old"], sides["new"], expected, expected if found is None else found)


def _said(head: str, word: str) -> list[str] | None:
    """What stands after a word, None where the word is not there."""
    lines = [row.removeprefix(f"{word}:") for row in head.split("\n") if row.startswith(f"{word}:")]
    said = [one.strip() for line in lines for one in line.split(",")]
    return [one for one in said if one != "nothing"] if lines else None


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
        files[path] = fronted(parted(files[path])[0], block["text"])
    elif what == "fields":
        files[path] = _with_fields(files[path], block["text"])
    else:
        files[path] = block["text"]


def parted(text: str) -> tuple[str, str]:
    """A file's front matter and its body."""
    _, front, body = text.split("---\n", 2)
    return front, body


def fronted(front: str, body: str) -> str:
    """A file of front matter and a body."""
    return f"---\n{front}---\n{body}"


def _with_fields(text: str, fields: str) -> str:
    if not text.startswith("---\n"):
        return _merged(text, fields)
    front, body = parted(text)
    return fronted(_merged(front, fields), body)


def _merged(front: str, fields: str) -> str:
    """Blocks of lines by their top-level key, in their order; new ones come last."""
    blocks = [b for b in _KEY.split(front) if b]
    for block in (b for b in _KEY.split(fields) if b):
        key = block.partition(":")[0]
        at = next((n for n, b in enumerate(blocks) if b.partition(":")[0] == key), len(blocks))
        blocks[at : at + 1] = [block]
    return "".join(blocks)
