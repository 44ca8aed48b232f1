"""What of a change can touch an example or eval, by section and by clause.

A level's new name, a ``confirmed`` line, a regenerated header and what is only written otherwise
are no cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from specctl.impact.inherited import inherited
from specctl.impact.introduced import introduced
from specctl.index import effective_authority
from specctl.model.change import Change, Delta, Difference
from specctl.model.spec import Passage, Spec

TEXTUAL = frozenset(
    "polarity-flipped override-changed modality-strengthened modality-weakened clause-reworded "
    "definition-changed clause-added clause-removed link-retargeted".split()
)
"""Classes in which a clause's text is another."""

SCOPE = frozenset({"authority-lowered", "authority-raised", "scope-changed"})
"""Classes that reach everything in a section. Of scope-changed only tags and status do."""

Key = TypeVar("Key", str, tuple[str, str])
REACHING_FIELDS = ("authority", "tags", "status")


@dataclass(frozen=True, slots=True)
class Cause:
    """One row as a cause: its id and what it says of the thing that changed."""

    row: str
    what: str


@dataclass(slots=True)
class Causes:
    """The causes among the rows, by what they change first.

    Attributes:
        anchors: by anchor, for the clause that carries it.
        sections: by section id, for what reaches all of a section.
        context: by section id, for its normative clauses that changed, came or went.
        whole: by section id, for sections that came or went.
        changed: by section id, whatever reaches those who cite the section.
        terms: by term, for definitions.
        examples: by section and example id, for examples themselves.
        lost: the same of the base, for examples that are gone.
        rubrics: by section and rubric id.
        evals: by eval id, for evals and their prompts themselves.
    """

    anchors: dict[str, list[Cause]] = field(default_factory=dict)
    sections: dict[str, list[Cause]] = field(default_factory=dict)
    context: dict[str, list[tuple[Cause, frozenset[str]]]] = field(default_factory=dict)
    whole: dict[str, list[Cause]] = field(default_factory=dict)
    changed: dict[str, list[Cause]] = field(default_factory=dict)
    terms: dict[str, list[Cause]] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[Cause]] = field(default_factory=dict)
    lost: dict[tuple[str, str], list[Cause]] = field(default_factory=dict)
    rubrics: dict[tuple[str, str], list[Cause]] = field(default_factory=dict)
    evals: dict[str, list[Cause]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both specs, and what became of levels and sections."""

    base: Spec
    head: Spec
    difference: Difference


def causes(rows: Sequence[Change], sides: Sides) -> Causes:
    """Sort the rows by what they can touch."""
    found = Causes()
    for row in rows:
        for delta in row.deltas:
            for put in (_clause, _section, _example, _rubric, _eval):
                put(found, row, delta, sides)
    for anchor, row_id in introduced(rows, sides.base, sides.head):
        said = "the list or block that its clause introduces changed"
        _add(found.anchors, anchor, Cause(row_id, said))
    for one in inherited(rows, sides.base, sides.head, sides.difference):
        said = f"the {one.field} of `{one.section}` changed with the place of `{one.above}`"
        _add(found.sections, one.section, Cause(one.row, said))
        _add(found.changed, one.section, Cause(one.row, f"whose {one.field} changed"))
    return found


def _add(table: dict[Key, list[Cause]], key: Key, cause: Cause) -> None:
    if cause not in table.setdefault(key, []):
        table[key].append(cause)


def _homes(delta: Delta) -> tuple[str, ...]:
    """The sections of a delta on either side, the head's first."""
    return tuple(dict.fromkeys(s for s in (delta.head_section, delta.base_section) if s))


def _passage(delta: Delta) -> Passage | None:
    source = delta.one.source
    return source if isinstance(source, Passage) else None


def _clause(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    passage = _passage(delta)
    if passage is None:
        return
    textual = bool(TEXTUAL.intersection(row.classes)) and not _follows(delta, sides)
    elsewhere = delta.moved and _level_shifted(delta, sides)
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
            _add(found.anchors, anchor, Cause(row.id, said))
    if normative and (textual or elsewhere or left):
        for home in _homes(delta):
            did = _did(delta) if textual or not left else _went(delta, home)
            cause = Cause(row.id, f"{_what(delta)} of `{home}` {did}")
            found.context.setdefault(home, []).append((cause, anchors))
            _add(found.changed, home, Cause(row.id, f"whose clause {_short(delta)} {did}"))
    if "definition-changed" in row.classes:
        for term in sorted({p.term for p in _both(delta) if p.term}):
            _add(found.terms, term, Cause(row.id, f"the definition of '{term}' changed"))
        for home in _homes(delta):
            _add(found.changed, home, Cause(row.id, f"whose definition of {_terms(delta)} changed"))


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
    renamed = _TARGET.sub(lambda m: f"](#{became.get(m[1], m[1])})", before.norm)
    return before.norm != after.norm and renamed == after.norm


def _level_shifted(delta: Delta, sides: Sides) -> bool:
    """Whether the clause's section has another authority than the one it stood in."""
    old = sides.base.section(delta.base_section) if delta.base_section else None
    new = sides.head.section(delta.head_section) if delta.head_section else None
    if old is None or new is None:
        return False
    was = effective_authority(sides.base, old)
    return sides.difference.levels.get(was or "", was) != effective_authority(sides.head, new)


_TARGET = re.compile(r"\]\(#([^)\s]{0,100})\)")


def _of_clause(delta: Delta, only_level: bool) -> str:
    if only_level:
        return f"its clause moved to `{delta.head_section}`, which has another authority"
    return f"its clause {_did(delta)}"


def _did(delta: Delta) -> str:
    return {"added": "is new", "removed": "is gone"}.get(delta.op, "changed")


def _went(delta: Delta, home: str) -> str:
    if home == delta.base_section:
        return f"went to `{delta.head_section}`"
    return f"came from `{delta.base_section}`"


def _what(delta: Delta) -> str:
    return f"the clause {_short(delta)}"


def _short(delta: Delta) -> str:
    ids = delta.one.subject.ids
    if ids:
        return ", ".join(f"[^{i}]" for i in ids)
    text = str(delta.one.shown)
    return f"'{text[:40].rstrip()}…'" if len(text) > 41 else f"'{text}'"


def _section(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if delta.kind == "section" and delta.op in ("added", "removed", "merged", "split"):
        verb = {"added": "is new", "removed": "is gone"}.get(delta.op, f"was {delta.op}")
        for home in _homes(delta):
            _add(found.whole, home, Cause(row.id, f"which {verb}"))
            _add(found.changed, home, Cause(row.id, f"which {verb}"))
        if delta.op in ("added", "removed"):
            with_section = Cause(row.id, f"its section `{delta.one.owner}` {verb}")
            for example in delta.one.source.examples:
                table = found.examples if delta.op == "added" else found.lost
                _add(table, (delta.one.owner, example.id), with_section)
        return
    if not SCOPE.intersection(row.classes):
        return
    name = delta.one.key.partition("/")[2]
    relabelled = "authority-vocabulary-changed" in row.classes
    if delta.kind == "field" and name in REACHING_FIELDS and not relabelled:
        for home in _homes(delta):
            old = delta.before.shown if delta.before else None
            new = delta.after.shown if delta.after else None
            said = f"the {name} of `{home}` changed from {_said(old)} to {_said(new)}"
            _add(found.sections, home, Cause(row.id, said))
            _add(found.changed, home, Cause(row.id, f"whose {name} changed"))


def _said(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _example(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    touching = _EXAMPLE_CLASSES.intersection(row.classes)
    if delta.kind not in ("example", "reply", "message", "example-entry") or not touching:
        return
    cause = Cause(row.id, f"its own text changed: {row.message}")
    example = str(delta.one.subject.id)
    if delta.after is not None and delta.head_section:
        _add(found.examples, (delta.head_section, example), cause)
    elif delta.base_section:
        was = (delta.base_section, example)
        now = sides.difference.examples.get(was)
        _add(found.examples if now else found.lost, now or was, cause)


_EXAMPLE_CLASSES = frozenset(
    "example-added example-removed reply-added reply-removed reply-changed verdict-changed "
    "verdict-reason-changed blame-changed prompt-changed title-changed field-changed".split()
)


def _rubric(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if delta.kind != "rubric" or not {"rubric-changed", "criterion-changed"} & set(row.classes):
        return
    for home in _homes(delta):
        rubric = str(delta.one.subject.id)
        said = f"the rubric '{rubric}' of `{home}` changed"
        _add(found.rubrics, (home, rubric), Cause(row.id, said))


def _eval(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if not _EVAL_CLASSES.intersection(row.classes):
        return
    if delta.kind in ("eval", "prompt", "prompt-entry") or _eval_link(delta):
        for element in (delta.after, delta.before):
            if element is not None:
                _add(found.evals, element.owner, Cause(row.id, row.message))
    elif delta.kind == "clause" and {"eval-linked", "eval-unlinked"}.intersection(row.classes):
        old = set(delta.before.subject.ids) if delta.before else set()
        new = set(delta.after.subject.ids) if delta.after else set()
        for anchor in old ^ new:
            _add(found.anchors, anchor, Cause(row.id, "its anchor moved to or from a clause"))


_EVAL_CLASSES = frozenset(
    "eval-added eval-removed eval-linked eval-unlinked prompt-changed rubric-changed "
    "criterion-changed".split()
)


def _eval_link(delta: Delta) -> bool:
    return delta.kind == "field" and delta.one.key == "field/clauses"
