"""Shapes: the JSON schemas, and their errors in words a writer understands.

The only place that uses jsonschema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from specctl.words import closest

NAMES = ("section", "eval", "manifest", "proposal", "findings", "review")
_REFERENCES = frozenset(
    "$ref $dynamicRef $recursiveRef $id $anchor $dynamicAnchor $schema $vocabulary".split()
)
_TYPES = {
    "array": "a list",
    "object": "a mapping",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


class Problem(NamedTuple):
    """One thing that is off: where (keys joined by ``.``), and what, in words.

    ``unknown`` is the name of an unknown field, or None.
    """

    path: str
    message: str
    unknown: str | None = None


@cache
def load(name: str) -> Mapping[str, Any]:
    """The schema of that name, one of :data:`NAMES`, as plain data."""
    shipped = files("specctl").joinpath("schemas", f"{name}.json")
    if not shipped.is_file():  # in a checkout the schemas stand beside the package
        text = (Path(__file__).parent.parent / "schemas" / f"{name}.json").read_text("utf-8")
    else:
        text = shipped.read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def check(data: Any, name: str, fields: Mapping[str, Any] | None = None) -> list[Problem]:
    """Hold plain data against a schema.

    Args:
        data: what was read.
        name: the schema's.
        fields: schemas of a team's own fields, by name.

    Returns:
        What is off, in the order of the data's paths.
    """
    validator = _validator(name, json.dumps(fields, sort_keys=True) if fields else "")
    errors = sorted(validator.iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path])
    return [problem for error in errors for problem in _problems(error)]


def check_schema(fragment: Any) -> str | None:
    """Why a schema fragment is none, or None where it is one.

    One that refers to another schema is refused: it could lead nowhere, in a circle or outside.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if referring := next((k for k in _keys(fragment) if k in _REFERENCES), None):
        return f"{referring} is not allowed, write the schema out"
    try:
        Draft202012Validator.check_schema(fragment)
    except SchemaError as error:
        return str(error.message)
    return None


def _keys(fragment: Any) -> Iterator[str]:
    if isinstance(fragment, Mapping):
        for key, value in fragment.items():
            yield key
            yield from _keys(value)
    elif isinstance(fragment, list):
        for value in fragment:
            yield from _keys(value)


@lru_cache(maxsize=32)
def _validator(name: str, fields: str) -> Any:
    from jsonschema import Draft202012Validator

    schema = dict(load(name))
    schema = _inlined({k: v for k, v in schema.items() if k != "$defs"}, schema.get("$defs", {}))
    if fields:
        schema["properties"] = {**json.loads(fields), **schema["properties"]}
    return Draft202012Validator(schema)


def _inlined(part: Any, defs: Mapping[str, Any]) -> Any:
    """A schema with its own definitions put in place: following references costs half the time."""
    if isinstance(part, list):
        return [_inlined(p, defs) for p in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        target = defs[part["$ref"].rpartition("/")[2]]
        return {**{k: v for k, v in part.items() if k != "$ref"}, **_inlined(target, defs)}
    return {k: _inlined(v, defs) for k, v in part.items()}


def _problems(error: Any) -> list[Problem]:
    path = ".".join(str(p) for p in error.absolute_path)
    names = [str(p) for p in error.absolute_path if not isinstance(p, int)]
    if error.validator == "additionalProperties":
        return _unknown(error, path)
    say = _MESSAGES.get(error.validator, lambda e: str(e.message))
    label = f"{names[-1]}: " if names else ""
    return [Problem(path, label + say(error))]


def _unknown(error: Any, path: str) -> list[Problem]:
    known = list(error.schema.get("properties", ()))
    extra = [k for k in error.instance if k not in known]
    return [
        Problem(
            f"{path}.{k}" if path else k,
            f"{k or '(no name)'} is no known field{closest(k, known)}",
            k,
        )
        for k in extra
    ]


def _one_of(error: Any) -> str:
    options = [str(v) for v in error.validator_value]
    return (
        f"'{error.instance}' is not one of {', '.join(options)}{closest(error.instance, options)}"
    )


def _type(error: Any) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    said = " or ".join(_TYPES[n] for n in names)
    found = "is empty" if error.instance is None else f"is {_called(error.instance)}"
    quote = isinstance(error.instance, (bool, int, float)) and "string" in names
    return f"must be {said}, but {found}{'; quote it to make it text' if quote else ''}"


def _called(value: Any) -> str:
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text '{value[:40]}'"
    return "a list" if isinstance(value, Sequence) else "a mapping"


def _pattern(error: Any) -> str:
    what = error.schema.get("description", f"text of the form {error.validator_value}")
    return f"'{str(error.instance)[:60]}' is not of the form: {what}"


def _quoted_name(message: str) -> str:
    """What is missing; jsonschema names it only in its message: ``'id' is a required…``."""
    return message.split("'")[1]


_MESSAGES: Mapping[str, Any] = {
    "enum": _one_of,
    "const": lambda e: f"must be '{e.validator_value}'",
    "type": _type,
    "pattern": _pattern,
    "required": lambda e: f"the field {_quoted_name(e.message)} is missing",
    "minLength": lambda e: "must not be empty",
    "minItems": lambda e: "must not be an empty list",
    "minProperties": lambda e: "must not be an empty mapping",
    "maxLength": lambda e: f"is longer than {e.validator_value} characters",
    "uniqueItems": lambda e: "names the same thing twice",
    "minimum": lambda e: f"{e.instance} is less than {e.validator_value}",
    "maximum": lambda e: f"{e.instance} is more than {e.validator_value}",
}
