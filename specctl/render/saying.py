"""Plain data in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def say(value: Any) -> str:
    """Plain data in words: lists with commas, mappings with their keys."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {say(one)}" for key, one in value.items())
    if is_list(value):
        return ", ".join(say(one) for one in value) or "none"
    return "none" if value is None else json.dumps(value, default=str)


def is_list(value: Any) -> bool:
    """Whether data is a list of some kind."""
    return isinstance(value, Sequence) and not isinstance(value, str)
