"""How grave a class is and what its rank means: the base manifest's word over the defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from specctl.classify.classes import GATES, ORDER, RANK, STRUCTURAL
from specctl.model.change import Gate, Policy
from specctl.model.classes import Weight
from specctl.model.spec import Manifest

LIGHT = ("draft", "aspirational")


def policy(manifest: Manifest) -> Policy:
    """The rank and gate policy of a manifest; what it does not say is the default."""
    ranks = {
        name: rank
        for name, rank in _mapping(manifest, "ranks").items()
        if name in RANK and type(rank) is int and rank in GATES
    }
    gates = {
        str(key): Gate(gate)
        for key, gate in _mapping(manifest, "gates").items()
        if isinstance(gate, str) and gate in set(Gate)
    }
    return Policy(
        {**RANK, **ranks},
        {rank: gates.get(str(rank), gate) for rank, gate in GATES.items()},
        {key: gate for key, gate in gates.items() if key in RANK},
        manifest.grave,
    )


def _mapping(manifest: Manifest, key: str) -> Mapping[str, object]:
    found = manifest.fields.get(key)
    return found if isinstance(found, Mapping) else {}


def rank_of(
    cls: str,
    ranks: Mapping[str, int],
    *,
    grave: bool = False,
    light: bool = False,
    lifted: bool = False,
) -> int:
    """The rank of one class.

    Args:
        cls: the class.
        ranks: class -> rank, before what follows is looked at.
        grave: whether the section's level, on the graver side, is a grave one.
        light: whether the section is a draft or aspirational on both sides.
        lifted: whether authority, tags or status change with the place.
    """
    rank = ranks[cls]
    if lifted and cls in STRUCTURAL:
        rank = min(rank, 1)
    if grave and rank == 2:
        rank = 1
    return min(rank + 1, 5) if light and rank else rank


def gravest(ranked: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """(rank, class) pairs, gravest first; within a rank in the order of the table."""
    return sorted(set(ranked), key=lambda pair: (pair[0], ORDER[pair[1]]))


def gate_of(classes: Iterable[str], rank: int, rules: Policy) -> Gate:
    """The strictest gate that the manifest gives one of a row's classes, else its rank's."""
    named = [rules.class_gates[c] for c in classes if c in rules.class_gates]
    strictness = [Gate.INFO, Gate.WARN, Gate.BLOCK]
    return max(named, key=strictness.index) if named else rules.gates[rank]


def weights(cls: str, manifest: Manifest) -> tuple[Weight, ...]:
    """What one class weighs: its rank and gate, then those that it has in other circumstances."""
    rules = policy(manifest)
    grave = [level for level in manifest.levels if level in rules.grave]
    placed = RANK[cls] and cls != "manifest-changed"  # what is broken, and the manifest, is at none
    rank = partial(rank_of, cls, rules.ranks)
    ranked = {
        "": rank(),
        f"at a grave level ({', '.join(grave)})": rank(grave=bool(grave and placed)),
        "where authority, tags or status change with the place": rank(lifted=True),
    }
    return tuple(
        Weight(when, rank, gate_of((cls,), rank, rules))
        for when, rank in ranked.items()
        if not when or rank != ranked[""]
    )
