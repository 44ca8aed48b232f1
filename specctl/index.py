"""Who refers to whom: the cross-references of one spec, computed once and read by every stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from specctl.model.place import Place
from specctl.model.spec import Anchor, Eval, Link, Passage, PassageRole, Section, Spec
from specctl.words import stems

T = TypeVar("T")


class AnchorAt(NamedTuple):
    """An anchor with the passage and the section that carry it."""

    anchor: Anchor
    passage: Passage
    section: Section


class LinkAt(NamedTuple):
    """A link with where it stands: a passage, or an example's title (``passage`` is then None)."""

    link: Link
    section: Section
    passage: Passage | None


class BlameAt(NamedTuple):
    """One section that a bad reply breaks, with the comment that says so."""

    target: str
    place: Place
    section: Section
    example: str


class Index(NamedTuple):
    """The cross-references of one spec. Tuples are in document order.

    Attributes:
        sections: every section of an id; more than one is a fault.
        anchors: every place of an anchor; more than one is a fault.
        evals: the evals that test an anchor.
        links: every reference to a section.
        blames: every section that a verdict names.
        terms: the passages that define a term, by the term.
    """

    sections: Mapping[str, tuple[Section, ...]]
    anchors: Mapping[str, tuple[AnchorAt, ...]]
    evals: Mapping[str, tuple[Eval, ...]]
    links: tuple[LinkAt, ...]
    blames: tuple[BlameAt, ...]
    terms: Mapping[str, tuple[Passage, ...]]

    def carries(self, anchor: str) -> bool:
        """Whether a clause carries an anchor; what stands in commentary is none."""
        places = self.anchors.get(anchor, ())
        return any(at.passage.role is not PassageRole.COMMENTARY for at in places)


def index(spec: Spec) -> Index:
    """The cross-references of ``spec``."""
    carriers = [
        (anchor.id, AnchorAt(anchor, passage, section))
        for section in spec.sections
        for passage in section.passages
        for anchor in passage.anchors
    ]
    defined = [(p.term, p) for section in spec.sections for p in section.passages if p.term]
    return Index(
        _grouped((section.id, section) for section in spec.sections),
        _grouped(carriers),
        _grouped((clause, one) for one in spec.evals for clause in one.clauses),
        tuple(_links(spec)),
        tuple(_blames(spec)),
        _grouped(defined),
    )


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def uses_term(section: Section, term: str) -> bool:
    """Whether a section's text has a term, see :func:`says_term`."""
    return any(says_term(passage, term) for passage in section.passages)


def says_term(passage: Passage, term: str) -> bool:
    """Whether a passage has a term: as whole words, each in the singular or plural, or with 's."""
    wanted = stems(term)
    return bool(wanted.strip()) and wanted in stems(passage.norm)


def effective_authority(spec: Spec, section: Section) -> str | None:
    """The section's own authority, else that of the nearest section above it."""
    for one in upwards(spec, section):
        if one.authority:
            return one.authority
    return None


def effective_status(spec: Spec, section: Section) -> str:
    """The section's own status where declared, else that of the nearest section that has one."""
    for one in upwards(spec, section):
        if "status" in one.fields:
            return one.status
    return "current"


def effective_tags(spec: Spec, section: Section) -> tuple[str, ...]:
    """The section's tags with those of every section above it, sorted."""
    return tuple(sorted({tag for one in upwards(spec, section) for tag in one.tags}))


def upwards(spec: Spec, section: Section) -> Iterator[Section]:
    """The section and those above it, the nearest first."""
    seen: set[str] = set()
    one: Section | None = section
    while one is not None and one.path not in seen:
        seen.add(one.path)
        yield one
        one = spec.section(one.parent) if one.parent else None


def _links(spec: Spec) -> Iterator[LinkAt]:
    for section in spec.sections:
        for passage in section.passages:
            for link in passage.links:
                yield LinkAt(link, section, passage)
        for example in section.examples:
            for link in example.links:
                yield LinkAt(link, section, None)


def _blames(spec: Spec) -> Iterator[BlameAt]:
    for section in spec.sections:
        for example in section.examples:
            for message in example.conversation.messages if example.conversation else ():
                for target in message.blame:
                    place = message.verdict_place or message.place
                    yield BlameAt(target, place, section, example.id)
