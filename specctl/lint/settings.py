"""The manifest's ``lint:`` key, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from specctl.lint.options import OPTIONS
from specctl.lint.own_shape import OwnRule, own_rules
from specctl.lint.scope import About, Scope, scope_of, texts
from specctl.model.finding import Severity
from specctl.model.spec import Manifest

OFF = "off"
"""The configured severity of a rule that does not run."""

READING = frozenset(
    {"unreadable-file", "invalid-front-matter", "unclosed-block", "conflict-marker"}
)
"""Rules about what keeps a file from being read as it was meant.

They weigh the same in drafts, and neither a comment nor a baseline hides them.
"""

WEIGHT = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_DRAFTS = "in drafts nothing is graver than a warning"


class Decision(NamedTuple):
    """What the settings say of a rule in a file.

    Attributes:
        severity: one of Severity, OFF, or None where the rule's own default counts.
        at_most: what its findings do not exceed there, or None.
        why: where the severity comes from.
        why_at_most: where the limit comes from.
    """

    severity: str | None = None
    at_most: Severity | None = None
    why: str = "default"
    why_at_most: str = ""

    def weigh(self, default: Severity) -> Severity | None:
        """The severity of what a rule reports with this one, or None where it is off."""
        if self.severity == OFF:
            return None
        said = Severity(self.severity) if self.severity else default
        return min(said, self.at_most, key=WEIGHT.__getitem__) if self.at_most else said


class Override(NamedTuple):
    """What holds otherwise in some files; ``number`` counts from 1, ``line`` is the manifest's."""

    number: int
    line: int
    scope: Scope
    severities: Mapping[str, str]
    at_most: Severity | None = None


class Settings(NamedTuple):
    """How findings are weighed.

    Attributes:
        severities: what the manifest gives a rule; rules that it does not name are not here.
        options: by rule, those that the manifest gives.
        overrides: in the manifest's order; later ones win.
        own: the team's own rules that can be run.
        firm: rules that no comment allows.
        strict: drafts weigh as much as everything else, and no limit counts.
        path: the manifest's.
        lines: of the manifest, by the rule that is set there, or rule and option (``rule.most``).
    """

    severities: Mapping[str, str] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    overrides: tuple[Override, ...] = ()
    own: tuple[OwnRule, ...] = ()
    firm: frozenset[str] = frozenset()
    strict: bool = False
    path: str = ""
    lines: Mapping[str, int] = {}

    def decide(self, rule: str, about: About) -> Decision:
        """What holds for a rule in a file, and where that comes from.

        A limit holds for what stands before it: a severity that the same or a later override
        gives a rule by name is meant as it stands.
        """
        found = Decision()
        if rule in self.severities:
            where = f"{self.path}:{self.lines.get(rule, 1)}"
            found = Decision(self.severities[rule], why=where)
        if about.status == "draft" and not self.strict and rule not in READING:
            found = found._replace(at_most=Severity.WARNING, why_at_most=_DRAFTS)
        for one in self.overrides:
            if not one.scope.holds(about):
                continue
            where = f"override {one.number} at {self.path}:{one.line}"
            if one.at_most and not self.strict:
                found = found._replace(at_most=one.at_most, why_at_most=where)
            if rule in one.severities:
                found = Decision(one.severities[rule], why=where)
        return found

    def severity(self, rule: str, default: Severity, about: About) -> Severity | None:
        """How what a rule reports with this severity weighs in a file; None where it is off."""
        return self.decide(rule, about).weigh(default)

    def why(self, rule: str, default: Severity, about: About) -> str:
        """Where that severity comes from."""
        found = self.decide(rule, about)
        limited = found.at_most and found._replace(at_most=None).weigh(default) != found.weigh(
            default
        )
        return f"{found.why}; {found.why_at_most}" if limited else found.why

    def runs(self, rule: str) -> bool:
        """Whether the rule can report anything anywhere."""
        return self.severities.get(rule) != OFF or any(
            one.severities.get(rule, OFF) != OFF for one in self.overrides
        )

    def option(self, rule: str, name: str) -> Any:
        """The value of a rule's option."""
        return self.options.get(rule, {}).get(name, OPTIONS[rule][name].default)


def settings_of(manifest: Manifest, strict: bool = False) -> Settings:
    """The lint settings of a manifest. What is off in them counts for nothing.

    Args:
        manifest: as read.
        strict: as in :class:`Settings`.
    """
    lint = mapping(manifest.fields.get("lint"))
    rules = mapping(lint.get("rules"))
    severities = {name: _severity(value) for name, value in rules.items()}
    own = own_rules(lint.get("own"))
    return Settings(
        severities={name: value for name, value in severities.items() if value},
        options={
            name: _options(name, value) for name, value in rules.items() if isinstance(value, dict)
        },
        overrides=tuple(_overrides(manifest, lint.get("overrides"))),
        own=own,
        firm=frozenset(texts(lint.get("firm"))),
        strict=strict,
        path=manifest.place.path,
        lines={key: line(manifest, f"lint.rules.{key}") for key in _keys(rules)},
    )


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def line(manifest: Manifest, path: str) -> int:
    """The manifest's line where a key stands."""
    return manifest.places.get(path, manifest.place).line


def _keys(rules: Mapping[str, Any]) -> Iterator[str]:
    for name, value in rules.items():
        yield name
        yield from (f"{name}.{option}" for option in mapping(value))


def _severity(value: Any) -> str:
    said = value.get("severity") if isinstance(value, dict) else value
    return said if isinstance(said, str) and said in (OFF, *Severity) else ""


def _options(rule: str, value: Mapping[str, Any]) -> dict[str, Any]:
    known = OPTIONS.get(rule, {})
    return {
        name: given
        for name, given in value.items()
        if name in known and not known[name].problems(given)
    }


def _overrides(manifest: Manifest, entries: Any) -> list[Override]:
    found = []
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            said = {name: _severity(v) for name, v in mapping(entry.get("rules")).items()}
            most = entry.get("at_most")
            at = line(manifest, f"lint.overrides.{number}")
            limit = Severity(most) if isinstance(most, str) and most in (*Severity,) else None
            known = {name: value for name, value in said.items() if value}
            found.append(Override(number + 1, at, scope_of(entry), known, limit))
    return found
