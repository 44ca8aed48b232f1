"""What the lint settings come to, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from specctl.model import Severity
from specctl.model.configuration import Configuration, ExplainedOverride, ExplainedRule
from specctl.render import wording
from specctl.render.data import dump
from specctl.render.findings import ROLES
from specctl.render.layout import BLANK, Line, Part, Run, compose, line, table, wrap
from specctl.render.style import Style

_ROLES = {severity.value: role for severity, role in ROLES.items()} | {"off": "faint"}
_CALM = Severity.INFO.value


def text(said: Configuration, style: Style) -> str:
    """The file, every rule with what holds for it and why, then what else there is."""
    lines = [*_head(said, style.width), BLANK, *_rules(said.rules, style.width)]
    if said.overrides:
        lines += [BLANK, line(Run("strong", "Overrides"), ", of which later ones win")]
        lines += [row for one in said.overrides for row in _override(one, style.width)]
    lines += [BLANK, *(row for part in _rest(said) for row in wrap([part], style.width))]
    return compose(lines, style)


def as_json(said: Configuration, style: Style) -> str:
    """``schemas/settings.json``."""
    data = asdict(said) | {"about": dict(said.about)}
    return dump({"schema": "specctl/settings/1", **data})


def _head(said: Configuration, width: int) -> list[Line]:
    where: list[Part] = ["Lint settings of the spec"]
    if said.path:
        about = ", ".join(f"{name} {value}" for name, value in said.about)
        where = ["Lint settings of ", Run("strong", said.path), f" ({about})" if about else ""]
    strict = "; strict: drafts weigh as much as everything else" if said.strict else ""
    return wrap([*where, strict], width)


def _rules(rules: Sequence[ExplainedRule], width: int) -> list[Line]:
    heads = table(
        [(Run("link", r.name), Run(_ROLES.get(r.severity, _CALM), r.severity)) for r in rules]
    )
    lines: list[Line] = []
    for head, rule in zip(heads, rules, strict=True):
        origin = "" if rule.origin == "built in" else f" [{rule.origin}]"
        lines.append((*head, Run("" if rule.why != "default" else "faint", rule.why + origin)))
        for option in rule.options:
            why = "" if option.why == "default" else f" ({option.why})"
            value = dump(option.value, None).strip()
            lines += wrap([f"{option.name}: {value}{why}"], width, "      ", "        ")
            lines += wrap([Run("faint", option.summary)], width, "        ")
    return lines


def _override(one: ExplainedOverride, width: int) -> list[Line]:
    holds = {True: "; it is about this file", False: "", None: ""}[one.holds]
    head = f"  {one.number}  "
    said = f"{one.at}: {one.scope}: {one.says or 'nothing'}{holds}"
    return wrap([Run("" if one.holds is not False else "faint", said)], width, head, " " * 5)


def _rest(said: Configuration) -> list[str]:
    held = "There is no baseline."
    if said.baseline is not None:
        held = f"The baseline holds {wording.count(said.baseline, 'finding')}."
    firm = [f"No comment allows: {', '.join(said.firm)}."] if said.firm else []
    plugins = (
        [f"Plugins: {', '.join(said.plugins)}."] if said.plugins else ["There are no plugins."]
    )
    return [*firm, held, *plugins, *(f"{one[:1].upper()}{one[1:]}." for one in said.problems)]
