"""Where open proposals do not go together, for people and programs."""

from __future__ import annotations

from specctl.model import Change
from specctl.model.survey import Clash, Clashes, Contender
from specctl.render import brief, wording
from specctl.render.data import Data, dump, subject
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.style import Style


def text(found: Clashes, style: Style) -> str:
    """Each pair with its conflicts, the gravest first, and the rows of both."""
    lines = wrap([_verdict(found)], style.width)
    for clash in found.found:
        lines += [BLANK, *_pair(clash, style)]
    for note in found.left_out:
        lines += [BLANK, *wrap([Run("warn", f"{note}.")], style.width)]
    return compose(lines, style)


_IN_NO_WAY = "is in nobody's way"


def _verdict(found: Clashes) -> str:
    pairs, open_ = len(found.found), len(found.contenders)
    if found.asked:
        others = wording.count(open_ - 1, "other open proposal")
        way = f"does not go together with {wording.number(pairs)} of them"
        return f"{found.asked} and {others}: it {way if pairs else _IN_NO_WAY}."
    which = f"{wording.count(pairs, 'pair')} {'does' if pairs == 1 else 'do'} not go together"
    none = "no two are in each other's way"
    return f"{wording.count(open_, 'open proposal')}: {which if pairs else none}."


def _pair(clash: Clash, style: Style) -> list[Line]:
    both = (clash.ours, clash.theirs)
    lines = [one for side in both for one in wrap([*_named(side)], style.width, "", "     ")]
    for one in clash.found:
        lines += wrap(["  ", Run("bad", one.kind), f": {one.why}"], style.width, "  ", "    ")
        for side, rows in zip(both, (one.ours, one.theirs), strict=True):
            lines.append(line(f"    {side.proposal.id}:"))
            lines += [
                (Run("", "    "), *part) for row in rows for part in brief.row(row, _less(style))
            ]
    return lines


def _less(style: Style) -> Style:
    return Style(style.width - 4, style.colour)


def _named(side: Contender) -> tuple[Run, str]:
    where = side.branch or "the work tree"
    return Run("strong", f"{side.proposal.id} {side.proposal.title}"), f" ({where})"


def as_json(found: Clashes, style: Style) -> str:
    """The same for programs."""
    data = {
        "schema": "specctl/proposal-conflicts/1",
        "proposals": [_contender(one) for one in found.contenders],
        "conflicts": [one for clash in found.found for one in _conflicts(clash)],
        "left_out": list(found.left_out),
    }
    return dump(data)


def _contender(one: Contender) -> Data:
    return {
        "id": one.proposal.id,
        "slug": one.proposal.slug,
        "title": one.proposal.title,
        "status": one.proposal.status.value,
        "branch": one.branch,
        "base": {"rev": one.base.rev, "commit": one.base.commit},
        "rows": len(one.rows),
    }


def _conflicts(clash: Clash) -> list[Data]:
    names = [clash.ours.proposal.name, clash.theirs.proposal.name]
    return [
        {
            "proposals": names,
            "kind": one.kind,
            "why": one.why,
            "ours": [_row(row) for row in one.ours],
            "theirs": [_row(row) for row in one.theirs],
        }
        for one in clash.found
    ]


def _row(row: Change) -> Data:
    """As much of a row as tells which one it is, and what it says."""
    return {
        "id": row.id,
        "fingerprint": row.fingerprint,
        "class": row.cls,
        "classes": list(row.classes),
        "rank": row.rank,
        "section": row.section,
        "subject": subject(row.subject),
        "before": row.before,
        "after": row.after,
        "message": row.message,
    }
