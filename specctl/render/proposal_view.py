"""Everything of one proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specctl.frontmatter import split
from specctl.model import RANKS
from specctl.model.proposal import BEGIN, END, Approval, Concern, Proposal, Status
from specctl.model.survey import Held
from specctl.render import wording
from specctl.render.data import dump
from specctl.render.escape import code, markdown
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.proposals import ROLES, summary, wrong
from specctl.render.style import Style, cells

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r"#{1,6} +(?P<title>.+)")
_LEAD = re.compile(r" *(?:(?:[-*+]|\d+[.)]) +)?")
_AS_IT_IS = ("|", "    ", "\t")
"""What begins lines that are not to be broken: tables and code."""


def text(held: Held, style: Style) -> str:
    """A proposal for people: what it is, its text, who said what, and how it got here."""
    one = held.proposal
    parts = (
        _head(held, style),
        list(_body(one, style)),
        _listed("Concerns", [part for c in one.concerns for part in _concern(c, style)]),
        _listed("Approvals", [part for a in one.approvals for part in _approval(a, style)]),
        _listed("History", list(_history(one, style))),
        _listed("What is wrong", [part for said in wrong(held) for part in _item(said, style)]),
    )
    lines: list[Line] = []
    for part in parts:
        lines += [BLANK, *part] if lines and part else part
    return compose(lines, style)


def as_markdown(held: Held, style: Style) -> str:
    """The same in Markdown, around the proposal's own."""
    one = held.proposal
    facts = "".join(f"- {fact}\n" for fact in map(markdown, _facts(held)))
    lists = (
        ("Concerns", [" ".join(_said_of_concern(c)) for c in one.concerns]),
        ("Approvals", [_said_of_approval(a) for a in one.approvals]),
        ("History", [_said_of_move(*step) for step in _steps(one)]),
        ("What is wrong", wrong(held)),
    )
    body = "\n".join(row for row in _rows(one) if row not in (BEGIN, END)).strip()
    parts = [f"# {code(one.id)} {markdown(one.title)}\n\n{facts}", f"{body}\n" if body else ""]
    for title, items in lists:
        said = "".join(f"- {markdown(item)}\n" for item in items)
        parts.append(f"## {title}\n\n{said}" if said else "")
    return "\n".join(filter(None, parts))


def as_json(held: Held, style: Style) -> str:
    """Everything for programs."""
    one = held.proposal
    more = {"text": dict(one.text or {}), "block": one.block}
    return dump({"schema": "specctl/proposal-view/1", "proposal": summary(held) | more})


# --- what it is ----------------------------------------------------------------------------------


def _head(held: Held, style: Style) -> list[Line]:
    one = held.proposal
    status, *facts = _facts(held)
    return [
        *wrap([Run("strong", f"{one.id} {one.title}")], style.width, "", "     "),
        line(Run(ROLES.get(one.status, ""), status)),
        *(part for fact in facts for part in wrap([fact], style.width, "", "  ")),
    ]


def _facts(held: Held) -> Iterator[str]:
    """What the front matter says, in sentences; the status first."""
    one = held.proposal
    rank = one.declared_rank
    said = "" if rank is None else f", expected to be of rank {rank} ({RANKS[rank]})"
    yield f"{one.status}{said}"
    if one.authors:
        yield f"By {wording.listed(one.authors)}"
    if one.source:
        yield f"From {': '.join(filter(None, one.source))}"
    if one.base:
        yield f"To be merged into {one.base}"
    if held.branch:
        yield f"On the branch {held.branch}"
    if one.theme:
        yield f"Theme: {one.theme}"
    if one.disposition:
        yield f"Disposition: {one.disposition}"
    if held.waits:
        yield f"Waits for {held.waits}"


# --- its text ------------------------------------------------------------------------------------


def _rows(one: Proposal) -> Sequence[str]:
    """The lines below the front matter; all of them where it cannot be told from the rest."""
    found = split(one.lines)
    return one.lines[found[1] + 1 :] if found and found[1] > 0 else one.lines


def _body(one: Proposal, style: Style) -> Iterator[Line]:
    """The text as it is written, its long lines broken; without the marks of what specctl wrote."""
    fenced, begun, gap = False, False, False
    for row in _rows(one):
        if row in (BEGIN, END):
            continue
        if not row.strip() and not fenced:
            gap = begun
            continue
        if gap:
            yield BLANK
        gap, begun = False, True
        fence = bool(_FENCE.match(row))
        yield from _shown(row, style, as_it_is=fenced or fence)
        fenced = fenced != fence


def _shown(row: str, style: Style, *, as_it_is: bool) -> list[Line]:
    heading = _HEADING.match(row)
    if as_it_is or row.startswith(_AS_IT_IS):
        return [line(row)]
    if heading:
        return wrap([Run("strong", heading["title"])], style.width)
    lead = _LEAD.match(row)
    hang = lead[0] if lead else ""
    return wrap([row[len(hang) :]], style.width, hang, " " * cells(hang))


# --- who said what -------------------------------------------------------------------------------


def _listed(title: str, lines: Sequence[Line]) -> list[Line]:
    return [line(Run("strong", title)), *lines] if lines else []


def _item(said: str, style: Style, indent: str = "  ") -> list[Line]:
    return wrap([said], style.width, indent, f"{indent}  ")


def _concern(one: Concern, style: Style) -> list[Line]:
    said, *answer = _said_of_concern(one)
    return [*_item(said, style), *(part for more in answer for part in _item(more, style, "     "))]


def _said_of_concern(one: Concern) -> tuple[str, ...]:
    said = f"{one.id} by {one.by}, {one.date}: {one.text}"
    met = one.resolved
    if met is None:
        return (said,)
    signed = ", signed" if met.signature else ""
    return said, f"Resolved by {met.by}, {met.date}{signed}: {met.reason}"


def _approval(one: Approval, style: Style) -> list[Line]:
    found = [f"{wording.at(f.place)}: {f.message}" for f in one.findings]
    more = [part for said in found for part in _item(said, style, "     ")]
    return [*_item(_said_of_approval(one), style), *more]


def _said_of_approval(one: Approval) -> str:
    who = ", ".join(filter(None, (one.member or one.path, one.date)))
    facts = (
        f"{who}: {wording.count(len(one.rows), 'row')}",
        "signed" if one.signature else "not signed",
        f"see {one.evidence}" if one.evidence else "",
    )
    comment = f": {one.comment}" if one.comment else ""
    return f"{', '.join(filter(None, facts))}{comment}"


def _history(one: Proposal, style: Style) -> Iterator[Line]:
    for step in _steps(one):
        yield from _item(_said_of_move(*step), style)


def _steps(one: Proposal) -> Iterator[tuple[str, str, str, str, str]]:
    """Each move: from which status to which, by whom, when and why."""
    at = Status.DRAFT.value
    for move in one.history:
        yield at, move.to, move.by, move.date, move.why
        at = move.to


def _said_of_move(at: str, to: str, by: str, date: str, why: str) -> str:
    return f"{date} {at} → {to}, by {by}: {why}"
