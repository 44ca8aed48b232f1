"""Whole sections and evals: which came, went, moved, were renamed, merged or split."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.diff import match
from specctl.diff.fates import Fates, all_gone, fates, in_words
from specctl.diff.pairs import Owner
from specctl.model.change import Delta, Element, Subject
from specctl.model.place import Span
from specctl.model.spec import Eval, Section, Spec

MERGED = 0.5
"""A section that is gone was merged or split if at least this share of it came up elsewhere."""
ONE_PLACE = 0.8
"""It was merged, not split, if at least this share of what came up stands in one section."""


class Matching(NamedTuple):
    """Which section and eval of the base is which of the head; None where it is neither.

    ``became`` maps the ids of matched sections, ``evals_became`` those of evals.
    """

    sections: tuple[tuple[Section | None, Section | None], ...]
    evals: tuple[tuple[Eval | None, Eval | None], ...]
    became: Mapping[str, str]
    evals_became: Mapping[str, str]


def matching(base: Spec, head: Spec) -> Matching:
    """Match the sections and evals of two specs."""
    sections = match.match_sections(base, head)
    evals = match.match_evals(base, head)
    gone = match.left_over(base.sections, (a for a, _ in sections))
    new = match.left_over(head.sections, (b for _, b in sections))
    old_evals = match.left_over(base.evals, (a for a, _ in evals))
    new_evals = match.left_over(head.evals, (b for _, b in evals))
    return Matching(
        (*sections, *((s, None) for s in gone), *((None, s) for s in new)),
        (*evals, *((e, None) for e in old_evals), *((None, e) for e in new_evals)),
        {a.id: b.id for a, b in sections},
        {a.id: b.id for a, b in evals},
    )


def structure_deltas(
    base: Spec, head: Spec, known: Matching, owners: Sequence[Owner]
) -> Iterator[Delta]:
    """Deltas about whole sections and evals."""
    went = _destinations(owners)
    fate = fates(base, head, known.became, known.evals_became, owners)
    for old, new in known.sections:
        if old is None or new is None:
            yield _came_or_went(base, head, old, new, went, fate)
    yield from _placed(base, head, known, fate)
    yield from _evals(base, head, known)


def _placed(base: Spec, head: Spec, known: Matching, fate: Mapping[str, Fates]) -> Iterator[Delta]:
    """Sections under another id, parent or order, each with those that its folder took along."""
    reordered = _reordered(base, head, known)
    pairs = [(old, new) for old, new in known.sections if old and new]
    shifts: dict[str, list[str]] = defaultdict(list)
    for old, new in pairs:
        moved = _now(known.became, old.parent) != new.parent
        told = (("id", old.id != new.id), ("parent", moved), ("order", new.path in reordered))
        shifts[new.path] += [name for name, shifted in told if shifted]
    taken: dict[str, list[tuple[Element, Element]]] = defaultdict(list)
    for old, new in pairs:
        if not shifts[new.path] and in_folder(old.path) != in_folder(new.path):
            above = next((p for p in _above(new.path) if {"id", "parent"} & {*shifts[p]}), None)
            if above is None:
                shifts[new.path].append("parent")
            else:
                taken[above].append((_section_element(old, base), _section_element(new, head)))
    for old, new in pairs:
        if paths := tuple(shifts[new.path]):
            note = in_words(fate.get(old.id, {}), new.id) if "id" in paths else ""
            delta = _section(base, head, "placed", old, new, note)
            yield delta._replace(paths=paths, also=tuple(taken[new.path]))


def _above(path: str) -> Iterator[str]:
    """The files of the sections above a section, the nearest first."""
    while (path := path.rpartition("/")[0]).count("/"):
        yield f"{path}.md"


def in_folder(path: str) -> str:
    """A path relative to the spec folder, whose name may differ between the sides."""
    return path.partition("/")[2]


def _now(became: Mapping[str, str], section: str | None) -> str | None:
    return became.get(section, section) if section else None


def _came_or_went(
    base: Spec,
    head: Spec,
    old: Section | None,
    new: Section | None,
    went: Mapping[str, Counter[str]],
    fate: Mapping[str, Fates],
) -> Delta:
    if old is None:
        return _section(base, head, "added", old, new)
    op, note, to = _became(old, went.get(old.id, Counter()), fate.get(old.id, {}))
    note = in_words(fate.get(old.id, {}), "") or note
    return _section(base, head, op, old, new, note)._replace(paths=to)


def _became(
    section: Section, places: Counter[str], fate: Fates
) -> tuple[str, str, tuple[str, ...]]:
    """Whether a section that is gone was removed, merged or split, and where its content is.

    One of which no clause lives on was removed, whatever became of its examples.
    """
    whole = match.holds(section).total()
    moved = places.total()
    to = tuple(name for name, _ in sorted(places.items(), key=lambda p: (-p[1], p[0])))
    names = ", ".join(f"`{name}`" for name in to)
    if not whole or moved < MERGED * whole or all_gone(fate):
        return "removed", f"parts of it are now in {names}" if names else "", ()
    if places[to[0]] >= ONE_PLACE * moved:
        return "merged", f"most of it is now in {names}", to[:1]
    return "split", f"its parts are now in {names}", to


def _destinations(owners: Sequence[Owner]) -> dict[str, Counter[str]]:
    """For each base section, the weight of what came up in which other head section."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for owner in owners:
        for old, new in owner.pairs:
            if old and new and old.kind != "prompt" and owner.base != old.owner and owner.head:
                weight = len(old.raw) + 100 * len(old.subject.ids)
                found[old.owner][new.owner] += weight
    return found


def _reordered(base: Spec, head: Spec, known: Matching) -> set[str]:
    """Head paths of siblings that changed their order, the fewest that explain it."""
    position = {s.path: n for n, s in enumerate(base.sections)}
    siblings: dict[str | None, list[tuple[int, str]]] = defaultdict(list)
    origin = {b.path: a for a, b in known.sections if a and b}
    for section in head.sections:
        before = origin.get(section.path)
        if before and _now(known.became, before.parent) == section.parent:
            siblings[section.parent].append((position[before.path], section.path))
    found: set[str] = set()
    for children in siblings.values():
        kept = match.longest_increasing([at for at, _ in children])
        found.update(path for n, (_, path) in enumerate(children) if n not in kept)
    return found


def _evals(base: Spec, head: Spec, known: Matching) -> Iterator[Delta]:
    before, after = _carriers(base), _carriers(head)
    for old, new in known.evals:
        was = next((before[c] for c in old.clauses if c in before), None) if old else None
        now = next((after[c] for c in new.clauses if c in after), None) if new else None
        if old is None or new is None:
            yield _eval(base, head, "removed" if old else "added", old, new, was, now)
            continue
        shifts = {
            "id": old.id != new.id,
            "section": bool(was and now and _now(known.became, was) != now),
            "file": in_folder(old.path) != in_folder(new.path),
        }
        if any(shifts.values()):
            paths = tuple(name for name, shifted in shifts.items() if shifted)
            yield _eval(base, head, "placed", old, new, was, now)._replace(paths=paths)


def _carriers(spec: Spec) -> dict[str, str]:
    """The section that carries each anchor."""
    return {a.id: s.id for s in reversed(spec.sections) for a in s.anchors}


def _section(
    base: Spec, head: Spec, op: str, old: Section | None, new: Section | None, note: str = ""
) -> Delta:
    return Delta(
        "section",
        op,
        _section_element(old, base) if old else None,
        _section_element(new, head) if new else None,
        (),
        old.id if old else None,
        new.id if new else None,
        note=note,
    )


def _eval(
    base: Spec,
    head: Spec,
    op: str,
    old: Eval | None,
    new: Eval | None,
    was: str | None,
    now: str | None,
) -> Delta:
    before = _eval_element(old, base) if old else None
    return Delta("eval", op, before, _eval_element(new, head) if new else None, (), was, now)


def _section_element(section: Section, spec: Spec) -> Element:
    span = Span(section.path, 1, max(len(spec.lines.get(section.path, ())), 1))
    subject = Subject("section", section.id)
    place = section.place
    return Element("section", "", section.id, subject, section.title, "", place, span, section)


def _eval_element(one: Eval, spec: Spec) -> Element:
    span = Span(one.path, 1, max(len(spec.lines.get(one.path, ())), 1))
    return Element("eval", "", one.id, Subject("eval", one.id), one.id, "", one.place, span, one)
