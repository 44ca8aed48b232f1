"""What a branch's rows are judged by, and its base has changed since the branch left it."""

from __future__ import annotations

from collections.abc import Iterable

from specctl.index import effective_status
from specctl.model.change import Change
from specctl.model.spec import Spec
from specctl.propose.policy import MANIFEST, Places


def overtaken(rows: Iterable[Change], base: Spec, head: Spec, law: Spec) -> tuple[str, ...]:
    """The sections of rows, and those above them, that have another level or owner by now.

    A merge brings what was written at one level to the level that the section has then, so rank and
    rules of the rows would be those of another change. So would they with another status, other
    tags, or another place.

    Args:
        rows: of what the branch changes.
        base: from where the branch left its base.
        head: of the branch.
        law: of the base as it is now.

    Returns:
        Their ids, sorted; a section that only the branch has is none of them.
    """
    there = Places(base, head)
    names = {name for row in rows for where in there.of(row) for name in where.section}
    known = {name for name in names - {MANIFEST} if base.section(name)}
    return tuple(sorted(one for one in known if _weight(base, one) != _weight(law, one)))


def _weight(spec: Spec, name: str) -> tuple[object, ...]:
    """All of a section that rank and rules go by, as one side has it."""
    section = spec.section(name)
    status = effective_status(spec, section) if section else ""
    return status, *Places(spec, spec).of_section(name)
