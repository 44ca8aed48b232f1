"""Findings for people, and for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from specctl.model import Finding, Place, Rule, Severity
from specctl.render import data, wording
from specctl.render.excerpt import underlined
from specctl.render.layout import BLANK, Line, Part, Run, compose, line, table, wrap
from specctl.render.style import Style, cells, visible

ROLES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "note"}
"""The colour of each severity."""

_PLACES = 3
"""How many places of a rule are named where its findings are folded."""


class Linted(NamedTuple):
    """What lint found, and what its page needs beside.

    Attributes:
        findings: in the order to show them, by place.
        rules: the pages of the rules, for formats that ship them.
        version: the tool's.
        sources: the lines of the files that findings stand in, by ``place.path``; a file that is
            not there is shown without its lines.
        verbose: show every finding in full.
        unsafe: the rules whose fixes change more than their finding says, so that
            ``--unsafe-fixes`` is needed.
        either: the rules of which some fixes do, and others do not.
        allowed: findings that the spec's text allows, each with the reason that it gives.
        fixed: findings that ``--fix`` has mended.
        known: how many findings are not shown because they are known.
        gone: how many findings the baseline holds that are there no more.
        folder: the spec folder as seen from the repository's top, "" for the top itself;
            platforms go by that. None outside of a repository.
    """

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...] = ()
    version: str = ""
    sources: Mapping[str, Sequence[str]] = {}
    verbose: bool = False
    unsafe: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    allowed: tuple[tuple[Finding, str], ...] = ()
    fixed: tuple[Finding, ...] = ()
    folder: str | None = None
    known: int = 0
    gone: int = 0

    def path(self, place: Place) -> str:
        """A place's path from the repository's top."""
        return wording.from_top(place, self.folder)


def text(linted: Linted, style: Style) -> str:
    """The page that people read: what is wrong by file, what is worth knowing, a summary."""
    found = linted.findings
    full, brief = (found, ()) if linted.verbose else by_weight(found)
    lines = [*_by_file(full, linted, style.width), *_briefly(brief, style.width)]
    return compose([*lines, *_why(found, style.width), *summary(linted, style.width)], style)


def by_weight(found: Sequence[Finding]) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """Findings to show in full, and those that only inform."""
    full = [one for one in found if one.severity is not Severity.INFO]
    return full, [one for one in found if one.severity is Severity.INFO]


def _by_file(found: Iterable[Finding], linted: Linted, width: int) -> list[Line]:
    files: dict[str, list[Finding]] = {}
    for one in found:
        files.setdefault(one.place.path, []).append(one)
    lines: list[Line] = []
    for path, group in files.items():
        lines += [line(Run("strong", path)), BLANK]
        digits = max(len(str(one.place.line)) for one in group)
        for one in group:
            lines += [*_finding(one, linted, width, digits), BLANK]
    return lines


def _finding(one: Finding, linted: Linted, width: int, digits: int) -> list[Line]:
    """A finding below the name of its file."""
    place = one.place
    heading: list[Part] = [
        Run("strong", f"{place.line}:{place.column}"),
        Run(ROLES[one.severity], one.severity.value),
        Run("link", one.rule),
    ]
    if one.fixable:
        option = "--unsafe-fixes" if one.rule in linted.unsafe else "--fix"
        option = "--fix or --unsafe-fixes" if one.rule in linted.either else option
        heading.append(Run("faint", f"({option} mends this)"))
    lines = [*_spaced(heading, width), *wrap([one.message], width, "    ")]
    below = underlined(
        linted.sources.get(place.path, ()), place, ROLES[one.severity], width, digits
    )
    return [*lines, BLANK, *below] if below else lines


def _spaced(parts: Sequence[Part], width: int) -> list[Line]:
    """Parts with two spaces before each, on one line if they fit."""
    spaced = line(*(piece for part in parts for piece in ("  ", part)))
    if sum(cells(visible(run.text)) for run in spaced) <= width:
        return [spaced]
    return wrap([piece for part in parts for piece in (" ", part)], width, "  ", "    ")


def _briefly(found: Sequence[Finding], width: int) -> list[Line]:
    if not found:
        return []
    hint = ", in brief: `specctl lint --verbose` shows each one"
    heading = wrap([Run(ROLES[Severity.INFO], "info"), hint], width)
    return [*heading, BLANK, *in_brief(found, width), BLANK]


def in_brief(found: Iterable[Finding], width: int) -> list[Line]:
    """Findings that only inform: a line for each rule, most first, with its first places.

    Where a line has no room for a place all places stand on lines of their own, so that the eye
    finds them.
    """
    rules = by_rule(found)
    heads = table(
        [(wording.number(len(group)).rjust(4), Run("link", rule)) for rule, group in rules]
    )
    room = width - sum(cells(run.text) for run in heads[0]) if heads else 0
    beside = [_fitting(group, room) for _, group in rules]
    if all(beside):
        return [(*head, Run("", said or "")) for head, said in zip(heads, beside, strict=True)]
    return [
        one
        for head, (_, group) in zip(heads, rules, strict=True)
        for one in (head, *_below(group, width))
    ]


def _below(group: Sequence[Finding], width: int) -> list[Line]:
    """The places below the name: on one line if they fit, else the first alone."""
    indent = "        "
    if said := _fitting(group, width - len(indent)):
        return [line(indent, said)]
    first, more = wording.at(group[0].place), wording.number(len(group) - 1)
    return [line(indent, first), *([line(indent, f"and {more} more")] if len(group) > 1 else [])]


def _fitting(group: Sequence[Finding], room: int) -> str | None:
    """As many of a rule's first places as there is room for, at least one."""
    tries = (wording.places(group, most) for most in range(min(_PLACES, len(group)), 0, -1))
    return next((said for said in tries if cells(visible(said)) <= room), None)


def by_rule(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings by their rule, that with the most first."""
    rules: dict[str, list[Finding]] = {}
    for one in found:
        rules.setdefault(one.rule, []).append(one)
    return sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))


def _why(found: Sequence[Finding], width: int) -> list[Line]:
    """Where the rules' pages are."""
    rules = {one.rule for one in found}
    said = "`specctl rule NAME` says why a rule matters, and shows it in an example."
    if len(rules) == 1:
        said = f"`specctl rule {rules.pop()}` says why it matters."
    return wrap([Run("faint", said)], width) if found else []


def summary(linted: Linted, width: int) -> list[Line]:
    """What was mended, and the sentence that ends every page of findings."""
    found, fixed = linted.findings, linted.fixed
    said = f"Mended {wording.count(len(fixed), 'finding')}{_files(fixed)}."
    lines = wrap([Run("good", said)], width) if fixed else []
    lines += wrap([Run("faint", " ".join(_besides(linted)))], width) if _besides(linted) else []
    if not found:
        said = "No new findings." if linted.known else "No findings."
        return [*lines, line(Run("good", said))]
    counts = data.tally(found)
    worst = next(severity for severity, many in counts.items() if many)
    left = Run(ROLES[worst], f"{wording.severities(counts)}{_files(found)}")
    return [*lines, *wrap([left, _mended(linted)], width)]


def _besides(linted: Linted) -> list[str]:
    """What is not among the findings, and why."""
    said = []
    if linted.known:
        said.append(f"Not shown: {wording.count(linted.known, 'known finding')}.")
    if linted.allowed:
        said.append(f"Allowed in the text: {wording.number(len(linted.allowed))}.")
    if linted.gone:
        said.append(
            f"The baseline holds {wording.count(linted.gone, 'finding')} too many; "
            "`specctl lint --write-baseline` takes them out."
        )
    return said


def _files(found: Sequence[Finding]) -> str:
    """In how many files they stand; of one finding that is no news."""
    many = len({one.place.path for one in found})
    return f" in {wording.count(many, 'file')}" if len(found) > 1 else ""


def _mended(linted: Linted) -> str:
    """How much of it ``--fix`` mends; a fix that would do harm where it stands is not made."""
    fixable = [one.rule for one in linted.findings if one.fixable]
    unsafe = sum(rule in linted.unsafe for rule in fixable)
    likely = any(rule in linted.either for rule in fixable)
    parts = []
    for option, many in (("--fix", len(fixable) - unsafe), ("--unsafe-fixes", unsafe)):
        if many:
            at_most = "up to " if likely and option == "--fix" else ""
            parts.append(f"`specctl lint {option}` mends {at_most}{_share(many, linted, at_most)}")
    return f"; {' and '.join(parts)}." if parts else "."


def _share(many: int, linted: Linted, at_most: str) -> str:
    total = len(linted.findings)
    if many == total and not at_most:
        return "it" if total == 1 else "all of them"
    return f"{wording.number(many)} of them"


def shown(one: Finding, width: int, indent: str = "") -> list[Line]:
    """One finding on a page about something else: two lines, or as many as its message needs."""
    place = f"{wording.at(one.place)}:{one.place.column}"
    severity = Run(ROLES[one.severity], one.severity.value)
    return [
        line(indent, Run("strong", place), "  ", severity, "  ", Run("link", one.rule)),
        *wrap([one.message], width, f"{indent}    "),
    ]


def as_json(linted: Linted, style: Style) -> str:
    """``schemas/findings.json``."""
    return data.dump(data.findings(linted.findings))
