"""Pages of the rules beside the catalogue: a team's own, and those of plugins."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.lint.own_shape import OwnRule
from specctl.lint.plugins import NO_PLUGINS, Plugin, PluginRule, Plugins
from specctl.lint.registry import RULES
from specctl.lint.scope import Scope
from specctl.lint.settings import Settings
from specctl.model.finding import Case, Rule

_NO_CASE = Case("", ())


def pages(settings: Settings, plugins: Plugins = NO_PLUGINS) -> tuple[Rule, ...]:
    """The pages of the rules that a spec and what is installed add, by name.

    Of rules with the same name the one that runs has the page.
    """
    brought = {rule.name: _plugin_page(rule, plugin) for rule, plugin in reversed(plugins.rules)}
    own = {rule.name: _own_page(rule) for rule in settings.own}
    found = {**brought, **own}
    return tuple(found[name] for name in sorted(found.keys() - RULES.keys()))


def _own_page(rule: OwnRule) -> Rule:
    parts = ["This is a rule of the spec's own, declared in its manifest.", *_asks(rule)]
    scope = told(rule.scope)
    parts.append(f"It is about files with {scope}." if scope else "It is about every file.")
    return Rule(rule.name, rule.severity, rule.message, " ".join(parts), _NO_CASE, _NO_CASE)


def _asks(rule: OwnRule) -> Iterator[str]:
    verb = "It forbids" if rule.forbids else "It requires"
    if rule.pattern:
        yield f"{verb} the pattern `{rule.pattern}` in its {rule.within}."
    if rule.words:
        yield f"{verb} any of these words in its {rule.within}: {', '.join(rule.words)}."
    if rule.field:
        yield f"{verb} the field `{rule.field}`."
    if rule.link_to:
        yield f"{verb} a link to #{rule.link_to}."
    if rule.counts:
        yield f"{verb} {' and '.join(f'{what}: {least}' for what, least in rule.counts)}."


def told(scope: Scope) -> str:
    """A scope in words, or "" where it holds for every file."""
    parts = [(name, getattr(scope, name)) for name in Scope._fields]
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in parts if values)


def _plugin_page(rule: PluginRule, plugin: Plugin) -> Rule:
    origin = f"This rule comes with {plugin.said}."
    reason = f"{rule.reason.strip()}\n\n{origin}" if rule.reason.strip() else origin
    return Rule(rule.name, rule.severity, rule.summary, reason, _NO_CASE, _NO_CASE)
