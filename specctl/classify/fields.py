"""The classes of sections and evals as a whole, their fields, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.classify.bears import Bears, Sides, names, where
from specctl.fingerprints import KEY as FINGERPRINT
from specctl.model.change import Delta
from specctl.model.spec import GOVERNANCE, Eval

_PLACED = {"id": "section-renamed", "parent": "section-moved", "order": "section-reordered"}


def whole_section(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A section as a whole."""
    if delta.op == "placed":
        for path in delta.paths:
            yield Bears(_PLACED[path])
    else:
        yield Bears(f"section-{delta.op}", delta.note)


def whole_eval(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """An eval as a whole."""
    yield (
        Bears("eval-moved", where(delta, sides))
        if delta.op == "placed"
        else Bears(f"eval-{delta.op}")
    )


_FIELDS = {
    "title": "title-changed",
    "kind": "scope-changed",
    "status": "scope-changed",
    "target": "scope-changed",
    "tags": "scope-changed",
    "exception_to": "scope-changed",
    "owners": "owner-changed",
    "source": "whitespace",
}


def field(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A front-matter field."""
    name = delta.one.key.partition("/")[2]
    if delta.head_section is None and delta.base_section is None:
        yield from _eval_field(delta, name, sides)
    elif name == "authority":
        yield _authority(delta, sides)
    else:
        yield Bears(_FIELDS.get(name, "field-changed"))


def _authority(delta: Delta, sides: Sides) -> Bears:
    old = str(delta.before.source) if delta.before else None
    new = str(delta.after.source) if delta.after else None
    said = f"{old or 'none'} -> {new or 'none'}"
    if old and new and sides.levels.get(old) == new:
        return Bears("authority-vocabulary-changed", said)
    return turned(old, new, sides)


def turned(old: str | None, new: str | None, sides: Sides) -> Bears:
    """Whether a level went up or down, where they are not the same."""
    order = _order(sides)
    height = _height(sides.levels.get(old or "", old), order), _height(new, order)
    cls = "authority-raised" if height[1] > height[0] else "authority-lowered"
    return Bears(cls, f"{old or 'none'} -> {new or 'none'}")


def _order(sides: Sides) -> list[str]:
    """The levels of both sides by their names in the head, lowest first.

    One that only the base has stands above what it stood above there: the heights of two levels
    can be compared only in one order.
    """
    found = [*reversed(sides.head.manifest.levels)]
    at = 0
    for old in reversed(sides.base.manifest.levels):
        name = sides.levels.get(old, old)
        if name not in found:
            found.insert(at, name)
        at = found.index(name) + 1
    return found


def _height(level: str | None, order: Sequence[str]) -> int:
    """How high a level is: 0 for none, 1 for one that neither side has."""
    if level in order:
        return 2 + order.index(level)
    return 1 if level else 0


def _eval_field(delta: Delta, name: str, sides: Sides) -> Iterator[Bears]:
    if name != "clauses":
        found = {"owners": "owner-changed", "source": "whitespace"}
        yield Bears(found.get(name, "field-changed"))
        return
    old, new = (set(e.clauses) for e in _evals(delta, sides))
    if old - new:
        yield Bears("eval-unlinked", names(old - new))
    if new - old:
        yield Bears("eval-linked", names(new - old))
    if old == new:
        yield Bears("front-matter-style")


def _evals(delta: Delta, sides: Sides) -> tuple[Eval, Eval]:
    """The eval of a field on both sides; a field that came or went is on one side only."""
    if delta.before is not None:
        old = delta.before.owner
        new = delta.after.owner if delta.after else sides.evals[old]
    else:
        new = delta.one.owner
        old = next(a for a, b in sides.evals.items() if b == new)
    before = next(e for e in sides.base.evals if e.id == old)
    return before, next(e for e in sides.head.evals if e.id == new)


_BASELINE = "lint-baseline.json"


def manifest(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A key of the manifest."""
    name = delta.one.key.partition("/")[2]
    if name == "authority":
        yield from _vocabulary(sides)
    else:
        governs = name in GOVERNANCE or name == FINGERPRINT
        yield Bears("governance-changed" if governs else "manifest-changed")


def _vocabulary(sides: Sides) -> Iterator[Bears]:
    base, head = sides.base.manifest, sides.head.manifest
    if base.levels != head.levels:
        renamed = [f"{old} -> {new}" for old, new in sides.levels.items()]
        added = [f"+{n}" for n in head.levels if n not in (*base.levels, *sides.levels.values())]
        gone = [f"-{n}" for n in base.levels if n not in (*head.levels, *sides.levels)]
        said = ", ".join([*renamed, *added, *gone]) or "the order of levels"
        yield Bears("authority-vocabulary-changed", said)
    grave = tuple(sides.levels.get(n, n) for n in base.grave)
    if grave != head.grave and set(grave) != set(head.grave):
        yield Bears("governance-changed", f"grave levels: {', '.join(head.grave) or 'none'}")
    elif base.levels == head.levels:
        yield Bears("manifest-changed")


def children(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A list of sections that changed although no section did."""
    yield Bears("section-reordered", "only the list of sections changed")


def header(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """An eval's generated first line."""
    yield Bears("eval-header")


def file(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """The lint baseline, or a file that could not be read on a side."""
    if delta.one.subject.id == _BASELINE:
        yield Bears("governance-changed", _put_up_with(sides))
        return
    yield Bears("field-changed", "it cannot be read, so what changed in it is not told")


def _put_up_with(sides: Sides) -> str:
    """What a baseline counts as known, before and after."""
    before, after = (
        0 if spec.baseline is None else max(spec.baseline.count(b"\n") - 2, 0)
        for spec in (sides.base, sides.head)
    )
    return f"the lint baseline changed: its entries of known findings went from {before} to {after}"


def misc(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """What only names or lists things."""
    if delta.kind == "tombstone":
        yield Bears("manifest-changed")
    elif delta.kind == "list" or _spelled_out(delta):
        yield Bears("front-matter-style")
    else:
        yield Bears("field-changed")


def _spelled_out(delta: Delta) -> bool:
    """Whether all that came or went is the id that the file's name gives anyway."""
    one = delta.one
    stem = one.place.path.rpartition("/")[2].removesuffix(".md")
    return delta.op != "changed" and one.key == "field/id" and one.source == stem


def confirmed(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A line that says somebody looked at an eval again."""
    yield Bears("eval-confirmed")
