"""A review for people: the gravest first, so that the first screen holds what matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from specctl.model import RANKS, Finding, Review
from specctl.render import brief, impact_text, rows_text, touched, wording
from specctl.render.data import tally
from specctl.render.findings import by_weight, in_brief, shown
from specctl.render.layout import BLANK, Line, Part, Run, compose, line, wrap
from specctl.render.rows_text import RANK_ROLES, Show, ranks
from specctl.render.style import Style

_REVIEW: Mapping[int, Show] = {
    0: rows_text.full,
    1: rows_text.full,
    2: rows_text.full,
    3: rows_text.terse,
    4: rows_text.sentences,
}
"""How the rows of each rank are shown; a rank that is not here is only counted."""

_DIFF: Mapping[int, Show] = {**_REVIEW, 5: rows_text.counts}


def render(review: Review, style: Style) -> str:
    """The whole review."""
    parts = (
        header(review, style),
        *_ranks(review, style, _REVIEW),
        _gone(review, style),
        impact_text.evals(review, style),
        impact_text.examples(review, style),
        _findings(review, style),
        _accounting(review, style),
    )
    return _composed(parts, style)


def changes(review: Review, style: Style) -> str:
    """The rows alone: what ``diff`` shows."""
    parts = (
        header(review, style),
        *_ranks(review, style, _DIFF),
        _accounting(review, style),
    )
    return _composed(parts, style)


def _composed(parts: Iterable[Sequence[Line]], style: Style) -> str:
    lines: list[Line] = []
    for part in parts:
        lines += [BLANK, *part] if lines and part else part
    return compose(lines, style)


def header(review: Review, style: Style) -> list[Line]:
    """What is compared, how many rows of each rank there are, and what must run again."""
    title = wording.title(review, style.width)
    if not review.changes:
        return [*title, line("Nothing changed."), *_since(review, style)]
    counts = Counter(row.rank for row in review.changes)
    said: list[Part] = [
        part
        for rank, many in sorted(counts.items())
        for part in (" · ", Run(RANK_ROLES[rank], f"{wording.number(many)} {RANKS[rank]}"))
    ]
    blocking = wording.blocking(review)
    facts = (
        ("Run again", wording.cost(review)),
        ("Gone", wording.gone(review)),
        ("New findings", wording.severities(tally(review.new_findings))),
    )
    return [
        *title,
        *wrap(said[1:], style.width),
        *_since(review, style),
        *([line(Run("bad", blocking))] if blocking else []),
        *(one for name, fact in facts if fact for one in wrap([f"{name}: {fact}"], style.width)),
    ]


def _ranks(review: Review, style: Style, shows: Mapping[int, Show]) -> list[list[Line]]:
    seen = review.since.seen if review.since else frozenset()
    return ranks(review.changes, touched.by_row(review), style, shows, seen)


def _since(review: Review, style: Style) -> list[Line]:
    said = wording.since(review)
    return wrap([Run("strong", said)], style.width) if said else []


def _gone(review: Review, style: Style) -> list[Line]:
    """What an earlier review told and is no more."""
    gone = review.since.gone if review.since else ()
    heading = line(Run("strong", f"Gone since that review: {wording.count(len(gone), 'row')}"))
    return [heading, *(one for row in gone for one in brief.row(row, style))] if gone else []


def _findings(review: Review, style: Style) -> list[Line]:
    lines: list[Line] = []
    full, light = by_weight([one for one in review.new_findings if one.rule not in _STALE])
    if review.new_findings:
        lines.append(line(Run("strong", f"New findings: {len(review.new_findings)}")))
        lines += [one for rule in _STALE for one in _stale(rule, review.new_findings, style)]
        lines += [one for found in full for one in shown(found, style.width, "  ")]
        lines += [line("  ", Run("note", "info"), ", in brief")] if light else []
        lines += in_brief(light, style.width)
    if review.fixed_findings:
        names = Counter(one.rule for one in review.fixed_findings)
        said = ", ".join(f"{name} {many}" for name, many in sorted(names.items()))
        lines += wrap([f"Fixed findings: {len(review.fixed_findings)} ({said})"], style.width)
    if review.old_findings and review.changes:
        lines.append(line(Run("faint", f"Old findings, on both sides: {len(review.old_findings)}")))
    return lines


_STALE = ("stale-eval", "stale-example")
"""What the evals and examples that are touched say, too: one line does for all of each."""


def _stale(rule: str, findings: Sequence[Finding], style: Style) -> list[Line]:
    found = [one for one in findings if one.rule == rule]
    if not found:
        return []
    names = (f"{one.section}#{one.subject}" if one.section else one.subject for one in found)
    told = wording.ids(dict.fromkeys(map(str, names)), 12)
    said = f"{rule}, {len(found)}: {told}; read them, then run `specctl confirm`"
    return wrap([Run("warn", "warning"), f"  {said}"], style.width, "  ", "      ")


def _accounting(review: Review, style: Style) -> list[Line]:
    missing = review.accounting.unaccounted
    if not review.changes and not missing:
        return []
    role = "bad" if missing else "faint"
    places = [line(f"  {path}:{number} ({side})") for side, path, number in missing]
    return [*wrap([Run(role, wording.accounted(review))], style.width), *places]
