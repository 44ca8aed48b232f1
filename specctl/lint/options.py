"""The options of rules, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

_BY_DEFAULT: Mapping[type, Mapping[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number"},
    str: {"type": "string"},
    tuple: {"type": "array", "items": {"type": "string"}},
    list: {"type": "array", "items": {"type": "string"}},
    dict: {"type": "object"},
}


class Option(NamedTuple):
    """One option: its default, what it does, and the JSON schema of what it takes.

    Without a schema it takes values such as its default.
    """

    default: Any
    summary: str
    schema: Mapping[str, Any] | None = None

    def problems(self, value: Any) -> list[str]:
        """What is wrong with a value for it, in words; nothing where it will do."""
        from specctl.schema import check_value

        shape = _BY_DEFAULT.get(type(self.default), {}) if self.schema is None else self.schema
        return check_value(value, shape)


DASHES = (" --- ", " -- ", " - ", " \u2014 ", " \u2013 ", "---", "--", "\u2014")
"""The forms of a dash, with the spaces around it."""

_SEVERITY = {"enum": ["error", "warning", "info", "off"]}

OPTIONS: Mapping[str, Mapping[str, Option]] = MappingProxyType(
    {
        "clause-without-eval": {
            "least": Option(
                10,
                "A section is reported where fewer of its clauses, in percent, have an eval.",
                {"type": "integer", "minimum": 0, "maximum": 100},
            ),
        },
        "inconsistent-dash": {
            "form": Option(
                "",
                "The dash with the spaces around it; by default the one that the spec uses most.",
                {"enum": list(DASHES)},
            ),
        },
        "overdue-aspiration": {
            "horizon": Option(3, "How many months ahead a target may be."),
        },
        "section-without-eval": {
            "levels": Option(
                {
                    "root": "error",
                    "system": "warning",
                    "developer": "warning",
                    "user": "warning",
                    "guideline": "info",
                    "other": "warning",
                },
                "The severity by authority; `other` is for levels that are not named. "
                "What is given here replaces the default of its level alone.",
                {"type": "object", "additionalProperties": _SEVERITY},
            ),
        },
        "strength-against-authority": {
            "levels": Option(("guideline",), "The levels that may be overridden implicitly."),
        },
        "too-many-examples": {
            "most": Option(6, "How many examples a section may have."),
        },
        "verdict-without-reason": {
            "pairs": Option(
                False, "Whether the BAD reply beside a single GOOD one needs a reason, too."
            ),
        },
    }
)
"""By rule and name."""
