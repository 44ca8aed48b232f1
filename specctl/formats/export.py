"""A spec as the public Model Spec's document and evals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from specctl import frontmatter
from specctl.errors import SpecctlError
from specctl.formats.document import DOCUMENT, EXAMPLES, MANIFEST, standard, trim
from specctl.model.spec import Section, Spec

_MAX_DEPTH = 6
_MAX_BLANK = 1000


def export_model_spec(snapshot_files: Mapping[str, bytes], spec: Spec) -> dict[str, bytes]:
    """A spec in the form of the public Model Spec.

    Args:
        snapshot_files: content by path relative to the spec folder.
        spec: what was parsed from it; imported once, or never.

    Returns:
        ``model_spec.md`` and ``examples/ID.md``, by path.

    Raises:
        SpecctlError: a file of the spec cannot be read, or has no form in a document.
    """
    _all_read(snapshot_files, spec)
    document = _document(snapshot_files, spec)
    return {DOCUMENT: document, **_evals(snapshot_files, spec)}


def body_lines(content: bytes) -> tuple[list[str], int]:
    """A spec file's lines, and the index where its body begins; -1 for broken front matter."""
    text = content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    front = frontmatter.split(lines)
    if front is None:
        return lines, 0
    return lines, front[1] + 1 if front[1] >= 0 else -1


def _all_read(files: Mapping[str, bytes], spec: Spec) -> None:
    """A file that parsing left out would be missing without a word."""
    read = {s.path for s in spec.sections} | {e.path for e in spec.evals}
    if spec.manifest.exists:
        read.add(f"{spec.folder}/{MANIFEST}")
    for name in files:
        path = f"{spec.folder}/{name}"
        if path not in read:
            found = [f for f in spec.findings if f.place.path == path]
            why = f"{path}:{found[0].place.line}: {found[0].message}" if found else path
            raise SpecctlError(f"cannot be exported: {why}", "Run `specctl lint`, and mend it.")


def _document(files: Mapping[str, bytes], spec: Spec) -> bytes:
    lines: list[str] = []
    for section in spec.sections:
        body = _body(files, spec, section.path)
        before, after = standard(not body, section is spec.sections[-1])
        source = _source(section.fields)
        lines.append(_heading(section))
        lines.extend([""] * _count(source, "before", before))
        lines.extend(body)
        lines.extend([""] * _count(source, "after", after))
    ended = _flag(_mapping(_source(spec.manifest.fields), "document"), True)
    return _joined(lines, bool(lines) and ended)


def _heading(section: Section) -> str:
    if section.depth > _MAX_DEPTH:
        raise SpecctlError(
            f"{section.path}: nests deeper than the {_MAX_DEPTH} levels that a heading has",
            "Move it up with `specctl mv`.",
        )
    title = section.title.replace("\n", " ")
    authority = f" authority={section.authority}" if section.authority else ""
    return f"{'#' * section.depth} {title} {{#{section.id}{authority}}}"


def _evals(files: Mapping[str, bytes], spec: Spec) -> dict[str, bytes]:
    usual = _flag(_mapping(_source(spec.manifest.fields), "evals"), True)
    found: dict[str, bytes] = {}
    for one in sorted(spec.evals, key=lambda e: e.path):
        name = f"{EXAMPLES}/{one.path.rpartition('/')[2]}"
        if name in found:
            raise SpecctlError(f"{one.path}: another eval is exported as {name}", "Rename one.")
        source = _source(one.fields)
        blank = [""] * _count(source, "before", 0), [""] * _count(source, "after", 0)
        rows = [*blank[0], *_body(files, spec, one.path), *blank[1]]
        found[name] = _joined(rows, _flag(source, usual and bool(rows)))
    return found


def _joined(lines: Sequence[str], final_newline: bool) -> bytes:
    return ("\n".join(lines) + ("\n" if final_newline else "")).encode()


def _body(files: Mapping[str, bytes], spec: Spec, path: str) -> tuple[str, ...]:
    lines, start = body_lines(files[path.removeprefix(f"{spec.folder}/")])
    return trim(lines[start:]).lines


def _source(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(fields, "source")


def _mapping(fields: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = fields.get(key)
    return value if isinstance(value, Mapping) else {}


def _count(source: Mapping[str, Any], key: str, default: int) -> int:
    value = source.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_BLANK:
        return value
    return default


def _flag(source: Mapping[str, Any], default: bool) -> bool:
    value = source.get("final_newline")
    return value if isinstance(value, bool) else default
