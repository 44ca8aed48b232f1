"""An audit for people: what slipped by, then each change in a paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from specctl.model.audit import LACKING, Audit, Record, Row, State
from specctl.model.proposal import Judged
from specctl.render import audited, brief, wording
from specctl.render.layout import BLANK, Line, Part, Run, compose, line, table, wrap
from specctl.render.style import Style

_ROLES: Mapping[State, str] = {
    State.NOBODY: "bad",
    State.SHORT: "bad",
    State.UNVERIFIED: "warn",
    State.VERIFIED: "good",
    State.EXEMPT: "faint",
}
_MOST, _GRAVE = 12, 2
"""So many rows of one state are shown; those of lighter ranks are only counted."""
_INDENT = " " * 12
"""What stands left of a fact: the width of the longest label."""


def render(one: Audit, style: Style) -> str:
    """The whole audit."""
    lines = [*_head(one, style)]
    slipped = sum(record.slipped for record in one.records)
    for heading, found in (
        (Run("bad", "What slipped by"), one.records[:slipped]),
        (Run("good", "In order"), one.records[slipped:]),
    ):
        if found:
            many = wording.count(len(found), "change")
            lines += [BLANK, BLANK, line(heading, Run("faint", f"  {many}"))]
        for record in found:
            lines += [BLANK, *_record(record, style)]
    return compose(lines, style)


def _head(one: Audit, style: Style) -> Iterator[Line]:
    base, head = wording.side(one.base), wording.side(one.head)
    named = [f"{one.name}: "] if one.name else []
    yield from wrap([*named, Run("strong", base), " → ", Run("strong", head)], style.width)
    yield from wrap([audited.size(one)], style.width)
    if not one.records:
        return
    rows = [(state, many) for state, many in one.counts.items() if many]
    wide = max((len(wording.number(many)) for _, many in rows), default=0)
    yield BLANK
    yield from table(
        [
            (wording.number(many).rjust(wide), Run(_ROLES[state], audited.STATES[state]))
            for state, many in rows
        ]
    )
    yield BLANK
    role = "bad" if one.records[0].slipped else "good"
    yield from wrap([Run(role, audited.verdict(one))], style.width)


def _record(one: Record, style: Style) -> Iterator[Line]:
    name, title = audited.called(one)
    role = "strong" if one.proposal else "link"
    yield from wrap([Run(role, name), " ", Run("strong", title)], style.width, "", "  ")
    yield from wrap(_merge(one), style.width, "  ", "    ")
    for label, role, said in _facts(one):
        first = [Run(role, f"  {label}".ljust(len(_INDENT)))]
        top, *rest = wrap(said, style.width, _INDENT)
        yield (*first, Run("", top[0].text[len(_INDENT) :]), *top[1:])
        yield from rest
    yield from _rows(one, style)


def _merge(one: Record) -> list[Part]:
    state = f"{one.status} · " if one.status else ""
    if not one.proposal and not one.release:
        state = f"{audited.UNPROPOSED} · "
    by = "" if one.proposal else f" by {one.merge.author}"
    commit: list[Part] = [" as ", Run("link", one.merge.commit[:9])] if one.proposal else []
    released = Run("" if one.version else "faint", audited.released(one))
    return [state, f"merged {one.merge.date}{by}", *commit, " · ", released]


_Fact = tuple[str, str, Sequence[Part]]
"""A label, its role, and what is said."""


def _facts(one: Record) -> Iterator[_Fact]:
    """All that is known of a record beside its rows."""
    yield from _proposed(one)
    for why in audited.problems(one):
        yield "wrong", "bad", [why]
    for folder in one.touches if not one.release else ():
        yield "touches", "warn", [folder]
    for judged in one.judged:
        yield _judged(one, judged)
    for objection in one.concerns:
        concern, role = objection.concern, "bad" if objection.stands else "good"
        said = f"{concern.id} of {concern.by}: {concern.text}"
        yield "concern", role, [f"{said} ({audited.resolution(objection)})"]
    for said in audited.evals(one):
        yield "evals", "faint", [said]
    for said in one.since:
        yield "since", "warn", [said]


def _proposed(one: Record) -> Iterator[_Fact]:
    if one.proposal:
        origin = audited.origin(one)
        said = f"by {wording.listed(one.authors) or 'nobody'}"
        yield "proposed", "faint", [f"{said}, from {origin}" if origin else said]
    if one.why:
        yield "why", "faint", [one.why.partition("\n\n")[0]]
    if one.disposition:
        yield "outcome", "faint", [one.disposition]


def _judged(one: Record, judged: Judged) -> _Fact:
    """An approval: for what it counts, and by what it is known."""
    given = judged.approval
    if not judged.counts:
        return "refused", "bad", [f"{given.member or given.path}: {judged.why}"]
    asked = audited.groups(one, given.path)
    who = f"{given.member} for {' and '.join(asked)}" if asked else given.member
    rows = wording.count(len(judged.counts), "row")
    said: list[Part] = [f"{who}, {given.date}, {rows}, ", audited.known(_short(judged))]
    said += [f" “{given.comment}”"] if given.comment else []
    said += [f" ({judged.why})"] if judged.why else []
    return "approved", "good" if judged.verified else "warn", said


def _short(one: Judged) -> Judged:
    """An approval with as much of its key as tells keys apart; the other forms show all of it."""
    return one._replace(key=f"{one.key[:15]}…")


def _rows(one: Record, style: Style) -> Iterator[Line]:
    """How many rows there are of each state; those that lack an approval are shown."""
    for state in State:
        rows = [row for row in one.rows if row.state is state]
        if not rows:
            continue
        many = wording.count(len(rows), "row")
        classes = Counter(row.change.cls for row in rows)
        said = ", ".join(f"{cls} {wording.number(n)}" for cls, n in classes.items())
        told = "" if state in LACKING else f" ({said})"
        parts: list[Part] = [Run(_ROLES[state], audited.STATES[state]), f": {many}{told}"]
        yield from wrap(parts, style.width, "  ", "    ")
        if state in LACKING:
            yield from _shown(rows, style)


def _shown(rows: Sequence[Row], style: Style) -> Iterator[Line]:
    """The gravest rows; of the others how many there are of each class."""
    changes = [row.change for row in rows]
    grave = [change for change in changes if change.rank <= _GRAVE][:_MOST]
    narrow = style._replace(width=style.width - 2)
    for change in grave:
        for each in brief.row(change, narrow):
            yield (Run("", "  "), *each)
    if rest := changes[len(grave) :]:  # the gravest come first
        also = "and " if grave else ""
        said = f"{also}{', '.join(wording.classes(rest))}"
        yield from wrap([Run("faint", said)], style.width, "    ", "      ")
