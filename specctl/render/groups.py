"""Rows that a reader takes in together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import groupby

from specctl.model import Change
from specctl.render import wording


def grouped(rows: Iterable[Change]) -> list[tuple[Change, ...]]:
    """Neighbours that share all but their texts and lines; what decided them, too."""
    return [tuple(alike) for _, alike in groupby(rows, _shared)]


def _shared(row: Change) -> Hashable:
    place = row.head or row.base
    path = (place.path, row.head is None) if place else None
    same = (row.classes, wording.name(row), row.authority, row.gate, path, row.bulk)
    return (*same, row.decided)
