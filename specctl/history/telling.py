"""What a step did, file by file: the rows of its comparison, and what each is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from specctl.model.change import Change, Delta, Difference, Element
from specctl.model.history import Account, Mark, Told, Trace
from specctl.model.spec import Passage, Section, Spec
from specctl.words import fingerprint, renamed


@dataclass(frozen=True, slots=True)
class Telling:
    """What a step did.

    Attributes:
        told: every row.
        origins: where the files of the head were before, as far as they were.
        homes: of each eval of the base, by file, the files of the sections that carry its clauses.
    """

    told: tuple[Told, ...] = ()
    origins: Mapping[str, str] | None = None
    homes: Mapping[str, tuple[str, ...]] | None = None

    def about(self, before: str | None, after: str | None) -> Account:
        """What it did to one file.

        Args:
            before: where the file was; None where that is to be found.
            after: where it is; None for a file that is gone.
        """
        origin = before or (self.origins or {}).get(after or "")
        # what stood in its place before, and is another thing or could not be read, is told too
        told = (_of(one, origin or after, after) for one in self.told)
        homes = (self.homes or {}).get(origin or "")
        return Account(tuple(one for one in told if one.marks), origin, homes)


def _of(one: Told, before: str | None, after: str | None) -> Told:
    """A row, of all that it is about only what is in one file."""
    return one._replace(marks=tuple(m for m in one.marks if _within(m, before, after)))


def _within(mark: Mark, before: str | None, after: str | None) -> bool:
    return bool(
        (mark.before and mark.before.path == before) or (mark.after and mark.after.path == after)
    )


def telling(base: Spec, head: Spec, difference: Difference, rows: Sequence[Change]) -> Telling:
    """What a step did.

    Args:
        base, head: the specs before and after, or what of them differs.
        difference: what they differ in.
        rows: what came of it.
    """
    told = tuple(
        Told(
            row._replace(deltas=()),
            tuple(m for d in row.deltas for m in _marks(d, head, difference)),
        )
        for row in rows
    )
    return Telling(told, dict(_origins(base, head, difference)), dict(_homes(base)))


# --- what a row is about -------------------------------------------------------------------------


def _marks(delta: Delta, head: Spec, known: Difference) -> Iterator[Mark]:
    before, after = _trace(delta.before), _trace(delta.after)
    yield Mark(before, after, _says(delta, known))
    for part in delta.parts:
        trace = _trace(part)
        yield Mark(None, trace, True) if delta.op == "added" else Mark(trace, None, True)
    for target in _took(delta, head):
        yield Mark(before, Trace(_in_folder(target.path), "section", (target.id,)))


def _took(delta: Delta, head: Spec) -> Iterator[Section]:
    """The sections that took what a section held which was merged or split."""
    if delta.kind == "section" and delta.op in ("merged", "split"):
        yield from (one for name in delta.paths if (one := head.section(name)))


def _trace(element: Element | None) -> Trace | None:
    if element is None:
        return None
    path, subject, source = _in_folder(element.place.path), element.subject, element.source
    if isinstance(source, Passage):
        return Trace(path, element.kind, subject.ids, fingerprint(source.norm))
    return Trace(path, element.kind, (subject.id,) if subject.id else ())


def _in_folder(path: str) -> str:
    return path.partition("/")[2]


def _says(delta: Delta, known: Difference) -> bool:
    """Whether a thing says something else than before, new names of what it refers to aside."""
    if delta.op in ("added", "removed"):
        return True
    if delta.op != "changed" or "text" not in delta.paths:
        return False
    old, new = (one.source if one else None for one in (delta.before, delta.after))
    if not isinstance(old, Passage) or not isinstance(new, Passage):
        return True
    return renamed(old.norm, known.levels, known.sections) != new.norm


# --- where a file was ----------------------------------------------------------------------------


def _origins(base: Spec, head: Spec, known: Difference) -> Iterator[tuple[str, str]]:
    """The file before of each file after; of a new section that of the one it was made from."""
    yield from _dissolved(head, known)
    for became, old_ones, new_ones in (
        (known.sections, base.sections, head.sections),
        (known.evals, base.evals, head.evals),
    ):
        was = {new: old for old, new in became.items()}
        files = {one.id: one.path for one in reversed(old_ones)}
        there = {(one.id, _in_folder(one.path)) for one in old_ones}
        for one in new_ones:
            path, old = _in_folder(one.path), was.get(one.id)
            if old in files:
                yield path, path if (old, path) in there else _in_folder(files[old])


def _dissolved(head: Spec, known: Difference) -> Iterator[tuple[str, str]]:
    for delta in reversed(known.deltas):
        if delta.before:
            for target in _took(delta, head):
                yield _in_folder(target.path), _in_folder(delta.before.place.path)


def _homes(spec: Spec) -> Iterator[tuple[str, tuple[str, ...]]]:
    carriers: dict[str, list[str]] = {}
    for section in spec.sections:
        for anchor in section.anchors:
            carriers.setdefault(anchor.id, []).append(_in_folder(section.path))
    for one in spec.evals:
        found = (path for clause in one.clauses for path in carriers.get(clause, ()))
        yield _in_folder(one.path), tuple(dict.fromkeys(found))
