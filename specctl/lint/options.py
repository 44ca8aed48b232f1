"""The options of rules, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Option(NamedTuple):
    """One option: its default, and what it does."""

    default: Any
    summary: str


OPTIONS: Mapping[str, Mapping[str, Option]] = MappingProxyType({})
"""By rule and name."""
