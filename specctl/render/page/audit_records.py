"""The changes of an audit as its page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model import RANKS
from specctl.model.audit import Objection, State
from specctl.model.audit import Record as Audited
from specctl.model.audit import Row as AuditedRow
from specctl.model.proposal import Judged
from specctl.render import audited, wording
from specctl.render.page.rows import Maker, Row
from specctl.render.page.text import Known, Text, fragment, prose, shown

Fact = tuple[str, tuple[str, ...]]
"""What is known of a change: a label, and what is said, each on a line of its own."""
Ranks = tuple[tuple[int, str, int], ...]
"""How many rows there are of each rank that has any: its number, its name, how many."""


class Approval(NamedTuple):
    """An approval: what it is worth, whose it is, what for, when, and by what that is known."""

    worth: str
    member: str
    groups: str
    date: str
    rows: str
    evidence: str
    said: str


class Told(NamedTuple):
    """A row, what it has of approvals, who gave them, and the evals confirmed with it."""

    row: Row
    data: Mapping[str, Sequence[str]]
    badge: tuple[str, str]
    approvers: tuple[str, ...]
    confirmed: str


@dataclass(frozen=True, slots=True)
class Record:
    """A change that was merged at once.

    Attributes:
        fragment: its ``id`` on the page.
        name, title: by what it is known, and what it is called.
        kind: ``proposal``, ``step`` or ``release``.
        state, said: the worst that its rows have of approvals, and that in words.
        ranks: of how many rows, by rank.
        story, facts: what is said of it, and what is known of its commits, by labels.
    """

    fragment: str
    name: str
    title: str
    kind: str
    slipped: bool
    state: str
    said: str
    by: str
    date: str
    version: str
    ranks: Ranks
    problems: tuple[Text, ...]
    story: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    approvals: tuple[Approval, ...]
    rows: tuple[Told, ...]


def record_of(one: Audited) -> Record:
    """A change as the page shows it."""
    name, title = map(shown, audited.called(one))
    worst = _worst(one)
    maker = _maker(one, f"{name}-")
    return Record(
        fragment("change", name),
        name,
        title,
        one.kind,
        one.slipped,
        worst.value if worst else "",
        audited.STATES[worst] if worst else "",
        shown(wording.listed(one.authors) or "nobody" if one.proposal else one.merge.author),
        one.merge.date,
        shown(one.version or ""),
        ranked(row.change.rank for row in one.rows),
        tuple(prose(problem.why) for problem in one.problems),
        tuple(_known(_story(one))),
        tuple(_known(_facts(one))),
        tuple(_approval(judged, one) for judged in one.judged),
        tuple(_told(row, one, maker) for row in one.rows),
    )


def _worst(one: Audited) -> State | None:
    """The state of the row that lacks most; None where there are no rows."""
    order = list(State)
    return min((row.state for row in one.rows), key=order.index, default=None)


def _maker(one: Audited, within: str) -> Maker:
    outline = one.review.outline
    known = Known({s.id: shown(s.title) for s in outline.sections}, {}, {}, {})
    talks = {example.id: example.conversation for example in one.review.examples}
    return Maker(one.review, {s.id: s for s in outline.sections}, known, talks, {}, within)


def _told(row: AuditedRow, one: Audited, maker: Maker) -> Told:
    name, title = audited.called(one)
    brought = f"{name} {title}" if one.proposal else _UNPROPOSED[one.kind]
    return Told(
        maker.row(row.change),
        {
            "approval": (row.state.value,),
            "proposal": (shown(" ".join(brought.split())),),
            "version": (shown(one.version or "unreleased"),),
        },
        (row.state.value, audited.STATES[row.state]),
        tuple(shown(audited.approver(each)) for each in row.approvers),
        shown(", ".join(row.confirmed)),
    )


_UNPROPOSED = {"step": audited.UNPROPOSED, "release": "a release"}
"""What brought the rows that no proposal did."""


def _known(facts: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Fact]:
    """Those of some facts that are known."""
    for label, said in facts:
        if any(said):
            yield label, tuple(shown(each) for each in said if each)


def _story(one: Audited) -> Iterator[tuple[str, Sequence[str]]]:
    yield "From", (audited.origin(one),)
    yield "Why", (one.why,)
    yield "Proposed by", (", ".join(one.authors),)
    yield "Concerns", tuple(_concern(each) for each in one.concerns)
    yield "Evals", tuple(audited.evals(one))
    yield "Outcome", (one.disposition,)
    yield "Touches", () if one.release else one.touches
    yield "Afterwards", one.since


def _facts(one: Audited) -> Iterator[tuple[str, Sequence[str]]]:
    merge = one.merge
    yield "Merged", (f"{merge.date} by {merge.author} <{merge.email}>",)
    yield "Commit", (merge.commit, merge.subject if one.proposal else "")
    yield "After", (one.base,)
    yield "Written by", (", ".join(one.writers),)
    yield "Released", (audited.released(one),)
    yield "Status", (one.status.value if one.status else "",)


def _concern(one: Objection) -> str:
    concern = one.concern
    return f"{concern.id} of {concern.by}: {concern.text} ({audited.resolution(one)})"


def _approval(judged: Judged, one: Audited) -> Approval:
    given = judged.approval
    worth = "verified" if judged.verified else "unverified"
    return Approval(
        worth if judged.counts else "refused",
        shown(given.member or given.path),
        shown(wording.listed(audited.groups(one, given.path))),
        shown(given.date),
        wording.count(len(judged.counts), "row"),
        shown(judged.key if judged.verified else given.evidence),
        shown("; ".join(filter(None, (judged.why, given.comment and f"“{given.comment}”")))),
    )


def ranked(ranks: Iterable[int]) -> Ranks:
    """How many rows there are of each rank."""
    counts = Counter(ranks)
    return tuple((rank, name, counts[rank]) for rank, name in enumerate(RANKS) if counts[rank])
