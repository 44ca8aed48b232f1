"""The sections of both sides as one tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specctl.index import effective_authority
from specctl.model.change import Change
from specctl.model.outline import Outline, Outlined
from specctl.model.spec import Section, Spec

_Tree = Mapping[str | None, Sequence[Outlined]]


def outline(base: Spec, head: Spec, rows: Iterable[Change]) -> Outline:
    """The head's sections, with those that are gone where they stood.

    Args:
        base, head: the specs that were compared.
        rows: those of the review; a section that has a new id is not gone.
    """
    manifest = head.manifest if head.manifest.exists else base.manifest
    tree: dict[str | None, list[Outlined]] = {}
    known: set[str] = set()
    for section in head.sections:
        if section.id not in known:
            entry = _entry(head, section, known)
            tree.setdefault(entry.parent, []).append(entry)
            known.add(section.id)
    gone = _gone(rows) - known
    before: dict[str | None, str] = {}
    for section in base.sections:
        if section.id in gone and section.id not in known:
            entry = _entry(base, section, known, gone=True)
            siblings = tree.setdefault(entry.parent, [])
            siblings.insert(_after(siblings, before.get(section.parent)), entry)
            known.add(section.id)
        before[section.parent] = section.id
    return Outline(manifest.name, manifest.levels, tuple(_flat(tree, None)))


def _gone(rows: Iterable[Change]) -> set[str]:
    deltas = (delta for row in rows for delta in row.deltas if delta.kind == "section")
    return {d.before.owner for d in deltas if d.before is not None and d.after is None}


def _entry(spec: Spec, section: Section, known: set[str], *, gone: bool = False) -> Outlined:
    """A section below its parent, or at the top where that is not in the tree."""
    return Outlined(
        section.id,
        section.title,
        section.parent if section.parent in known else None,
        effective_authority(spec, section),
        section.owners,
        gone,
    )


def _after(siblings: Sequence[Outlined], sibling: str | None) -> int:
    """Where a section stands that followed a sibling; at the end where that is elsewhere now."""
    if sibling is None:
        return 0
    return next((n for n, one in enumerate(siblings, 1) if one.id == sibling), len(siblings))


def _flat(tree: _Tree, parent: str | None) -> Iterator[Outlined]:
    for one in tree.get(parent, ()):
        yield one
        yield from _flat(tree, one.id)
