"""The files of a snapshot become one spec, its sections in document order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping

from specctl import schema
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Eval, Manifest, Section, Spec
from specctl.parse.file import Parsed, read_file
from specctl.parse.manifest import MANIFEST, read_manifest
from specctl.parse.together import put_together

EVALS = "evals"

Memo = MutableMapping[tuple[str, bytes, str], Parsed]
"""Parsed files by (reported path, content, schemas of the team's own fields)."""


def parse(snapshot: Snapshot, memo: Memo | None = None) -> Spec:
    """Read a snapshot as a spec.

    Args:
        snapshot: of any source.
        memo: parsed files to use again and to add to.

    Returns:
        The spec. Whatever cannot be read is among its ``findings`` and left out.
    """
    manifest, findings, lines = read_manifest(snapshot)
    own = own_fields(manifest)
    values: list[Section | Eval] = []
    for name, content in snapshot.files.items():
        if name == MANIFEST:
            continue
        parsed = parse_file(snapshot.folder, name, content, own, memo)
        lines[f"{snapshot.folder}/{name}"] = parsed.lines
        findings.extend(parsed.findings)
        if parsed.value is not None:
            values.append(parsed.value)
    findings.extend(_refused(snapshot))
    return put_together(snapshot, manifest, values, lines, findings)


def parse_file(
    folder: str, name: str, content: bytes, own: Mapping[str, str], memo: Memo | None = None
) -> Parsed:
    """Read one section or eval on its own.

    Args:
        folder: the spec folder's name.
        name: the file's path in it.
        content: its bytes.
        own: what :func:`own_fields` gave for the manifest.
        memo: parsed files to use again and to add to.
    """
    kind = _kind(name)
    key = f"{folder}/{name}", content, own[kind]
    if memo is not None and key in memo:
        return memo[key]
    parsed = read_file(key[0], name, content, kind, own[kind])
    if memo is not None:
        memo[key] = parsed
    return parsed


def own_fields(manifest: Manifest) -> dict[str, str]:
    """The schemas of the team's own fields as JSON, or "", for "section" and "eval"."""
    return {kind: _own_fields(manifest, kind) for kind in ("section", "eval")}


def _kind(name: str) -> str:
    return "eval" if name.startswith(f"{EVALS}/") else "section"


def _own_fields(manifest: Manifest, kind: str) -> str:
    fields = manifest.fields.get("fields")
    chosen = fields.get(kind) if isinstance(fields, Mapping) else None
    if not isinstance(chosen, Mapping):
        return ""
    # A field whose schema is unsound, which is a finding of its own, may hold anything.
    sound = {k: v if schema.check_schema(v) is None else True for k, v in chosen.items()}
    return json.dumps(sound, sort_keys=True) if sound else ""


def _refused(snapshot: Snapshot) -> Iterator[Finding]:
    for problem in snapshot.problems:
        place = Place(f"{snapshot.folder}/{problem.path}")
        yield Finding("unreadable-file", place, problem.message)
