"""Rules of references: links, blames, anchors and the evals that test them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from specctl.index import Index
from specctl.lint.rules import where
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Section, Spec, Tombstone
from specctl.words import closest


class _Reference(NamedTuple):
    """A section's id where somebody wrote it."""

    target: str
    place: Place
    section: str | None
    label: str


def dangling_link(spec: Spec, index: Index) -> Iterator[Finding]:
    """A link or a relation to a section that is not there."""
    known = where.unread_ids(spec, evals=False)
    for one in _references(spec, index):
        if one.target not in index.sections and one.target not in known:
            yield _dangling("dangling-link", one, spec, index)
    yield from _lost_successors(spec, index, known)


def dangling_blame(spec: Spec, index: Index) -> Iterator[Finding]:
    """A verdict that blames a section that is not there."""
    known = where.unread_ids(spec, evals=False)
    for one in index.blames:
        if one.target not in index.sections and one.target not in known:
            place = where.within(spec, one.place, f"#{one.target}")
            blame = _Reference(one.target, place, one.section.id, f"the blame [#{one.target}]")
            yield _dangling("dangling-blame", blame, spec, index)


def _references(spec: Spec, index: Index) -> Iterator[_Reference]:
    for link, section, _ in index.links:
        yield _Reference(
            link.target, link.place, section.id, f"the link [{link.text}](#{link.target})"
        )
    for one in spec.evals:
        for link in (link for passage in one.text for link in passage.links):
            yield _Reference(
                link.target, link.place, None, f"the link [{link.text}](#{link.target})"
            )
    for section in spec.sections:
        for key in ("exception_to", "successor"):
            yield from _related(section, key)


def _related(section: Section, key: str) -> Iterator[_Reference]:
    value = section.fields.get(key)
    targets = value if isinstance(value, list) else [value]
    for number, target in enumerate(targets):
        if isinstance(target, str) and where.well_formed(target):
            place = where.field(section, f"{key}.{number}", key)
            yield _Reference(target, place, section.id, f"{key}: '{target}'")


def _dangling(rule: str, one: _Reference, spec: Spec, index: Index) -> Finding:
    renamed = [s.id for s in spec.sections if one.target in s.formerly]
    stone = (spec.manifest.tombstones or {}).get(one.target)
    if renamed:
        hint = f"; it is now {_or(renamed)}"
    elif stone is not None:
        hint = _retired(stone)
    elif one.target in index.anchors:
        carrier = index.anchors[one.target][0].section.id
        hint = f"; [^{one.target}] is a clause of {carrier}, link that section"
    else:
        hint = closest(one.target, tuple(index.sections))
    message = f"{one.label} names no section{hint}"
    return Finding(
        rule,
        one.place,
        message,
        section=one.section,
        subject=one.target,
        fixable=len(renamed) == 1 and rule == "dangling-link",
    )


def _retired(stone: Tombstone) -> str:
    version = f" in {stone.version}" if stone.version else ""
    if not stone.successors:
        return f"; it was retired{version} without a successor"
    return f"; it was retired{version}, its place took {_or(stone.successors)}"


def _or(names: list[str] | tuple[str, ...]) -> str:
    return " or ".join(names)


def _lost_successors(spec: Spec, index: Index, known: frozenset[str]) -> Iterator[Finding]:
    """Tombstones that send the reader to something that never was. A retired successor is none."""
    stones = spec.manifest.tombstones or {}
    live = {"section": index.sections, "eval": {e.id for e in spec.evals}, "anchor": index.anchors}
    for stone in stones.values():
        there = live.get(stone.kind, {})
        for number, target in enumerate(stone.successors):
            if target in there or target in stones or target in known:
                continue
            if not where.well_formed(target):
                continue
            path = f"tombstones.{stone.id}.successor.{number}"
            place = spec.manifest.places.get(path, stone.place)
            hint = closest(target, tuple(there))
            message = f"the successor '{target}' of '{stone.id}' names no {stone.kind}{hint}"
            yield Finding("dangling-link", place, message, subject=target)


# --- anchors and evals ---------------------------------------------------------------------------


def duplicate_anchor(spec: Spec, index: Index) -> Iterator[Finding]:
    """One anchor on two clauses."""
    for anchor_id, (first, *others) in index.anchors.items():
        for at in others:
            message = (
                f"[^{anchor_id}] is taken by the clause in {where.told(first.anchor.place)}; "
                "give this one an anchor of its own"
            )
            yield Finding(
                "duplicate-anchor",
                at.anchor.place,
                message,
                section=at.section.id,
                subject=anchor_id,
            )


def dangling_anchor(spec: Spec, index: Index) -> Iterator[Finding]:
    """An anchor that no eval tests."""
    known = where.unread_ids(spec, evals=True)
    loose = tuple(c for c in index.evals if c not in index.anchors)
    for anchor_id, places in index.anchors.items():
        if anchor_id in index.evals or anchor_id in known:
            continue
        hint = closest(anchor_id, loose) or (
            f"; write {spec.folder}/evals/{anchor_id}.md, or remove the anchor"
        )
        first = places[0]  # the others are duplicates, and reported as such
        yield Finding(
            "dangling-anchor",
            first.anchor.place,
            f"no eval tests [^{anchor_id}]{hint}",
            section=first.section.id,
            subject=anchor_id,
        )


def orphan_eval(spec: Spec, index: Index) -> Iterator[Finding]:
    """A clause of an eval that no section carries."""
    loose = tuple(a for a in index.anchors if a not in index.evals)
    hidden = where.unread(spec)
    for one in spec.evals:
        for number, clause in enumerate(one.clauses):
            if clause in index.anchors or not where.well_formed(clause):
                continue
            if _mentioned(spec, hidden, clause):
                continue
            hint = closest(clause, loose) or (
                "; put the anchor on the sentence that this eval tests, or remove the clause"
            )
            place = where.field(one, f"clauses.{number}", "clauses", "id")
            if one.header is not None and "clauses" not in one.fields:
                place = where.within(spec, one.header.place, f"[^{clause}]")
            message = f"no section carries [^{clause}]{hint}"
            yield Finding("orphan-eval", place, message, subject=clause)


def _mentioned(spec: Spec, paths: frozenset[str], clause: str) -> bool:
    """Whether one of these files, which could not be read as sections, may carry a clause."""
    mark = f"[^{clause}]"
    return any(mark in line for path in paths for line in spec.lines.get(path, ()))
