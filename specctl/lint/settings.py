"""The manifest's ``lint:`` key, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specctl.lint.options import OPTIONS
from specctl.model.finding import Severity
from specctl.model.spec import Manifest

OFF = "off"
"""The configured severity of a rule that does not run."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How findings are weighed.

    Attributes:
        severities: what the manifest gives a rule; rules that it does not name are not here.
        options: by rule, those that the manifest gives.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def severity(self, rule: str, path: str = "", status: str = "current") -> str | None:
        """The severity that the manifest gives a rule there: one of Severity, OFF, or None."""
        return self.severities.get(rule)

    def runs(self, rule: str) -> bool:
        """Whether the rule can report anything anywhere."""
        return self.severities.get(rule) != OFF

    def option(self, rule: str, name: str) -> Any:
        """The value of a rule's option."""
        return self.options.get(rule, {}).get(name, OPTIONS[rule][name].default)


def settings_of(manifest: Manifest) -> Settings:
    """The lint settings of a manifest. What the schema refuses counts for nothing."""
    lint = manifest.fields.get("lint")
    rules = lint.get("rules") if isinstance(lint, Mapping) else None
    named = rules if isinstance(rules, Mapping) else {}
    known = {k: v for k, v in named.items() if isinstance(v, str) and v in (OFF, *Severity)}
    return Settings(known)
