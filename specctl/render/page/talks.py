"""Conversations, told as such: who says what, candidate replies together, what changed marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from specctl.model import Comparison, Conversation, Message, Place
from specctl.model.spec import StrayText
from specctl.render.page.text import Known, Part, Text, both, compared, plain, shown

_LONG = 480
"""Characters from which on a message that did not change is folded in a row about another one."""
_BRIEF = 160


class Said(NamedTuple):
    """A message or candidate reply.

    Attributes:
        role: who says it, with its attributes.
        op: ``=`` as it was, ``~`` changed, ``+`` new, ``-`` gone.
        verdict: the judgement on a reply, or "".
        was: the judgement before, where it was another.
        reason: why.
        blame: the ids of the sections that it breaks.
        text: what it says.
        both: whether text came and went.
        brief: its first words where it is folded, else "".
    """

    role: str
    op: str
    verdict: str
    was: str
    reason: Text
    blame: Text
    text: Text
    both: bool = False
    brief: str = ""


class Turn(NamedTuple):
    """One message, or candidate replies to the messages before it."""

    replies: bool
    said: tuple[Said, ...]


Talk = tuple[Turn, ...]
Pair = tuple[Message | None, Message | None]


def talk(
    conversation: Conversation | None,
    known: Known,
    op: str = "=",
    edits: Mapping[Place, Pair] | None = None,
) -> Talk:
    """A conversation as turns.

    Args:
        conversation: what to tell, or None.
        known: what references lead to.
        op: what became of all of it.
        edits: old and new of single messages, by the place of the one that stands in the
            conversation; the others are then told in brief.
    """
    if conversation is None:
        return ()
    if conversation.malformed:
        return (_stray(f"cannot be read: {conversation.malformed}", known),)
    found = []
    for part in conversation.parts:
        if isinstance(part, StrayText):
            found.append(_stray(part.text, known))
        else:
            messages = part.replies if isinstance(part, Comparison) else (part,)
            said = tuple(_told(one, known, op, edits) for one in messages)
            found.append(Turn(isinstance(part, Comparison), said))
    return tuple(found)


def pairs(before: Conversation | None, after: Conversation | None, known: Known) -> Talk:
    """Two conversations message by message, marked where they differ; nothing if one is unread."""
    if any(one is not None and one.malformed for one in (before, after)):
        return ()
    old, new = (c.messages if c else () for c in (before, after))
    return tuple(Turn(False, (pair(one, known),)) for one in zip_longest(old, new))


def pair(messages: Pair, known: Known, *, exact: bool = False) -> Said:
    """One message before and after; either may be missing. ``exact`` counts typography, too."""
    before, after = messages
    one = after or before
    assert one is not None
    if before is None or after is None:
        return _said(one, known, "+" if after else "-")
    text = compared(before.text, after.text, known, exact=exact)
    old, new = _verdict(before), _verdict(after)
    reason = compared(before.reason, after.reason, known, exact=exact)
    was = old if old != new else ""
    role = _role(after) if _role(before) == _role(after) else f"{_role(before)} → {_role(after)}"
    blame = _blame(before.blame, after.blame)
    marked = any(part.mark for part in (*text, *reason, *blame))
    op = "~" if marked or was or role != _role(after) else "="
    return Said(role, op, new, was, reason, blame, text, both(text))


def _told(one: Message, known: Known, op: str, edits: Mapping[Place, Pair] | None) -> Said:
    if edits is None:
        return _said(one, known, op)
    if one.place in edits:
        return pair(edits[one.place], known)
    said = _said(one, known, op)
    return said._replace(brief=_brief(one.text)) if len(one.text) > _LONG else said


def _brief(text: str) -> str:
    return shown(" ".join(text[:_BRIEF].split()).rpartition(" ")[0])


def _said(one: Message, known: Known, op: str) -> Said:
    reason = plain(one.reason, known)
    blame = _blame(one.blame, one.blame)
    return Said(_role(one), op, _verdict(one), "", reason, blame, plain(one.text, known))


def _stray(text: str, known: Known) -> Turn:
    return Turn(False, (Said("text between messages", "=", "", "", (), (), plain(text, known)),))


def _role(one: Message) -> str:
    attributes = " ".join(f"{key}={value}" for key, value in one.attributes)
    return shown(f"{one.role} {attributes}".strip())


def _verdict(one: Message) -> str:
    return shown(one.malformed_verdict or str(one.verdict or ""))


def _blame(before: Sequence[str], after: Sequence[str]) -> Text:
    gone = [_blamed("del", one) for one in before if one not in after]
    return (*gone, *(_blamed("" if one in before else "ins", one) for one in after))


def _blamed(mark: str, section: str) -> Part:
    return Part(mark, "code", shown(f"#{section}"))
