"""Patterns of schemas: as Python's own matcher says, but never for longer than the text is long."""

import json
import re
import warnings
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from specctl.model import Snapshot
from specctl.parse import parse
from specctl.schema import check_schema
from specctl.schema.checks import check_value
from specctl.schema.matching import _PLAIN, Unsound, _Machine, searcher

SCHEMAS = Path(__file__).parent.parent / "schemas"

ATOMS = st.sampled_from(
    ["a", "b", "-", " ", ".", r"\d", r"\w", r"\S", "[ab]", "[^a]", "[]-]", "{", "}", r"\.", r"\n"]
)
PLACES = st.sampled_from(["^", "$", r"\b", r"\A", r"\Z"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "*?", "{2}", "{1,2}", "{,1}", "{1,}", "{}"])


def _more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.builds("({}){}".format, inner, REPEATS)
    return (
        st.lists(inner, max_size=3).map("".join) | st.builds("{}|{}".format, inner, inner) | groups
    )


PATTERNS = st.recursive(st.builds("{}{}".format, ATOMS, REPEATS) | PLACES, _more, max_leaves=6)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, st.lists(st.text("ab-1 .]{\n", max_size=8), min_size=1, max_size=3))
@example("^a$", ["a\n", "a\n\n", "\na"])
@example(r"a\Z|\bb", ["a\n", "ab", " b"])
def test_it_says_what_python_says(pattern: str, texts: list[str]) -> None:
    try:
        plain = re.compile(pattern)
    except re.error:
        return
    machine = _Machine(pattern)
    for text in texts:
        assert machine.search(text) == bool(plain.search(text))
        assert bool(searcher(pattern)(text)) == bool(plain.search(text))


RUNAWAYS = [
    (r"^(a+)+b$", "a"),
    (r"(a|a)*b", "a"),
    (r"^(\w+\s?)*$", "word ") ,
    (r"a*a*a*a*b", "a"),
    (r"(.*)(.*)(.*)x", "y"),
    (r"^[a-z]+(-[a-z]+)*$", "a-"),
    (r"a*b", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "said"), RUNAWAYS)
def test_nothing_runs_away(pattern: str, said: str) -> None:
    text = said * 20_000 + "!"  # of which Python's own would not see the end
    assert check_schema({"pattern": pattern}) is None
    assert check_value(text, {"pattern": pattern}) == [
        f"'{text[:60]}' is not of the form {pattern}"
    ]


REFUSED = [
    ("(", "it is no regular expression"),
    ("(" * 5000, "it is no regular expression"),
    ("(" * 50 + ")" * 50, "nest deeper than 20"),
    ("a{99999999999999999999}", "it is no regular expression"),
    ("(a{100}){100}", "it is too large"),
    ("a{500}", "it is too large"),
    (r"(a)\1", r"`\1` is not allowed"),
    ("(?=a)", "only `(?:` is allowed"),
    ("(?i)a", "only `(?:` is allowed"),
    ("(a*)++", "repeats a repeat"),
]


@pytest.mark.parametrize(("pattern", "why"), REFUSED)
def test_what_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(Unsound, match=re.escape(why)):
        searcher(pattern)
    assert why in (check_schema({"items": {"pattern": pattern}}) or "")


@pytest.mark.parametrize("keyword", ["patternProperties", "unevaluatedProperties"])
def test_keywords_whose_patterns_others_would_match(keyword: str) -> None:
    assert check_schema({keyword: {"(a+)+b": {}}}) == (
        f"{keyword} is not allowed, write the schema out"
    )


def test_the_patterns_that_are_shipped() -> None:
    for path in SCHEMAS.glob("*.json"):
        for pattern in re.findall(r'"pattern": *("(?:[^"\\]|\\.)*")', path.read_text("utf-8")):
            assert callable(searcher(json.loads(pattern)))


@pytest.mark.parametrize(
    ("pattern", "own"),
    [("^[0-9a-f]{12}$", True), ("^a*b", True), ("a*b", False), ("^a*b*", False), ("^a|b*c", False)],
)
def test_what_python_s_own_matcher_is_left_with(pattern: str, own: bool) -> None:
    assert bool(_PLAIN.match(pattern)) == own


@pytest.mark.parametrize("title", [r"x\ny", r"\n", r" \t "])
def test_a_long_title_of_two_lines_or_none(title: str) -> None:
    long = title.replace("x", "x" * 200_000).replace(" ", " " * 200_000)
    section = f'---\nid: a\ntitle: "{long}"\n---\n'.encode()
    files = {"spec.yaml": b"name: x\nsections: [a]\n", "a.md": section}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = parse(Snapshot("test", None, "spec", files)).findings
    assert [f.message[-8:] for f in found if f.message.startswith("title:")] == ["one line"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, "1", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=4))
@example([1, True])
@example([{"a": 1}, {"a": 1.0}])
@example([[1, True], [True, True], [1, True]])  # jsonschema's own uniqueItems sorts, and errs here
def test_what_differs_is_what_jsonschema_says(values: list[Any]) -> None:
    same = any(Draft202012Validator({"const": a}).is_valid(b) for a, b in combinations(values, 2))
    assert (check_value(values, {"uniqueItems": True}) == []) == (not same)


def test_many_mappings_are_compared_at_once() -> None:
    many = [{"a": number} for number in range(20_000)]
    assert check_value(many, {"uniqueItems": True}) == []
    assert check_value([*many, {"a": 7}], {"uniqueItems": True}) == ["names the same thing twice"]
