"""Where a spec's files stand as it is read, by which what differs is ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from specctl.model.change import Delta
from specctl.model.spec import Spec

Turn = tuple[int, int]
"""Sections, evals and the rest; and the number among these."""


class Order(NamedTuple):
    """The paths of all files of a spec but the manifest.

    What differs on one side alone stands between what differs on both by how many files come
    before it, so that those count, too, of which nothing differs.

    Attributes:
        sections: in document order.
        evals: by id.
    """

    sections: Sequence[str]
    evals: Sequence[str]


def order_of(spec: Spec) -> Order:
    """The order of a spec of which all files are given."""
    return Order([one.path for one in spec.sections], [one.path for one in spec.evals])


def in_turn(deltas: Sequence[Delta], base: Order, head: Order) -> tuple[Delta, ...]:
    """Deltas as the specs read: those of sections, then of evals, then of the manifest."""
    wanted = {delta.one.place.path for delta in deltas}
    turns = _turns(base, wanted), _turns(head, wanted)
    return tuple(sorted(deltas, key=lambda delta: _turn(delta, *turns)))


def _turns(order: Order, wanted: set[str]) -> dict[str, Turn]:
    return {
        path: (kind, number)
        for kind, paths in enumerate(order)
        for number, path in enumerate(paths)
        if path in wanted
    }


def _turn(
    delta: Delta, base: Mapping[str, Turn], head: Mapping[str, Turn]
) -> tuple[Turn, str, int, int, str]:
    one = delta.one
    at = (head if delta.after else base).get(one.place.path, (2, 0))
    return at, one.place.path, one.place.line, one.place.column, f"{delta.kind} {delta.op}"
