"""Rules of front matter: who owns a section, when it is to hold, what takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from specctl.lint.card import SectionCard, placed
from specctl.lint.file import File
from specctl.lint.retired import TERM, term_id
from specctl.lint.rules import policy, where
from specctl.lint.settings import mapping
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.spec import Manifest, Section, Tombstone
from specctl.words import closest

OWNERS = "owners"
"""In an approval policy: the owners of the section that changes."""

_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?\Z")


# --- owners --------------------------------------------------------------------------------------


def unknown_owner(file: File) -> Iterator[Finding]:
    """An owner that is neither a group of the manifest nor a member of one."""
    owners = file.value.fields.get("owners")
    known = _people(file.manifest) if owners else ()
    for number, owner in enumerate(owners if known and isinstance(owners, list) else ()):
        if isinstance(owner, str) and owner not in known:
            place = where.field(file.value, f"owners.{number}", "owners")
            yield file.finding("unknown-owner", place, f"owners: {_nobody(owner, known)}", owner)


def unknown_owner_in_policy(whole: Whole) -> Iterator[Finding]:
    """The same in the manifest's own policy, which may also say ``owners``."""
    manifest = whole.manifest
    known = _people(manifest)
    for path, name in _asked(manifest) if known else ():
        if name not in known:
            place = manifest.places.get(path, manifest.place)
            yield Finding("unknown-owner", place, _nobody(name, known), subject=name)


def _people(manifest: Manifest) -> Sequence[str]:
    """The manifest's groups and their members; nobody where it has no groups."""
    groups = mapping(manifest.fields.get("groups"))
    members = (mapping(group).get("members") for group in groups.values())
    people = (one for some in members if isinstance(some, list) for one in some)
    return tuple(dict.fromkeys([*groups, *(one for one in people if isinstance(one, str))]))


def _asked(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The groups and people that the manifest's policy names, each with its path of keys."""
    yield from policy.matched(manifest, "owner")
    for path, names in (
        ("owners", manifest.fields.get("owners")),
        ("concerns.override", mapping(manifest.fields.get("concerns")).get("override")),
    ):
        for number, name in enumerate(names if isinstance(names, list) else ()):
            yield f"{path}.{number}", str(name)
    for path, entry in policy.approvals(manifest):
        for name in mapping(entry.get("require")):
            if name != OWNERS:
                yield f"{path}.require.{name}", str(name)


def _nobody(name: str, known: Sequence[str]) -> str:
    hint = closest(name, known) or "; add it to `groups` in the manifest, or write another"
    return f"'{name}' is no group and a member of none{hint}"


# --- status --------------------------------------------------------------------------------------


def overdue_aspiration(whole: Whole) -> Iterator[Finding]:
    """An aspirational section whose target is past, or too far away to be one.

    One without a target breaks the section's schema, and is reported as such.
    """
    horizon = whole.settings.option("overdue-aspiration", "horizon")
    now = whole.today.year * 12 + whole.today.month
    for section in whole.sections:
        date = _MONTH.match(section.target) if section.status == "aspirational" else None
        if date is None:
            continue
        month, day = int(date[1]) * 12 + int(date[2]), int(date[3] or 31)
        if (month, day) < (now, whole.today.day):
            said = "is past; make the section current if it holds now, or give it a new target"
        elif month > now + horizon:
            months = "a month" if horizon == 1 else f"{horizon} months"
            said = (
                f"is more than {months} away; give it a nearer one, "
                "or make the section a draft until then"
            )
        else:
            continue
        place = placed(section.path, section.at.get("target", ""))
        message = f"target: {section.target} {said}"
        yield Finding("overdue-aspiration", place, message, section=section.id, subject=section.id)


def deprecated_without_successor(file: File) -> Iterator[Finding]:
    """A deprecated section that does not say what to follow instead."""
    section = file.value
    if not isinstance(section, Section) or section.status != "deprecated":
        return
    if "status" in section.fields and "successor" not in section.fields:
        message = (
            "the section is deprecated and names no successor; write `successor: [id]` with what "
            "to follow instead, or `successor: []` if nothing takes its place"
        )
        place = where.field(section, "status")
        yield file.finding("deprecated-without-successor", place, message, section.id)


# --- retired ids ---------------------------------------------------------------------------------


class _Live(NamedTuple):
    """Something that has an id now; ``at`` is packed."""

    id: str
    path: str
    at: str
    section: str | None


def reused_tombstone(whole: Whole) -> Iterator[Finding]:
    """A retired id that something in the spec has again."""
    stones = (whole.manifest.tombstones or {}).values()
    for kind in sorted({stone.kind for stone in stones}):
        retired = {_key(stone.id, kind): stone for stone in stones if stone.kind == kind}
        for one in _live(kind, whole):
            stone = retired.get(_key(one.id, kind))
            if stone is not None:
                yield _reused(stone, one)


def _reused(stone: Tombstone, one: _Live) -> Finding:
    message = (
        f"the {stone.kind} '{one.id}' was retired in {where.told(stone.place)} and is here again; "
        "take another id, or remove the tombstone if the same thing has come back"
    )
    if stone.kind == TERM:
        message = message.replace("another id", "another term")
    place = placed(one.path, one.at)
    return Finding("reused-tombstone", place, message, section=one.section, subject=stone.id)


def _live(kind: str, whole: Whole) -> Iterator[_Live]:
    """Everything of a kind that has an id."""
    if kind == "eval":
        for one in whole.evals:
            yield _Live(one.id, one.path, one.at.get("id", ""), None)
        return
    for section in whole.sections:
        for some_id, at in _ids(kind, section):
            yield _Live(some_id, section.path, at, section.id)


def _ids(kind: str, section: SectionCard) -> Iterable[tuple[str, str]]:
    match kind:
        case "section":
            return [(section.id, section.at.get("id", ""))]
        case "anchor":
            return ((anchor.id, anchor.at) for anchor in section.anchors)
        case "term":
            return section.terms
    return ()


def _key(some_id: str, kind: str) -> str:
    return term_id(some_id) if kind == TERM else some_id
