"""What other files can hang on, of a card: as long as it stays, few of them have to be looked at.

A section of which only the text changes bears on the others as before. What is found in them is
the same, but for those that look at that very text: see :func:`lookers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from specctl.lint.book import Book, Key
from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.rules.hints import MOST
from specctl.model.finding import Finding

T = TypeVar("T", bound=tuple[Any, ...])


def bearing(card: Card | None) -> tuple[object, ...] | None:
    """What other files can hang on; None of a file that could not be read, or is not there.

    Left out are places, the text itself, and what only the file's own findings hang on: what it
    refers to, how many clauses it has, and what was confirmed.
    """
    if isinstance(card, SectionCard):
        return _section(card)
    return _eval(card) if isinstance(card, EvalCard) else None


def _section(one: SectionCard) -> tuple[object, ...]:
    return (
        *(one.id, one.title, one.parent, one.depth, one.authority, one.kind, one.status),
        *(list(one.tags), list(one.owners), one.clauses > 0),
        *map(_ids, (one.children, one.formerly, one.exception_to, one.successor, one.terms)),
        [(anchor.id, anchor.clause >= 0) for anchor in one.anchors],
        [(rubric[0], rubric[2]) for rubric in one.rubrics],
    )


def _eval(one: EvalCard) -> tuple[object, ...]:
    prompts = [(p.id, p.title, p.digest, p.rubric, p.named, p.judged) for p in one.prompts]
    return one.id, _ids(one.clauses), _ids(one.formerly), prompts


def _ids(rows: Iterable[Sequence[object]]) -> list[object]:
    return [row[0] for row in rows]


def lookers(old: Card, new: Card, book: Book) -> Iterator[str]:
    """The files whose findings look at a text that is another one, or name a place that is.

    Args:
        old, new: the cards of one file, which bear the same on others.
        book: the cards of the spec.
    """
    if isinstance(old, SectionCard) and isinstance(new, SectionCard):
        for anchor in _moved(old.anchors, new.anchors):
            for key in (Key.TESTS, Key.CONFIRMS, Key.CARRIES):
                yield from book.paths(key, anchor[0])
        for rubric in _moved(old.rubrics, new.rubrics):
            yield from book.paths(Key.CRITERION, rubric[2])
    elif isinstance(old, EvalCard) and isinstance(new, EvalCard):
        for prompt in _moved(old.prompts, new.prompts):
            yield from book.paths(Key.PROMPT, prompt.digest)


def _moved(old: Sequence[T], new: Sequence[T]) -> Iterator[T]:
    return (now for was, now in zip(old, new, strict=True) if tuple(was) != tuple(now))


_HINTING = (
    "dangling-link",
    "dangling-blame",
    "dangling-anchor",
    "orphan-eval",
    "missing-section",
)
"""Rules that suggest what was meant, as long as they find little."""


def is_crowded(found: Iterable[Finding]) -> bool:
    """Whether rules find so much that whether one suggests anything may hang on other findings."""
    many = Counter(finding.rule for finding in found)
    return any(many[rule] >= MOST // 2 for rule in _HINTING)
