"""Findings without those that comments in the spec allow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.lint.card import At, placed
from specctl.lint.scope import About
from specctl.lint.settings import OFF, READING, Settings
from specctl.lint.suppress import Allowance
from specctl.model.finding import Finding, Severity
from specctl.words import closest

NEVER = READING | {"malformed-suppression", "unused-suppression", "broken-plugin"}
"""Rules that no comment allows."""


class Sifted(NamedTuple):
    """Findings that stay, those that are allowed with the reason, and what is odd with comments."""

    findings: list[Finding]
    allowed: list[tuple[Finding, str]]
    odd: list[Finding]


def sift(
    findings: Iterable[Finding],
    allowances: Mapping[str, Sequence[Allowance]],
    names: Iterable[str],
    settings: Settings,
    about: Callable[[str], About],
    idle: Collection[str] = (),
) -> Sifted:
    """Findings without those that comments allow.

    Args:
        findings: as weighed.
        allowances: the comments by path.
        names: every rule that there is.
        settings: those that count; what they call firm is not allowed.
        about: what settings know a file by.
        idle: names of rules that there are too, but which do not run.
    """
    used: set[tuple[str, At, str]] = set()
    kept: list[Finding] = []
    allowed: list[tuple[Finding, str]] = []
    for finding in findings:
        path = finding.place.path
        by = [one for one in allowances.get(path, ()) if one.covers(finding)]
        if not by or finding.rule in NEVER or finding.rule in settings.firm:
            kept.append(finding)
            continue
        used.update((path, one.at, finding.rule) for one in by)
        allowed.append((finding, by[0].reason))
    known = sorted(names)
    odd = [
        finding
        for path, ones in allowances.items()
        for one in ones
        for rule in dict.fromkeys(one.rules)
        if rule in known or rule not in idle
        for finding in _odd(path, one, rule, known, settings)
        if finding.rule == "malformed-suppression"
        or not ((path, one.at, rule) in used or _is_off(rule, settings, about(path)))
    ]
    return Sifted(kept, allowed, odd)


def _is_off(rule: str, settings: Settings, about: About) -> bool:
    return not settings.runs(rule) or settings.decide(rule, about).severity == OFF


def _odd(
    path: str, one: Allowance, rule: str, names: Sequence[str], settings: Settings
) -> Iterator[Finding]:
    """What to say of a comment that allows nothing."""
    place = placed(path, one.at)
    if rule not in names:
        message = f"'{rule}' is no rule{closest(rule, names)}"
    elif rule in NEVER:
        message = f"'{rule}' cannot be allowed; mend what it finds"
    elif rule in settings.firm:
        message = f"'{rule}' cannot be allowed here: the manifest lists it under `lint.firm`"
    else:
        message = f"{rule} finds nothing there; remove its name, or the comment"
        yield Finding("unused-suppression", place, message, Severity.WARNING, one.section, rule)
        return
    yield Finding("malformed-suppression", place, message, section=one.section, subject=rule)
