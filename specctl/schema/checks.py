"""Data held against a schema, and its errors in words a writer understands."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from specctl.schema.matching import Unsound, searcher
from specctl.schema.plain import Accepts, NotSure, compiled
from specctl.schema.shapes import whole
from specctl.words import closest

_REFERENCES = (
    "$ref $dynamicRef $recursiveRef $id $anchor $dynamicAnchor $schema $vocabulary".split()
)
_MATCHED_ELSEWHERE = "patternProperties unevaluatedProperties unevaluatedItems".split()
"""Keywords with patterns that only Python's own matcher would hold names against."""
_REFUSED = frozenset([*_REFERENCES, *_MATCHED_ELSEWHERE])
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


def check(data: Any, name: str, own: str = "") -> list[Problem]:
    """Hold plain data against a schema.

    Args:
        data: what was read.
        name: the schema's.
        own: schemas of a team's own fields by name, as JSON; "" where there are none.

    Returns:
        What is off, in the order of the data's paths.
    """
    if is_plainly_valid(data, name, own):
        return []
    errors = _validator(name, own).iter_errors(data)
    ordered = sorted(errors, key=lambda e: [str(p) for p in e.absolute_path])
    return [problem for error in ordered for problem in _problems(error)]


def check_value(value: Any, fragment: Mapping[str, Any]) -> list[str]:
    """What is wrong with one value, in words; nothing where the schema fragment takes it."""
    try:
        if compiled(fragment)(value):
            return []
    except NotSure:
        pass
    errors = _checker()(fragment).iter_errors(value)
    return [problem.message for error in errors for problem in _problems(error)]


def is_plainly_valid(data: Any, name: str, own: str = "") -> bool:
    """Whether data is surely valid; False where it is not, or where only jsonschema can tell."""
    try:
        return _accepts(name, own)(data)
    except NotSure:
        return False


def check_schema(fragment: Any) -> str | None:
    """Why a schema fragment is none, or None where it is one.

    One that refers to another schema is refused: it could lead nowhere, in a circle or outside.
    So is a pattern that could take too long.
    """
    for key, value in _pairs(fragment):
        if key in _REFUSED:
            return f"{key} is not allowed, write the schema out"
        if key == "pattern" and isinstance(value, str) and (why := _refusal(value)):
            return f"the pattern is refused: {why}"
    if is_plainly_sound(fragment):
        return None
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(fragment)
    except SchemaError as error:
        return str(error.message)
    return None


def is_plainly_sound(fragment: Any) -> bool:
    """Whether this is surely a schema; False where it is none or only jsonschema can tell."""
    if isinstance(fragment, Mapping):
        return all(key in _SOUND and _SOUND[key](value) for key, value in fragment.items())
    return isinstance(fragment, bool)


def _pairs(fragment: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(fragment, Mapping):
        for key, value in fragment.items():
            yield key, value
            yield from _pairs(value)
    elif isinstance(fragment, list):
        for value in fragment:
            yield from _pairs(value)


def _refusal(pattern: str) -> str | None:
    try:
        searcher(pattern)
    except Unsound as error:
        return str(error)
    return None


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_SOUND: Mapping[str, Callable[[Any], bool]] = {
    "type": lambda value: isinstance(value, str) and value in _TYPES,
    "enum": lambda value: isinstance(value, list),
    "const": lambda value: True,
    "pattern": lambda value: isinstance(value, str) and _refusal(value) is None,
    "title": _text,
    "description": _text,
    "minLength": _count,
    "maxLength": _count,
    "minItems": _count,
    "maxItems": _count,
    "minimum": _count,
    "maximum": _count,
    "uniqueItems": lambda value: isinstance(value, bool),
    "items": is_plainly_sound,
}
"""The plainest keywords, with what surely is a sound value."""


@lru_cache(maxsize=32)
def _accepts(name: str, own: str) -> Accepts:
    return compiled(whole(name, own))


@lru_cache(maxsize=32)
def _validator(name: str, own: str) -> Any:
    return _checker()(whole(name, own))


@cache
def _checker() -> Any:
    """Jsonschema's own, but for the keywords that it takes too long for."""
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend

    def matches(_: Any, pattern: str, text: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(text, str) and not searcher(pattern)(text):
            yield ValidationError(f"{text!r} does not match {pattern!r}")

    def differ(_: Any, wanted: bool, values: Any, schema: Any) -> Iterator[ValidationError]:
        if wanted and isinstance(values, list) and len(set(map(_same, values))) < len(values):
            yield ValidationError(f"{values!r} has non-unique elements")

    keywords = {"pattern": matches, "uniqueItems": differ}
    return extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]


def _same(value: Any) -> Hashable:
    """What is equal for values that JSON Schema takes for equal: ``1`` is ``1.0``, not ``true``."""
    if isinstance(value, Mapping):
        return "mapping", frozenset((key, _same(one)) for key, one in value.items())
    if isinstance(value, list):
        return "list", tuple(map(_same, value))
    return isinstance(value, bool), value


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
    given = error.instance
    said = str(given).lower() if isinstance(given, bool) else str(given)
    return f"'{said}' is not one of {', '.join(options)}{closest(said, options)}"


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
    told = str(error.schema.get("description", ""))
    form = f": {told[0].lower()}{told[1:].rstrip('.')}" if told else f" {error.validator_value}"
    given = str(error.instance)[:60].replace("\n", "\\n")
    return f"'{given}' is not of the form{form}"


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
