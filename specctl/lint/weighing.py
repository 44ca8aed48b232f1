"""What a finding weighs: the settings, for the file that it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.registry import RuleRow
from specctl.lint.scope import About
from specctl.lint.settings import WEIGHT, Settings
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity

Abouts = Callable[[str], About]
"""What settings know a file by, from its path as in :class:`specctl.model.Place`."""

_ANY = About("")


def abouts(known: Whole) -> Abouts:
    """What settings know each file of a spec by; nothing is worked out until it is asked for."""
    told: dict[str, About] = {}

    def about(path: str) -> About:
        if path not in told:
            told[path] = _about(known, path, known.book.card(path), about)
        return told[path]

    return about


def asked(known: Whole) -> Abouts:
    """The same where all files weigh alike: without scopes and drafts nothing is asked of any."""
    settings = known.settings
    if settings.overrides or settings.own or known.totals.drafts:
        return abouts(known)
    return lambda path: _ANY


def _about(known: Whole, path: str, card: Card | None, about: Abouts) -> About:
    name = path.partition("/")[2]
    if isinstance(card, SectionCard):
        above = list(known.upwards(card))
        return About(
            name,
            next((one.status for one in above if one.status), "current"),
            next((one.authority for one in above if one.authority), ""),
            card.kind,
            tuple(sorted({tag for one in above for tag in one.tags})),
        )
    if isinstance(card, EvalCard):
        return About(name, _eval_status(known, card, about), kind="eval")
    return About(name)


def _eval_status(known: Whole, card: EvalCard, about: Abouts) -> str:
    """An eval is a draft as long as all sections are whose clauses it tests."""
    carriers = [c.section for clause, _ in card.clauses for c in known.anchors.get(clause, ())]
    drafts = all(about(one.path).status == "draft" for one in carriers)
    return "draft" if carriers and drafts else "current"


def weighed(
    findings: Iterable[Finding], settings: Settings, about: Abouts, rules: Mapping[str, RuleRow]
) -> Iterator[Finding]:
    """The findings with the severity that counts; without those whose rule is off there.

    What a rule reports as lighter than its default stays so, unless the manifest gives the rule a
    severity; what it reports as information is allowed, and nothing raises it. A rule of the
    team's own is about its scope alone.
    """
    scopes = {own.name: own.scope for own in settings.own}
    known: dict[tuple[str, Severity, object], Severity | None] = {}
    for finding in findings:
        there = about(finding.place.path)
        scope = scopes.get(finding.rule)
        if scope is not None and not scope.holds(there):
            continue
        # Without overrides nothing else is asked of a file.
        key = finding.rule, finding.severity, there if settings.overrides else there.status
        if key not in known:
            known[key] = _weight(finding, settings, there, rules.get(finding.rule))
        severity = known[key]
        if severity is None:
            continue
        if finding.severity is Severity.INFO or severity is finding.severity:
            yield finding
        else:
            yield finding._replace(severity=severity)


def _weight(
    finding: Finding, settings: Settings, there: About, row: RuleRow | None
) -> Severity | None:
    default = finding.severity
    if row is not None:
        default = min(row.severity, default, key=WEIGHT.__getitem__)
    return settings.severity(finding.rule, default, there)
