"""Whether data is valid, without jsonschema, for the keywords that most schemas are made of.

A schema becomes one function that calls those of its keywords. They are exact, or they raise
:class:`NotSure`: about a keyword that is not in the table, about values that JSON Schema compares
in ways of its own (``1`` is ``1.0`` and not ``true``). Then jsonschema decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from typing import Any

from specctl.schema.matching import searcher

Accepts = Callable[[Any], bool]


class NotSure(Exception):
    """Only jsonschema can tell whether the data is valid."""


def compiled(schema: Any) -> Accepts:
    """What says whether data is valid against a schema, or raises NotSure."""
    if not isinstance(schema, Mapping):
        return lambda data: schema is True
    checks = [
        _KEYWORDS.get(keyword, _unsure)(value, schema)
        for keyword, value in schema.items()
        if keyword not in _SILENT
    ]
    if len(checks) == 1:
        return checks[0]

    def accepts(data: Any) -> bool:
        for check in checks:  # noqa: SIM110 - `all` would make a generator for so few
            if not check(data):
                return False
        return True

    return accepts


def _unsure(value: Any, schema: Mapping[str, Any]) -> Accepts:
    def raises(data: Any) -> bool:
        raise NotSure

    return raises


def _type(value: Any, _: Mapping[str, Any]) -> Accepts:
    names = [value] if isinstance(value, str) else value
    kinds = tuple(kind for name in names for kind in _TYPES[name])
    truth, whole = "boolean" in names, "integer" in names

    def check(data: Any) -> bool:
        if isinstance(data, bool):
            return truth
        if whole and isinstance(data, float):
            raise NotSure
        return isinstance(data, kinds)

    return check


def _only_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _enum(value: Any, _: Mapping[str, Any]) -> Accepts:
    texts = frozenset(v for v in value if isinstance(v, str))
    rest = len(texts) < len(value)

    def check(data: Any) -> bool:
        if isinstance(data, str):
            return data in texts
        if rest:
            raise NotSure
        return False

    return check


def _pattern(value: Any, _: Mapping[str, Any]) -> Accepts:
    search = searcher(value)
    return lambda data: not isinstance(data, str) or bool(search(data))


def _unique(value: Any, _: Mapping[str, Any]) -> Accepts:
    def check(data: Any) -> bool:
        if not value or not isinstance(data, list):
            return True
        if not _only_texts(data):
            raise NotSure
        return len(set(data)) == len(data)

    return check


def _items(value: Any, schema: Mapping[str, Any]) -> Accepts:
    first, item = len(schema.get("prefixItems", ())), compiled(value)
    return lambda data: not isinstance(data, list) or all(map(item, data[first:]))


def _first_items(value: Any, _: Mapping[str, Any]) -> Accepts:
    items = [compiled(schema) for schema in value]

    def check(data: Any) -> bool:
        pairs = zip(items, data, strict=False) if isinstance(data, list) else ()
        return all(item(one) for item, one in pairs)

    return check


def _required(value: Any, _: Mapping[str, Any]) -> Accepts:
    names = frozenset(value)
    return lambda data: not isinstance(data, dict) or names <= data.keys()


def _properties(value: Any, _: Mapping[str, Any]) -> Accepts:
    by_name = {name: compiled(schema) for name, schema in value.items()}

    def check(data: Any) -> bool:
        if isinstance(data, dict):
            for name, item in data.items():
                if name in by_name and not by_name[name](item):
                    return False
        return True

    return check


def _additional(value: Any, schema: Mapping[str, Any]) -> Accepts:
    if "patternProperties" in schema:
        return _unsure(value, schema)
    known = frozenset(schema.get("properties", ()))
    item = compiled(value)

    def check(data: Any) -> bool:
        if not isinstance(data, dict) or data.keys() <= known:
            return True
        return all(item(data[name]) for name in data.keys() - known)

    return check


def _names(value: Any, _: Mapping[str, Any]) -> Accepts:
    name = compiled(value)
    return lambda data: not isinstance(data, dict) or all(map(name, data))


def _if(value: Any, schema: Mapping[str, Any]) -> Accepts:
    holds = compiled(value)
    then, otherwise = compiled(schema.get("then", True)), compiled(schema.get("else", True))
    return lambda data: then(data) if holds(data) else otherwise(data)


def _least(kind: type[Sized]) -> Callable[[Any, Mapping[str, Any]], Accepts]:
    return lambda value, _: lambda data: not isinstance(data, kind) or len(data) >= value


def _most(kind: type[Sized]) -> Callable[[Any, Mapping[str, Any]], Accepts]:
    return lambda value, _: lambda data: not isinstance(data, kind) or len(data) <= value


def _number(data: Any) -> bool:
    return isinstance(data, (int, float)) and not isinstance(data, bool)


_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
_SILENT = frozenset(
    "$schema $id $comment title description default examples deprecated format then else".split()
)
"""What says nothing about the data, or only beside another keyword."""

_KEYWORDS: Mapping[str, Callable[[Any, Mapping[str, Any]], Accepts]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value, schema: _enum([value], schema),
    "pattern": _pattern,
    "minLength": _least(str),
    "maxLength": _most(str),
    "minItems": _least(list),
    "maxItems": _most(list),
    "uniqueItems": _unique,
    "items": _items,
    "prefixItems": _first_items,
    "minProperties": _least(dict),
    "maxProperties": _most(dict),
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "minimum": lambda value, _: lambda data: not (_number(data) and data < value),
    "maximum": lambda value, _: lambda data: not (_number(data) and data > value),
    "if": _if,
}
