"""Every rule over one spec: what is found in each file, then between them; weighed and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from specctl.lint.book import Book, Cards
from specctl.lint.card import Card, UnreadCard, unread_card
from specctl.lint.examined import Examined
from specctl.lint.facts import card_of
from specctl.lint.file import File
from specctl.lint.gist import gist_of, grave
from specctl.lint.own_shape import own_rules
from specctl.lint.registry import RULES, RuleRow
from specctl.lint.retired import retired_terms
from specctl.lint.rules.hints import is_crowded
from specctl.lint.settings import Settings, mapping, settings_of
from specctl.lint.sifting import sift
from specctl.lint.weighing import asked, weighed
from specctl.lint.whole import Whole, part
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Eval, Manifest, Section, Spec

if TYPE_CHECKING:
    from specctl.lint.plugins import Plugins
    from specctl.lint.suppress import Allowance

Rules = Mapping[str, RuleRow]
_MARK = "specctl:"
"""In every comment that allows a finding; only then what reads them is worth importing."""


class Outcome(NamedTuple):
    """What lint says of a spec.

    Attributes:
        findings: by place, then rule.
        allowed: findings that comments in the spec allow, each with the reason.
        known: findings that the baseline holds.
        gone: how many findings the baseline holds that are there no more.
        crowded: whether they are so many that :func:`conclude_part` may not do.
    """

    findings: tuple[Finding, ...]
    allowed: tuple[tuple[Finding, str], ...] = ()
    known: tuple[Finding, ...] = ()
    gone: int = 0
    crowded: bool = False


def lint(
    spec: Spec,
    settings: Manifest | None = None,
    rules: Rules = RULES,
    *,
    today: date | None = None,
    plugins: Plugins | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong in a spec.

    Args:
        spec: as parsed; what parsing found wrong is reported too.
        settings: the manifest whose lint settings count; the spec's own by default. A review
            gives the base's, so that a change cannot loosen the gate it must pass.
        rules: the rules to run.
        today: for rules about dates; the day itself by default.
        plugins: rules of other distributions, none by default.

    Returns:
        The findings by place, then rule; the same for the same spec on every run.
    """
    chosen = settings_of(spec.manifest if settings is None else settings)
    return survey(spec, chosen, rules, today=today, plugins=plugins)[0].findings


def survey(
    spec: Spec,
    settings: Settings,
    rules: Rules = RULES,
    *,
    today: date | None = None,
    plugins: Plugins | None = None,
) -> tuple[Outcome, tuple[Card, ...]]:
    """The same, with what comments in the spec allow, and what each file tells the others.

    Args:
        spec, rules, today, plugins: as for :func:`lint`.
        settings: the lint settings that count.
    """
    from specctl.lint.plugins import NO_PLUGINS, Running

    own = (one.name for one in settings.own)
    running = Running(plugins or NO_PLUGINS, {*rules, *own}, spec.lines)
    every = {**rules, **running.rows}
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    examined = [
        examine(value, (), spec.lines.get(value.path, ()), spec.manifest, settings, every)
        for value in values
    ]
    examined += [Examined((), card) for card in _unread(spec)]
    found = running.about_spec(spec, settings.runs)
    outcome = conclude(
        examined,
        (*spec.findings, *found, *running.findings(Place(spec.manifest.place.path))),
        spec.folder,
        spec.manifest,
        settings,
        every,
        today=today or date.today(),
        manifest_lines=spec.lines.get(spec.manifest.place.path, ()),
    )
    return outcome, tuple(one.card for one in examined)


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
        for row in _active(rules, settings).values()
        if row.file is not None and settings.runs(row.name)
        for finding in row.file(file)
    ]
    allowed, odd = _allowed(value, lines)
    card = card_of(value, lines, retired_terms(manifest))
    return Examined((*parsed, *found, *odd), card, allowed, gist_of(card))


def conclude(
    examined: Iterable[Examined],
    parsed: Sequence[Finding],
    folder: str,
    manifest: Manifest,
    settings: Settings,
    rules: Rules = RULES,
    *,
    today: date,
    manifest_lines: Sequence[str] = (),
    only_grave: bool = False,
    book: Cards | None = None,
) -> Outcome:
    """What the files of a spec give together.

    Args:
        examined: what each file gives.
        parsed: what was found wrong beside them, such as in the manifest.
        folder: the spec folder's name.
        manifest: the spec's.
        settings: the lint settings that count.
        rules: the rules to run.
        today: for rules about dates.
        manifest_lines: the manifest's, for the comments in it.
        only_grave: run only the rules that can report errors, where settings leave it at the
            usual ones: for a caller that asks for nothing else.
        book: the cards of the files, if they are in one already.
    """
    files = list(examined)
    book = book or Cards(one.card for one in files)
    known = part(book, book, folder, manifest, settings, today)
    active = _active(rules, settings)
    chosen = grave(settings) if only_grave else None
    allowed, odd = _allowed(manifest, manifest_lines)
    allowances = {one.card.path: one.allowed for one in files if one.allowed}
    if allowed:
        allowances[manifest.place.path] = allowed
    found = [*parsed, *odd, *(finding for one in files for finding in one.findings)]
    if "lint" in manifest.fields:
        from specctl.lint.configured import misconfigured

        found += misconfigured(known, rules)
    for row in active.values():
        if not settings.runs(row.name):
            continue
        if chosen is None or row.name in chosen:
            for rule in (row.whole, row.manifest):
                found += rule(known) if rule else ()
    if chosen is not None:
        found = [finding for finding in found if finding.rule in chosen]
    return _sifted(found, allowances, known, active)._replace(crowded=is_crowded(found))


def conclude_part(
    examined: Sequence[Examined],
    book: Book,
    folder: str,
    manifest: Manifest,
    settings: Settings,
    rules: Rules = RULES,
    *,
    today: date,
) -> Outcome:
    """The same of some files alone, as long as no rule finds too much to suggest anything.

    Args:
        examined: what these files give.
        book: the cards of all files.
        folder, manifest, settings, rules, today: as for :func:`conclude`.
    """
    shown = Cards(one.card for one in examined)
    known = part(shown, book, folder, manifest, settings, today)
    active = _active(rules, settings)
    found = [finding for one in examined for finding in one.findings]
    for row in active.values():
        if row.whole is not None and settings.runs(row.name):
            found += (one for one in row.whole(known) if shown.card(one.place.path))
    allowances = {one.card.path: one.allowed for one in examined if one.allowed}
    return _sifted(found, allowances, known, active)._replace(crowded=is_crowded(found))


def _active(rules: Rules, settings: Settings) -> Rules:
    """The rules with the team's own."""
    if not settings.own:
        return rules
    from specctl.lint.own import with_own

    return with_own(rules, settings)


def _allowed(
    value: Section | Eval | Manifest, lines: Sequence[str]
) -> tuple[tuple[Allowance, ...], tuple[Finding, ...]]:
    """The comments that allow findings in a file, and what is wrong with them."""
    if not any(_MARK in line for line in lines):
        return (), ()
    from specctl.lint import suppress

    if isinstance(value, Manifest):
        return suppress.read_manifest(value, lines)
    return suppress.read(value, lines)


def _sifted(
    found: Iterable[Finding],
    allowances: Mapping[str, Sequence[Allowance]],
    known: Whole,
    rules: Rules,
) -> Outcome:
    about, settings = asked(known), known.settings
    heavy = dict.fromkeys(weighed(found, settings, about, rules))  # nearly in order, unlike a set
    if not allowances:
        return Outcome(_ordered(heavy))
    own = {one.name for one in own_rules(mapping(known.manifest.fields.get("lint")).get("own"))}
    ordered = _ordered(heavy)
    kept, allowed, odd = sift(ordered, allowances, rules, settings, about, own)
    told = dict.fromkeys((*kept, *weighed(odd, settings, about, rules)))
    return Outcome(_ordered(told), tuple(allowed))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.place, f.rule, f.subject or "", f.message)))


def _unread(spec: Spec) -> Iterator[UnreadCard]:
    """The files that are there but could not be read."""
    read = {one.path for one in spec.sections} | {one.path for one in spec.evals}
    read.add(spec.manifest.place.path)
    refused = {f.place.path for f in spec.findings if f.rule == "unreadable-file"}
    for path in sorted((spec.lines.keys() | refused) - read):
        yield unread_card(path, spec.lines.get(path, ()))
