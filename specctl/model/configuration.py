"""What the lint settings of a spec come to, for people who ask why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ExplainedOption:
    """An option of a rule: its value, where that comes from, and what it does."""

    name: str
    value: Any
    why: str
    summary: str


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """A rule with what holds for it.

    Attributes:
        name: the rule's.
        severity: ``error``, ``warning``, ``info`` or ``off``.
        why: where the severity comes from.
        origin: ``built in``, ``own``, or the plugin's name.
        options: in their order.
    """

    name: str
    severity: str
    why: str
    origin: str
    options: tuple[ExplainedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedOverride:
    """An override: its number, its place, the files it is about and what holds there, in words."""

    number: int
    at: str
    scope: str
    says: str
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """Lint settings, of the spec or of one of its files.

    Attributes:
        path: the file's, or None.
        about: what settings know the file by: pairs of a name and a value.
        strict: whether drafts weigh as much as everything else.
        rules: in the catalogue's order, then the team's own and those of plugins.
        overrides: in the manifest's order; ``holds`` says whether it is about the file.
        firm: rules that no comment allows.
        baseline: how many findings the baseline holds, or None where there is none.
        plugins: what is installed.
        problems: what is wrong with plugins or the baseline.
    """

    path: str | None
    about: tuple[tuple[str, str], ...]
    strict: bool
    rules: tuple[ExplainedRule, ...]
    overrides: tuple[ExplainedOverride, ...] = ()
    firm: tuple[str, ...] = ()
    baseline: int | None = None
    plugins: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
