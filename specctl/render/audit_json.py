"""An audit for programs: ``schemas/audit.json``."""

from __future__ import annotations

from specctl.model.audit import Approver, Audit, Merge, Objection, Record, Row
from specctl.model.proposal import Concern, Origin, Proposal
from specctl.render import data
from specctl.render.standing import as_approval, as_blocker, as_need
from specctl.render.style import Style


def render(one: Audit, style: Style) -> str:
    """The whole audit."""
    return data.dump(
        {
            "schema": "specctl/audit/1",
            "name": one.name,
            "base": data.side(one.base),
            "head": data.side(one.head),
            "releases": [
                {"version": release.version, "tag": release.tag, "commit": release.commit}
                for release in one.releases
            ],
            "summary": {
                **{state.value: many for state, many in one.counts.items()},
                "grave": one.grave,
            },
            "records": [_record(record) for record in one.records],
        }
    )


def _record(one: Record) -> data.Data:
    return {
        "kind": one.kind,
        "slipped": one.slipped,
        "merge": _merge(one.merge, one.base),
        "version": one.version,
        "writers": list(one.writers),
        "proposal": _proposal(one.proposal, one) if one.proposal else None,
        "touches": list(one.touches),
        "changes": [_row(row) for row in one.rows],
        "approvals": [as_approval(judged) for judged in one.judged],
        "unmet": [as_need(need) for need in one.unmet],
        "concerns": [_objection(objection) for objection in one.concerns],
        "problems": [as_blocker(problem) for problem in one.problems],
        "evals": {
            "confirmed": [{"id": each.id, "clause": each.clause} for each in one.confirmed],
            "stale": list(one.stale),
        },
        "since": list(one.since),
    }


def _merge(one: Merge, base: str) -> data.Data:
    return {
        "commit": one.commit,
        "base": base,
        "date": one.date,
        "author": {"name": one.author, "email": one.email},
        "message": one.subject,
    }


def _proposal(one: Proposal, record: Record) -> data.Data:
    return {
        "id": one.id,
        "slug": one.slug,
        "path": one.path,
        "title": one.title,
        "status": record.status.value if record.status else None,
        "authors": list(record.authors),
        "source": _source(one.source) if one.source else None,
        "why": record.why or None,
        "declared_rank": one.declared_rank,
        "disposition": record.disposition or None,
    }


def _source(one: Origin) -> data.Data:
    return {"kind": one.kind, "ref": one.ref or None}


def _row(one: Row) -> data.Data:
    return {
        **data.change(one.change),
        "approval": one.state.value,
        "approved_by": [_approver(each) for each in one.approvers],
        "confirmed": list(one.confirmed),
    }


def _approver(one: Approver) -> data.Data:
    approval = one.judged.approval
    return {
        "member": approval.member,
        "date": approval.date,
        "groups": list(one.groups),
        "author": one.own,
        "verified": one.judged.verified,
        "key": one.judged.key or None,
        "evidence": approval.evidence or None,
        "path": approval.path,
    }


def _objection(one: Objection) -> data.Data:
    return {
        "id": one.concern.id,
        "by": one.concern.by,
        "date": one.concern.date,
        "text": one.concern.text,
        "stands": one.stands,
        "why": one.why or None,
        "resolved": _resolved(one.concern),
    }


def _resolved(one: Concern) -> data.Data | None:
    met = one.resolved
    if met is None:
        return None
    return {"by": met.by, "date": met.date, "reason": met.reason, "signed": bool(met.signature)}
