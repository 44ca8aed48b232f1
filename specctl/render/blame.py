"""Who last changed each clause of a section, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from specctl.model.log import Blame, Blamed
from specctl.render import data, rows_text, wording
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.log import beneath, cut_off, heading, proposals, step
from specctl.render.style import Style


def text(blame: Blame, style: Style) -> str:
    """The section's clauses in their order, under what last changed them."""
    said: list[Part] = [f"{wording.side(blame.rev)}: section ", Run("strong", blame.section)]
    lines = wrap([*said, f" ({blame.title})"], style.width)
    lines += wrap([blame.path], style.width)
    if not blame.clauses:
        lines += [BLANK, *wrap(["It has no clauses."], style.width)]
    margin = max((len(str(one.place.line)) for one in blame.clauses), default=0)
    for _, alike in groupby(blame.clauses, lambda one: (one.step, one.committed)):
        lines += [BLANK, *_group(list(alike), blame, margin, style)]
    if blame.cut:
        lines += [BLANK, *wrap([Run("faint", cut_off(blame.cut))], style.width)]
    return compose(lines, style)


def _group(alike: Sequence[Blamed], blame: Blame, margin: int, style: Style) -> list[Line]:
    first = alike[0]
    lines: list[Line] = []
    if first.step:
        lines += heading(first.step, first.version, style.width)
        lines += beneath(first.step, first.carried, style.width)
    elif not first.committed:
        lines += wrap([Run("warn", "not committed")], style.width)
    else:
        lines += wrap([Run("faint", f"at {blame.cut[:9]} or before")], style.width)
    for row, some in groupby(alike, lambda one: one.row and (one.row.rank, one.row.classes)):
        if row:
            role, classes = rows_text.RANK_ROLES[row[0]], " + ".join(row[1])
            lines += wrap([Run(role, f"{row[0]} {classes}")], style.width, "  ", "    ")
        for one in some:
            lead = f"  {one.place.line:>{margin}}  "
            lines += wrap([one.text], style.width, lead, " " * len(lead))
    return lines


def as_json(blame: Blame, style: Style) -> str:
    """``schemas/blame.json``."""
    return data.dump(
        {
            "schema": "specctl/blame/1",
            "rev": {"rev": blame.rev.rev, "commit": blame.rev.commit},
            "section": blame.section,
            "title": blame.title,
            "path": blame.path,
            "clauses": [_clause(one) for one in blame.clauses],
            "cut": blame.cut or None,
        }
    )


def _clause(one: Blamed) -> data.Data:
    return {
        "anchors": list(one.ids),
        "text": one.text,
        "line": one.place.line,
        "end_line": one.place.end_line,
        "committed": one.committed,
        "step": step(one.step) if one.step else None,
        "version": one.version,
        "proposals": proposals(one.carried),
        "class": one.row.cls if one.row else None,
        "classes": one.row.classes if one.row else [],
        "change": one.row.id if one.row else None,
    }
