"""The same change in many places is one row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from specctl.model.change import Change, Member, Subject

MANY = 4
"""So many alike rows become one."""
_NEVER = frozenset({"clause-moved", "example-moved", "section-added", "section-removed"})


def gather(rows: Sequence[Change]) -> list[Change]:
    """Replace rows that make the very same change by one; exceptions stay rows of their own."""
    groups: dict[Hashable, list[Change]] = {}
    order: list[Hashable] = []
    for number, row in enumerate(rows):
        alike = _key(row)
        key = ("single", number) if alike is None else alike
        if key not in groups:
            order.append(key)
        groups.setdefault(key, []).append(row)
    found: list[Change] = []
    for key in order:
        group = groups[key]
        if len(group) >= MANY or (len(group) > 1 and group[0].cls == _RELABELLED):
            found.append(_bulk(group))
        else:
            found += group
    return found


_RELABELLED = "authority-vocabulary-changed"


def _key(row: Change) -> Hashable | None:
    """What makes two rows alike; None for a row that is always alone."""
    if row.cls == _RELABELLED:
        return _RELABELLED
    if row.cls in _NEVER or not row.deltas or row.rank == 0:
        return None
    edit = tuple(w for w in row.words if w.op != "=")
    return (row.classes, row.rank, edit) if edit else None


def _bulk(rows: Sequence[Change]) -> Change:
    """One row for many; the manifest's own leads, else the first."""
    lead = next((r for r in rows if r.section is None), rows[0])
    members = [_member(r) for r in rows if r is not lead or r.section is not None]
    echoes = [m for r in rows for m in r.members]
    places = len(members)
    alone = lead.section is not None
    sections = {r.section for r in rows if r.section}
    message = lead.message if not alone else _said(rows)
    return replace(
        lead,
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
