"""``spec.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specctl import frontmatter, schema
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.snapshot import Snapshot
from specctl.model.spec import AUTHORITY_LEVELS, GRAVE_LEVELS, Manifest, Tombstone
from specctl.parse.data import checked, nearest
from specctl.parse.ending import wrong_ending
from specctl.parse.merge import unsettled
from specctl.parse.text import decode

MANIFEST = "spec.yaml"


def read_manifest(
    snapshot: Snapshot,
) -> tuple[Manifest, list[Finding], dict[str, tuple[str, ...]]]:
    """The manifest, what is wrong with it, and its lines by path; defaults where it is missing."""
    path = f"{snapshot.folder}/{MANIFEST}"
    place = Place(path)
    empty = Manifest(name=snapshot.folder, place=place, exists=False)
    content = snapshot.files.get(MANIFEST)
    if content is None:
        if not snapshot.exists:
            return empty, [], {}
        message = f"the spec has no {MANIFEST}: write one with at least `name:` and `sections:`"
        return empty, [Finding("invalid-front-matter", place, message)], {}
    try:
        lines = tuple(decode(content))
    except ValueError as error:
        return empty, [Finding("unreadable-file", place, str(error))], {}
    try:
        document = frontmatter.read("\n".join(lines), path)
    except frontmatter.Unreadable as error:
        finding = Finding("invalid-front-matter", error.place, f"the manifest {error.message}")
        return empty, [*unsettled(content, lines, path)] or [finding], {path: lines}
    whole = Place(path, 1, 1, max(len(lines), 1), max(len(lines[-1]) if lines else 1, 1))
    data, findings = checked(document, "manifest", "", whole)
    findings.extend(unsettled(content, lines, path))
    findings.extend(_unsound_fields(data, document, whole))
    findings.extend(wrong_ending(content, lines, path))
    return _filled(data, document, whole, snapshot), findings, {path: lines}


def _unsound_fields(
    data: Mapping[str, Any], document: frontmatter.Document, whole: Place
) -> Iterator[Finding]:
    fields = data.get("fields")
    for kind, own in (fields if isinstance(fields, dict) else {}).items():
        for name, fragment in (own if isinstance(own, dict) else {}).items():
            why = schema.check_schema(fragment)
            if why:
                place = nearest(document, f"fields.{kind}.{name}", whole)
                message = f"{name} is not a JSON schema: {why}"
                yield Finding("invalid-front-matter", place, message, subject=name)


def _filled(
    data: Mapping[str, Any], document: frontmatter.Document, whole: Place, snapshot: Snapshot
) -> Manifest:
    authority = data.get("authority")
    authority = authority if isinstance(authority, dict) else {}
    name, version = data.get("name"), data.get("version")
    return Manifest(
        name=name if isinstance(name, str) and name else snapshot.folder,
        version=str(version) if version is not None else "",
        levels=_strings(authority.get("levels")) or AUTHORITY_LEVELS,
        grave=_strings(authority.get("grave")) if "grave" in authority else GRAVE_LEVELS,
        sections=_strings(data.get("sections")),
        tombstones=_tombstones(data, document, whole),
        fields=data,
        places=document.places,
        place=whole,
    )


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _tombstones(
    data: Mapping[str, Any], document: frontmatter.Document, whole: Place
) -> dict[str, Tombstone] | None:
    if "tombstones" not in data:
        return None
    entries = data["tombstones"]
    found = {}
    for key, entry in (entries if isinstance(entries, dict) else {}).items():
        fields = entry if isinstance(entry, dict) else {}
        version = fields.get("version")
        found[key] = Tombstone(
            key,
            str(fields.get("kind", "section")),
            _strings(fields.get("successor")),
            str(version) if version is not None else None,
            nearest(document, f"tombstones.{key}", whole),
        )
    return found
