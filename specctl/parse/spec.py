"""The files of a snapshot become one spec, its sections in document order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from specctl import schema
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Eval, Manifest, Section, Spec
from specctl.parse.file import Parsed, read_file
from specctl.parse.manifest import MANIFEST, read_manifest

EVALS = "evals"

Memo = MutableMapping[tuple[str, bytes, str], Any]
"""Parsed files by (reported path, content, schemas of the team's own fields)."""


def parse(snapshot: Snapshot, memo: Memo | None = None) -> Spec:
    """Read a snapshot as a spec.

    Args:
        snapshot: of any source.
        memo: parsed files to use again and to add to.

    Returns:
        The spec. Whatever cannot be read is among its ``findings`` and left out.
    """
    memo = {} if memo is None else memo
    manifest, findings, lines = read_manifest(snapshot)
    own = own_fields(manifest)
    sections: list[Section] = []
    evals: list[Eval] = []
    for name, content in snapshot.files.items():
        if name == MANIFEST:
            continue
        path = f"{snapshot.folder}/{name}"
        key = (path, content, own[_kind(name)])
        if key not in memo:
            memo[key] = parse_file(snapshot.folder, name, content, own)
        parsed: Parsed = memo[key]
        lines[path] = parsed.lines
        findings.extend(parsed.findings)
        if isinstance(parsed.value, Section):
            sections.append(parsed.value)
        elif isinstance(parsed.value, Eval):
            evals.append(parsed.value)
    findings.extend(_refused(snapshot))
    return Spec(
        snapshot.rev,
        snapshot.commit,
        snapshot.folder,
        manifest,
        tuple(_in_order(sections, manifest)),
        tuple(sorted(evals, key=lambda e: (e.id, e.path))),
        tuple(findings),
        lines,
        {f"{snapshot.folder}/{name}": content for name, content in snapshot.files.items()},
        snapshot.exists,
        snapshot.baseline,
    )


def parse_file(folder: str, name: str, content: bytes, own: Mapping[str, str]) -> Parsed:
    """Read one section or eval on its own.

    Args:
        folder: the spec folder's name.
        name: the file's path in it.
        content: its bytes.
        own: what :func:`own_fields` gave for the manifest.
    """
    kind = _kind(name)
    return read_file(f"{folder}/{name}", name, content, kind, own[kind])


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


def _in_order(sections: Sequence[Section], manifest: Manifest) -> Iterator[Section]:
    """Depth first; siblings as their parent lists them, then the others by id.

    The tree is the folders': the children of ``a/b.md`` are the files in ``a/b``. A section whose
    parent has no file comes last, so that nothing is lost.
    """
    folders = {s.path.removesuffix(".md") for s in sections}
    children: dict[str | None, list[Section]] = {}
    for section in sections:
        folder = section.path.rpartition("/")[0]
        children.setdefault(folder if folder in folders else None, []).append(section)

    def walk(folder: str | None, listed: Sequence[str]) -> Iterator[Section]:
        rank = {child: index for index, child in enumerate(listed)}
        last = len(rank)
        here = children.get(folder, ())
        for section in sorted(here, key=lambda s: (rank.get(s.id, last), s.id, s.path)):
            yield section
            yield from walk(section.path.removesuffix(".md"), section.children)

    yield from walk(None, manifest.sections)
