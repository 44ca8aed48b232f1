"""Two specs become deltas.

Elements are paired first; then both sides become dictionaries with the same keys, and deepdiff
tells what differs. Only what differs at all is fed to it, and never a list or a text of several
lines (there it would fall back on another algorithm). The only place that uses deepdiff.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from specctl.diff import echoes, match
from specctl.diff.elements import eval_elements, manifest_elements, section_elements, shown
from specctl.diff.files import file_deltas
from specctl.diff.likeness import Counted, Likeness, counted, total
from specctl.diff.order import at, displaced, out_of_turn, turns
from specctl.diff.pairs import TEXT, Owner, Pair, pair_elements
from specctl.diff.structure import Matching, in_folder, matching, structure_deltas
from specctl.diff.turns import Order, in_turn, order_of
from specctl.model.change import Delta, Difference, Element
from specctl.model.spec import Eval, Section, Spec

BODY = (*TEXT, "example", "prompt", "header")
"""Kinds of the elements whose order within a file is told."""
ENTRIES = (
    *("field", "example-entry", "prompt-entry", "rubric", "list", "children"),
    *("confirmed", "manifest", "tombstone"),
)
_DEEPLY: dict[str, Any] = {
    "view": "tree",
    "threshold_to_diff_deeper": 0,
    "ignore_private_variables": False,
}


def compare(
    base: Spec,
    head: Spec,
    words: Callable[[], Counted] | None = None,
    orders: tuple[Order, Order] | None = None,
) -> Difference:
    """Everything in which two specs differ.

    Args:
        base, head: of any source.
        words: gives those of both specs, where not all sections of them are given; asked only
            where it takes them to tell what became of what.
        orders: those of both specs, where not all files of them are given.

    Returns:
        The deltas, and what became of the base's levels, sections and evals. A spec and itself
        have no deltas; otherwise their elements account for every changed line.
    """
    known = matching(base, head)
    levels = match.levels(base, head)
    owners = list(_owners(base, head, known))
    words = words or partial(_words, base, head)
    pair_elements(owners, Likeness(words, levels))
    whole = [*structure_deltas(base, head, known, owners), *file_deltas(base, head, known)]
    within = [d for owner in owners for d in _within(owner, known, base, head)]
    found = echoes.gather(echoes.identity([*_with_parts(whole, within), *_own(whole, within)]))
    deltas = in_turn(found, *(orders or (order_of(base), order_of(head))))
    examples = dict(_examples(owners))
    return Difference(deltas, levels, known.became, known.evals_became, examples, _tiles(owners))


def _words(base: Spec, head: Spec) -> Counted:
    return total(map(counted, (*base.sections, *head.sections)))


def _examples(owners: Sequence[Owner]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for old, new in (pair for owner in owners for pair in owner.pairs):
        if old and new and new.kind == "example":
            yield (old.owner, str(old.subject.id)), (new.owner, str(new.subject.id))


def _tiles(owners: Sequence[Owner]) -> dict[tuple[str, str], tuple[Element, ...]]:
    found: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for owner in owners:
        for side, elements in (("base", owner.old), ("head", owner.new)):
            for element in elements:
                found[side, element.place.path].append(element)
    return {key: tuple(elements) for key, elements in found.items()}


def _own(whole: Sequence[Delta], within: Sequence[Delta]) -> Iterator[Delta]:
    """The deltas within files that no whole section or eval accounts for.

    What came or went with its file is part of that row; what a merged or split section lost is
    not.
    """
    came = {(d.kind, d.after.place.path) for d in whole if d.op == "added" and d.after}
    went = {(d.kind, d.before.place.path) for d in whole if d.op == "removed" and d.before}
    dissolved = {d.before.place.path for d in whole if d.op in ("merged", "split") and d.before}
    added, removed = {path for _, path in came}, {path for _, path in went}
    parents = {(e.place.path, e.key) for d in within for e in _told_whole(d)}
    for delta in within:
        path = delta.one.place.path
        if (path, delta.one.parent) in parents and delta.op in ("added", "removed"):
            continue  # a reply that came or went with its example
        if path in {"added": added, "removed": removed}.get(delta.op, ()):
            continue
        if delta.op == "removed" and path in dissolved and delta.kind not in _TOLD:
            continue
        yield delta


def _with_parts(whole: Sequence[Delta], within: Sequence[Delta]) -> Iterator[Delta]:
    """The deltas about whole files, each with what came or went with it."""
    parts: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for delta in within:
        if delta.kind in _PARTS and not delta.one.parent:
            parts[delta.op, delta.one.place.path].append(delta.one)
    for delta in whole:
        held = parts.get((delta.op, delta.one.place.path), ())
        yield delta._replace(parts=tuple(sorted(held, key=at))) if held else delta


_PARTS = (*TEXT, "example", "rubric", "prompt")
"""What a section or eval says."""


def _told_whole(delta: Delta) -> Iterator[Element]:
    """The examples whose messages need no rows: those that came or went, or cannot be read."""
    if delta.kind == "example" and (delta.op in ("added", "removed") or "text" in delta.paths):
        yield from (e for e in (delta.before, delta.after) if e is not None)


_TOLD = ("clause", "rationale", "commentary", "example", "rubric")
"""What a section that was merged or split may have lost on the way."""


def _owners(base: Spec, head: Spec, known: Matching) -> Iterator[Owner]:
    """The manifests, and every section and eval that differs at all."""
    yield Owner("", "", manifest_elements(base), manifest_elements(head))
    for old, new in known.sections:
        if not _same(old, new, base, head):
            yield _owner(old, new, base, head, section_elements)
    for one, other in known.evals:
        if not _same(one, other, base, head):
            yield _owner(one, other, base, head, eval_elements)


def _same(old: Section | Eval | None, new: Section | Eval | None, base: Spec, head: Spec) -> bool:
    if old is None or new is None or old.id != new.id:
        return False
    if in_folder(old.path) != in_folder(new.path):
        return False
    return base.lines.get(old.path) == head.lines.get(new.path)


def _owner(old: Any, new: Any, base: Spec, head: Spec, cut: Any) -> Owner:
    return Owner(
        old.id if old else None,
        new.id if new else None,
        cut(old, base.lines.get(old.path, ())) if old else (),
        cut(new, head.lines.get(new.path, ())) if new else (),
    )


# --- within files --------------------------------------------------------------------------------


def _within(owner: Owner, known: Matching, base: Spec, head: Spec) -> Iterator[Delta]:
    facts = _facts(owner.pairs)
    moved = displaced(owner, BODY)
    shuffled = displaced(owner, ENTRIES) | out_of_turn(owner, at, at)
    following = _following(owner)
    for number in out_of_turn(owner, turns(owner, 0), turns(owner, 1)):
        facts[number] = (*facts.get(number, ()), "order")
    for number, (old, new) in enumerate(owner.pairs):
        if old is None or new is None:
            op = "added" if old is None else "removed"
            yield _beside(_delta(op, old, new, (), base, head), known)
            continue
        paths = facts.get(number, ())
        shift = number in moved or _home(old, known, base) != new.owner
        if paths or (shift and new.kind in BODY):
            yield _delta("changed", old, new, paths, base, head, shift and new.kind in BODY)
        elif style := _style(old, new, following, number in shuffled):
            yield _delta("restyled", old, new, style, base, head)


def _delta(
    op: str,
    old: Element | None,
    new: Element | None,
    paths: tuple[str, ...],
    base: Spec,
    head: Spec,
    moved: bool = False,
) -> Delta:
    one = new or old
    assert one is not None
    was, now = _section_of(old, base), _section_of(new, head)
    before, after = old and shown(old), new and shown(new)
    return Delta(one.kind, op, before, after, paths, was, now, moved)


def _beside(delta: Delta, known: Matching) -> Delta:
    """What came or went, with what its section is or was on the other side."""
    if delta.base_section is None:
        became = {new: old for old, new in known.became.items()}
        return delta._replace(base_section=became.get(delta.head_section or ""))
    return delta._replace(head_section=known.became.get(delta.base_section))


def _section_of(element: Element | None, spec: Spec) -> str | None:
    """The section that an element belongs to; None for those of evals and the manifest."""
    if element is None or not element.owner or _in_evals(element, spec):
        return None
    return element.owner


def _in_evals(element: Element, spec: Spec) -> bool:
    return element.place.path.startswith(f"{spec.folder}/evals/")


def _home(old: Element, known: Matching, base: Spec) -> str:
    """The owner in the head of what an element stood in."""
    became = known.evals_became if _in_evals(old, base) else known.became
    return became.get(old.owner, old.owner)


def _facts(pairs: Sequence[Pair]) -> dict[int, tuple[str, ...]]:
    """For each pair (by number) that differs, which parts of its value do."""
    found: dict[int, tuple[str, ...]] = {}
    others: dict[int, tuple[Any, Any]] = {}
    for number, (before, after) in enumerate(pairs):
        if before and after and before.value != after.value:
            old, new = before.value, after.value
            if _texts(old) and _texts(new):
                found[number] = tuple(sorted(_parts(old, new)))
            else:
                others[number] = old, new
    return found | _deep(others)


def _texts(value: Any) -> bool:
    """Whether a value is a text, or texts by name as that of nearly every element.

    Of two of them nobody need ask a library that takes longer to import than a small review takes.
    """
    return type(value) is str or (type(value) is dict and all(map(_texts, value.values())))


def _parts(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Where two of them differ."""
    if type(old) is type(new) is dict:
        for name in old.keys() | new.keys():
            yield from _parts(old.get(name), new.get(name), (*path, name))
    elif old != new:
        yield ".".join(path) or "value"


def _deep(pairs: Mapping[int, tuple[Any, Any]]) -> dict[int, tuple[str, ...]]:
    """The same of values of any form."""
    if not pairs:
        return {}
    from deepdiff import DeepDiff

    old = {str(number): before for number, (before, _) in pairs.items()}
    new = {str(number): after for number, (_, after) in pairs.items()}
    found: dict[int, set[str]] = defaultdict(set)
    for deltas in DeepDiff(old, new, **_DEEPLY).values():
        for delta in deltas:
            path = delta.path(output_format="list")
            found[int(path[0])].add(".".join(str(p) for p in path[1:]) or "value")
    return {number: tuple(sorted(paths)) for number, paths in found.items()}


def _following(owner: Owner) -> Mapping[int, int]:
    """For each element, the number of the pair that follows it in its file; -1 for none."""
    numbers = {id(e): n for n, pair in enumerate(owner.pairs) for e in pair if e is not None}
    found: dict[int, int] = {}
    for side in (owner.old, owner.new):
        for row in ([e for e in side if e.kind in BODY], [e for e in side if e.kind in ENTRIES]):
            for element, after in pairwise([*row, None]):
                found[id(element)] = numbers.get(id(after), -2) if after is not None else -1
    return found


def _style(
    old: Element, new: Element, following: Mapping[int, int], shuffled: bool
) -> tuple[str, ...]:
    """How two elements that say the same are written otherwise."""
    beside = following.get(id(old), -3) == following.get(id(new), -4)
    first = old.lead is not None and new.lead is not None
    around = (old.gap, new.gap, beside), (old.lead or "", new.lead or "", first)
    gap = any(a != b and (same or a.split() != b.split()) for a, b, same in around)
    told = (("order", shuffled), ("raw", old.raw != new.raw), ("gap", gap))
    return tuple(name for name, differs in told if differs)
