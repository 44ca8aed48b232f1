"""What changed clauses and definitions can touch."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.impact.cause import Cause, Causes, Sides, add, homes
from specctl.index import effective_authority
from specctl.model.change import Change, Delta
from specctl.model.spec import Passage
from specctl.words import renamed

TEXTUAL = frozenset(
    "polarity-flipped override-changed modality-strengthened modality-weakened clause-reworded "
    "definition-changed clause-added clause-removed link-retargeted".split()
)
"""Classes in which a clause's text is another."""


def _passage(delta: Delta) -> Passage | None:
    source = delta.one.source
    return source if isinstance(source, Passage) else None


def clause(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    """A passage of a section's own text."""
    passage = _passage(delta)
    if passage is None:
        return
    textual = bool(TEXTUAL.intersection(row.classes)) and not _follows(delta, sides)
    elsewhere = delta.moved and level_shifted(delta, sides)
    left = delta.moved and sides.difference.sections.get(delta.base_section or "") not in (
        None,
        delta.head_section,
    )
    normative = "clause" in {e.kind for e in (delta.before, delta.after) if e is not None}
    anchors = frozenset(delta.one.subject.ids) | frozenset(
        delta.before.subject.ids if delta.before else ()
    )
    if normative and (textual or elsewhere):
        said = _of_clause(delta, elsewhere and not textual)
        if delta.op == "changed" and {"clause-removed", "clause-added"} <= set(row.classes):
            said = "the sentence that its anchor stood on is gone; it now stands on another"
        for anchor in anchors:
            add(found.anchors, anchor, Cause(row.id, said))
    if normative and (textual or elsewhere or left):
        for home in homes(delta):
            did = _went(delta, home, textual) if left else _did(delta)
            cause = Cause(row.id, f"{_what(delta)} of `{home}` {did}")
            found.context.setdefault(home, []).append((cause, anchors))
            add(found.changed, home, Cause(row.id, f"whose clause {_short(delta)} {did}"))
    if "definition-changed" in row.classes:
        for term in sorted({p.term for p in _both(delta) if p.term}):
            add(found.terms, term, Cause(row.id, f"the definition of '{term}' changed"))
        for home in homes(delta):
            add(found.changed, home, Cause(row.id, f"whose definition of {_terms(delta)} changed"))


def _both(delta: Delta) -> Iterator[Passage]:
    for element in (delta.before, delta.after):
        if element is not None and isinstance(element.source, Passage):
            yield element.source


def _terms(delta: Delta) -> str:
    return ", ".join(sorted({f"'{p.term}'" for p in _both(delta) if p.term}))


def _follows(delta: Delta, sides: Sides) -> bool:
    """Whether nothing changed but links that follow the renaming of a section."""
    both = list(_both(delta))
    if len(both) != 2:
        return False
    became = sides.difference.sections
    before, after = both
    return before.norm != after.norm and renamed(before.norm, {}, became) == after.norm


def level_shifted(delta: Delta, sides: Sides) -> bool:
    """Whether a thing's section has another authority than the one that it stood in."""
    old = sides.base.section(delta.base_section) if delta.base_section else None
    new = sides.head.section(delta.head_section) if delta.head_section else None
    if old is None or new is None:
        return False
    was = effective_authority(sides.base, old)
    return sides.difference.levels.get(was or "", was) != effective_authority(sides.head, new)


def _of_clause(delta: Delta, only_level: bool) -> str:
    if only_level:
        return f"its clause moved to `{delta.head_section}`, which has another authority"
    return f"its clause {_did(delta)}"


def _did(delta: Delta) -> str:
    return {"added": "is new", "removed": "is gone"}.get(delta.op, "changed")


def _went(delta: Delta, home: str, textual: bool) -> str:
    """Where a clause went from a section, or whence it came, and whether it is as it was."""
    here = home == delta.base_section
    way = f"went to `{delta.head_section}`" if here else f"came from `{delta.base_section}`"
    return f"{way} and changed" if textual else way


def _what(delta: Delta) -> str:
    return f"the clause {_short(delta)}"


def _short(delta: Delta) -> str:
    ids = delta.one.subject.ids
    if ids:
        return ", ".join(f"[^{i}]" for i in ids)
    text = str(delta.one.shown)
    return f"'{text[:40].rstrip()}…'" if len(text) > 41 else f"'{text}'"
