"""How far proposals are that are worked on: who has spoken, as the gate counts it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context
from specctl.pipeline.desk import Desk, desk
from specctl.pipeline.surveying import survey_proposals

if TYPE_CHECKING:
    from specctl.model.survey import Held, Survey, Voices


def track_proposals(context: Context) -> Survey:
    """The proposals that are worked on or wait for a release, each with who has spoken.

    What counts is what is committed: in HEAD, or on the branch that holds a proposal; of one that
    is merged, what was merged.

    Args:
        context: where to look.

    Returns:
        Where that cannot be told of one, nobody counts as having approved it, and a note says why.

    Raises:
        SpecctlError: the proposals' folder cannot be read, or git fails.
    """
    from specctl.propose.states import ACTIVE

    found, here = survey_proposals(context, ACTIVE), desk(context)
    held, notes = [], [*found.notes]
    for one in found.held:
        try:
            voices = _voices(here, one)
        except SpecctlError as error:
            voices = _on_file(one)
            notes.append(
                f"{one.proposal.path}: whose approval counts cannot be told: {error.message}"
            )
        held.append(_heard(one, voices))
    return replace(found, held=tuple(held), notes=tuple(notes))


def _voices(here: Desk, held: Held) -> Voices:
    """Who has spoken; the gate is asked only where there is something to judge."""
    from specctl.pipeline.merging import standing_now
    from specctl.propose.gate import approvers

    said, one = _on_file(held), held.proposal
    if not one.approvals and not any(concern.resolved for concern in one.concerns):
        return said
    found = standing_now(here.context, one.name, _head(here, held))
    if found is None:
        return said
    stand = {concern.id for concern, _ in found.concerns}.union(said.concerns)
    concerns = tuple(concern.id for concern in one.concerns if concern.id in stand)
    return said._replace(approvers=tuple(sorted(approvers(found.needs))), concerns=concerns)


def _on_file(held: Held) -> Voices:
    """What a proposal's file alone tells: which concerns nobody has answered."""
    from specctl.model.survey import Voices

    return Voices((), tuple(one.id for one in held.proposal.concerns if one.resolved is None))


def _head(here: Desk, held: Held) -> str:
    """What holds a proposal: HEAD, or the commit of its branch, whatever tags are called."""
    from specctl.sources.lineage import resolve

    return resolve(here.repository, held.branch) if held.branch else "HEAD"


def _heard(held: Held, voices: Voices) -> Held:
    from specctl.propose.waiting import waits

    return held._replace(voices=voices, waits=waits(held.proposal, voices.concerns))
