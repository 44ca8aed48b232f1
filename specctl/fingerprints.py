"""The fingerprint of a clause, and whether what was confirmed under one still fits.

Nothing else hashes a clause. What counts beside its text is the manifest's to say; its section's
authority and tags are the effective ones. A level counts by its name: a hash cannot know that a
level got another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from specctl.index import Index, effective_authority, effective_tags
from specctl.model.place import Place
from specctl.model.spec import Manifest, Passage, PassageRole, Section, Spec
from specctl.words import fingerprint

KEY = "fingerprint"
"""The key of the manifest that says what counts."""
TEXT, AUTHORITY, TAGS = PARTS = ("text", "authority", "tags")
"""What may count."""


class Fit(StrEnum):
    """Whether an eval or example was confirmed for its clause as it is now.

    Orphaned: no clause carries the anchor, so there is nothing that could fit.
    """

    FITS = "fits"
    STALE = "stale"
    UNCONFIRMED = "unconfirmed"
    ORPHANED = "orphaned"


def counted(manifest: Manifest) -> tuple[str, ...]:
    """What counts towards the fingerprints of a spec; the text always does."""
    said = manifest.fields.get(KEY)
    named = said if isinstance(said, list) else ()
    return tuple(part for part in PARTS if part == TEXT or part in named)


def text_print(passage: Passage) -> str:
    """The fingerprint of a clause where only its text counts, with what it introduces."""
    return fingerprint(passage.whole)


def clause_print(
    text: str, parts: Collection[str], authority: str | None, tags: Collection[str]
) -> str:
    """The fingerprint of a clause.

    Args:
        text: what :func:`text_print` gave for it.
        parts: what counts, as :func:`counted` says.
        authority, tags: the effective ones of its section.
    """
    beside = ((AUTHORITY, authority), (TAGS, sorted(set(tags))))
    found = [one for one in beside if one[0] in parts]
    return fingerprint(repr((text, found))) if found else text


def fit(confirmed: str | None, now: Collection[str]) -> Fit:
    """Whether a confirmation still fits.

    Args:
        confirmed: the fingerprint under which somebody last looked, or None.
        now: those of the clauses that carry the anchor; several are a fault of the spec, and then
            each of them will do.
    """
    if not now:
        return Fit.ORPHANED
    if confirmed is None:
        return Fit.UNCONFIRMED
    return Fit.FITS if confirmed in now else Fit.STALE


class Carried(NamedTuple):
    """A clause that carries an anchor, with all that may count towards its fingerprint."""

    passage: Passage
    section: Section
    authority: str | None
    tags: tuple[str, ...]
    print: str


def carried(spec: Spec, known: Index, anchor: str) -> tuple[Carried, ...]:
    """The clauses that carry an anchor; what stands in commentary is none.

    Args:
        spec: all of it, or as much that it has the carriers with the sections above them.
        known: its index.
        anchor: the id.
    """
    parts = counted(spec.manifest)
    found = []
    for _, passage, section in known.anchors.get(anchor, ()):
        if passage.role is PassageRole.CLAUSE:
            level, tags = effective_authority(spec, section), effective_tags(spec, section)
            print_ = clause_print(text_print(passage), parts, level, tags)
            found.append(Carried(passage, section, level, tags, print_))
    return tuple(found)


def prints(spec: Spec, known: Index, anchor: str) -> frozenset[str]:
    """The fingerprints of the clauses that carry an anchor."""
    return frozenset(one.print for one in carried(spec, known, anchor))


class Item(NamedTuple):
    """What somebody confirms: an eval, or an example that says which clauses it shows.

    Attributes:
        kind: ``eval`` or ``example``.
        id: of the eval; ``section#example`` of an example.
        place: of the eval's file, or of the example in the body.
        clauses: the anchors that it is about.
        confirmed: clause -> the fingerprint under which somebody last looked.
        declared: the place of an example's entry in front matter.
    """

    kind: str
    id: str
    place: Place
    clauses: tuple[str, ...]
    confirmed: Mapping[str, str]
    declared: Place | None = None


def items(spec: Spec) -> Iterator[Item]:
    """The evals by id, then the examples in document order."""
    for one in spec.evals:
        yield Item("eval", one.id, one.place, one.clauses, one.confirmed)
    for section in spec.sections:
        for example in section.examples:
            if example.declared and example.clauses:
                name = f"{section.id}#{example.id}"
                about = example.clauses, example.confirmed
                yield Item("example", name, example.place, *about, example.declared.place)


def is_stale(spec: Spec, known: Index, one: Item) -> bool:
    """Whether one of its clauses is another than the one that somebody looked at with it."""
    return any(
        fit(one.confirmed.get(clause), prints(spec, known, clause)) is Fit.STALE
        for clause in one.clauses
    )
