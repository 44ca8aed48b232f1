"""The schemas as they are shipped, and with a team's own fields in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

NAMES = (
    *("section", "eval", "manifest", "proposal", "approval"),
    *("findings", "review", "settings", "coverage", "standing", "release", "stale"),
    *("proposal-list", "proposal-view", "proposal-conflicts"),
    *("log", "blame", "show", "list", "audit"),
)
_PACKAGE = Path(__file__).parent.parent


@cache
def load(name: str) -> Mapping[str, Any]:
    """The schema of that name, one of :data:`NAMES`, as plain data."""
    shipped = _PACKAGE / "schemas" / f"{name}.json"
    if not shipped.is_file():  # in a checkout the schemas stand beside the package
        shipped = _PACKAGE.parent / "schemas" / f"{name}.json"
    schema: Mapping[str, Any] = json.loads(shipped.read_text("utf-8"))
    return schema


@lru_cache(maxsize=32)
def whole(name: str, fields: str) -> Mapping[str, Any]:
    """The schema of that name without references, with the fields of a team's own (JSON or "")."""
    shipped = load(name)
    schema: dict[str, Any]
    schema = _inlined({k: v for k, v in shipped.items() if k != "$defs"}, shipped.get("$defs", {}))
    if fields:
        schema["properties"] = {**json.loads(fields), **schema["properties"]}
    return schema


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
