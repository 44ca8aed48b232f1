"""Rules of the chain of command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity
from specctl.model.spec import GRAVE_LEVELS, Manifest, Section
from specctl.words import closest


def missing_authority(file: File) -> Iterator[Finding]:
    """A rule that does not say how strongly it binds; lighter, a section with anchors."""
    section = file.value
    if not isinstance(section, Section) or "authority" in section.fields:
        return
    levels = ", ".join(file.manifest.levels)
    if section.kind == "rule":
        place, severity = where.field(section, "kind"), Severity.ERROR
        message = f"a rule needs an authority; write `authority:` with one of {levels}"
    elif section.anchors:
        place, severity = section.anchors[0].place, Severity.WARNING
        names = ", ".join(dict.fromkeys(f"[^{a.id}]" for a in section.anchors))
        message = (
            f"{names} in a section without an authority; write `authority:` with one of {levels}, "
            "or move what binds to a section that has one"
        )
    else:
        return
    yield file.finding("missing-authority", place, message, section.id, severity=severity)


def unknown_authority(file: File) -> Iterator[Finding]:
    """A level that the manifest does not declare."""
    section, manifest = file.value, file.manifest
    if isinstance(section, Section) and manifest.exists:  # else nobody knows the levels
        level = section.authority
        if level is not None and level not in manifest.levels:
            place = where.field(section, "authority")
            message = f"authority: {_not_one(level, manifest)}"
            yield file.finding("unknown-authority", place, message, section.id)


def unknown_authority_in_policy(whole: Whole) -> Iterator[Finding]:
    """The same in the manifest's own policy."""
    manifest = whole.manifest
    for path, level in _policy(manifest) if manifest.exists else ():
        if level not in manifest.levels:
            place = manifest.places.get(path, manifest.place)
            yield Finding("unknown-authority", place, _not_one(level, manifest))


def _not_one(level: str, manifest: Manifest) -> str:
    levels = manifest.levels
    return f"'{level}' is not one of {', '.join(levels)}{closest(level, levels)}"


def _policy(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The levels that the manifest's own policy names, each with its path of keys."""
    if "grave" in _mapping(manifest.fields.get("authority")):
        for number, level in enumerate(manifest.grave):
            if level not in GRAVE_LEVELS:  # the usual names may be listed before they are used
                yield f"authority.grave.{number}", level
    approvals = manifest.fields.get("approvals")
    for row, approval in enumerate(approvals if isinstance(approvals, list) else ()):
        levels = _mapping(_mapping(approval).get("match")).get("authority")
        for number, level in enumerate(levels if isinstance(levels, list) else ()):
            if isinstance(level, str):
                yield f"approvals.{row}.match.authority.{number}", level


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
