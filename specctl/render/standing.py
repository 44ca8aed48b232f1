"""How a proposal stands: for people, for a pull request, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model import RANKS, Change
from specctl.model.proposal import Blocker, Judged, Need, Proposal, Seat, Standing
from specctl.render import brief, data, wording
from specctl.render.comment import Block, fitted, title
from specctl.render.escape import code, markdown, prose
from specctl.render.layout import BLANK, Line, Part, Run, compose, described, line, wrap
from specctl.render.style import Style

_READY = ("Nothing is in the way of its merge.", "What was merged is what was approved.")
_IN_THE_WAY = ("In the way", "Should have been in the way")
"""Before the merge, and after it."""
_UNVERIFIED = "unverified"


def text(one: Standing, style: Style) -> str:
    """What is in the way, what was approved, and what is asked for."""
    lines = _title(one, style)
    lines += _blockers(one, style)
    lines += _needs(one.needs, style)
    lines += _approvals(one.judged, style)
    if one.notes:
        lines += [BLANK, line(Run("strong", "To know"))]
        lines += [part for note in one.notes for part in wrap([note], style.width, "  - ", "    ")]
    return compose(lines, style)


def _title(one: Standing, style: Style) -> list[Line]:
    named, review = one.proposal, one.review
    who: list[Part] = ["No proposal"]
    about = _size(one)
    if named is not None:
        who = [Run("strong", f"{named.id} {named.title}"), f" ({named.status})"]
        about += f", by {', '.join(named.authors) or 'nobody'}"
    sides = f"{wording.side(review.base)} → {wording.side(review.head)}"
    return [*wrap(who, style.width), *wrap([f"{sides}: {about}"], style.width)]


def _size(one: Standing) -> str:
    rows = one.review.changes
    if not rows:
        return "nothing changes"
    gravest = min(row.rank for row in rows)
    return f"{wording.count(len(rows), 'row')}, the gravest of rank {gravest} ({RANKS[gravest]})"


def _blockers(standing: Standing, style: Style) -> list[Line]:
    found = standing.blockers
    if not found:
        return [BLANK, *wrap([Run("good", _READY[standing.merged])], style.width)]
    lines = [BLANK, line(Run("bad", f"{_IN_THE_WAY[standing.merged]} ({len(found)})"))]
    for one in found:
        lines += wrap([Run("warn", one.kind), f": {_at(one)}{one.why}"], style.width, "  ", "    ")
        lines += wrap([Run("faint", one.hint)], style.width, "    ") if one.hint else []
    return lines


def _at(one: Blocker) -> str:
    return f"{one.place.path}:{one.place.line}: " if one.place else ""


def _needs(needs: Sequence[Need], style: Style) -> list[Line]:
    if not needs:
        return []
    lines = [BLANK, line(Run("strong", "What the policy asks for"))]
    for need in needs:
        role, mark = ("good", "met") if need.met else ("bad", "missing")
        said: list[Part] = [Run(role, mark), f": {_rule(need)}, {asked(need)}"]
        lines += wrap(said, style.width, "  ", "    ")
        rows = (part for row in need.rows for part in brief.row(row, style))
        lines += [(Run("", "  "), *part) for part in rows] if not need.met else []
        if need.met:
            ids = " ".join(row.id for row in need.rows)
            lines += wrap([Run("faint", ids)], style.width, "    ")
    return lines


def _rule(need: Need) -> str:
    return f"rule {need.rule}" if need.rule else "no rule"


def asked(need: Need) -> str:
    """Whom a need asks for, and who of them approved."""
    if not need.rule:
        return need.why
    seats = wording.listed([_seat(seat, need.section) for seat in need.seats]) or "nobody"
    how = "" if need.verified else ", signed or not"
    return f"{seats}{how}" + (f" ({need.why})" if need.why else "")


def _seat(seat: Seat, section: str) -> str:
    whose = f"{' or '.join(seat.groups)} ({section})" if seat.group == "owners" else seat.group
    have = f": {', '.join(seat.have)}" if seat.have else ""
    return f"{seat.wanted} of {whose}{have}"


def _approvals(judged: Sequence[Judged], style: Style) -> list[Line]:
    if not judged:
        return []
    rows = [(Run(_role(one), one.approval.member), one.approval.date) for one in judged]
    head = [BLANK, line(Run("strong", "Approvals"))]
    return [*head, *described(rows, [_said(one) for one in judged], style.width)]


def _role(one: Judged) -> str:
    return "good" if one.counts and one.verified else "warn" if one.counts else "bad"


def _said(one: Judged) -> str:
    """What an approval is worth, in a sentence."""
    approval = one.approval
    if not one.counts:
        return f"does not count: {one.why}"
    how = "verified" if one.verified else _UNVERIFIED
    where = f", see {approval.evidence}" if approval.evidence else ""
    why = f"; {one.why}" if one.why else ""
    said = f" “{approval.comment}”" if approval.comment else ""
    return f"{wording.count(len(one.counts), 'row')}, {how}{where}{why}{said}"


def comment(one: Standing, style: Style) -> str:
    """The same in Markdown."""
    named = one.proposal
    what = f"{named.id} {markdown(named.title)} ({named.status})" if named else "no proposal"
    head = [title("approval", what), Block(f"{_size(one).capitalize()}.\n")]
    return fitted(head, lambda _: list(_blocks(one)))


def _blocks(one: Standing) -> Iterator[Block]:
    if not one.blockers:
        yield Block(f"**{_READY[one.merged]}**\n")
    for blocker in one.blockers:
        hint = f" {prose(blocker.hint)}" if blocker.hint else ""
        said = f"{markdown(_at(blocker))}{prose(blocker.why)}"
        yield Block(f"- **{markdown(blocker.kind)}**: {said}{hint}", 1, "blocker")
    for need in one.needs:
        if not need.met:
            rows = "".join(f"\n  - {brief.item(row)}" for row in need.rows)
            yield Block(f"\n{_rule(need).capitalize()}: {prose(asked(need))}{rows}", 3, "need")
    if one.judged:
        yield Block("\n| member | date | approval |\n|---|---|---|")
    for judged in one.judged:
        cells = (code(judged.approval.member), judged.approval.date, prose(_said(judged)))
        yield Block(f"| {' | '.join(cells)} |", 2, "approval")
    for note in one.notes:
        yield Block(f"\n{prose(note).capitalize()}.", 2, "note")


def json(one: Standing, style: Style) -> str:
    """The same as ``schemas/standing.json``."""
    shown = data.review(one.review, ("changes", "cost"))
    told = {
        "schema": "specctl/standing/1",
        "ready": not one.blockers,
        "merged": one.merged,
        "proposal": _proposal(one.proposal) if one.proposal else None,
        **{key: value for key, value in shown.items() if key != "schema"},
        "blockers": [as_blocker(blocker) for blocker in one.blockers],
        "needs": [as_need(need) for need in one.needs],
        "approvals": [as_approval(judged) for judged in one.judged],
        "notes": list(one.notes),
    }
    return data.dump(told)


def _proposal(one: Proposal) -> data.Data:
    return {
        "id": one.id,
        "slug": one.slug,
        "path": one.path,
        "title": one.title,
        "status": one.status.value,
        "authors": list(one.authors),
        "declared_rank": one.declared_rank,
    }


def as_blocker(one: Blocker) -> data.Data:
    """What is in the way."""
    return {
        "kind": one.kind,
        "why": one.why,
        "hint": one.hint or None,
        "path": one.place.path if one.place else None,
        "line": one.place.line if one.place else None,
    }


def as_need(need: Need) -> data.Data:
    """What the policy asks for, rows by their ids."""
    return {
        "rule": need.rule,
        "section": need.section or None,
        "verified": need.verified,
        "met": need.met,
        "why": need.why or None,
        "asks": [
            {
                "group": seat.group,
                "groups": list(seat.groups),
                "wanted": seat.wanted,
                "have": list(seat.have),
                "missing": seat.missing,
            }
            for seat in need.seats
        ],
        "changes": [row.id for row in need.rows],
    }


def as_approval(judged: Judged) -> data.Data:
    """An approval, and what it is worth."""
    one = judged.approval
    return {
        "path": one.path,
        "member": one.member,
        "date": one.date,
        "counts": sorted(judged.counts),
        "verified": judged.verified,
        "key": judged.key or None,
        "evidence": one.evidence or None,
        "comment": one.comment or None,
        "why": judged.why or None,
        "gone": list(judged.gone),
    }


def approved(one: tuple[str, Sequence[Change], bool], style: Style) -> str:
    """What an approval was written for: its path, its rows, and whether it is signed."""
    path, rows, verified = one
    how = "signed" if verified else _UNVERIFIED
    lines = wrap(
        [Run("strong", f"{wording.count(len(rows), 'row')} approved"), f" ({how}):"], style.width
    )
    lines += [part for row in rows for part in brief.row(row, style)]
    lines += [BLANK, *wrap([f"Written to {path}. Commit it."], style.width)]
    return compose(lines, style)
