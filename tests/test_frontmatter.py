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


@pytest.mark.parametrize(("before", "after"), [
    (b"---\na: 1\n---\nBody", b"---\na: 2\nb: x\n---\nBody"),
    (b"---\r\na: 1\r\n---\r\nOne\nTwo\r", b"---\r\na: 2\r\nb: x\r\n---\r\nOne\nTwo\r"),
    (b"---\ra: 1\r---\rBody\n", b"---\ra: 2\rb: x\r---\rBody\n"),
    (b"---\n---\n", b"---\na: 2\nb: x\n---\n"),
    (b"--- \na: 1 # one\n---  \n---\n", b"--- \na: 2 # one\nb: x\n---  \n---\n"),
    (b"Body\r\n", b"---\r\na: 2\r\nb: x\r\n---\r\nBody\r\n"),
    (b"", b"---\na: 2\nb: x\n---\n"),
])  # fmt: skip
def test_a_file_gets_other_values_and_stays_as_it_is_below(before: bytes, after: bytes) -> None:
    assert frontmatter.update_file(before, {"a": 2, "b": "x"}) == after
    assert frontmatter.update_file(after, {"a": 2, "b": "x"}) == after


@pytest.mark.parametrize(
    "content", [b"---\na: [\n---\n", b"---\na: 1\n", b"---\na: &x 1\nb: *x\n---\n"]
)
def test_front_matter_that_cannot_be_read_is_not_written(content: bytes) -> None:
    with pytest.raises(frontmatter.Unreadable):
        frontmatter.update_file(content, {"a": 2})
