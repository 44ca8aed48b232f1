"""The classes of a section's own text: clauses, rationale, commentary, definitions."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.classify.bears import Bears, Sides, names, where
from specctl.classify.wording import judge, renamed, retargeted, unlike
from specctl.model.change import Delta, Element
from specctl.model.spec import Passage


def text(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A passage that came, went, changed or moved."""
    old, new = _passage(delta.before), _passage(delta.after)
    if (old or new) and ((old and old.term) or (new and new.term)):
        term = (new.term if new else None) or (old.term if old else None)
        if "text" in delta.paths or delta.op != "changed":
            yield Bears("definition-changed", f"the definition of '{term}'")
    if any(p and p.text.startswith(_ALLOWS) for p in (old, new)) and (
        "text" in delta.paths or delta.op != "changed"
    ):
        yield Bears("governance-changed", "a comment that allows findings of lint changed")
    clause = delta.kind != "note" and any(p and p.role == "clause" for p in (old, new))
    yield from _anchors(delta)
    if delta.op != "changed":
        yield Bears(f"clause-{delta.op}" if clause else _CHANGED[delta.kind])
    elif "text" in delta.paths and old and new:
        yield from _reworded(old, new, clause, delta.kind, sides)
    if delta.moved:
        yield Bears("clause-moved", where(delta, sides))


_ALLOWS = "<!-- specctl:"
"""How a comment begins that quiets lint."""

_CHANGED = {
    "clause": "clause-reworded",
    "rationale": "rationale-changed",
    "commentary": "commentary-changed",
    "note": "commentary-changed",
}


def _reworded(old: Passage, new: Passage, clause: bool, kind: str, sides: Sides) -> Iterator[Bears]:
    follows = follow(old.norm, new.norm, sides)
    if follows is not None:
        yield follows
        return
    if retargeted(old.norm, new.norm):
        yield Bears("link-retargeted")
        return
    if (
        clause
        and {a.id for a in old.anchors} & {a.id for a in new.anchors}
        and unlike(old.norm, new.norm)
    ):
        kept = names({a.id for a in old.anchors} & {a.id for a in new.anchors})
        yield Bears("clause-removed", f"{kept} now stands on another sentence")
        yield Bears("clause-added")
        return
    if clause:
        for verdict in judge(old.norm, new.norm, sides.names):
            yield Bears(verdict.cls, verdict.words)
    yield Bears("clause-reworded" if clause else _CHANGED[kind])


def follow(before: str, after: str, sides: Sides) -> Bears | None:
    """The class of a text that only follows the new names of sections or levels, else None."""
    if renamed(before, {}, sides.became) == after:
        return Bears("link-retargeted", FOLLOWS)
    if sides.levels and renamed(before, sides.levels, sides.became) == after:
        named = ", ".join(f"{old} -> {new}" for old, new in sides.levels.items())
        return Bears("authority-vocabulary-changed", named)
    return None


FOLLOWS = "the same section, which has a new id"
"""Said of a link or a blame that leads where it led before."""


def _anchors(delta: Delta) -> Iterator[Bears]:
    if delta.op != "changed" or not any(p.startswith("anchors") for p in delta.paths):
        return
    assert delta.before is not None
    assert delta.after is not None
    old, new = set(delta.before.subject.ids), set(delta.after.subject.ids)
    if old - new:
        yield Bears("eval-unlinked", names(old - new))
    if new - old:
        yield Bears("eval-linked", names(new - old))


def _passage(element: Element | None) -> Passage | None:
    return element.source if element and isinstance(element.source, Passage) else None
