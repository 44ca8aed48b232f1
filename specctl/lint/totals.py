"""What is counted over all files of a spec, for rules that ask what most of them do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from specctl.lint.card import Card, EvalCard, SectionCard, UnreadCard


class Totals(NamedTuple):
    """What is counted; all of it is plain data.

    Attributes:
        prompts: of all evals.
        judged: the prompts that say what a good reply does.
        asking: the evals that have prompts.
        loose: those of them whose prompts have no ids of their own.
        instructing: the sections that have clauses.
        tested: those of them that an eval tests.
        dashes: how often each form of a dash is there.
        drafts, deprecated, aspirational: whether a section declares that it is one.
        glossaries: whether a section of kind definition defines a term.
        doubled: whether a section's id or an anchor is there twice.
        headless: whether a folder has no section of its own.
        unread: the files that could not be read.
    """

    prompts: int = 0
    judged: int = 0
    asking: int = 0
    loose: int = 0
    instructing: int = 0
    tested: int = 0
    dashes: Mapping[str, int] = {}
    drafts: bool = False
    deprecated: bool = False
    aspirational: bool = False
    glossaries: bool = False
    doubled: bool = False
    headless: bool = False
    unread: Sequence[UnreadCard] = ()


def totals_of(
    cards: Collection[Card], ids: Mapping[str, Sequence[Any]], anchors: Mapping[str, Sequence[Any]]
) -> Totals:
    """What is counted over some cards.

    Args:
        cards: all of them.
        ids, anchors: those of the sections, each with all that have it.
    """
    sections = [card for card in cards if isinstance(card, SectionCard)]
    evals = [card for card in cards if isinstance(card, EvalCard)]
    asking = [one.prompts for one in evals if one.prompts]
    tests = {clause for one in evals for clause, _ in one.clauses}
    instructing = [section.anchors for section in sections if section.clauses]
    statuses = {section.status for section in sections}
    return Totals(
        sum(map(len, asking)),
        sum([sum([prompt.judged for prompt in prompts]) for prompts in asking]),
        len(asking),
        sum([True not in [prompt.named for prompt in prompts] for prompts in asking]),
        len(instructing),
        sum([not tests.isdisjoint([anchor.id for anchor in some]) for some in instructing]),
        dashes_of(sections),
        "draft" in statuses,
        "deprecated" in statuses,
        "aspirational" in statuses,
        any(one.kind == "definition" and one.terms for one in sections),
        len(ids) < len(sections) or any(len(some) > 1 for some in anchors.values()),
        _headless(cards),
        [card for card in cards if isinstance(card, UnreadCard)],
    )


def _headless(cards: Iterable[Card]) -> bool:
    kinds = {card.path: type(card) for card in cards}
    paths = {path for path, kind in kinds.items() if kind is not EvalCard}
    folders = {path.rpartition("/")[0] for path, kind in kinds.items() if kind is SectionCard}
    while folders := {folder for folder in folders if "/" in folder}:
        if any(f"{folder}.md" not in paths for folder in folders):
            return True
        folders = {folder.rpartition("/")[0] for folder in folders}
    return False


def amended(totals: Totals, old: Iterable[Card], new: Iterable[Card]) -> Totals:
    """The totals where some cards are others, which bear the same on other files.

    Dashes are all that such cards may differ in, see :func:`specctl.lint.bearing.bearing`.
    """
    dashes = Counter(totals.dashes)
    dashes.subtract(dashes_of(old))
    dashes.update(dashes_of(new))
    return totals._replace(dashes={form: many for form, many in dashes.items() if many})


def dashes_of(cards: Iterable[Card]) -> Counter[str]:
    """How often each form of a dash is there."""
    sections = (card for card in cards if isinstance(card, SectionCard))
    return Counter(row[0] for section in sections for row in section.dashes)
