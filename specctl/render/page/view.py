"""The page of a review as plain values, which the template only has to lay out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model import RANKS, Finding, Gate, Review
from specctl.render import touched, wording
from specctl.render.data import tally
from specctl.render.findings import by_weight
from specctl.render.page.affected import Level, levels
from specctl.render.page.rows import Maker, Row
from specctl.render.page.text import Known, Text, prose, shown
from specctl.render.page.tree import Tree, tree


class Rank(NamedTuple):
    """The rows of one rank, and how many there are in words.

    ``undecided`` is whether this is the place to say what specctl does not decide.
    """

    number: int
    name: str
    rows: tuple[Row, ...]
    said: str
    undecided: bool


class Option(NamedTuple):
    """What a filter may be set to, and how many rows that leaves."""

    value: str
    many: int


class Found(NamedTuple):
    """A finding."""

    severity: str
    rule: str
    place: str
    said: Text


class Bar(NamedTuple):
    """A stretch of a bar of 1,000: where it begins, and how long it is."""

    name: str
    start: int
    length: int


class Cost(NamedTuple):
    """The prompts to run again: those directly, of how many, and how many more with the rest."""

    direct: str
    total: str
    said: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page says.

    Attributes:
        name: the spec's.
        base, head: what is compared.
        since: what is new since an earlier review, in a sentence; "" without one.
        blocking: how many rows block, in words; "" where none does.
        gates: how many rows warn and inform, in words.
        cost: the prompts to run again, or None where there are none.
        ranks: those that have rows.
        levels: what is touched, nearest first.
        new, notes: findings that only the head has: those to mend, and those that inform.
        fixed: findings that only the base has.
        findings: how many there are of them, in words.
        tree: the map of the spec.
        filters: what each filter may be set to; filters with nothing to choose are left out.
        lines: how many lines changed, in words.
        first_blocking: the fragment of the first row that blocks, or "".
        unaccounted: those that are in none.
    """

    name: str
    base: str
    head: str
    since: str
    blocking: str
    gates: str
    cost: Cost | None
    ranks: tuple[Rank, ...]
    levels: tuple[Level, ...]
    new: tuple[Found, ...]
    notes: tuple[Found, ...]
    fixed: tuple[Found, ...]
    findings: str
    tree: Tree
    filters: Mapping[str, tuple[Option, ...]]
    lines: str
    first_blocking: str
    unaccounted: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(rank.rows) for rank in self.ranks)


def view(review: Review) -> Page:
    """A review as the page shows it."""
    known = _known(review)
    maker = Maker(
        review,
        {one.id: one for one in review.outline.sections},
        known,
        {one.id: one.conversation for one in review.examples},
        touched.by_row(review),
    )
    rows = tuple(maker.row(row) for row in review.changes)
    grave, notes = by_weight(review.new_findings)
    return Page(
        name=shown(review.outline.name),
        base=shown(wording.side(review.base)),
        head=shown(wording.side(review.head)),
        since=shown(wording.since(review)),
        blocking=wording.blocking(review),
        gates=_gates(rows),
        cost=_cost(review),
        ranks=tuple(_ranks(rows)),
        levels=tuple(levels(review, known)),
        new=_found(grave),
        notes=_found(notes),
        fixed=_found(review.fixed_findings),
        findings=wording.severities(tally(review.new_findings)),
        tree=tree(review, rows),
        filters=_filters(rows),
        lines=wording.count(review.accounting.changed_lines, "line"),
        first_blocking=next((row.fragment for row in rows if row.gate == Gate.BLOCK), ""),
        unaccounted=tuple(
            shown(f"{path}:{line} ({side})") for side, path, line in review.accounting.unaccounted
        ),
    )


def _known(review: Review) -> Known:
    return Known(
        {one.id: shown(one.title) for one in review.outline.sections},
        {clause: one.id for one in review.evals for clause in one.clauses},
        {one.id: one.title for one in review.examples if one.title},
        {one.id: f"example-{n}" for n, one in enumerate(review.examples, 1)},
    )


def _gates(rows: Iterable[Row]) -> str:
    counts = Counter(row.gate for row in rows)
    verbs = ((Gate.WARN, "warns", "warn"), (Gate.INFO, "informs", "inform"))
    said = (
        f"{wording.count(counts[gate], 'row')} {one if counts[gate] == 1 else many}"
        for gate, one, many in verbs
        if counts[gate]
    )
    return wording.listed(tuple(said))


def _cost(review: Review) -> Cost | None:
    cost = review.cost
    if not cost.reference:
        return None
    wider = (("with context", cost.context), ("with references", cost.reference))
    said = ", ".join(f"{wording.number(many)} {what}" for what, many in wider)
    ends = (("direct", cost.direct), ("context", cost.context), ("reference", cost.reference))
    return Cost(
        wording.number(cost.direct),
        wording.count(cost.total, "prompt"),
        said,
        tuple(_bars(ends, max(cost.total, cost.reference))),
    )


def _bars(ends: Iterable[tuple[str, int]], total: int) -> Iterator[Bar]:
    start = 0
    for name, end in ends:
        upto = 1000 * end // total
        yield Bar(name, start, upto - start)
        start = upto


def _ranks(rows: Sequence[Row]) -> Iterator[Rank]:
    """The ranks that have rows; what stays undecided is said once, where it first matters."""
    told = False
    for number, name in enumerate(RANKS):
        found = tuple(row for row in rows if row.rank == number)
        if found:
            said = wording.count(len(found), "row")
            undecided = not told and any(row.undecided for row in found)
            told = told or undecided
            yield Rank(number, name, found, said, undecided)


def _found(findings: Iterable[Finding]) -> tuple[Found, ...]:
    return tuple(
        Found(
            one.severity.value,
            shown(one.rule),
            shown(f"{wording.at(one.place)}:{one.place.column}"),
            prose(one.message),
        )
        for one in findings
    )


def _filters(rows: Sequence[Row]) -> Mapping[str, tuple[Option, ...]]:
    """The choices of each filter with their counts; a class may be any that a row bears."""
    facets = {
        "class": Counter(name for row in rows for name in row.classes),
        "authority": Counter(name for row in rows for name in row.levels),
        "owner": Counter(name for row in rows for name in row.owners),
        "since": Counter(row.since for row in rows if row.since),
    }
    return {
        name: tuple(Option(value, many) for value, many in sorted(counts.items()))
        for name, counts in facets.items()
        if counts
    }
