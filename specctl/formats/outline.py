"""Planned files as the spec that an export needs: the tree and the front matter, no more.

An import checks itself against what it would write, so it reads that back; what the bodies say
does not matter for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from specctl import frontmatter
from specctl.errors import SpecctlError
from specctl.formats.document import EVALS, MANIFEST
from specctl.formats.export import body_lines
from specctl.model.place import Place
from specctl.model.spec import Eval, Manifest, Section, Spec

_FOLDER = "spec"


def outline(files: Mapping[str, bytes]) -> Spec:
    """The spec that ``files`` make, with its sections in order.

    Raises:
        SpecctlError: a file cannot be read back.
    """
    fields = {path: _fields(path, content) for path, content in files.items()}
    manifest = Manifest("", Place(f"{_FOLDER}/{MANIFEST}"), fields=fields[MANIFEST])
    evals = [path for path in files if path.startswith(f"{EVALS}/")]
    return Spec(
        rev="",
        commit=None,
        folder=_FOLDER,
        manifest=manifest,
        sections=tuple(_sections(fields, fields[MANIFEST]["sections"], ())),
        evals=tuple(_eval(path, fields[path]) for path in evals),
    )


def _fields(path: str, content: bytes) -> Mapping[str, Any]:
    lines, start = body_lines(content)
    rows = lines if path == MANIFEST else lines[1 : start - 1] if start else []
    try:
        return frontmatter.read("\n".join(rows), path).data
    except frontmatter.Unreadable as error:
        first = 1 if path == MANIFEST else 2
        raise SpecctlError(
            f"{_FOLDER}/{path} would not be readable: line {error.place.line + first - 1} "
            f"{error.message}",
            "Look for what is unusual in its heading or titles; nothing was written.",
        ) from None


def _sections(
    fields: Mapping[str, Mapping[str, Any]], ids: Sequence[str], above: tuple[str, ...]
) -> Iterator[Section]:
    for section_id in ids:
        steps = (*above, section_id)
        path = f"{'/'.join(steps)}.md"
        data = fields[path]
        yield Section(
            id=section_id,
            declared_id=str(data["id"]),
            title=str(data["title"]),
            path=f"{_FOLDER}/{path}",
            place=Place(f"{_FOLDER}/{path}"),
            parent=above[-1] if above else None,
            depth=len(steps),
            authority=data.get("authority"),
            fields=data,
        )
        yield from _sections(fields, data.get("sections") or (), steps)


def _eval(path: str, data: Mapping[str, Any]) -> Eval:
    stem = path.rpartition("/")[2].removesuffix(".md")
    return Eval(stem, f"{_FOLDER}/{path}", Place(f"{_FOLDER}/{path}"), fields=data)
