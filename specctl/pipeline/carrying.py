"""The proposals that the steps of a history carry: what they answer to, and who approved them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError
from specctl.model.log import Approver, Carried
from specctl.model.proposal import Origin, Status
from specctl.pipeline.reading import Kept
from specctl.pipeline.walking import generation

if TYPE_CHECKING:
    from specctl.model.history import Step
    from specctl.model.proposal import Judged, Proposal
    from specctl.pipeline.past import Past

_SETTLED = (Status.ACCEPTED, Status.RELEASED)
_NUMBERED = re.compile(r"(\d{4})-(.+)")


class Carrying:
    """Tells what steps carry; reads a proposal once, as no commit ever changes."""

    def __init__(self, past: Past) -> None:
        self._past = past
        name = generation(past.store, past.source, "told")
        self._kept: Kept[tuple[Carried, ...]] = Kept(past.store, name, list, _unpack)

    def by(self, number: int) -> tuple[Carried, ...]:
        """The proposals that a step brings.

        The first commit of all brings none that is not accepted: it holds what is still proposed
        as well as what is there.

        Raises:
            SpecctlError: if git fails.
        """
        step = self._past.steps[number]
        if not step.proposals:
            return ()
        key = f"carried {step.commit}"
        carried = self._kept.get(key)
        if carried is None:
            carried = tuple(self._read(number, step))
            self._kept.add({key: carried}, {key})
            self._kept.keep()
        return carried

    def _read(self, number: int, step: Step) -> Iterator[Carried]:
        from specctl.parse import read_proposals
        from specctl.sources import proposal_at

        side = self._past.source._replace(name=step.commit, commit=step.commit)
        for folder in filter(_NUMBERED.fullmatch, step.proposals):
            number_, _, slug = folder.partition("-")
            found = read_proposals(proposal_at(side, folder))
            if not found:
                yield Carried(number_, slug)
            elif step.parent or found[0].status in _SETTLED:
                one = found[0]
                approvers = tuple(self._approvers(number, step, one))
                yield Carried(number_, slug, one.title, one.source, approvers)

    def _approvers(self, number: int, step: Step, one: Proposal) -> Iterator[Approver]:
        """Who approved, each once; the people are those of the manifest before the step."""
        by_member: dict[str, list[Judged]] = {}
        for judged in self._judged(number, step, one) if one.approvals else ():
            by_member.setdefault(judged.approval.member, []).append(judged)
        for member, each in sorted(by_member.items()):
            best = min(each, key=lambda j: (not j.verified, bool(j.why)))
            rows = sorted({row for one in each for row in one.approval.rows})
            yield Approver(member, best.verified, best.why, tuple(rows))

    def _judged(self, number: int, step: Step, one: Proposal) -> Sequence[Judged]:
        from specctl.pipeline.judging import checked
        from specctl.propose.judging import Court, Signature, judge
        from specctl.propose.payload import of_approval
        from specctl.propose.people import people

        known = people(self._past.before(number))
        signatures = {}
        for approval in one.approvals:
            if approval.signature and not approval.findings:
                try:
                    made = checked(of_approval(approval), approval.signature, known)
                except SpecctlError as error:  # there is no ssh-keygen here
                    made = Signature(why=error.message)
                signatures[approval.path] = made
        day = max(step.date, *(approval.date for approval in one.approvals))
        rows = {row for approval in one.approvals for row in approval.rows}
        return judge(one, Court(known, day, rows, signatures, {}))


def _unpack(rows: Sequence[Any]) -> tuple[Carried, ...]:
    return tuple(
        Carried(id_, slug, title, source and Origin._make(source), tuple(map(_approver, who)))
        for id_, slug, title, source, who in rows
    )


def _approver(row: Sequence[Any]) -> Approver:
    member, verified, why, approved = row
    return Approver(member, verified, why, tuple(approved))
