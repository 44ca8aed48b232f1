"""A review held against an earlier one: which rows were seen, and which are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from specctl.model.change import Change, Decided, Gate, Member, Subject
from specctl.model.place import Place
from specctl.model.review import Review, Side, Since
from specctl.model.word import Word

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier review compared, and its rows."""

    base: Side
    head: Side
    changes: tuple[Change, ...]


def earlier(data: Data) -> Earlier:
    """An earlier review from its JSON, which is of the shape of ``schemas/review.json``."""
    rows = tuple(_row(one) for one in data.get("changes", ()))
    return Earlier(Side(**data["base"]), Side(**data["head"]), rows)


def since(review: Review, before: Earlier) -> Review:
    """A review that knows which of its rows were seen.

    A row was seen if the earlier review had one of the same fingerprint: then it covers the same
    content, wherever that stands now and whatever else has changed.
    """
    known = {row.fingerprint for row in before.changes}
    now = {row.fingerprint for row in review.changes}
    seen = frozenset(row.id for row in review.changes if row.fingerprint in known)
    gone = tuple(row for row in before.changes if row.fingerprint not in now)
    return replace(review, since=Since(before.base, before.head, seen, gone))


def _row(data: Data) -> Change:
    return Change(
        id=data["id"],
        cls=data["class"],
        classes=tuple(data["classes"]),
        rank=data["rank"],
        gate=Gate(data["gate"]),
        section=data["section"],
        authority=data["authority"],
        subject=_subject(data["subject"]),
        before=data["before"],
        after=data["after"],
        words=tuple(Word(op, text) for op, text in data["words"]),
        base=_place(data["base"]),
        head=_place(data["head"]),
        members=tuple(_member(one) for one in data["members"]),
        message=data["message"],
        decided=tuple(Decided(one["class"], one["words"]) for one in data.get("decided", ())),
        bulk=max(len(data["members"]), 1) if data["section"] is None else 1,
        fingerprint=data["fingerprint"],
    )


def _member(data: Data) -> Member:
    places = _place(data["base"]), _place(data["head"])
    return Member(data["section"], _subject(data["subject"]), *places)


def _subject(data: Data) -> Subject:
    alone = () if data["id"] is None else (data["id"],)
    return Subject(data["kind"], data["id"], tuple(data.get("ids", alone)))


def _place(data: Data | None) -> Place | None:
    return None if data is None else Place(data["path"], data["line"], 1, data["end_line"], 1)
