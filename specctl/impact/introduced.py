"""Anchored sentences that stayed as they are, while what they introduce did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model.change import Change, Element
from specctl.model.spec import Passage, Spec


def introduced(rows: Sequence[Change], base: Spec, head: Spec) -> Iterator[tuple[str, str]]:
    """Each such anchor, with every row that changes what its sentence introduces.

    Where all of them are restyled, as where a list became two, the gravest stands for them.
    """
    after = {a.id: p for s in head.sections for p in s.passages for a in p.anchors}
    for section in base.sections:
        for old in section.passages:
            for anchor in old.anchors:
                new = after.get(anchor.id)
                if new and old.norm == new.norm and old.introduces != new.introduces:
                    for row in _within(rows, old, new):
                        yield anchor.id, row


def _within(rows: Sequence[Change], old: Passage, new: Passage) -> list[str]:
    found = [
        (row.id, delta.op)
        for row in rows
        for delta in row.deltas
        if _inside(delta.before, old) or _inside(delta.after, new)
    ]
    changed = [row for row, op in found if op != "restyled"]
    return list(dict.fromkeys(changed or [row for row, _ in found[:1]]))


def _inside(element: Element | None, passage: Passage) -> bool:
    """Whether an element stands after the sentence, in what it introduces."""
    if element is None or passage.extent is None:
        return False
    place, extent = element.place, passage.extent
    if place.path != extent.path:
        return False
    after = (place.line, place.column) > (passage.place.end_line, passage.place.end_column)
    return after and place.line <= extent.end_line
