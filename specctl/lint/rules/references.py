"""Rules of references: links, blames, anchors and the evals that test them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specctl.lint.card import EvalCard, SectionCard, placed
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.spec import Tombstone
from specctl.words import closest


class _Reference(NamedTuple):
    """A section's id where somebody wrote it; ``at`` is packed."""

    target: str
    path: str
    at: str
    section: str | None
    label: str


def dangling_link(whole: Whole) -> Iterator[Finding]:
    """A link or a relation to a section that is not there."""
    known = whole.by_id.keys() | whole.unread_ids(evals=False)
    for one in _references(whole):
        if one.target not in known:
            yield _dangling("dangling-link", one, whole)
    yield from _lost_successors(whole)


def dangling_blame(whole: Whole) -> Iterator[Finding]:
    """A verdict that blames a section that is not there."""
    known = whole.by_id.keys() | whole.unread_ids(evals=False)
    for section in whole.sections:
        for target, at, _ in section.blames:
            if target not in known:
                label = f"the blame [#{target}]"
                blame = _Reference(target, section.path, at, section.id, label)
                yield _dangling("dangling-blame", blame, whole)


def _references(whole: Whole) -> Iterator[_Reference]:
    cards: tuple[Sequence[SectionCard | EvalCard], ...] = (whole.sections, whole.evals)
    for one in (card for some in cards for card in some):
        owner = one.id if isinstance(one, SectionCard) else None
        for target, at, text in one.links:
            yield _Reference(target, one.path, at, owner, f"the link [{text}](#{target})")
    for section in whole.sections:
        for key, refs in (
            ("exception_to", section.exception_to),
            ("successor", section.successor),
        ):
            for target, at in refs:
                if where.well_formed(target):
                    label = f"{key}: '{target}'"
                    yield _Reference(target, section.path, at, section.id, label)


def _dangling(rule: str, one: _Reference, whole: Whole) -> Finding:
    renamed = whole.renamed(one.target)
    stone = (whole.manifest.tombstones or {}).get(one.target)
    if renamed:
        hint = f"; it is now {_or(renamed)}"
    elif stone is not None:
        hint = _retired(stone)
    elif one.target in whole.anchors:
        carrier = whole.anchors[one.target][0].section.id
        hint = f"; [^{one.target}] is a clause of {carrier}, link that section"
    else:
        hint = closest(one.target, tuple(whole.by_id))
    return Finding(
        rule,
        placed(one.path, one.at),
        f"{one.label} names no section{hint}",
        section=one.section,
        subject=one.target,
        fixable=len(renamed) == 1 and rule == "dangling-link",
    )


def _retired(stone: Tombstone) -> str:
    version = f" in {stone.version}" if stone.version else ""
    if not stone.successors:
        return f"; it was retired{version} without a successor"
    return f"; it was retired{version}, its place took {_or(stone.successors)}"


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def _lost_successors(whole: Whole) -> Iterator[Finding]:
    """Tombstones that send the reader to something that never was. A retired successor is none."""
    manifest = whole.manifest
    stones = manifest.tombstones or {}
    live = {
        "section": whole.by_id.keys() | whole.unread_ids(evals=False),
        "eval": {one.id for one in whole.evals} | whole.unread_ids(evals=True),
        "anchor": whole.anchors.keys(),
    }
    for stone in stones.values():
        there = live.get(stone.kind, set())
        for number, target in enumerate(stone.successors):
            if target in there or target in stones or not where.well_formed(target):
                continue
            place = manifest.places.get(f"tombstones.{stone.id}.successor.{number}", stone.place)
            hint = closest(target, sorted(there))
            message = f"the successor '{target}' of '{stone.id}' names no {stone.kind}{hint}"
            yield Finding("dangling-link", place, message, subject=target)


# --- anchors and evals ---------------------------------------------------------------------------


def duplicate_anchor(whole: Whole) -> Iterator[Finding]:
    """One anchor on two clauses."""
    for anchor_id, (first, *others) in whole.anchors.items():
        for anchor, section in others:
            message = (
                f"[^{anchor_id}] is taken by the clause in "
                f"{where.told(placed(first.section.path, first.anchor.at))}; "
                "give this one an anchor of its own"
            )
            place = placed(section.path, anchor.at)
            yield Finding("duplicate-anchor", place, message, section=section.id, subject=anchor_id)


def dangling_anchor(whole: Whole) -> Iterator[Finding]:
    """An anchor that no eval tests."""
    known = whole.unread_ids(evals=True)
    loose = tuple(clause for clause in whole.tests if clause not in whole.anchors)
    for anchor_id, places in whole.anchors.items():
        if anchor_id in whole.tests or anchor_id in known:
            continue
        hint = closest(anchor_id, loose) or (
            f"; write {whole.folder}/evals/{anchor_id}.md, or remove the anchor"
        )
        anchor, section = places[0]  # the others are duplicates, and reported as such
        message = f"no eval tests [^{anchor_id}]{hint}"
        place = placed(section.path, anchor.at)
        yield Finding("dangling-anchor", place, message, section=section.id, subject=anchor_id)


def orphan_eval(whole: Whole) -> Iterator[Finding]:
    """A clause of an eval that no section carries."""
    loose = tuple(anchor for anchor in whole.anchors if anchor not in whole.tests)
    hidden = {anchor for card in whole.unread.values() for anchor in card.mentions}
    for one in whole.evals:
        for clause, at in one.clauses:
            if clause in whole.anchors or clause in hidden or not where.well_formed(clause):
                continue
            hint = closest(clause, loose) or (
                "; put the anchor on the sentence that this eval tests, or remove the clause"
            )
            message = f"no section carries [^{clause}]{hint}"
            yield Finding("orphan-eval", placed(one.path, at), message, subject=clause)
