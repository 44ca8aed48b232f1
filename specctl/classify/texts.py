"""The classes of a section's own text: clauses, rationale, commentary, definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specctl.classify.bears import Bears, Sides, names, stays, where
from specctl.classify.wording import judge, noted, retargeted, unlike, whole
from specctl.model.change import Delta, Element
from specctl.model.spec import Passage, PassageRole
from specctl.words import renamed


def text(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A passage that came, went, changed or moved."""
    old, new = _passage(delta.before), _passage(delta.after)
    if (old or new) and ((old and old.term) or (new and new.term)):
        term = (new.term if new else None) or (old.term if old else None)
        if delta.op != "changed" or ("text" in delta.paths and not _same_words(old, new)):
            yield Bears("definition-changed", f"the definition of '{term}'")
    if any(p and p.text.startswith(_ALLOWS) for p in (old, new)) and (
        "text" in delta.paths or delta.op != "changed"
    ):
        yield Bears("governance-changed", "a comment that allows findings of lint changed")
    clause = delta.kind != "note" and any(p and p.role == "clause" for p in (old, new))
    yield from _anchors(delta)
    found: tuple[Bears, ...] = ()
    if delta.op != "changed":
        found = (Bears(f"clause-{delta.op}" if clause else _CHANGED[delta.kind]),)
    elif "text" in delta.paths and old and new:
        found = tuple(_reworded(delta, old, new, sides))
    yield from found
    replaced = any(one.cls == "clause-removed" for one in found)
    if delta.moved and not (replaced and stays(delta, sides)):
        yield Bears("clause-moved", where(delta, sides))


def _same_words(old: Passage | None, new: Passage | None) -> bool:
    """Whether two definitions of a term differ in a full stop at their end or in "an" for "a"."""
    before, after = (one and (one.term, _plain(one.norm)) for one in (old, new))
    return before == after


def _plain(norm: str) -> str:
    return _AN.sub(r"\1", norm).removesuffix(".")


_AN = re.compile(r"\b([Aa])n\b")
_ALLOWS = "<!-- specctl:"
"""How a comment begins that quiets lint."""

_CHANGED = {
    "clause": "clause-reworded",
    "rationale": "rationale-changed",
    "commentary": "commentary-changed",
    "note": "commentary-changed",
}


def _reworded(delta: Delta, old: Passage, new: Passage, sides: Sides) -> Iterator[Bears]:
    clause = delta.kind != "note" and PassageRole.CLAUSE in (old.role, new.role)
    follows = follow(old.norm, new.norm, sides)
    kept = {a.id for a in old.anchors} & {a.id for a in new.anchors}
    if follows is not None:
        yield follows
    elif retargeted(old.norm, new.norm):
        yield Bears("link-retargeted")
    elif clause and kept and unlike(old.norm, new.norm):
        yield Bears("clause-removed", f"{names(kept)} now stands on another sentence")
        yield Bears("clause-added")
    else:
        judged = tuple(_judged(delta, old, new, sides)) if clause else ()
        look = noted(old.norm, new.norm) if clause and not judged else ""
        yield from (*judged, Bears("clause-reworded" if clause else _CHANGED[delta.kind], look))


def _judged(delta: Delta, old: Passage, new: Passage, sides: Sides) -> Iterator[Bears]:
    """What the words decide, also where the sentence is read with what was split off or joined."""
    verdicts = judge(old.norm, new.norm, sides.names)
    if not verdicts:
        return
    before = whole(old.norm, new.norm, sides.went.get(delta.base_section or "", ()))
    after = whole(new.norm, old.norm, sides.came.get(delta.head_section or "", ()))
    classes = {verdict.cls for verdict in judge(before, after, sides.names)}
    yield from (Bears(one.cls, one.words) for one in verdicts if one.cls in classes)


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
