"""What is accepted without jsonschema is what jsonschema accepts."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from specctl import schema
from specctl.schema.checks import is_plainly_sound, is_plainly_valid
from specctl.schema.plain import NotSure, compiled

ROOT = Path(__file__).parent.parent
OWN = {"risk": {"enum": ["low", "high", 3]}, "due": {"type": "string", "format": "date"}}

SECTION = {
    "id": "be_clear",
    "title": "Be clear",
    "authority": "user",
    "kind": "rule",
    "status": "aspirational",
    "target": "2027-01",
    "sections": ["a", "b"],
    "owners": ["policy"],
    "tags": ["x"],
    "exception_to": ["c"],
    "examples": [
        {"id": "late", "title": "late", "clauses": ["n7ed"], "confirmed": {"n7ed": "0123456789ab"}}
    ],
    "rubrics": [{"id": "r", "question": "?", "scale": {"pass": "yes"}, "threshold": 2}],
    "source": {"before": 2},
}
EVAL = {
    "id": "8ep1",
    "clauses": ["8ep1"],
    "confirmed": {"8ep1": "0123456789ab"},
    "prompts": [{"id": "p", "title": "t", "expect": "a no", "rubric": "r"}],
    "source": {"final_newline": False},
}
MANIFEST = {
    "name": "House",
    "version": "1",
    "authority": {"levels": ["root", "user"], "grave": ["root"]},
    "sections": ["overview"],
    "groups": {"policy": {"title": "Policy", "members": ["ann"]}},
    "approvals": [{"match": {"rank": "0-1", "tag": ["x"]}, "require": {"policy": 1}}],
    "lint": {"rules": {"self-link": "off"}},
    "ranks": {"typography": 5},
    "gates": {"1": "block"},
    "fingerprint": ["text", "tags"],
    "tombstones": {"old": {"kind": "section", "successor": ["new"]}, "gone": None},
    "fields": {"section": OWN},
}
DOCUMENTS = {"section": SECTION, "eval": EVAL, "manifest": MANIFEST}

WORDS = st.sampled_from(["", "a", "low", "1", "2027-01", "x y", "\n", "current", "é", "id"])
SCALARS = st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from([0.0, 1.0, 1.5]) | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def _counted(*names: str) -> dict[str, st.SearchStrategy[Any]]:
    return dict.fromkeys(names, st.integers(0, 2))


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])
    by_name = st.dictionaries(WORDS, inner, max_size=2)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": kinds | st.lists(kinds, min_size=1, max_size=2, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "pattern": st.sampled_from(["^a", r"\d", "x y$"]),
        **_counted("minLength", "maxLength", "minItems", "maxItems", "minProperties"),
        **_counted("maxProperties", "minimum", "maximum"),
        "uniqueItems": st.booleans(),
        "required": st.lists(WORDS, max_size=2, unique=True),
        "properties": by_name,
        "patternProperties": st.dictionaries(st.just("^a"), inner, max_size=1),
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        **dict.fromkeys(("items", "additionalProperties", "propertyNames", "not"), inner),
        **dict.fromkeys(("if", "then", "else"), inner),
        "description": WORDS,
        "format": st.just("date"),
    }
    return st.fixed_dictionaries({}, optional=keywords)


SCHEMAS = st.recursive(st.booleans(), _schemas, max_leaves=5)


@settings(max_examples=400, deadline=None)
@given(shape=SCHEMAS, data=VALUES)
@example(shape={"enum": [1]}, data=True)
@example(shape={"type": "integer"}, data=1.0)
@example(shape={"uniqueItems": True}, data=[1, True])
def test_a_plain_verdict_is_that_of_jsonschema(shape: Any, data: Any) -> None:
    try:
        plain = compiled(shape)(data)
    except NotSure:
        return
    assert plain == Draft202012Validator(shape).is_valid(data)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, Any]:
    """One of the documents with a few values replaced, removed or added anywhere in it."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    data = json.loads(json.dumps(DOCUMENTS[name]))
    for _ in range(draw(st.integers(0, 2))):
        at, here = data, [data]
        while isinstance(at, (dict, list)) and at:
            here.append(at)
            at = at[draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))]
        target = draw(st.sampled_from(here))
        keys = sorted(target) if isinstance(target, dict) else list(range(len(target)))
        key = draw(st.sampled_from(keys)) if keys else None
        if isinstance(target, dict) and (key is None or draw(st.booleans())):
            target[draw(WORDS | st.sampled_from(["risk", "due", "status"]))] = draw(VALUES)
        elif key is not None and draw(st.booleans()):
            del target[key]
        elif key is not None:
            target[key] = draw(VALUES)
    return name, data


@settings(max_examples=300, deadline=None)
@given(case=spoiled(), fields=st.sampled_from([{}, OWN]))
def test_what_is_plainly_valid_has_no_problem(
    case: tuple[str, Any], fields: dict[str, Any]
) -> None:
    name, data = case
    own = json.dumps(fields) if fields else ""
    shipped = schema.load(name)
    shape = Draft202012Validator({**shipped, "properties": {**fields, **shipped["properties"]}})
    assert bool(schema.check(data, name, own)) != shape.is_valid(data)
    if is_plainly_valid(data, name, own):
        assert shape.is_valid(data)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_in_order_is_plainly_valid(name: str) -> None:
    assert is_plainly_valid(DOCUMENTS[name], name)


@settings(max_examples=300, deadline=None)
@given(fragment=SCHEMAS | VALUES)
@example(fragment={"pattern": "("})
@example(fragment={"minLength": True})
def test_what_is_plainly_sound_is_a_schema(fragment: Any) -> None:
    if is_plainly_sound(fragment):
        try:
            Draft202012Validator.check_schema(fragment)
        except SchemaError as error:
            pytest.fail(error.message)


@pytest.mark.parametrize("fragment", [True, {}, OWN["risk"], {"type": "array", "items": {}}])
def test_a_plain_fragment_is_plainly_sound(fragment: Any) -> None:
    assert is_plainly_sound(fragment)


def test_a_spec_in_order_never_imports_jsonschema() -> None:
    code = (
        "import sys; from comparing import ROOT, folder_files, snapshot; from specctl.parse import parse;"
        "spec = parse(snapshot(folder_files(ROOT / 'spec'))); assert spec.sections and spec.evals;"
        "assert not spec.findings; sys.exit('jsonschema' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT / "tests").returncode
        == 0
    )


SHARED = sorted(
    (name, part)
    for name in schema.NAMES
    for part in schema.load(name).get("$defs", {})
    if name != "review" and part in schema.load("review")["$defs"]
)


@pytest.mark.parametrize(("name", "part"), SHARED)
def test_what_several_outputs_show_has_one_shape(name: str, part: str) -> None:
    """A schema names no other one, so each has its copy; an audit's row says more than a row."""
    mine, review = schema.load(name)["$defs"][part], schema.load("review")["$defs"][part]
    if (name, part) == ("audit", "change"):
        row = {
            key: one for key, one in review["properties"].items() if key != "seen"
        }  # of a review
        assert {key: mine["properties"].get(key) for key in row} == row
        assert {*review["required"]} <= {*mine["required"]}
    else:
        assert mine == review
