"""YAML reads alike with ruamel's C parser and without it."""

from pathlib import Path

import pytest
import ruamel.yaml.main

from specctl import frontmatter
from specctl.frontmatter import document

SPEC = Path(__file__).parent.parent / "spec"
BROKEN = [
    "a: [1",
    "a: &x 1\nb: *x",
    "- a",
    "a: 1\n---\nb: 2",
    "a: !!str 1",
    "? {a: 1}\n: b",
    "a: \x01",
]
ODD = ["", "a:\n b: |\n  x\n\n c: [1, .5, ~,\n  yes]", "a: 1\na: 2", "a:\n- \n- b", "1: x\ntrue: y"]


def _read(text: str) -> frontmatter.Document | str:
    try:
        return frontmatter.read(text, "f.md", 2)
    except frontmatter.Unreadable as error:  # the two parsers word and place their errors apart
        return error.message.split(":")[0]


def test_both_parsers_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*ODD, *BROKEN, (SPEC / "spec.yaml").read_text("utf-8")]
    for path in sorted(SPEC.rglob("*.md")):
        rows = path.read_text("utf-8").split("\n")
        if span := frontmatter.split(rows):
            texts.append("\n".join(rows[slice(*span)]))
    fast = [_read(text) for text in texts]
    monkeypatch.setattr(ruamel.yaml.main, "CParser", None)
    document.reader.cache_clear()
    try:
        assert [_read(text) for text in texts] == fast
    finally:
        document.reader.cache_clear()
    assert sum(isinstance(one, str) for one in fast) == len(BROKEN)
