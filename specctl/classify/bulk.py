"""The same change in many places is one row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from specctl.classify.identity import of_many
from specctl.model.change import Change, Gate, Member, Subject

MANY = 4
"""So many alike rows become one."""
_NEVER = frozenset({"clause-moved", "example-moved", "section-added", "section-removed"})


class Single(NamedTuple):
    """The row of one delta, with the rank and the gravest class that it has by default.

    Which rows are alike goes by these, so that another policy gathers the same ones.
    """

    row: Change
    rank: int
    cls: str


def gather(rows: Sequence[Single]) -> list[Change]:
    """Replace rows that make the very same change by one; exceptions stay rows of their own."""
    groups: dict[Hashable, list[Single]] = {}
    for number, single in enumerate(rows):
        key = _key(single)
        groups.setdefault(number if key is None else key, []).append(single)
    found: list[Change] = []
    for key, group in groups.items():
        alike = [single.row for single in group]
        if len(group) >= MANY or (len(group) > 1 and key == _RELABELLED):
            found.append(_bulk(alike))
        else:
            found += alike
    return found


_RELABELLED = "authority-vocabulary-changed"


def _key(single: Single) -> Hashable | None:
    """What makes two rows alike; None for a row that is always alone."""
    row = single.row
    if single.cls == _RELABELLED:
        return _RELABELLED
    if single.cls in _NEVER:
        return None
    edit = tuple(w for w in row.words if w.op != "=")
    return (frozenset(row.classes), single.rank, edit) if edit else None


def _bulk(rows: Sequence[Change]) -> Change:
    """One row for many; the manifest's own leads, else the first, and the gravest ranks them."""
    gravest = min(rows, key=lambda r: r.rank)
    lead = next((r for r in rows if r.section is None), rows[0])
    members = [_member(r) for r in rows if r is not lead or r.section is not None]
    echoes = [m for r in rows for m in r.members]
    places = len(members)
    alone = lead.section is not None
    sections = {r.section for r in rows if r.section}
    message = lead.message if not alone else _said(rows)
    return lead._replace(
        cls=gravest.cls,
        classes=gravest.classes,
        rank=gravest.rank,
        gate=max((r.gate for r in rows), key=[*reversed(Gate)].index),
        section=None,
        authority=None,
        subject=lead.subject if not alone else Subject(lead.subject.kind),
        base=None if alone else lead.base,
        head=None if alone else lead.head,
        members=(*members, *echoes),
        message=f"{message}, in {places} places of {_many(len(sections), 'section')}"
        if alone
        else f"{message}; {_followers(members)}",
        bulk=places,
        deltas=tuple(d for r in rows for d in r.deltas),
        fingerprint=of_many(r.fingerprint for r in rows),
    )


def _followers(members: Sequence[Member]) -> str:
    """How many sections and texts follow a level's new name."""
    sections = sum(one.subject.kind == "section" for one in members)
    texts = len(members) - sections
    kinds = (_many(sections, "section"), _many(texts, "text"))
    verb = "follows" if len(members) == 1 else "follow"
    return f"{' and '.join(filter(None, kinds))} {verb}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""


def _member(row: Change) -> Member:
    return Member(row.section, row.subject, row.base, row.head)


def _said(rows: Sequence[Change]) -> str:
    """The edit itself, where it is the same words everywhere."""
    lead = rows[0]
    removed = " ".join(w.text.strip() for w in lead.words if w.op == "-")
    added = " ".join(w.text.strip() for w in lead.words if w.op == "+")
    return f"'{removed}' became '{added}'"
