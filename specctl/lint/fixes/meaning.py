"""What a safe fix must not change: what a file says, but for typography and generated text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specctl.model.spec import Conversation, Eval, Passage, Section
from specctl.words import fold

_TARGET = re.compile(r"(?<=\]\()#[\w-]+")


def meaning(value: Section | Eval) -> tuple[object, ...]:
    """What a file says, in a form that can be compared.

    A clause with an anchor counts word for word, links included, because an eval was confirmed
    for just these words. Elsewhere it may be mended where a link leads.
    """
    passages = tuple(_passage(p) for p in value.passages)
    if isinstance(value, Section):
        head = value.kind, value.authority, value.status, value.tags, fold(value.title)
        return *head, passages, *((fold(e.title), _talk(e.conversation)) for e in value.examples)
    talks = ((fold(p.title), _talk(p.conversation)) for p in value.prompts)
    return value.clauses, passages, *talks


def _passage(one: Passage) -> tuple[object, ...]:
    said = one.whole if one.anchors else _TARGET.sub("#", one.whole)
    return one.role, said, one.term, tuple(a.id for a in one.anchors), len(one.links)


def _talk(talk: Conversation | None) -> tuple[object, ...] | None:
    return None if talk is None else (talk.malformed is None, *_messages(talk))


def _messages(talk: Conversation) -> Iterator[tuple[object, ...]]:
    for one in talk.messages:
        said = fold(one.text), one.verdict, fold(one.reason), one.blame
        yield one.role, one.attributes, said, one.malformed_verdict
    for stray in talk.stray:
        yield (fold(stray.text),)
