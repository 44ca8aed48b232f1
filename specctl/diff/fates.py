"""Where the clauses, examples, evals and children of a section went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from specctl.diff.pairs import Owner
from specctl.model.change import Element
from specctl.model.spec import Spec

_GONE = ""
Fates = Mapping[str, Counter[str]]
"""How many of each kind of thing are in which section of the head; "" for those that are gone."""


def fates(
    base: Spec,
    head: Spec,
    became: Mapping[str, str],
    evals_became: Mapping[str, str],
    owners: Sequence[Owner],
) -> dict[str, Fates]:
    """What became of what each section of the base held, where the section differs.

    Args:
        base, head: the specs that are compared.
        became, evals_became: ids of the base's sections and evals to those of the head's.
        owners: the files that differ, with their elements paired.

    Returns:
        By the section's id in the base.
    """
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    now = {id(old): new for o in owners for old, new in o.pairs if old is not None}
    for element in (e for owner in owners for e in owner.old):
        if element.kind in ("clause", "example") and base.section(element.owner):
            found[element.owner][element.kind][_owner(now.get(id(element)))] += 1
    carriers = [{a.id: s.id for s in reversed(x.sections) for a in s.anchors} for x in (base, head)]
    in_head = {e.id: e for e in head.evals}
    for one in base.evals:
        home = next((carriers[0][c] for c in one.clauses if c in carriers[0]), None)
        if home in found:
            after = in_head.get(evals_became.get(one.id, ""))
            clauses = after.clauses if after else ()
            place = next((carriers[1][c] for c in clauses if c in carriers[1]), _GONE)
            found[home]["eval"][place] += 1
    for section in base.sections:
        if section.parent and section.parent not in became:
            now_in = head.section(became.get(section.id, ""))
            found[section.parent]["section"][(now_in.parent or "") if now_in else _GONE] += 1
    return dict(found)


def _owner(element: Element | None) -> str:
    return element.owner if element else _GONE


def all_gone(fate: Fates) -> bool:
    """Whether there were clauses and none of them lives on."""
    clauses = fate.get("clause")
    return clauses is not None and set(clauses) == {_GONE}


def in_words(fate: Fates, here: str) -> str:
    """Where things went, in words; "" where everything stays.

    Args:
        fate: what became of a section's things.
        here: the section in the head that the section became, or "".
    """
    return "; ".join(said for kind in _KINDS if (said := _told(kind, fate.get(kind), here)))


_KINDS = ("clause", "example", "eval", "section")


def _told(kind: str, places: Counter[str] | None, here: str) -> str:
    if not places or set(places) <= {here or None}:
        return ""
    total = places.total()
    ranked = sorted(places.items(), key=lambda place: (place[0] == here, -place[1], place[0]))
    if len(ranked) == 1:
        many = {1: f"its {kind}", 2: f"both {kind}s"}.get(total, f"all {total} {kind}s")
        return f"{many} {_where(ranked[0][0], total, here)}"
    parts = (f"{many} {_where(name, many, here)}" for name, many in ranked)
    return f"of {total} {kind}s {', '.join(parts)}"


def _where(name: str, many: int, here: str) -> str:
    verb = "is" if many == 1 else "are"
    if here and name == here:
        return "stays" if many == 1 else "stay"
    return f"{verb} now in `{name}`" if name else f"{verb} gone"
