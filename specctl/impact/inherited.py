"""Sections whose authority, tags or status changed with those of a section above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.index import effective_authority, effective_status, effective_tags, upwards
from specctl.model.change import Change, Difference
from specctl.model.spec import Section, Spec

_EFFECTIVE: Mapping[str, Callable[[Spec, Section], object]] = {
    "authority": effective_authority,
    "tags": effective_tags,
    "status": effective_status,
}


class Inherited(NamedTuple):
    """What a section has otherwise than before, and the row of the section that it has it from."""

    section: str
    field: str
    row: str
    above: str


def inherited(
    rows: Sequence[Change], base: Spec, head: Spec, difference: Difference
) -> Iterator[Inherited]:
    """Every section that a row about another section, or about its own place, reaches."""
    told = _told(rows)
    if not told:
        return
    for was, now in difference.sections.items():
        old, new = base.section(was), head.section(now)
        if old is None or new is None:
            continue
        above = [s.id for s in (*upwards(head, new), *upwards(base, old))]
        for field, effective in _EFFECTIVE.items():
            before, after = effective(base, old), effective(head, new)
            if field == "authority":
                before = difference.levels.get(str(before), before)
            if before == after or (now, field) in told:
                continue
            found = ((a, told[key]) for a in above for key in ((a, field), (a, "")) if key in told)
            for name, row in list(found)[:1]:
                yield Inherited(now, field, row, name)


def _told(rows: Sequence[Change]) -> Mapping[tuple[str, str], str]:
    """Rows by section and field; those about a section that stands under another one by ""."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for delta in row.deltas:
            field = delta.one.key.partition("/")[2]
            if delta.kind == "section" and "parent" in delta.paths:
                field = ""
            elif delta.kind != "field" or field not in _EFFECTIVE:
                continue
            for home in (delta.head_section, delta.base_section):
                if home:
                    found.setdefault((home, field), row.id)
    return found
