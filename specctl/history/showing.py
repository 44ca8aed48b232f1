"""One thing of a spec with all that belongs to it, and the list of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from specctl.index import (
    AnchorAt,
    Index,
    effective_authority,
    effective_status,
    effective_tags,
    index,
    upwards,
)
from specctl.model.review import Side
from specctl.model.shown import Contents, Entry, Sentence, Shown, Standing, Test
from specctl.model.spec import Eval, Passage, PassageRole, Section, Spec
from specctl.words import fingerprint


def shown(spec: Spec, rev: Side, kind: str, name: str, asked: str) -> Shown | None:
    """A section, clause or eval; None where there is no such thing.

    Args:
        spec: where it is.
        rev: what that is called.
        kind: ``section``, ``clause`` or ``eval``.
        name: the thing's id, or anchor.
        asked: what it was asked for as.
    """
    found = _WAYS[kind](spec, index(spec), name)
    return found and replace(found, rev=rev, asked=asked)


def _section(spec: Spec, known: Index, name: str) -> Shown | None:
    section = spec.section(name)
    if section is None:
        return None
    clauses = tuple(_sentence(p, section) for p in section.passages if _is_clause(p))
    evals = _evals(known, (anchor.id for anchor in section.anchors))
    found = _of("section", name, spec, section)
    return replace(found, body=_body(section, spec), sentences=clauses, evals=evals)


def _clause(spec: Spec, known: Index, name: str) -> Shown | None:
    at = _carrier(known, name)
    if at is None:
        return None
    evals = _evals(known, (anchor.id for anchor in at.passage.anchors))
    found = _of("clause", name, spec, at.section)
    return replace(found, sentences=(_sentence(at.passage, at.section),), evals=evals)


def _eval(spec: Spec, known: Index, name: str) -> Shown | None:
    one = next((e for e in spec.evals if e.id == name), None)
    if one is None:
        return None
    places = [at for clause in one.clauses if (at := _carrier(known, clause))]
    found = _of("eval", name, spec, places[0].section if places else None)
    tested = tuple(_sentence(at.passage, at.section) for at in places)
    return replace(found, sentences=tested, evals=(one,))


def _of(kind: str, name: str, spec: Spec, section: Section | None) -> Shown:
    standing = _standing(spec, section) if section else None
    side = Side(spec.rev, spec.commit)
    return Shown(side, spec.manifest.version, kind, name, name, section, standing)


_WAYS: Mapping[str, Callable[[Spec, Index, str], Shown | None]] = {
    "section": _section,
    "clause": _clause,
    "eval": _eval,
}


def contents(spec: Spec, rev: Side) -> Contents:
    """All that is in a spec.

    Args:
        spec: the spec.
        rev: what that is called.
    """
    known = index(spec)
    manifest = spec.manifest
    sections = tuple(_entry(spec, section, known) for section in spec.sections)
    evals = tuple(Test(one, _homes(known, one)) for one in spec.evals)
    return Contents(rev, manifest.name, manifest.version, sections, evals)


def _entry(spec: Spec, section: Section, known: Index) -> Entry:
    clauses = sum(_is_clause(passage) for passage in section.passages)
    evals = _evals(known, (anchor.id for anchor in section.anchors))
    return Entry(section, _standing(spec, section), clauses, len(section.examples), len(evals))


def _standing(spec: Spec, section: Section) -> Standing:
    owners = next((one.owners for one in upwards(spec, section) if one.owners), ())
    return Standing(
        effective_authority(spec, section),
        effective_status(spec, section),
        owners,
        effective_tags(spec, section),
    )


def _is_clause(passage: Passage) -> bool:
    return passage.role is PassageRole.CLAUSE


def _sentence(clause: Passage, section: Section) -> Sentence:
    return Sentence(clause, section, fingerprint(clause.whole))


def _carrier(known: Index, anchor: str) -> AnchorAt | None:
    return next(iter(known.anchors.get(anchor, ())), None)


def _evals(known: Index, anchors: Iterable[str]) -> tuple[Eval, ...]:
    found = {one.path: one for anchor in anchors for one in known.evals.get(anchor, ())}
    return tuple(found.values())


def _homes(known: Index, one: Eval) -> tuple[str, ...]:
    found = (at.section.id for clause in one.clauses for at in known.anchors.get(clause, ()))
    return tuple(dict.fromkeys(found))


def _body(section: Section, spec: Spec) -> tuple[str, ...]:
    if section.body is None:
        return ()
    lines = spec.lines[section.path][section.body.line - 1 : section.body.end_line]
    first = next((n for n, one in enumerate(lines) if one.strip()), len(lines))
    return tuple(lines[first:])
