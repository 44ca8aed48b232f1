"""Rules of the tree: ids, and the lists that say which section stands where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.index import Index
from specctl.lint.rules import where
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Declared, Eval, Rubric, Section, Spec
from specctl.words import closest

RESERVED = "evals"
"""No section at the top level: the folder of the evals has this name."""


def id_mismatch(spec: Spec, index: Index) -> Iterator[Finding]:
    """An id that is not its file's name, and a section that takes the reserved name."""
    for section in spec.sections:
        yield from _mismatch(section, section.declared_id, section.id)
        if section.id == RESERVED and section.depth == 1:
            message = (
                f"the name '{RESERVED}' is kept for the folder of the evals; "
                "give this file, and its id, another name"
            )
            yield Finding(
                "id-mismatch", where.start(section), message, section=section.id, subject=section.id
            )
    for one in spec.evals:
        stem = one.path.rpartition("/")[2].removesuffix(".md")
        yield from _mismatch(one, one.id, stem)


def _mismatch(owner: Section | Eval, declared: str, stem: str) -> Iterator[Finding]:
    if declared != stem and where.well_formed(declared) and where.well_formed(stem):
        message = f"id: '{declared}' is not the file's name; write '{stem}', or rename the file"
        section = owner.id if isinstance(owner, Section) else None
        yield Finding(
            "id-mismatch", where.field(owner, "id"), message, section=section, subject=declared
        )


def duplicate_id(spec: Spec, index: Index) -> Iterator[Finding]:
    """One id for two things."""
    yield from _taken(spec.sections)
    yield from _taken(spec.evals)
    live: tuple[Sequence[Section | Eval], ...] = (spec.sections, spec.evals)
    for owners in live:
        paths = {owner.id: owner.path for owner in reversed(owners)}
        for owner in owners:
            yield from _taken_within(owner)
            yield from _still_in_use(owner, paths)


def _taken(owners: Sequence[Section] | Sequence[Eval]) -> Iterator[Finding]:
    first: dict[str, Section | Eval] = {}
    for owner in owners:
        other = first.setdefault(owner.id, owner)
        if other is not owner:
            section = owner.id if isinstance(owner, Section) else None
            remedy = "rename one of the two files" if section else "give one of the two another id"
            message = f"the id '{owner.id}' is taken by {other.path}; {remedy}"
            place = where.field(owner, "id")
            yield Finding("duplicate-id", place, message, section=section, subject=owner.id)


def _taken_within(owner: Section | Eval) -> Iterator[Finding]:
    lists: tuple[tuple[str, Sequence[Declared] | Sequence[Rubric]], ...]
    section = owner.id if isinstance(owner, Section) else None
    if isinstance(owner, Section):
        lists = (("examples", owner.declared_examples), ("rubrics", owner.rubrics))
    else:
        lists = (("prompts", owner.declared_prompts),)
    for key, entries in lists:
        first: dict[str, Declared | Rubric] = {}
        places = where.entries(owner, key, "id") if len(entries) > 1 else {}
        for one in entries:
            other = first.setdefault(one.id, one)
            if other is not one and one.id:
                place = places.get(one.place, one.place)
                message = (
                    f"the id '{one.id}' stands in line {other.place.line} already; "
                    "give one of the two another id"
                )
                yield Finding("duplicate-id", place, message, section=section, subject=one.id)


def _still_in_use(owner: Section | Eval, paths: Mapping[str, str]) -> Iterator[Finding]:
    section = owner.id if isinstance(owner, Section) else None
    for number, old in enumerate(owner.formerly):
        if old in paths:
            place = where.field(owner, f"formerly.{number}", "formerly")
            message = f"formerly: '{old}' is still in use, by {paths[old]}; remove it here"
            yield Finding("duplicate-id", place, message, section=section, subject=old)


class _Listed(NamedTuple):
    """A list of sections: whose, where, and the folder in which they are."""

    path: str
    folder: str
    children: tuple[str, ...]
    places: Mapping[str, Place]
    section: str | None


def _lists(spec: Spec) -> Iterator[_Listed]:
    manifest = spec.manifest
    if manifest.exists:
        path = manifest.place.path
        yield _Listed(path, spec.folder, manifest.sections, manifest.places, None)
    for one in spec.sections:
        folder = one.path.removesuffix(".md")
        yield _Listed(one.path, folder, one.children, one.places, one.id)


def unlisted_section(spec: Spec, index: Index) -> Iterator[Finding]:
    """A file that the section above it, or the manifest, does not list."""
    lists = {one.folder: one for one in _lists(spec)}
    named = {child for one in lists.values() for child in one.children}
    for section in spec.sections:
        above = lists.get(section.path.rpartition("/")[0])
        # Listed elsewhere, it is that list that is wrong; no list at all is reported as such.
        if above is not None and section.id not in named and _listable(section):
            message = f"{above.path} does not list '{section.id}'; add it to `sections` there"
            yield Finding(
                "unlisted-section",
                where.start(section),
                message,
                section=section.id,
                subject=section.id,
                fixable=True,
            )


def _listable(section: Section) -> bool:
    """Whether it could be listed under this name; else that is what is reported."""
    reserved = section.id == RESERVED and section.depth == 1
    return not reserved and where.well_formed(section.id)


def missing_section(spec: Spec, index: Index) -> Iterator[Finding]:
    """A section that is listed and not there, and a folder whose own section is not there."""
    files = {s.path for s in spec.sections} | where.unread(spec)
    lists = tuple(_lists(spec))
    for one in lists:
        for number, child in enumerate(one.children):
            if f"{one.folder}/{child}.md" not in files and where.well_formed(child):
                place = one.places.get(f"sections.{number}") or one.places.get("sections")
                yield _missing(one, child, place or Place(one.path), lists, index)
    yield from _headless(spec, files)


def _missing(
    one: _Listed, child: str, place: Place, lists: Sequence[_Listed], index: Index
) -> Finding:
    path = f"{one.folder}/{child}.md"
    elsewhere, hint = index.sections.get(child), ""
    if elsewhere:
        where_it_is = elsewhere[0].path
        folder = where_it_is.rpartition("/")[0]
        right = next((other for other in lists if other.folder == folder), None)
        remedy = f"move the file to {path}"
        if right is not None:
            known = child in right.children
            remedy = "remove it here" if known else f"{remedy}, or list it in {right.path} instead"
        message = f"'{child}' is listed here, but stands in {where_it_is}; {remedy}"
    else:
        listed = {c for other in lists for c in other.children}
        free = [name for name in index.sections if name not in listed]
        hint = closest(child, free)
        message = f"'{child}' is listed, but there is no {path}{hint or '; write it, or remove it'}"
    fixable = not elsewhere and not hint
    return Finding(
        "missing-section", place, message, section=one.section, subject=child, fixable=fixable
    )


def _headless(spec: Spec, files: set[str] | frozenset[str]) -> Iterator[Finding]:
    """Folders of sections without a file of their own, each at the first section in it."""
    reported: set[str] = set()
    for section in spec.sections:
        folder = section.path.rpartition("/")[0]
        while folder not in ("", spec.folder):
            if f"{folder}.md" not in files and folder not in reported:
                reported.add(folder)
                name = folder.rpartition("/")[2]
                message = (
                    f"the folder {folder} has no section of its own; "
                    f"write {folder}.md, with the sections of the folder in its `sections`"
                )
                place = where.start(section)
                yield Finding("missing-section", place, message, section=section.id, subject=name)
            folder = folder.rpartition("/")[0]
