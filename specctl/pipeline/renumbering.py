"""Another number for a proposal that is not merged yet.

Three things bear the number, and each is changed in one step: first the name of the branch, at
which git may balk, then that of the folder, then the id in the file. What a run that was cut short
has left tells the next one which number it was about to give.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context
from specctl.pipeline.desk import Desk, desk, sound, unknown

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal
    from specctl.model.survey import Renumbered


class _Meant(NamedTuple):
    """A proposal, its number before, and whether its folder has the new one already."""

    proposal: Proposal
    old: str
    begun: bool

    @property
    def was(self) -> str:
        return f"{self.old}-{self.proposal.slug}"


def renumber_proposal(context: Context, given: str, to: str | None = None) -> Renumbered:
    """Give a proposal of the work tree another number.

    Args:
        context: where the spec is.
        given: its number, or the name of its folder where two have one number.
        to: the new number; None stands for the next one that is free.

    Raises:
        SpecctlError: there is no such proposal, it is merged, its file is not in order, the number
            is taken or none, or something cannot be renamed. Another run goes on from there.
    """
    from specctl.model.survey import Renumbered

    here = desk(context)
    meant = _meant(here, given)
    number = _number(here, meant, to)
    new = f"{number}-{meant.proposal.slug}"
    branch = _branch(here, meant.was, new)
    _folder(here, meant.proposal, new)
    _file(here, meant.proposal, number, new)
    return Renumbered(meant.was, new, branch, len(meant.proposal.approvals))


def _meant(here: Desk, given: str) -> _Meant:
    """The proposal that is named, by the number that it has or, half-way, had.

    Raises:
        SpecctlError: there is none, there are two, or its file is not in order.
    """
    from specctl.propose import naming

    name = naming.given(given)
    found = [_Meant(one, one.id, False) for one in naming.matching(here.proposals, given)]
    begun = [_Meant(one, said, True) for one in here.proposals for said in _said(one)]
    found = found or [one for one in begun if name in (one.old, one.was)]
    if not found:
        raise unknown(here, given)
    if len(found) > 1:
        raise naming.twice([one.proposal for one in found])
    proposal = found[0].proposal
    ours = [f for f in proposal.findings if f.rule not in ("duplicate-id", "id-mismatch")]
    sound(replace(proposal, findings=tuple(ours)))
    return found[0]


def _said(one: Proposal) -> tuple[str, ...]:
    """The id in the file, where it is not the folder's number."""
    return tuple(str(f.subject) for f in one.findings if f.rule == "id-mismatch")


def _number(here: Desk, meant: _Meant, to: str | None) -> str:
    """The new number: the one asked for, else what an earlier run was about to give, else the next.

    Raises:
        SpecctlError: it is taken or no number, or the proposal is merged.
    """
    from specctl.pipeline.numbering import free_number, taken
    from specctl.propose import naming

    wanted = naming.given(to) if to is not None else None
    if wanted is not None and not (len(wanted) == 4 and wanted.isdigit() and int(wanted)):
        raise SpecctlError(f"'{to}' is no number of a proposal", "Write one from 0001 to 9999.")
    if meant.begun:
        if wanted not in (None, meant.proposal.id):
            raise SpecctlError(
                f"{meant.was} is on its way to the number {meant.proposal.id}",
                f"Finish that: specctl propose renumber {meant.old}",
            )
        return meant.proposal.id
    _unmerged(here, meant.proposal)
    if wanted is not None:
        where = taken(here).get(wanted)
        if where is not None:
            raise SpecctlError(f"the number {wanted} is taken: {where}", "Choose another one.")
        return wanted
    number, slug = naming.parted(here.current or "") or ("", "")
    half = slug == meant.proposal.slug and number not in (*taken(here), "")
    return number if half else free_number(here)


def _unmerged(here: Desk, proposal: Proposal) -> None:
    """Raises SpecctlError where a proposal is in its base, and alone has its number there."""
    from specctl.pipeline.basing import base_of
    from specctl.pipeline.surveying import at_commit
    from specctl.propose.naming import number_of

    try:
        base = base_of(here, proposal).commit
    except SpecctlError:  # what has no base is merged nowhere
        return
    names = [name for name in at_commit(here, base) if number_of(name) == proposal.id]
    if names == [proposal.name]:
        others = [one.name for one in here.proposals if one.id == proposal.id]
        other = next((name for name in others if name != proposal.name), "")
        raise SpecctlError(
            f"{proposal.name} is merged into {proposal.base}, and keeps its number",
            f"Renumber the other one: specctl propose renumber {other}"
            if other
            else "Others may refer to it by now.",
        )


def _branch(here: Desk, was: str, new: str) -> str | None:
    """Rename the branch that is checked out, if it bears the old name; the new name then."""
    from specctl.sources.branches import rename

    if here.current != was:
        return None
    rename(here.repository, was, new)
    return new


def _folder(here: Desk, proposal: Proposal, new: str) -> None:
    from specctl.model.proposal import FOLDER

    if proposal.name == new:
        return
    place = here.parent / FOLDER
    try:
        (place / proposal.name).rename(place / new)
    except OSError as error:
        raise SpecctlError(
            f"{proposal.folder} cannot be renamed to {FOLDER}/{new}: {error.strerror}",
            "Put that right, and run this again.",
        ) from None


def _file(here: Desk, proposal: Proposal, number: str, new: str) -> None:
    from specctl.frontmatter import update_file
    from specctl.model.proposal import FOLDER
    from specctl.pipeline.saving import save

    old, path = here.content[proposal.path], f"{FOLDER}/{new}/proposal.md"
    written = update_file(old, {"id": number})
    save(here.parent, {path: (old, written)} if written != old else {})
