"""Proposals in a list, by what they wait for, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from specctl.model import RANKS
from specctl.model.proposal import Approval, Concern, Proposal, Status
from specctl.model.survey import Held, Survey
from specctl.render import wording
from specctl.render.data import Data, dump, finding
from specctl.render.layout import BLANK, Line, Part, Run, compose, described, line, wrap
from specctl.render.style import Style

ROLES = {
    Status.DRAFT: "faint",
    Status.OPEN: "note",
    Status.LAST_CALL: "warn",
    Status.ACCEPTED: "good",
    Status.RELEASED: "good",
    Status.REJECTED: "bad",
}


def text(survey: Survey, style: Style) -> str:
    """A line for each proposal, and what is wrong with their folders."""
    rows = [_row(one.proposal) for one in survey.held]
    titles = [f"{one.proposal.title}{_where(one)}" for one in survey.held]
    lines = described(rows, titles, style.width) if rows else [line("No proposal to show.")]
    if survey.hidden:
        more = f"{wording.number(survey.hidden)} {'more' if rows else ''}".strip()
        lines += [BLANK, *wrap([f"Not shown: {more}; --all shows them."], style.width)]
    return compose([*lines, *_notes(survey, style)], style)


def status(survey: Survey, style: Style) -> str:
    """A line for each proposal: how far it is, who has spoken, and what it waits for."""
    rows = [_row(one.proposal) for one in survey.held]
    said = ["; ".join(filter(None, (_voices(one), _waits(one)))) for one in survey.held]
    lines = described(rows, said, style.width) if rows else [line("No proposal is worked on.")]
    return compose([*lines, *_notes(survey, style)], style)


def _row(one: Proposal) -> tuple[Part, ...]:
    rank = "" if one.declared_rank is None else f"{one.declared_rank} {RANKS[one.declared_rank]}"
    return Run("strong", one.id), Run(ROLES.get(one.status, ""), one.status.value), rank


def _where(one: Held) -> str:
    return f" (on {one.branch})" if one.branch else ""


def _waits(one: Held) -> str:
    return f"waits for {one.waits}" if one.waits else ""


def _voices(one: Held) -> str:
    """How many people approved so that it counts, and how many concerns stand."""
    approvers, concerns = one.voices or ((), ())
    said = ((len(approvers), "approval"), (len(concerns), "concern"))
    return ", ".join(wording.count(many, noun) for many, noun in said if many)


def _notes(survey: Survey, style: Style) -> list[Line]:
    """What is wrong with folders and files."""
    said = [*survey.notes, *(_first(wrong(one)) for one in survey.held if wrong(one))]
    return [part for note in said for part in (BLANK, *wrap([Run("warn", note)], style.width))]


def _first(said: Sequence[str]) -> str:
    more = f" (and {wording.number(len(said) - 1)} more)" if len(said) > 1 else ""
    return f"{said[0]}{more}"


def wrong(held: Held) -> list[str]:
    """What is wrong with a proposal, a sentence each, with the place."""
    one = held.proposal
    found = [f"{wording.at(f.place)}: {f.message}" for f in one.findings]
    return [*found, *(f"{one.path}: {said}" for said in held.faults)]


# --- as data -------------------------------------------------------------------------------------


def as_json(survey: Survey, style: Style) -> str:
    """The list for programs."""
    data = {
        "schema": "specctl/proposal-list/1",
        "proposals": [summary(one) for one in survey.held],
        "notes": list(survey.notes),
    }
    return dump(data)


def summary(held: Held) -> Data:
    """What a list says of a proposal."""
    one = held.proposal
    return {
        "id": one.id,
        "slug": one.slug,
        "path": one.path,
        "branch": held.branch,
        "title": one.title,
        "status": one.status.value,
        "authors": list(one.authors),
        "source": {"kind": one.source.kind, "ref": one.source.ref} if one.source else None,
        "base": one.base or None,
        "declared_rank": one.declared_rank,
        "theme": one.theme or None,
        "disposition": one.disposition or None,
        "waits_for": held.waits or None,
        "concerns": concerns(one.concerns),
        "approvals": approvals(one.approvals),
        "history": [dict(move._asdict()) for move in one.history],
        "findings": [finding(f) for f in one.findings],
        "faults": list(held.faults),
    }


def concerns(found: Iterable[Concern]) -> list[Data]:
    """Concerns, each with what resolved it."""
    return [
        {
            "id": one.id,
            "by": one.by,
            "date": one.date,
            "text": one.text,
            "resolved": one.resolved
            and {
                "by": one.resolved.by,
                "date": one.resolved.date,
                "reason": one.resolved.reason,
                "signed": bool(one.resolved.signature),
            },
        }
        for one in found
    ]


def approvals(found: Sequence[Approval]) -> list[Data]:
    """Approvals as they are written; whether one counts is another question."""
    return [
        {
            "path": one.path,
            "proposal": one.proposal,
            "member": one.member,
            "date": one.date,
            "rows": list(one.rows),
            "comment": one.comment or None,
            "evidence": one.evidence or None,
            "signed": bool(one.signature),
            "findings": [finding(f) for f in one.findings],
        }
        for one in found
    ]
