"""The page of a lint rule, and the list of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from specctl.model import Case, Rule
from specctl.render.data import Data, dump
from specctl.render.findings import ROLES
from specctl.render.layout import BLANK, Line, Run, compose, described, line, wrap
from specctl.render.style import Style


def listing(rules: Sequence[Rule], style: Style) -> str:
    """Every rule with what it reports."""
    if not rules:
        return ""
    rows = [(Run("link", r.name), Run(ROLES[r.severity], r.severity.value)) for r in rules]
    lines = described(rows, [rule.summary for rule in rules], style.width)
    hint = line(Run("faint", "specctl rule NAME shows why it matters and an example."))
    return compose([*lines, BLANK, hint], style)


def page(rule: Rule, style: Style) -> str:
    """What a rule reports, why, and an example that fails and one that passes."""
    severity = Run(ROLES[rule.severity], rule.severity.value)
    fixable = "  fixable" if rule.fixable else ""
    lines = [line(Run("strong", rule.name), "  ", severity, fixable), BLANK]
    lines += [*wrap([rule.summary], style.width)]
    for paragraph in filter(str.strip, rule.reason.split("\n\n")):
        lines += [BLANK, *wrap([paragraph], style.width)]
    lines += [*_case("Reported", "bad", rule.fails, style)]
    lines += [*_case("Passes", "good", rule.passes, style)]
    return compose(lines, style)


def _case(title: str, role: str, case: Case, style: Style) -> list[Line]:
    if not (case.note or case.files):  # a rule of a team's own has no example
        return []
    lines = [BLANK, line(Run(role, title))]
    lines += wrap([case.note], style.width, "  ") if case.note else []
    for sample in case.files:
        encoded = "" if sample.encoding == "utf-8" else f" (in {sample.encoding})"
        lines += [BLANK, line("  ", Run("strong", sample.path), encoded)]
        lines += [line(Run("faint", "  | "), one) for one in _text(sample.text)]
    return lines


def _text(text: str) -> list[str]:
    return text.expandtabs(4).removesuffix("\n").split("\n")


def listing_json(rules: Sequence[Rule], style: Style) -> str:
    """Every rule's page."""
    return dump([_page(rule) for rule in rules])


def page_json(rule: Rule, style: Style) -> str:
    """A rule's page."""
    return dump(_page(rule))


def _page(rule: Rule) -> Data:
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "summary": rule.summary,
        "reason": rule.reason,
        "fails": _case_data(rule.fails),
        "passes": _case_data(rule.passes),
    }


def _case_data(case: Case) -> Data:
    files = [{"path": s.path, "text": s.text, "encoding": s.encoding} for s in case.files]
    return {"note": case.note, "files": files}
