"""A difference that shows in several places is told once.

An example that is added shows in the body and in front matter, a section that is added also in
its parent's list: the lesser places are put with the delta that they echo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from specctl.model.change import Delta

_LISTED = {
    "examples": "example-entry",
    "prompts": "prompt-entry",
    "rubrics": "rubric",
    "confirmed": "confirmed",
    "tombstones": "tombstone",
}


def gather(deltas: Sequence[Delta]) -> list[Delta]:
    """Put every echo with its delta; an echo of nothing stays a delta of its own."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for number, delta in enumerate(deltas):
        by_kind[delta.kind].append(number)
    homes: dict[int, int] = {}
    for kind in (*_HOMES, "list"):  # a list goes where its entries went
        echoed = _HOMES.get(kind, _list)
        for number in by_kind[kind]:
            told = (n for k in _TOLD_BY[kind] for n in by_kind[k])
            home = next((n for n in told if echoed(deltas[number], deltas[n])), None)
            if home is not None:
                homes[number] = homes.get(home, home)
    also: dict[int, list[Delta]] = defaultdict(list)
    for number, home in sorted(homes.items()):
        also[home].append(deltas[number])
    return [
        d._replace(also=(*d.also, *((e.before, e.after) for e in also.get(n, ()))))
        for n, d in enumerate(deltas)
        if n not in homes
    ]


def _owners(delta: Delta) -> set[str]:
    return {e.owner for e in (delta.before, delta.after) if e is not None}


def _ids(delta: Delta) -> set[str | None]:
    return {e.subject.id for e in (delta.before, delta.after) if e is not None}


def _entry(echo: Delta, delta: Delta) -> bool:
    """An entry of front matter and the example or prompt in the body."""
    if delta.op == "restyled" or not _ids(echo) & _ids(delta) or not _owners(echo) & _owners(delta):
        return False
    if echo.op == "restyled":
        return echo.paths == ("order",) and delta.moved
    # what it declares besides its name is a change of its own
    return echo.op != "changed" or set(echo.paths) <= {"title", "id"}


def _list(echo: Delta, delta: Delta) -> bool:
    """The line ``examples:`` itself, which comes and goes with its entries."""
    return (
        delta.kind == _LISTED.get(str(echo.one.subject.id))
        and echo.op != "restyled"
        and delta.op in ("added", "removed")
        and bool(_owners(echo) & _owners(delta))
    )


def _children(echo: Delta, delta: Delta) -> bool:
    """A parent's list and the sections in it that came, went or moved."""
    lists = [e.value for e in (echo.before, echo.after) if e and isinstance(e.value, dict)]
    listed = {i for one in lists for i in one.values() if isinstance(i, str)}
    return echo.op != "restyled" and bool(_owners(delta) & listed)


def _renaming(echo: Delta, delta: Delta) -> bool:
    """The fields ``id`` and ``formerly`` of a section or eval that was renamed."""
    return "id" in delta.paths and bool(_owners(echo) & _owners(delta))


def _tombstone(echo: Delta, delta: Delta) -> bool:
    return delta.before is not None and delta.before.owner in _ids(echo)


def _target(echo: Delta, delta: Delta) -> bool:
    """The date by which a section that became aspirational, or no longer is, will hold."""
    keys = echo.one.key, delta.one.key
    return keys == ("field/target", "field/status") and bool(_owners(echo) & _owners(delta))


def identity(deltas: Iterable[Delta]) -> list[Delta]:
    """Mark the fields that name a thing, which echo its renaming."""
    return [
        d._replace(kind="identity") if d.kind == "field" and d.one.key in _IDENTITY else d
        for d in deltas
    ]


_IDENTITY = ("field/id", "field/formerly")
_HOMES: dict[str, Callable[[Delta, Delta], bool]] = {
    "example-entry": _entry,
    "prompt-entry": _entry,
    "children": _children,
    "identity": _renaming,
    "field": _target,
    "tombstone": _tombstone,
}
_TOLD_BY: Mapping[str, Sequence[str]] = {
    "example-entry": ("example",),
    "prompt-entry": ("prompt",),
    "children": ("section",),
    "identity": ("section", "eval"),
    "field": ("field",),
    "tombstone": ("section", "eval"),
    "list": tuple(_LISTED.values()),
}
