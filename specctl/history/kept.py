"""Steps, and what they did, as data that can be kept as JSON and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from specctl.model.change import Change, Decided, Gate, Member, Subject
from specctl.model.history import Account, Edit, Mark, Step, Told, Trace
from specctl.model.place import Place
from specctl.model.word import Word

Row = Sequence[Any]


class Linked(NamedTuple):
    """A step with the commit of the one before it, "" where it is the first."""

    older: str
    step: Step


def pack_link(link: Linked) -> Row:
    """A step with its link as plain lists; NamedTuples within are lists to JSON."""
    return link


def unpack_link(row: Row) -> Linked:
    """A step with its link from what :func:`pack_link` gave, after JSON.

    Raises:
        LookupError, TypeError, ValueError: the row is something else.
    """
    older, fields = row
    step = Step._make(fields)
    edits = tuple(map(Edit._make, step.edits))
    return Linked(older, step._replace(edits=edits, proposals=tuple(step.proposals)))


def pack(account: Account) -> Row:
    """An account as plain lists.

    Raises:
        TypeError, ValueError, RecursionError: JSON cannot hold what a row shows, or holds it
            otherwise, as it does with a date.
    """
    packed = [account.told, account.origin, account.homes]
    if unpack(json.loads(json.dumps(packed))) != account:
        raise ValueError("JSON gives something else")
    return packed


def unpack(row: Row) -> Account:
    """An account from what :func:`pack` gave, after JSON.

    Raises:
        LookupError, TypeError, ValueError: the row is something else.
    """
    told, origin, homes = row
    return Account(
        tuple(Told(_change(one), tuple(map(_mark, marks))) for one, marks in told),
        origin,
        None if homes is None else tuple(homes),
    )


def _change(row: Row) -> Change:
    one = Change._make(row)
    return one._replace(
        classes=tuple(one.classes),
        gate=Gate(one.gate),
        subject=_subject(one.subject),
        words=tuple(map(Word._make, one.words)),
        base=_place(one.base),
        head=_place(one.head),
        members=tuple(map(_member, one.members)),
        decided=tuple(map(Decided._make, one.decided)),
        deltas=(),
    )


def _member(row: Row) -> Member:
    section, subject, base, head = row
    return Member(section, _subject(subject), _place(base), _place(head))


def _subject(row: Row) -> Subject:
    kind, id_, ids = row
    return Subject(kind, id_, tuple(ids))


def _place(row: Row | None) -> Place | None:
    return None if row is None else Place._make(row)


def _mark(row: Row) -> Mark:
    before, after, says = row
    return Mark(_trace(before), _trace(after), says)


def _trace(row: Row | None) -> Trace | None:
    if row is None:
        return None
    path, kind, ids, text = row
    return Trace(path, kind, tuple(ids), text)
