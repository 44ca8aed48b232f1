"""What a review said, kept for when the same two specs are compared again.

It hangs on git's ids of both spec folders and on the day, and on nothing that the sides are
called. Reading it needs none of the stages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specctl.model.change import Change, Decided, Delta, Element, Gate, Member, Subject
from specctl.model.finding import Finding, Severity
from specctl.model.outline import Outline, Outlined
from specctl.model.place import Span
from specctl.model.review import (
    Accounting,
    AffectedEval,
    AffectedExample,
    AffectedPrompt,
    Cost,
    Reason,
    Review,
    Side,
)
from specctl.model.spec import Conversation, Eval, Example, Message, Passage, Prompt, Section
from specctl.model.word import Word
from specctl.pipeline.context import plugged
from specctl.pipeline.plain import MAKERS, Maker, each, maker, maybe, place

if TYPE_CHECKING:
    from datetime import date

    from specctl.cache import Store
    from specctl.sources import Source

MOST = 16 * 2**20
"""Bytes of a review; to compare again takes hardly longer than to read more."""

_ODD = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What comes of reading something else than was kept."""
_ANY = ("changes", "examples", "evals")
"""The parts that hold plain data, in which JSON may change keys and numbers."""
_SOURCES = {kind.__name__: kind for kind in (Passage, Message, Example, Prompt, Section, Eval)}
"""What an element may be made from, beside plain data."""


def key_of(store: Store, asked: Sequence[Source], trees: Sequence[str], day: date) -> str:
    """All that a review hangs on; "" where that cannot be told.

    Args:
        store: of which the stamp is taken.
        asked: both sides.
        trees: git's ids of their spec folders, as far as they have any.
        day: that rules about dates go by.
    """
    if not (store.folder and all(trees)) or plugged(store):
        return ""
    folders = [one.place.name for one in asked]
    return json.dumps(["review", store.stamp, folders, trees, day.isoformat()])


def keep(store: Store, key: str, review: Review, found: str, amended: Collection[str] = ()) -> None:
    """Keep a review, unless it is very long or holds what JSON would give back otherwise.

    Args:
        store: where.
        key: as :func:`key_of` gave it.
        review: what was said.
        found: under which the head's findings are kept, most of which are old in a large spec.
        amended: the files whose findings are not those that are kept there.
    """
    own = tuple(one for one in review.old_findings if one.place.path in amended)
    content = packed(replace(review, old_findings=own)) if key and found else None
    if content is not None:
        about = json.dumps([found, sorted(amended)])
        store.keep_verdict(key, b"%b\n%b" % (about.encode(), content))


def recall(store: Store, key: str, asked: Sequence[Source]) -> Review | None:
    """The review that was kept of two sides, by the names that they have now; None without one."""
    about, _, content = ((store.verdict(key) if key else None) or b"").partition(b"\n")
    review = unpacked(content)
    old = _old(store, about, review) if review else None
    if review is None or old is None:
        return None
    base, head = (Side(one.name, one.commit) for one in asked)
    return replace(review, base=base, head=head, old_findings=old)


def _old(store: Store, about: bytes, review: Review) -> tuple[Finding, ...] | None:
    """All findings that are old: most are not kept with the review."""
    try:
        found, paths = json.loads(about)
        content = store.verdict(found)
        kept = each(Finding)(json.loads(content)[1]) if content is not None else None
        amended = {*paths}
    except _ODD:
        return None
    if kept is None:
        return None
    new = {*review.new_findings}
    others = (one for one in kept if one.place.path not in amended and one not in new)
    return tuple(sorted([*others, *review.old_findings], key=lambda one: one.place.path))


def packed(review: Review) -> bytes | None:
    """A review as JSON; None where it cannot be kept."""
    rows = [row._replace(deltas=tuple(map(_marked, row.deltas))) for row in review.changes]
    told = {name: getattr(review, name) for name in Review.__match_args__} | {"changes": rows}
    try:
        texts = {name: _text(one) for name, one in told.items()}
        content = f"[{','.join(texts.values())}]".encode()
    except (TypeError, ValueError, RecursionError):
        return None
    return content if len(content) <= MOST and _faithful(texts, review) else None


def _text(part: Any) -> str:
    return json.dumps(part, default=dict, ensure_ascii=False, separators=(",", ":"))


def _faithful(texts: Mapping[str, str], review: Review) -> bool:
    """Whether JSON gives back what a spec's front matter may hold; the rest is plain text."""
    makers = _SHAPES[Review]
    return all(makers[name](json.loads(texts[name])) == getattr(review, name) for name in _ANY)


def unpacked(content: bytes) -> Review | None:
    """What :func:`packed` was given; None for something else."""
    try:
        review: Review = MAKERS[Review](json.loads(content))
    except _ODD:
        return None
    return review


def _marked(delta: Delta) -> Delta:
    """A delta whose elements say what they were made from, which named tuples do not tell JSON."""
    told = delta.before, delta.after, delta.also, delta.parts
    before, after, also, parts = map(_with_kinds, told)
    return delta._replace(before=before, after=after, also=also, parts=parts)


def _with_kinds(told: Any) -> Any:
    if isinstance(told, Element):
        kind = type(told.source).__name__
        return told._replace(source=(kind if kind in _SOURCES else "", told.source))
    return told and tuple(map(_with_kinds, told))


def _source(row: Any) -> Any:
    kind, value = row
    return MAKERS[_SOURCES[kind]](value) if kind else value


def _also(rows: Any) -> tuple[Any, ...]:
    return tuple(tuple(map(maybe(Element), pair)) for pair in rows)


def _tuples(rows: Any) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, rows))


_GATES = {gate.value: gate for gate in Gate}
_SEVERITIES = {severity.value: severity for severity in Severity}
_REASONS: Mapping[str, Maker] = dict.fromkeys(("reasons", "ways"), each(Reason))
_SHAPES: Mapping[Any, Mapping[str, Maker]] = {
    Review: {
        **dict.fromkeys(("base", "head"), maybe(Side)),
        "changes": each(Change),
        "examples": each(AffectedExample),
        "evals": each(AffectedEval),
        "cost": maybe(Cost),
        **dict.fromkeys(("new_findings", "fixed_findings", "old_findings"), each(Finding)),
        "accounting": maybe(Accounting),
        "outline": maybe(Outline),
    },
    Change: {
        "classes": tuple,
        "gate": _GATES.__getitem__,
        "subject": maybe(Subject),
        "words": each(Word),
        **dict.fromkeys(("base", "head"), place),
        "members": each(Member),
        "decided": each(Decided),
        "deltas": each(Delta),
    },
    Delta: {
        **dict.fromkeys(("before", "after"), maybe(Element)),
        "paths": tuple,
        "also": _also,
        "parts": each(Element),
    },
    Element: {
        "subject": maybe(Subject),
        "place": place,
        "span": Span._make,
        "source": _source,
    },
    Member: {"subject": maybe(Subject), **dict.fromkeys(("base", "head"), place)},
    Subject: {"ids": tuple},
    AffectedExample: {**_REASONS, "conversation": maybe(Conversation)},
    AffectedEval: {**_REASONS, "clauses": tuple, "prompts": each(AffectedPrompt)},
    AffectedPrompt: {"place": place, "messages": each(Message)},
    Reason: {"via": tuple, "way": tuple},
    Finding: {"place": place, "severity": _SEVERITIES.__getitem__},
    Accounting: {"unaccounted": _tuples},
    Outline: {"levels": tuple, "sections": each(Outlined)},
    Outlined: {"owners": tuple},
    **{key: {} for key in (Side, Cost, Word, Decided)},
}
MAKERS.update({kind: maker(kind, fields) for kind, fields in _SHAPES.items()})
