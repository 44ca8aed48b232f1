"""Rules of references: links, blames, anchors and the evals that test them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from specctl.lint.card import AnchorRow, EvalCard, SectionCard, placed
from specctl.lint.file import File
from specctl.lint.retired import TERM, term_id
from specctl.lint.rules import where
from specctl.lint.rules.hints import hinter
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.spec import Section, Tombstone


class _Reference(NamedTuple):
    """A section's id where somebody wrote it; ``at`` is packed."""

    target: str
    path: str
    at: str
    section: str | None
    label: str


_UNMARKED = re.compile(r"\[\?\]\((?!#)(?P<target>[^()\s]{0,200})\)")
_CODE = re.compile(r"`[^`]*`")


def link_without_mark(file: File) -> Iterator[Finding]:
    """A link that shows its target's title, and whose target is none: the mark # is missing."""
    for passage in file.value.passages:
        if "[?](" not in passage.text or passage.text.startswith(("```", "~~~", "<!--")):
            continue
        for match in _UNMARKED.finditer(_CODE.sub("", passage.text)):
            target = match["target"]
            name = re.split("[/#]", target.removesuffix(".md"))[-1]
            meant = name if where.well_formed(name) and "://" not in target else None
            remedy = f"write [?](#{meant})" if meant else "write words in place of the ?"
            place = where.within(file.lines, passage.place, match[0])
            message = f"the link {match[0]} names no section by its id; {remedy}"
            yield file.finding("dangling-link", place, message, meant)


def dangling_link(whole: Whole) -> Iterator[Finding]:
    """A link or a relation to a section that is not there."""
    hint = hinter(whole.by_id)
    for one in _references(whole, _missing(whole)):
        yield _dangling("dangling-link", one, whole, hint)


def dangling_blame(whole: Whole) -> Iterator[Finding]:
    """A verdict that blames a section that is not there."""
    hint = hinter(whole.by_id)
    for one in _blames(whole, _missing(whole)):
        yield _dangling("dangling-blame", one, whole, hint)


def _missing(whole: Whole) -> Callable[[str], bool]:
    """Tells the ids that no section has, nor any that could not be read."""
    known, unread = whole.by_id, whole.unread_ids(evals=False)
    return lambda target: target not in known and target not in unread


def _references(whole: Whole, wanted: Callable[[str], bool]) -> Iterator[_Reference]:
    """The links and relations to the sections that are wanted, of which there are few."""
    cards: tuple[Sequence[SectionCard | EvalCard], ...] = (whole.sections, whole.evals)
    for one in (card for some in cards for card in some):
        owner = one.id if isinstance(one, SectionCard) else None
        for target, at, text in one.links:
            if wanted(target):
                yield _Reference(target, one.path, at, owner, f"the link [{text}](#{target})")
    for section in whole.sections:
        for key, refs in (
            ("exception_to", section.exception_to),
            ("successor", section.successor),
        ):
            for target, at in refs:
                if wanted(target) and where.well_formed(target):
                    label = f"{key}: '{target}'"
                    yield _Reference(target, section.path, at, section.id, label)


def _dangling(rule: str, one: _Reference, whole: Whole, hint: Callable[[str], str]) -> Finding:
    renamed = whole.renamed(one.target)
    stone = (whole.manifest.tombstones or {}).get(one.target)
    if renamed:
        meant = f"; it is now {_or(renamed)}"
    elif stone is not None:
        meant = _retired(stone, whole)
    elif one.target in whole.anchors:
        carrier = whole.anchors[one.target][0].section.id
        meant = f"; [^{one.target}] is a clause of {carrier}, link that section"
    else:
        meant = hint(one.target)
    return Finding(
        rule,
        placed(one.path, one.at),
        f"{one.label} names no section{meant}",
        section=one.section,
        subject=one.target,
        fixable=len(renamed) == 1 and rule == "dangling-link",
    )


def _retired(stone: Tombstone, whole: Whole) -> str:
    version = f" in {stone.version}" if stone.version else ""
    heirs = _heirs(stone, whole.manifest.tombstones or {})
    if not heirs:
        at = where.told(stone.place)
        return f"; it was retired{version} without a successor, name one in {at}, or reword this"
    return f"; it was retired{version}, its place took {_or(heirs)}"


def _heirs(stone: Tombstone, stones: Mapping[str, Tombstone]) -> list[str]:
    """What took the place of a retired id, and of what was retired since."""
    found, seen, left = [], {stone.id}, [*reversed(stone.successors)]
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in stones:
            left += reversed(stones[name].successors)
        else:
            found.append(name)
    return found


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def lost_successor(whole: Whole) -> Iterator[Finding]:
    """Tombstones that send the reader to something that never was. A retired successor is none."""
    manifest = whole.manifest
    stones = manifest.tombstones or {}
    if not any(stone.successors for stone in stones.values()):
        return
    live = {
        "section": whole.by_id.keys() | whole.unread_ids(evals=False),
        "eval": whole.eval_ids.keys() | whole.unread_ids(evals=True),
        "anchor": whole.anchors.keys(),
        TERM: whole.terms.keys(),
    }
    hints = {kind: hinter(sorted(there)) for kind, there in live.items()}
    for stone in stones.values():
        there = live.get(stone.kind, set())
        for number, target in enumerate(stone.successors):
            named = term_id(target) if stone.kind == TERM else target
            if named in there or target in stones or not where.well_formed(target):
                continue
            place = manifest.places.get(f"tombstones.{stone.id}.successor.{number}", stone.place)
            hint = hints[stone.kind](target) if stone.kind in hints else ""
            message = f"the successor '{target}' of '{stone.id}' names no {stone.kind}{hint}"
            yield Finding("dangling-link", place, message, subject=target)


# --- links that lead, but not well ---------------------------------------------------------------


def self_link(file: File) -> Iterator[Finding]:
    """A section that sends its reader to itself."""
    section = file.value
    if not isinstance(section, Section):
        return
    links = [link for passage in section.passages for link in passage.links]
    for link in [*links, *(link for example in section.examples for link in example.links)]:
        if link.target == section.id:
            message = (
                f"the link [{link.text}](#{link.target}) leads to the section that it stands in; "
                "link what is meant, or write the words without a link"
            )
            yield file.finding("self-link", link.place, message, section.id)
    successors = section.fields.get("successor")
    for number, name in enumerate(successors if isinstance(successors, list) else ()):
        if name == section.id:
            place = where.field(section, f"successor.{number}", "successor")
            message = "successor: the section names itself; name what to follow instead"
            yield file.finding("self-link", place, message, section.id)


def link_to_deprecated(whole: Whole) -> Iterator[Finding]:
    """A reference to a section that is not to be followed any more.

    Not one between sections that are both deprecated, and not one from a section to what it is
    the successor of.
    """
    if not whole.totals.deprecated:
        return
    followed = _deprecated(whole)
    for one in _all_references(whole, lambda target: followed(target) is not None):
        heirs = followed(one.target) or ()
        if one.section in heirs or (one.section and followed(one.section) is not None):
            continue
        remedy = f"follow {_or(heirs)}" if heirs else "it names no successor, so reword this"
        message = f"{one.label} names a deprecated section; {remedy}"
        place = placed(one.path, one.at)
        yield Finding("link-to-deprecated", place, message, section=one.section, subject=one.target)


def _deprecated(whole: Whole) -> Callable[[str], Sequence[str] | None]:
    """Gives the successors of a section that is deprecated, or stands under one that is.

    Of any other section it gives None.
    """

    @cache
    def heirs(name: str) -> Sequence[str] | None:
        found = None
        for section in whole.by_id.get(name, ()):
            if whole.status(section) == "deprecated":
                nearest = next(one for one in whole.upwards(section) if one.status)
                refs = section.successor or nearest.successor
                found = [target for target, _ in refs]
        return found

    return heirs


def _all_references(whole: Whole, wanted: Callable[[str], bool]) -> Iterator[_Reference]:
    yield from _references(whole, wanted)
    yield from _blames(whole, wanted)


def _blames(whole: Whole, wanted: Callable[[str], bool]) -> Iterator[_Reference]:
    for section in whole.sections:
        for target, at, _ in section.blames:
            if wanted(target):
                label = f"the blame [#{target}]"
                yield _Reference(target, section.path, at, section.id, label)


# --- anchors and evals ---------------------------------------------------------------------------


def duplicate_anchor(whole: Whole) -> Iterator[Finding]:
    """One anchor on two clauses."""
    for section, anchor, is_first in _anchors(whole):
        if not is_first:
            first = whole.anchors[anchor.id][0]
            message = (
                f"[^{anchor.id}] is taken by the clause in "
                f"{where.told(placed(first.section.path, first.anchor.at))}; "
                "give this one an anchor of its own"
            )
            place = placed(section.path, anchor.at)
            yield Finding("duplicate-anchor", place, message, section=section.id, subject=anchor.id)


def dangling_anchor(whole: Whole) -> Iterator[Finding]:
    """An anchor that no eval tests."""
    known = whole.unread_ids(evals=True)
    hint = hinter(clause for clause in whole.tests if clause not in whole.anchors)
    tests = whole.tests
    for section, anchor, is_first in _anchors(whole):
        # The others are duplicates, and reported as such.
        if not is_first or anchor.id in tests or anchor.id in known:
            continue
        remedy = hint(anchor.id) or (
            f"; write {whole.folder}/evals/{anchor.id}.md, or remove the anchor"
        )
        message = f"no eval tests [^{anchor.id}]{remedy}"
        place = placed(section.path, anchor.at)
        yield Finding("dangling-anchor", place, message, section=section.id, subject=anchor.id)


def _anchors(whole: Whole) -> Iterator[tuple[SectionCard, AnchorRow, bool]]:
    """All anchors with their sections, and whether nothing before has the same."""
    anchors = whole.anchors
    for section in whole.sections:
        here: set[str] = set()
        for anchor in section.anchors:
            own = anchors[anchor.id][0].section.path == section.path
            yield section, anchor, own and anchor.id not in here
            here.add(anchor.id)


def orphan_eval(whole: Whole) -> Iterator[Finding]:
    """A clause of an eval that no section carries."""
    hint = hinter(anchor for anchor in whole.anchors if anchor not in whole.tests)
    hidden = {anchor for card in whole.unread.values() for anchor in card.mentions}
    for one in whole.evals:
        for clause, at in one.clauses:
            carriers = whole.anchors.get(clause, ())
            instructs = any(carrier.anchor.clause >= 0 for carrier in carriers)
            if instructs or clause in hidden or not where.well_formed(clause):
                continue
            remedy = hint(clause) or (
                "; put the anchor on the sentence that this eval tests, or remove the clause"
            )
            lost = (
                f"[^{clause}] stands in commentary"
                if carriers
                else f"no section carries [^{clause}]"
            )
            message = f"{lost}{remedy}"
            yield Finding("orphan-eval", placed(one.path, at), message, subject=clause)
