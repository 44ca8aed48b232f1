"""Rank 0: what a change broke. Only what is broken in the head and was not in the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specctl.index import Index, index, uses_term
from specctl.model.change import Delta, Subject
from specctl.model.place import Place
from specctl.model.spec import Spec


class Broken(NamedTuple):
    """One thing that a change broke: its class, where, and a sentence for people.

    By its ``key`` it is known on both sides.
    """

    key: tuple[str, ...]
    cls: str
    section: str | None
    subject: Subject
    base: Place | None
    head: Place | None
    message: str


def broken(base: Spec, head: Spec, deltas: Sequence[Delta]) -> Iterator[Broken]:
    """What is broken in the head and was not in the base, by class and then by place."""
    before, after = index(base), index(head)
    old = {fault.key for fault in _faults(base, before)}
    found = [fault for fault in _faults(head, after) if fault.key not in old]
    found += _untombed(base, head, deltas)
    found += _terms(base, head, before, after)
    yield from _once(found)


def _once(found: Sequence[Broken]) -> Iterator[Broken]:
    seen: set[tuple[str, str | None, Subject]] = set()
    for fault in found:
        key = (fault.cls, fault.section, fault.subject)
        if key not in seen:
            seen.add(key)
            yield fault


def _faults(spec: Spec, known: Index) -> Iterator[Broken]:
    for anchor, places in known.anchors.items():
        if anchor not in known.evals:
            at = places[0]
            message = f"no eval tests the clause [^{anchor}] any more"
            subject = Subject("clause", anchor, tuple(a.id for a in at.passage.anchors))
            place = at.anchor.place
            home = at.section.id
            yield Broken(("anchor", anchor), "dangling-anchor", home, subject, None, place, message)
    for one in spec.evals:
        for clause in one.clauses:
            if not known.carries(clause):
                place = one.places.get("clauses", one.place)
                lost = "stands in commentary" if clause in known.anchors else "no section carries"
                message = f"the eval {one.id} tests [^{clause}], which {lost}"
                key, subject = ("eval", one.id, clause), Subject("eval", one.id)
                yield Broken(key, "orphaned-eval", None, subject, None, place, message)
    yield from _references(known)
    yield from _duplicates(spec, known)


def _references(known: Index) -> Iterator[Broken]:
    for link in known.links:
        target, home = link.link.target, link.section.id
        if target not in known.sections:
            message = f"the link to `{target}` leads to no section"
            key, subject = ("link", home, target), Subject("link", target)
            yield Broken(key, "dangling-link", home, subject, None, link.link.place, message)
    for blame in known.blames:
        if blame.target not in known.sections:
            message = f"a verdict in '{blame.example}' blames `{blame.target}`, which is no section"
            home, subject = blame.section.id, Subject("blame", blame.target)
            about = ("blame", home, blame.example, blame.target)
            yield Broken(about, "dangling-blame", home, subject, None, blame.place, message)


def _duplicates(spec: Spec, known: Index) -> Iterator[Broken]:
    for name, sections in known.sections.items():
        for section in sections[1:]:
            message = f"the id `{name}` is taken twice: {sections[0].path} and {section.path}"
            key, subject = ("id", name), Subject("section", name)
            yield Broken(key, "duplicate-id", name, subject, None, section.place, message)
    seen: dict[str, str] = {}
    for one in spec.evals:
        if one.id in seen:
            message = f"the eval id {one.id} is taken twice: {seen[one.id]} and {one.path}"
            key, subject = ("eval-id", one.id), Subject("eval", one.id)
            yield Broken(key, "duplicate-id", None, subject, None, one.place, message)
        seen.setdefault(one.id, one.path)


def _untombed(base: Spec, head: Spec, deltas: Sequence[Delta]) -> Iterator[Broken]:
    """Retired ids that left no trace, once the base keeps tombstones."""
    if base.manifest.tombstones is None:
        return
    kept = set(head.manifest.tombstones or ())
    for spec_part in (head.sections, head.evals):
        for item in spec_part:
            kept.add(item.id)
            kept.update(item.formerly)
    gone = [("section", s.id, s.place) for s in base.sections if s.id not in kept]
    gone += [("eval", e.id, e.place) for e in base.evals if e.id not in kept]
    for kind, name, place in gone:
        section = name if kind == "section" else None
        message = (
            f"the {kind} id {name} was retired without a tombstone; "
            "add one to the manifest, or `formerly` to what took its place"
        )
        key, subject = ("gone", kind, name), Subject(kind, name)
        yield Broken(key, "id-removed-without-tombstone", section, subject, place, None, message)


def _terms(base: Spec, head: Spec, before: Index, after: Index) -> Iterator[Broken]:
    """Terms that lost their definition and are still used in the head."""
    known = {term.casefold() for term in after.terms}
    for term, passages in before.terms.items():
        if term.casefold() in known:
            continue
        user = next((s for s in head.sections if uses_term(s, term)), None)
        if user is not None:
            message = f"'{term}' lost its definition and is still used in `{user.id}`"
            cls, key = "defined-term-removed-but-used", ("term", term)
            places = passages[0].place, user.place
            yield Broken(key, cls, user.id, Subject("term", term), *places, message)
