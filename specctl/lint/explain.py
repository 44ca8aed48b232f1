"""Why a rule weighs what it weighs: the settings of a spec or a file, put in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from specctl.lint import baseline
from specctl.lint.beside import told
from specctl.lint.card import Card
from specctl.lint.facts import card_of
from specctl.lint.options import OPTIONS
from specctl.lint.own import with_own
from specctl.lint.plugins import NO_PLUGINS, Plugins, Running
from specctl.lint.registry import RULES, RuleRow
from specctl.lint.scope import About
from specctl.lint.settings import OFF, Override, Settings
from specctl.lint.weighing import abouts
from specctl.lint.whole import whole
from specctl.model.configuration import (
    Configuration,
    ExplainedOption,
    ExplainedOverride,
    ExplainedRule,
)
from specctl.model.spec import Spec


def explain(
    spec: Spec,
    settings: Settings,
    path: str | None = None,
    *,
    plugins: Plugins = NO_PLUGINS,
    known: bytes | None = None,
) -> Configuration:
    """What the settings come to.

    Args:
        spec: as parsed.
        settings: the lint settings that count.
        path: a file of the spec, as in :class:`specctl.model.Place`; None for what holds
            wherever no override says otherwise.
        plugins: what is installed.
        known: the baseline's content, or None where there is none.
    """
    about = _about(spec, settings, path) if path else About("")
    running = Running(plugins, {*RULES, *(one.name for one in settings.own)}, spec.lines)
    rules = with_own({**RULES, **running.rows}, settings)
    count, problem = _counted(known)
    return Configuration(
        path,
        tuple(_told(about)) if path else (),
        settings.strict,
        tuple(_rules(rules, settings, about, plugins)),
        tuple(_override(one, settings, about if path else None) for one in settings.overrides),
        tuple(sorted(settings.firm)),
        count,
        tuple(sorted({plugin.distribution for _, plugin in plugins.rules})),
        (*running.problems, *problem),
    )


def _about(spec: Spec, settings: Settings, path: str) -> About:
    cards: list[Card] = [card_of(s, spec.lines.get(s.path, ())) for s in spec.sections]
    cards += [card_of(e, spec.lines.get(e.path, ())) for e in spec.evals]
    return abouts(whole(cards, spec.folder, spec.manifest, settings, date.min))(path)


def _told(about: About) -> Iterator[tuple[str, str]]:
    for name in ("kind", "status", "authority"):
        if value := str(getattr(about, name)):
            yield name, value
    if about.tags:
        yield "tags", ", ".join(about.tags)


def _counted(content: bytes | None) -> tuple[int | None, tuple[str, ...]]:
    if content is None:
        return None, ()
    try:
        return sum(baseline.read(content).values()), ()
    except baseline.Malformed as error:
        return None, (f"the baseline {error}",)


def _rules(
    rules: Mapping[str, RuleRow], settings: Settings, about: About, plugins: Plugins
) -> Iterator[ExplainedRule]:
    own = {one.name: one for one in settings.own}
    brought = {rule.name: plugin.distribution for rule, plugin in plugins.rules}
    for name in sorted(rules, key=lambda name: (name not in RULES, name in brought)):
        row = rules[name]
        severity = settings.severity(name, row.severity, about)
        why = settings.why(name, row.severity, about)
        if about.path and name in own and not own[name].scope.holds(about):
            severity, why = None, "`where` leaves this file out"
        origin = "built in" if name in RULES else brought.get(name, "own")
        options = tuple(_options(name, settings))
        yield ExplainedRule(name, severity.value if severity else OFF, why, origin, options)


def _options(rule: str, settings: Settings) -> Iterator[ExplainedOption]:
    given = settings.options.get(rule, {})
    for name, option in OPTIONS.get(rule, {}).items():
        why = "default"
        if name in given:
            why = f"{settings.path}:{settings.lines.get(f'{rule}.{name}', 1)}"
        value = settings.option(rule, name)
        said = list(value) if isinstance(value, tuple) else value
        yield ExplainedOption(name, said, why, option.summary)


def _override(one: Override, settings: Settings, about: About | None) -> ExplainedOverride:
    says = [f"{rule} {severity}" for rule, severity in one.severities.items()]
    if one.at_most and settings.strict:
        says.append(f"at most {one.at_most}, which --strict lifts")
    elif one.at_most:
        says.append(f"at most {one.at_most}")
    at = f"{settings.path}:{one.line}"
    holds = one.scope.holds(about) if about else None
    return ExplainedOverride(
        one.number, at, told(one.scope) or "every file", ", ".join(says), holds
    )
