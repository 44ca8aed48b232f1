"""Rules of the tree: ids, and the lists that say which section stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from specctl.lint.card import EvalCard, Ref, SectionCard, packed, placed
from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.lint.rules.hints import hinter
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Declared, Rubric, Section
from specctl.named import NamedTuple

RESERVED = "evals"
"""No section at the top level: the folder of the evals has this name."""


def id_mismatch(file: File) -> Iterator[Finding]:
    """An id that is not its file's name, and a section that takes the reserved name."""
    one = file.value
    stem = one.path.rpartition("/")[2].removesuffix(".md")
    declared = one.declared_id if isinstance(one, Section) else one.id
    if declared != stem and where.well_formed(declared) and where.well_formed(stem):
        message = f"id: '{declared}' is not the file's name; write '{stem}', or rename the file"
        yield file.finding("id-mismatch", where.field(one, "id"), message, declared)
    if isinstance(one, Section) and one.id == RESERVED and one.depth == 1:
        message = (
            f"the name '{RESERVED}' is kept for the folder of the evals; "
            "give this file, and its id, another name"
        )
        yield file.finding("id-mismatch", where.start(one), message, one.id)


def duplicate_id_within(file: File) -> Iterator[Finding]:
    """One id for two examples, rubrics or prompts of a file."""
    one = file.value
    lists: tuple[tuple[str, Sequence[Declared] | Sequence[Rubric]], ...]
    if isinstance(one, Section):
        lists = (("examples", one.declared_examples), ("rubrics", one.rubrics))
    else:
        lists = (("prompts", one.declared_prompts),)
    for key, entries in lists:
        first: dict[str, Declared | Rubric] = {}
        places = where.entries(one, key, "id") if len(entries) > 1 else {}
        for entry in entries:
            other = first.setdefault(entry.id, entry)
            if other is not entry and entry.id:
                message = (
                    f"the id '{entry.id}' stands in line {other.place.line} already; "
                    "give one of the two another id"
                )
                place = places.get(entry.place, entry.place)
                yield file.finding("duplicate-id", place, message, entry.id)


def duplicate_id(whole: Whole) -> Iterator[Finding]:
    """One id for two sections or evals, or for one that is and one that was."""
    cards: tuple[Sequence[SectionCard | EvalCard], ...] = (whole.sections, whole.evals)
    for owners in cards:
        first: dict[str, SectionCard | EvalCard] = {}
        for owner in owners:
            other = first.setdefault(owner.id, owner)
            if other is not owner:
                yield _taken(owner, other)
        for owner in owners:
            yield from _still_in_use(owner, first)


def _taken(owner: SectionCard | EvalCard, other: SectionCard | EvalCard) -> Finding:
    section = owner.id if isinstance(owner, SectionCard) else None
    remedy = "rename one of the two files" if section else "give one of the two another id"
    message = f"the id '{owner.id}' is taken by {other.path}; {remedy}"
    place = placed(owner.path, owner.at.get("id", ""))
    return Finding("duplicate-id", place, message, section=section, subject=owner.id)


def _still_in_use(
    owner: SectionCard | EvalCard, first: Mapping[str, SectionCard | EvalCard]
) -> Iterator[Finding]:
    section = owner.id if isinstance(owner, SectionCard) else None
    for old, at in owner.formerly:
        if old in first:
            place = placed(owner.path, at)
            message = f"formerly: '{old}' is still in use, by {first[old].path}; remove it here"
            yield Finding("duplicate-id", place, message, section=section, subject=old)


class _Listed(NamedTuple):
    """A list of sections: whose, where, and the folder in which they are."""

    path: str
    folder: str
    children: Sequence[Ref]
    section: str | None


def _lists(whole: Whole) -> list[_Listed]:
    manifest = whole.manifest
    found = []
    if manifest.exists:
        places = manifest.places
        refs = [
            (child, packed(places.get(f"sections.{n}") or places.get("sections") or Place("")))
            for n, child in enumerate(manifest.sections)
        ]
        found.append(_Listed(manifest.place.path, whole.folder, refs, None))
    sections = whole.sections
    found += [_Listed(s.path, s.path.removesuffix(".md"), s.children, s.id) for s in sections]
    return found


def unlisted_section(whole: Whole) -> Iterator[Finding]:
    """A file that the section above it, or the manifest, does not list."""
    lists = {one.folder: one for one in _lists(whole)}
    named = {child for one in lists.values() for child, _ in one.children}
    for section in whole.sections:
        above = lists.get(section.path.rpartition("/")[0])
        # Listed elsewhere, it is that list that is wrong; no list at all is reported as such.
        if above is not None and section.id not in named and _listable(section):
            message = f"{above.path} does not list '{section.id}'; add it to `sections` there"
            yield Finding(
                "unlisted-section",
                Place(section.path),
                message,
                section=section.id,
                subject=section.id,
                fixable=True,
            )


def _listable(section: SectionCard) -> bool:
    """Whether it could be listed under this name; else that is what is reported."""
    reserved = section.id == RESERVED and section.depth == 1
    return not reserved and where.well_formed(section.id)


def missing_section(whole: Whole) -> Iterator[Finding]:
    """A section that is listed and not there, and a folder whose own section is not there."""
    files = {section.path for section in whole.sections} | whole.unread.keys()
    lists = {one.folder: one for one in _lists(whole)}
    listed = {child for one in lists.values() for child, _ in one.children}
    hint = hinter(name for name in whole.by_id if name not in listed)
    for one in lists.values():
        for child, at in one.children:
            if f"{one.folder}/{child}.md" not in files and where.well_formed(child):
                yield _missing(one, child, placed(one.path, at), lists, whole, hint)
    yield from _headless(whole, files)


def _missing(
    one: _Listed,
    child: str,
    place: Place,
    lists: Mapping[str, _Listed],
    whole: Whole,
    hint: Callable[[str], str],
) -> Finding:
    path = f"{one.folder}/{child}.md"
    elsewhere, meant = whole.by_id.get(child), ""
    if elsewhere:
        where_it_is = elsewhere[0].path
        right = lists.get(where_it_is.rpartition("/")[0])
        remedy = f"move the file to {path}"
        if right is not None:
            known = any(child == listed for listed, _ in right.children)
            remedy = "remove it here" if known else f"{remedy}, or list it in {right.path} instead"
        message = f"'{child}' is listed here, but stands in {where_it_is}; {remedy}"
    else:
        meant = hint(child)
        remedy = meant or "; write it, or remove it"
        message = f"'{child}' is listed, but there is no {path}{remedy}"
    fixable = not elsewhere and not meant
    return Finding(
        "missing-section", place, message, section=one.section, subject=child, fixable=fixable
    )


def _headless(whole: Whole, files: set[str]) -> Iterator[Finding]:
    """Folders of sections without a file of their own, each at the first section in it."""
    reported: set[str] = set()
    for section in whole.sections:
        folder = section.path.rpartition("/")[0]
        while folder not in ("", whole.folder):
            if f"{folder}.md" not in files and folder not in reported:
                reported.add(folder)
                name = folder.rpartition("/")[2]
                message = (
                    f"the folder {folder} has no section of its own; "
                    f"write {folder}.md, with the sections of the folder in its `sections`"
                )
                place = Place(section.path)
                yield Finding("missing-section", place, message, section=section.id, subject=name)
            folder = folder.rpartition("/")[0]
