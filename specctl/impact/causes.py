"""What of a change can touch an example or eval, by section and by clause.

A level's new name, a ``confirmed`` line, a regenerated header and what is only written otherwise
are no cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from specctl.impact.cause import Cause, Causes, Sides, add, homes
from specctl.impact.clauses import clause, level_shifted
from specctl.impact.inherited import inherited
from specctl.impact.introduced import introduced
from specctl.model.change import Change, Delta
from specctl.model.spec import Section

SCOPE = frozenset({"authority-lowered", "authority-raised", "scope-changed"})
"""Classes that reach everything in a section; of scope-changed only tags and status do."""

REACHING_FIELDS = ("authority", "tags", "status")


def causes(rows: Sequence[Change], sides: Sides) -> Causes:
    """Sort the rows by what they can touch."""
    found = Causes()
    for row in rows:
        for delta in row.deltas:
            for put in (clause, _section, _example, _rubric, _eval):
                put(found, row, delta, sides)
    for anchor, row_id in introduced(rows, sides.base, sides.head):
        said = "the list or block that its clause introduces changed"
        add(found.anchors, anchor, Cause(row_id, said))
    for one in inherited(rows, sides.base, sides.head, sides.difference):
        said = f"the {one.field} of `{one.section}` changed with the place of `{one.above}`"
        add(found.sections, one.section, Cause(one.row, said))
        add(found.changed, one.section, Cause(one.row, f"whose {one.field} changed"))
    return found


def _section(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if delta.kind == "section" and delta.op in _WHOLE:
        for home in homes(delta):
            add(found.whole, home, Cause(row.id, f"which {_WHOLE[delta.op]}"))
            add(found.changed, home, Cause(row.id, f"which {_WHOLE[delta.op]}"))
        if delta.op in ("added", "removed"):
            _with_section(found, row, delta, sides)
    elif delta.kind == "field" and SCOPE.intersection(row.classes):
        _scope(found, row, delta)


_WHOLE = {
    "added": "is new",
    "removed": "is gone",
    "merged": "was merged",
    "split": "was split",
}


def _with_section(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    """The examples, rubrics and definitions that came or went with a section."""
    section: Section = delta.one.source
    did, other = _WHOLE[delta.op], sides.base if delta.op == "added" else sides.head
    for example in section.examples:
        table = found.examples if delta.op == "added" else found.lost
        cause = Cause(row.id, f"its section `{section.id}` {did}")
        add(table, (section.id, example.id), cause)
    for rubric in section.rubrics:
        key = section.id, rubric.id
        add(found.rubrics, key, Cause(row.id, f"the rubric '{rubric.id}' of `{section.id}` {did}"))
        found.judged[key] = frozenset(rubric.clauses)
    there = {p.term.casefold() for s in other.sections for p in s.passages if p.term}
    for term in (p.term for p in section.passages if p.term):
        if term.casefold() not in there:  # else it only stands elsewhere
            add(found.terms, term, Cause(row.id, f"the definition of '{term}' {did}"))


def _scope(found: Causes, row: Change, delta: Delta) -> None:
    name = delta.one.key.partition("/")[2]
    if "authority-vocabulary-changed" in row.classes:
        return
    for home in homes(delta):
        old = delta.before.shown if delta.before else None
        new = delta.after.shown if delta.after else None
        if name in REACHING_FIELDS:
            said = f"the {name} of `{home}` changed from {_said(old)} to {_said(new)}"
            add(found.sections, home, Cause(row.id, said))
        elif name in _NEARBY:
            said = f"{_NEARBY[name].format(home)} changed from {_said(old)} to {_said(new)}"
            found.context.setdefault(home, []).append((Cause(row.id, said), frozenset()))
        if name in REACHING_FIELDS or name in _NEARBY:
            told = "exceptions" if name == "exception_to" else name
            add(found.changed, home, Cause(row.id, f"whose {told} changed"))


_NEARBY = {"kind": "the kind of `{}`", "exception_to": "what `{}` is an exception to"}
"""Fields that say how the clauses of a section are to be taken, which are no part of them."""


def _said(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _example(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if delta.kind not in ("example", "reply", "message", "example-entry"):
        return
    if _EXAMPLE_CLASSES.intersection(row.classes):
        cause = Cause(row.id, f"its own text changed: {row.message}")
    elif delta.kind == "example" and delta.moved and level_shifted(delta, sides):
        said = f"it moved to `{delta.head_section}`, which has another authority"
        cause = Cause(row.id, said)
    else:
        return
    example = str(delta.one.subject.id)
    if delta.after is not None and delta.head_section:
        add(found.examples, (delta.head_section, example), cause)
    elif delta.base_section:
        was = (delta.base_section, example)
        now = sides.difference.examples.get(was)
        add(found.examples if now else found.lost, now or was, cause)


_EXAMPLE_CLASSES = frozenset(
    "example-added example-removed reply-added reply-removed reply-changed verdict-changed "
    "verdict-reason-changed blame-changed prompt-changed title-changed field-changed".split()
)


def _rubric(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if delta.kind != "rubric" or not {"rubric-changed", "criterion-changed"} & set(row.classes):
        return
    home, rubric = homes(delta)[0], str(delta.one.subject.id)
    entries = [element.source for element in (delta.before, delta.after) if element]
    clauses = {str(c) for one in entries if isinstance(one, Mapping) for c in _listed(one)}
    add(found.rubrics, (home, rubric), Cause(row.id, f"the rubric '{rubric}' of `{home}` changed"))
    found.judged[home, rubric] = found.judged.get((home, rubric), frozenset()) | clauses


def _listed(rubric: Mapping[str, Any]) -> Sequence[Any]:
    clauses = rubric.get("clauses")
    return clauses if isinstance(clauses, list) else ()


def _eval(found: Causes, row: Change, delta: Delta, sides: Sides) -> None:
    if not _EVAL_CLASSES.intersection(row.classes):
        return
    if delta.kind in ("eval", "prompt", "prompt-entry") or _eval_link(delta):
        for element in (delta.after, delta.before):
            if element is not None:
                add(found.evals, element.owner, Cause(row.id, row.message))
    elif delta.kind == "clause" and {"eval-linked", "eval-unlinked"}.intersection(row.classes):
        old = set(delta.before.subject.ids) if delta.before else set()
        new = set(delta.after.subject.ids) if delta.after else set()
        for anchor in old ^ new:
            add(found.anchors, anchor, Cause(row.id, "its anchor moved to or from a clause"))


_EVAL_CLASSES = frozenset(
    "eval-added eval-removed eval-linked eval-unlinked prompt-changed rubric-changed "
    "criterion-changed".split()
)


def _eval_link(delta: Delta) -> bool:
    return delta.kind == "field" and delta.one.key == "field/clauses"
