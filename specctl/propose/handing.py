"""Which sections a change hands to others: other owners, or other rules of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from specctl.model.change import Change
from specctl.model.spec import Spec
from specctl.propose.policy import Places, Rule, is_about


def handed(rows: Iterable[Change], base: Spec, head: Spec, known: Sequence[Rule]) -> list[str]:
    """The sections of which others decide after a change, whatever its rank.

    A section gets other owners where it names them, or moves below one that does; it leaves a rule
    that is about an id, or what is below it, with another name or place. Text goes from owner to
    owner with a move.

    Args:
        rows: what is changed.
        base, head: both sides.
        known: the rules of the base, which decide on either side.

    Returns:
        The ids that they have in the base, sorted.
    """
    pairs = {pair for row in rows for pair in _pairs(row)}
    return sorted(
        {old for old, new in pairs if _asked(base, old, known) != _asked(head, new, known)}
    )


def _pairs(row: Change) -> Iterator[tuple[str, str]]:
    """The section that holds what a row is about before, and the one after."""
    for delta in row.deltas:
        if delta.base_section and delta.head_section:
            yield delta.base_section, delta.head_section


def _asked(spec: Spec, name: str, known: Sequence[Rule]) -> tuple[object, ...]:
    """Who is asked about a section as one side has it."""
    where = Places(spec, spec).of_section(name)
    return where.owners, [rule.number for rule in known if is_about(rule, where)]
