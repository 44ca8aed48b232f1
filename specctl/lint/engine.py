"""Every rule over one spec: what is found in each file, then between them; weighed and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from specctl.lint.card import Card, UnreadCard, unread_card
from specctl.lint.facts import card_of
from specctl.lint.file import File
from specctl.lint.registry import RULES, RuleRow
from specctl.lint.retired import retired_terms
from specctl.lint.settings import OFF, Settings, settings_of
from specctl.lint.whole import Whole, whole
from specctl.model.finding import Finding, Severity
from specctl.model.spec import Eval, Manifest, Section, Spec
from specctl.words import closest

Rules = Mapping[str, RuleRow]

_WEIGHT = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Examined(NamedTuple):
    """What one file gives on its own, whatever the other files hold.

    ``findings`` are not weighed yet; ``card`` is what the other files need to know.
    """

    findings: tuple[Finding, ...]
    card: Card


def lint(
    spec: Spec,
    settings: Manifest | None = None,
    rules: Rules = RULES,
    *,
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong in a spec.

    Args:
        spec: as parsed; what parsing found wrong is reported too.
        settings: the manifest whose lint settings count; the spec's own by default. A review
            gives the base's, so that a change cannot loosen the gate it must pass.
        rules: the rules to run.
        today: for rules about dates; the day itself by default.

    Returns:
        The findings by place, then rule; the same for the same spec on every run.
    """
    chosen = settings_of(spec.manifest if settings is None else settings)
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    examined = [
        examine(value, (), spec.lines.get(value.path, ()), spec.manifest, chosen, rules)
        for value in values
    ]
    examined += [Examined((), card) for card in _unread(spec)]
    return judge(
        examined,
        spec.findings,
        spec.folder,
        spec.manifest,
        chosen,
        rules,
        today=today or date.today(),
    )


def examine(
    value: Section | Eval | None,
    parsed: Sequence[Finding],
    lines: tuple[str, ...],
    manifest: Manifest,
    settings: Settings,
    rules: Rules = RULES,
    *,
    path: str = "",
) -> Examined:
    """What one file gives on its own.

    Args:
        value: what was read; None where it could not be.
        parsed: what reading it found wrong.
        lines: its lines.
        manifest: the spec's.
        settings: the lint settings that count.
        rules: the rules to run.
        path: of a file that could not be read.
    """
    if value is None:
        return Examined(tuple(parsed), unread_card(path, lines))
    file = File(value, lines, manifest, settings)
    found = [
        finding
        for row in rules.values()
        if row.file is not None and settings.runs(row.name)
        for finding in row.file(file)
    ]
    return Examined((*parsed, *found), card_of(value, lines, retired_terms(manifest)))


def judge(
    examined: Iterable[Examined],
    parsed: Sequence[Finding],
    folder: str,
    manifest: Manifest,
    settings: Settings,
    rules: Rules = RULES,
    *,
    today: date,
) -> tuple[Finding, ...]:
    """What the files of a spec give together.

    Args:
        examined: what each file gives.
        parsed: what was found wrong beside them, such as in the manifest.
        folder: the spec folder's name.
        manifest: the spec's.
        settings: the lint settings that count.
        rules: the rules to run.
        today: for rules about dates.

    Returns:
        The findings by place, then rule.
    """
    files = list(examined)
    known = whole((one.card for one in files), folder, manifest, settings, today)
    found = [*parsed, *(finding for one in files for finding in one.findings)]
    found += _unknown_rules(manifest, rules)
    for row in rules.values():
        if row.whole is not None and settings.runs(row.name):
            found += row.whole(known)
    weighed = {one for finding in found for one in _weighed(finding, known, rules)}
    return tuple(sorted(weighed, key=lambda f: (f.place, f.rule, f.subject or "", f.message)))


def _unread(spec: Spec) -> Iterator[UnreadCard]:
    """The files that are there but could not be read."""
    read = {one.path for one in spec.sections} | {one.path for one in spec.evals}
    read.add(spec.manifest.place.path)
    refused = {f.place.path for f in spec.findings if f.rule == "unreadable-file"}
    for path in sorted((spec.lines.keys() | refused) - read):
        yield unread_card(path, spec.lines.get(path, ()))


def _unknown_rules(manifest: Manifest, rules: Rules) -> Iterator[Finding]:
    for name in settings_of(manifest).severities:
        if name not in rules:
            place = manifest.places.get(f"lint.rules.{name}", manifest.place)
            message = f"lint.rules: '{name}' is no rule{closest(name, tuple(rules))}"
            yield Finding("invalid-front-matter", place, message)


def _weighed(finding: Finding, known: Whole, rules: Rules) -> Iterator[Finding]:
    """The finding with the severity that counts; nothing where its rule is off there.

    What a rule reports as lighter than its default stays so, unless the manifest gives the rule a
    severity; what it reports as information is allowed, and nothing raises it.
    """
    wanted = known.settings.severity(finding.rule, finding.place.path)
    row = rules.get(finding.rule)
    if wanted == OFF:
        return
    if finding.severity is Severity.INFO or row is None:
        yield finding
        return
    lighter = min(row.severity, finding.severity, key=_WEIGHT.__getitem__)
    severity = Severity(wanted) if wanted else lighter
    yield finding if finding.severity is severity else replace(finding, severity=severity)
