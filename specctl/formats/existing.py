"""The files of a spec that an import updates, and how they are written anew.

What a team wrote by hand stays: a file is changed only where the document says something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from specctl import frontmatter
from specctl.errors import SpecctlError
from specctl.formats.document import EVALS, MANIFEST, trim
from specctl.formats.export import body_lines
from specctl.model.place import Place
from specctl.model.snapshot import Snapshot

_FENCE = "---"
_MEND = "Run `specctl lint` and mend the spec first; nothing was written."


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the spec as it is.

    Attributes:
        path: relative to the spec folder.
        content: its bytes.
        front: its YAML, or "".
        data: that, as plain data.
        raw: as :class:`specctl.frontmatter.Document` has it.
        body: the lines after the front matter, blank ones included.
    """

    path: str
    content: bytes
    front: str
    data: Mapping[str, Any]
    raw: Mapping[str, str]
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """A spec as it is; all empty where there is none.

    ``sections`` are by path, ``evals`` by id in the source, ``by_id`` holds the sections again;
    ``folder`` is the spec folder's name.
    """

    manifest: Kept | None = None
    sections: Mapping[str, Kept] = field(default_factory=dict)
    evals: Mapping[str, Kept] = field(default_factory=dict)
    by_id: Mapping[str, Sequence[Kept]] = field(default_factory=dict)
    folder: str = ""

    def section(self, path: str, section_id: str, paths: frozenset[str]) -> Kept | None:
        """The file of a section, also where it stood elsewhere; ``paths`` are all the new ones."""
        if path in self.sections:
            return self.sections[path]
        moved = [k for k in self.by_id.get(section_id, ()) if k.path not in paths]
        return moved[0] if len(moved) == 1 else None


def read_existing(snapshot: Snapshot) -> Existing:
    """Read the spec that is to be updated.

    Raises:
        SpecctlError: there is none, or one of its files cannot be read.
    """
    if MANIFEST not in snapshot.files:
        raise SpecctlError(
            f"{snapshot.folder} has no {MANIFEST}: there is no spec to update",
            "Import without --update, into a folder that is empty or not there yet.",
        )
    for problem in snapshot.problems:
        raise SpecctlError(f"{snapshot.folder}/{problem.path}: {problem.message}", _MEND)
    files = [_read(snapshot.folder, path, snapshot.files[path]) for path in snapshot.files]
    evals: dict[str, Kept] = {}
    for kept in files:
        if kept.path.startswith(f"{EVALS}/") and evals.setdefault(_stem(kept.path), kept) != kept:
            other = evals[_stem(kept.path)].path
            raise SpecctlError(f"{kept.path} and {other} are the same eval in the source", _MEND)
    rest = {k.path: k for k in files if not k.path.startswith(f"{EVALS}/")}
    manifest = rest.pop(MANIFEST)
    by_id: dict[str, list[Kept]] = {}
    for kept in rest.values():
        by_id.setdefault(_stem(kept.path), []).append(kept)
    return Existing(manifest, rest, evals, by_id, snapshot.folder)


def composed(
    kept: Kept | None, wanted: Mapping[str, Any], body: Sequence[str], bare: bool = False
) -> bytes:
    """The content of a section or eval.

    Args:
        kept: the file as it is, or None.
        wanted: what the source says of it, by key; None where it says nothing.
        body: what the source has, without blank lines around it.
        bare: whether the file may do without front matter.

    Returns:
        ``kept.content`` itself where nothing changes.
    """
    front = front_matter(kept, wanted)
    same = kept is not None and list(trim(kept.body).lines) == list(body)
    if kept is not None and same and front == kept.front:
        return kept.content
    rows = kept.body if kept is not None and same else body
    if bare and not front and (not rows or rows[0].rstrip() != _FENCE):
        return _text(rows)
    return f"{_FENCE}\n{front}{_FENCE}\n".encode() + _text(rows)


def front_matter(kept: Kept | None, wanted: Mapping[str, Any]) -> str:
    """YAML with what the source says, and all else as it was."""
    if kept is None or not kept.front:
        said = {key: value for key, value in wanted.items() if value is not None}
        return frontmatter.dump(said) if said else ""
    edits = dict(wanted)
    for key, value in wanted.items():
        if value is None and kept.data.get(key) in ([], {}):
            edits[key] = kept.data[key]  # an empty list says as much as none
    try:
        return frontmatter.update(kept.front, edits)
    except frontmatter.Unreadable as error:
        raise SpecctlError(f"{kept.path}: the front matter {error.message}", _MEND) from None


def _text(rows: Sequence[str]) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _read(folder: str, path: str, content: bytes) -> Kept:
    try:
        return _kept(path, content)
    except UnicodeDecodeError as error:
        line, why = content[: error.start].count(b"\n") + 1, "is not UTF-8"
    except frontmatter.Unreadable as error:
        line, why = error.place.line, error.message
    raise SpecctlError(f"{folder}/{path}:{line}: {why}", _MEND)


def _kept(path: str, content: bytes) -> Kept:
    lines, start = body_lines(content)
    first, rows = 2, lines[1 : start - 1]
    if path == MANIFEST:
        first, rows, start = 1, lines, len(lines)
    elif start < 0 or (start == 0 and not path.startswith(f"{EVALS}/")):
        why = "has no front matter" if start == 0 else "has front matter that never closes"
        raise frontmatter.Unreadable(why, Place(path))
    elif start == 0:
        rows = []
    front = "".join(f"{row}\n" for row in rows)
    document = frontmatter.read(front, path, first)
    for key, place in document.duplicates:
        raise frontmatter.Unreadable(f"{key} stands twice", place)
    return Kept(path, content, front, document.data, document.raw, tuple(lines[start:]))


def entries(kept: Kept | None, key: str) -> Iterator[dict[str, Any]]:
    """The mappings that front matter lists under a key, with their ids as text."""
    listed = kept.data.get(key) if kept else None
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if kept and isinstance(entry, dict):
            raw = kept.raw.get(f"{key}.{index}.id", entry.get("id"))
            yield {**entry, "id": raw if isinstance(raw, str) else ""}
