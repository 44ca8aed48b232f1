"""What is counted over all files of a spec, for rules that ask what most of them do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from specctl.lint.card import Card, EvalCard, SectionCard, UnreadCard


class Habits(NamedTuple):
    """Whether most sections are tested, most evals loose, and most prompts not judged."""

    tested: bool
    loose: bool
    unjudged: bool


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

    @property
    def habits(self) -> Habits:
        """What most of the spec does."""
        return Habits(
            2 * self.tested > self.instructing,
            2 * self.loose > self.asking,
            2 * self.judged < self.prompts,
        )


def totals_of(
    cards: Collection[Card], ids: Mapping[str, Sequence[Any]], anchors: Mapping[str, Sequence[Any]]
) -> Totals:
    """What is counted over all cards.

    Args:
        cards: all of them.
        ids, anchors: those of the sections, each with all that have it.
    """
    sections = [card for card in cards if isinstance(card, SectionCard)]
    tests = {clause for one in cards if isinstance(one, EvalCard) for clause, _ in one.clauses}
    marked = [section.anchors for section in sections if section.clauses]
    return _counted(cards)._replace(
        tested=sum([not tests.isdisjoint([anchor.id for anchor in some]) for some in marked]),
        doubled=len(ids) < len(sections) or any(len(some) > 1 for some in anchors.values()),
        headless=_headless(cards),
        unread=[card for card in cards if isinstance(card, UnreadCard)],
    )


def _counted(cards: Collection[Card]) -> Totals:
    """What can be told of each card alone."""
    sections = [card for card in cards if isinstance(card, SectionCard)]
    evals = [card for card in cards if isinstance(card, EvalCard)]
    asking = [one.prompts for one in evals if one.prompts]
    statuses = {section.status for section in sections}
    return Totals(
        prompts=sum(map(len, asking)),
        judged=sum([sum([prompt.judged for prompt in prompts]) for prompts in asking]),
        asking=len(asking),
        loose=sum([True not in [prompt.named for prompt in prompts] for prompts in asking]),
        instructing=sum([section.clauses > 0 for section in sections]),
        dashes=Counter([row[0] for section in sections for row in section.dashes]),
        drafts="draft" in statuses,
        deprecated="deprecated" in statuses,
        aspirational="aspirational" in statuses,
        glossaries=any(one.kind == "definition" and one.terms for one in sections),
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


def amended(
    totals: Totals, old: Collection[Card], new: Collection[Card], tested: int, *, doubled: bool
) -> Totals:
    """The totals of a spec in which some files are others.

    What a section declares may be told although none does any more.

    Args:
        totals: those of the spec as it was.
        old, new: the cards that are no more, and those that are there now.
        tested: how many more sections with clauses are tested.
        doubled: whether an id or anchor of these is there twice.
    """
    less, more = _counted(old), _counted(new)
    dashes = Counter(totals.dashes)
    dashes.subtract(less.dashes)
    dashes.update(more.dashes)
    return totals._replace(
        prompts=totals.prompts - less.prompts + more.prompts,
        judged=totals.judged - less.judged + more.judged,
        asking=totals.asking - less.asking + more.asking,
        loose=totals.loose - less.loose + more.loose,
        instructing=totals.instructing - less.instructing + more.instructing,
        tested=totals.tested + tested,
        dashes={form: many for form, many in dashes.items() if many},
        drafts=totals.drafts or more.drafts,
        deprecated=totals.deprecated or more.deprecated,
        aspirational=totals.aspirational or more.aspirational,
        glossaries=totals.glossaries or more.glossaries,
        doubled=totals.doubled or doubled,
    )
