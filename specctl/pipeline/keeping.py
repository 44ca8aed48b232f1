"""What a branch and its base held of a proposal once, whatever they hold now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specctl.model.proposal import FOLDER, Proposal
from specctl.pipeline.branches import Branch, proposals_of
from specctl.pipeline.context import Context, revision

if TYPE_CHECKING:
    from specctl.model.proposal import Concern
    from specctl.sources.versions import Version


def spent(at: Branch) -> frozenset[bytes]:
    """What was signed in approvals of the proposal's number that the base has, or had once.

    What they approved was merged with them. Who takes it out again and proposes it once more, as by
    reverting a revert, needs other ones.
    """
    from specctl.parse import read_proposals
    from specctl.propose.payload import of_approval

    if at.proposal is None or not at.proposal.approvals:
        return frozenset()
    number = at.proposal.id
    found = {
        f"{FOLDER}/{number}-x/approvals/{count}.yaml": one.content
        for count, one in enumerate(_held(at, [at.tip], ".yaml"))
        if one.path.startswith(f"{number}-") and one.path.split("/")[1:2] == ["approvals"]
    }
    return frozenset(
        of_approval(one) for proposal in read_proposals(found) for one in proposal.approvals
    )


def dropped(context: Context, at: Branch) -> tuple[str, ...]:
    """Concerns that stood in the proposal once, on the branch or its base, and do not stand so now.

    On the branch that is also one in a folder that is gone: the proposal may have been renamed.
    """
    if at.proposal is None:
        return ()
    here = {one.folder for one in proposals_of(at.head)}
    stood = {
        (one.id, one.by, one.text)
        for version in _held(at, [f"{at.span.base}..{at.span.head}"], "/proposal.md")
        if _is_own(version.path, at.proposal, here)
        for one in _concerns(version)
    }
    for commit in {at.span.base, at.tip}:
        side = revision(context, commit)
        before = (one for one in proposals_of(side) if one.folder == at.proposal.folder)
        stood |= {(c.id, c.by, c.text) for one in before for c in one.concerns}
    stood -= {(one.id, one.by, one.text) for one in at.proposal.concerns}
    return tuple(f"{id_} of {by}: {text}" for id_, by, text in sorted(stood))


def _held(at: Branch, commits: Sequence[str], ends: str) -> tuple[Version, ...]:
    from specctl.sources.versions import versions

    assert at.head.repository
    return versions(at.head.repository, commits, at.head.beside(FOLDER), ends)


def _is_own(path: str, proposal: Proposal, here: set[str]) -> bool:
    folder = f"{FOLDER}/{path.rpartition('/')[0]}"
    return folder == proposal.folder or folder not in here


def _concerns(version: Version) -> Iterator[Concern]:
    from specctl.parse import read_proposals

    for one in read_proposals({f"{FOLDER}/{version.path}": version.content}):
        yield from one.concerns
