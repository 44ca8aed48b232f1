"""Files as a whole: those that cannot be read, and those that differ in nothing but line ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from specctl.diff.structure import Matching
from specctl.model.change import Delta, Element, Subject
from specctl.model.place import Place, Span
from specctl.model.spec import Eval, Section, Spec

BASELINE = "lint-baseline.json"
"""The file in the spec folder that holds the findings which lint puts up with."""

_ENDS = (b"\r", b"\n")
_LINE = re.compile(rb"([^\r\n]*)(\r\n?|\n|\Z)")


def file_deltas(base: Spec, head: Spec, known: Matching) -> Iterator[Delta]:
    """Deltas about whole files."""
    yield from _unread(base, head)
    yield from _baseline(base, head)
    if base.manifest.exists and head.manifest.exists:
        yield from _ends(base.manifest.place.path, head.manifest.place.path, base, head)
    pairs: tuple[tuple[Section | Eval | None, Section | Eval | None], ...]
    pairs = (*known.sections, *known.evals)
    for old, new in pairs:
        if old is not None and new is not None:
            yield from _ends(old.path, new.path, base, head)


def _unread(base: Spec, head: Spec) -> Iterator[Delta]:
    """Files that differ and that could not be read as a section, eval or manifest on a side."""
    before, after = _unreadable(base), _unreadable(head)
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old is None or new is None:
            yield Delta("file", "added" if old is None else "removed", old, new, ("raw",))
        elif base.content[old.place.path] != head.content[new.place.path]:
            yield Delta("file", "changed", old, new, ("raw",))


def _baseline(base: Spec, head: Spec) -> Iterator[Delta]:
    """The lint baseline, which no section or eval holds and no line of the spec."""
    if base.baseline == head.baseline:
        return
    old, new = (_file(f"{s.folder}/{BASELINE}", s) for s in (base, head))
    if base.baseline is None:
        yield Delta("file", "added", None, new, ("raw",))
    elif head.baseline is None:
        yield Delta("file", "removed", old, None, ("raw",))
    else:
        yield Delta("file", "changed", old, new, ("raw",))


def _unreadable(spec: Spec) -> dict[str, Element]:
    """By path relative to the spec folder."""
    read = {*(s.path for s in spec.sections), *(e.path for e in spec.evals)}
    if spec.manifest.exists:
        read.add(spec.manifest.place.path)
    return {p.partition("/")[2]: _file(p, spec) for p in spec.content if p not in read}


def _ends(old: str, new: str, base: Spec, head: Spec) -> Iterator[Delta]:
    """The two sides of a file whose lines end otherwise, or that gained or lost its last end."""
    before, after = base.content.get(old, b""), head.content.get(new, b"")
    if before != after and _end_otherwise(before, after):
        yield Delta("file", "restyled", _file(old, base), _file(new, head), ("ends",))


def _end_otherwise(before: bytes, after: bytes) -> bool:
    """Whether a line that both have ends otherwise in one of them, or only one ends at all."""
    if before.endswith(_ENDS) != after.endswith(_ENDS):
        return True
    if b"\r" not in before and b"\r" not in after:
        return False
    old, new = _ends_by_line(before), _ends_by_line(after)
    return any(old[line] != new[line] for line in old.keys() & new.keys())


def _ends_by_line(content: bytes) -> dict[bytes, set[bytes]]:
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for match in _LINE.finditer(content):
        found[match[1]].add(match[2])
    return found


def _file(path: str, spec: Spec) -> Element:
    lines = spec.lines.get(path, ())
    last = max(len(lines), 1)
    place = Place(path, 1, 1, last, max(len(lines[-1]) if lines else 1, 1))
    name = path.partition("/")[2]
    return Element("file", "", name, Subject("file", name), True, "", place, Span(path, 1, last))
