"""Rules of the tree: ids, and the lists that say which section stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.lint.card import EvalCard, Ref, SectionCard, packed, placed
from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.lint.rules.hints import hinter
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Declared, Rubric, Section

RESERVED = "evals"
"""No section at the top level: the folder of the evals has this name."""

_Owner = SectionCard | EvalCard


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
    kinds: tuple[tuple[Sequence[_Owner], Mapping[str, Sequence[_Owner]]], ...]
    kinds = (whole.sections, whole.by_id), (whole.evals, whole.eval_ids)
    for owners, known in kinds:
        for owner in owners:
            first = known[owner.id][0]
            if first.path != owner.path:
                yield _taken(owner, first)
            yield from _still_in_use(owner, known)


def _taken(owner: _Owner, other: _Owner) -> Finding:
    section = owner.id if isinstance(owner, SectionCard) else None
    remedy = "rename one of the two files" if section else "give one of the two another id"
    message = f"the id '{owner.id}' is taken by {other.path}; {remedy}"
    place = placed(owner.path, owner.at.get("id", ""))
    return Finding("duplicate-id", place, message, section=section, subject=owner.id)


def _still_in_use(owner: _Owner, known: Mapping[str, Sequence[_Owner]]) -> Iterator[Finding]:
    section = owner.id if isinstance(owner, SectionCard) else None
    for old, at in owner.formerly:
        for first in known.get(old, ())[:1]:
            place = placed(owner.path, at)
            message = f"formerly: '{old}' is still in use, by {first.path}; remove it here"
            yield Finding("duplicate-id", place, message, section=section, subject=old)


class _Listed(NamedTuple):
    """A list of sections: whose, where, and the folder in which they are."""

    path: str
    folder: str
    children: Sequence[Ref]
    section: str | None


def _top(whole: Whole) -> _Listed | None:
    """The list in the manifest."""
    manifest = whole.manifest
    if not manifest.exists:
        return None
    places = manifest.places
    refs = [
        (child, packed(places.get(f"sections.{n}") or places.get("sections") or Place("")))
        for n, child in enumerate(manifest.sections)
    ]
    return _Listed(manifest.place.path, whole.folder, refs, None)


def _list_of(one: SectionCard) -> _Listed:
    return _Listed(one.path, one.path.removesuffix(".md"), one.children, one.id)


def _above(path: str, whole: Whole, top: _Listed | None) -> _Listed | None:
    """The list that a section at a path has to be in; ``top`` is the manifest's."""
    folder = path.rpartition("/")[0]
    above = whole.book.section(f"{folder}.md")
    return _list_of(above) if above else top if folder == whole.folder else None


def _listed(whole: Whole) -> Callable[[str], bool]:
    """Tells the ids that are listed anywhere."""
    manifest, listing = whole.manifest, whole.listing
    top = frozenset(manifest.sections if manifest.exists else ())
    return lambda name: name in top or name in listing


def unlisted_section(whole: Whole) -> Iterator[Finding]:
    """A file that the section above it, or the manifest, does not list."""
    listed, top = _listed(whole), _top(whole)
    for section in whole.sections:
        # Listed elsewhere, it is that list that is wrong; no list at all is reported as such.
        if listed(section.id) or not _listable(section):
            continue
        above = _above(section.path, whole, top)
        if above is not None:
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
    yield from _all_missing(map(_list_of, whole.sections), whole, _top(whole))
    yield from _headless(whole)


def missing_at_the_top(whole: Whole) -> Iterator[Finding]:
    """The same in the manifest's list."""
    top = _top(whole)
    return _all_missing([top] if top else [], whole, top)


def _all_missing(lists: Iterable[_Listed], whole: Whole, top: _Listed | None) -> Iterator[Finding]:
    listed = _listed(whole)
    hint = hinter(name for name in whole.by_id if not listed(name))
    for one in lists:
        for child, at in one.children:
            if not _is_file(f"{one.folder}/{child}.md", whole) and where.well_formed(child):
                yield _missing(one, child, placed(one.path, at), whole, top, hint)


def _is_file(path: str, whole: Whole) -> bool:
    """Whether a section is there, or may be, in a file that could not be read."""
    card = whole.book.card(path)
    return card is not None and not isinstance(card, EvalCard)


def _missing(
    one: _Listed,
    child: str,
    place: Place,
    whole: Whole,
    top: _Listed | None,
    hint: Callable[[str], str],
) -> Finding:
    path = f"{one.folder}/{child}.md"
    elsewhere, meant = whole.by_id.get(child), ""
    if elsewhere:
        where_it_is = elsewhere[0].path
        right = _above(where_it_is, whole, top)
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


def _headless(whole: Whole) -> Iterator[Finding]:
    """Folders of sections without a file of their own, each at the first section in it."""
    seen: set[str] = set()
    for section in whole.sections:
        folder = section.path.rpartition("/")[0]
        while folder not in ("", whole.folder):
            if folder in seen:
                break
            seen.add(folder)
            if not _is_file(f"{folder}.md", whole):
                name = folder.rpartition("/")[2]
                message = (
                    f"the folder {folder} has no section of its own; "
                    f"write {folder}.md, with the sections of the folder in its `sections`"
                )
                place = Place(section.path)
                yield Finding("missing-section", place, message, section=section.id, subject=name)
            folder = folder.rpartition("/")[0]
