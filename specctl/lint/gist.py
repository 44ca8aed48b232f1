"""What the errors of other files can hang on, of a card: as long as it stays, so do these.

Left out are the places, and what only rules that warn or inform look at: how many clauses there
are and what they say, titles, dashes, the words that oblige.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.registry import RULES
from specctl.lint.settings import Settings
from specctl.model.finding import Severity
from specctl.words import fingerprint


def gist_of(card: Card) -> str:
    """A hash of a card's gist; "" of a file that could not be read."""
    if isinstance(card, SectionCard):
        return fingerprint(repr(_section(card)))
    return fingerprint(repr(_eval(card))) if isinstance(card, EvalCard) else ""


def _section(one: SectionCard) -> tuple[object, ...]:
    return (
        *(one.id, one.declared_id, one.parent, one.depth, one.authority, one.kind, one.status),
        *(one.target, list(one.tags), one.clauses > 0),
        *map(_ids, (one.children, one.formerly, one.exception_to, one.successor, one.overrides)),
        [(anchor.id, anchor.clause >= 0) for anchor in one.anchors],
        *map(_ids, (one.links, one.blames, one.rubrics, one.terms, one.uses)),
        [(claim.clause, claim.what, claim.id) for claim in one.claims],
    )


def _eval(one: EvalCard) -> tuple[object, ...]:
    rubrics = [prompt.rubric for prompt in one.prompts if prompt.rubric]
    return one.id, _ids(one.clauses), _ids(one.links), _ids(one.formerly), rubrics


def _ids(rows: Iterable[Sequence[object]]) -> list[object]:
    return [row[0] for row in rows]


def grave(settings: Settings) -> frozenset[str] | None:
    """The rules that can report errors; None where settings make errors of what others report."""
    usual = {row.name for row in RULES.values() if row.severity is Severity.ERROR}
    own = {rule.name for rule in settings.own if rule.severity is Severity.ERROR}
    raised = {rule for rule, said in settings.severities.items() if said == Severity.ERROR}
    for one in settings.overrides:
        raised |= {rule for rule, said in one.severities.items() if said == Severity.ERROR}
    known = {rule.name for rule in settings.own} | usual
    return frozenset(usual | own | raised) if raised <= known else None
