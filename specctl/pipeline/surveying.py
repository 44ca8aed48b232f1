"""What is known of all proposals: those of the work tree, and those that branches hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.pipeline.context import Context
from specctl.pipeline.desk import Desk, desk

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal, Status
    from specctl.model.survey import Held, Survey
    from specctl.sources.branches import Branch


class Version(NamedTuple):
    """A proposal as a branch has it."""

    proposal: Proposal
    branch: Branch


def survey_proposals(
    context: Context, statuses: Sequence[Status] = (), *, everything: bool = False
) -> Survey:
    """All proposals of the work tree, and of branches those that it does not hold.

    Args:
        context: where to look; without git there are no branches.
        statuses: only those of one of these; none stands for all that are not over.
        everything: also those that are over, where no status was named.

    Raises:
        SpecctlError: the proposals' folder cannot be read, or git fails.
    """
    from specctl.model.survey import Survey
    from specctl.propose.states import OVER

    here = desk(context)
    found = everyone(here)
    over = () if everything else OVER
    wanted = [
        one
        for one in found
        if (one.proposal.status in statuses if statuses else one.proposal.status not in over)
    ]
    notes = (*here.problems, *_collisions(found))
    return Survey(tuple(wanted), len(found) - len(wanted), notes)


def view_proposal(context: Context, given: str) -> Held:
    """One proposal, of the work tree or else of a branch.

    Args:
        context: where to look.
        given: its number, or the name of its folder where two have one number.

    Raises:
        SpecctlError: there is none, there are two, or git fails.
    """
    from specctl.pipeline.desk import unknown
    from specctl.propose.naming import one_of

    here = desk(context)
    every = {one.proposal.name: one for one in everyone(here)}
    found = one_of((one.proposal for one in every.values()), given, lambda: unknown(here, given))
    return every[found.name]


def everyone(here: Desk) -> list[Held]:
    """Every proposal, by number and slug."""
    mine = [_held(one, None) for one in here.proposals]
    others = on_branches(here) if here.in_git else ()
    return sorted([*mine, *others], key=lambda held: held.proposal.name)


def on_branches(here: Desk) -> tuple[Held, ...]:
    """Proposals that branches hold and the work tree does not, each as the furthest has it.

    Raises:
        SpecctlError: git fails.
    """
    known = {one.name for one in here.proposals}
    kept = versions(here)
    return tuple(
        _held(best.proposal, best.branch.name)
        for name, some in sorted(kept.items())
        if name not in known and (best := furthest(some))
    )


def versions(here: Desk) -> Mapping[str, Sequence[Version]]:
    """The proposals that branches hold, by the name of their folder.

    Raises:
        SpecctlError: git fails.
    """
    branches = here.branches
    read = at_commits(here, [one.commit for one in branches])
    kept: dict[str, list[Version]] = defaultdict(list)
    for branch in branches:
        for name, proposal in read[branch.commit].items():
            kept[name].append(Version(proposal, branch))
    return kept


def furthest(some: Iterable[Version]) -> Version:
    """The version with the most moves; of several that of the proposal's own branch, then ours."""
    return min(
        some,
        key=lambda one: (
            -len(one.proposal.history),
            one.branch.plain != one.proposal.name,
            one.branch.remote,
            one.branch.name,
        ),
    )


def at_commits(here: Desk, commits: Sequence[str]) -> Mapping[str, Mapping[str, Proposal]]:
    """The proposals in each of some commits, by the name of their folder; each is read once.

    Raises:
        SpecctlError: git fails.
    """
    from specctl.model.proposal import FOLDER
    from specctl.parse import read_proposals
    from specctl.propose.naming import parted
    from specctl.sources.nodes import folders_at
    from specctl.sources.proposals import folders_in_git

    asked = list(dict.fromkeys(commits))
    trees = zip(asked, folders_at(here.repository, here.path, asked), strict=True)
    held = {
        commit: {name: node.id for name, node in tree.items() if node.folder and parted(name)}
        for commit, tree in trees
    }
    folders = {pair for some in held.values() for pair in some.items()}
    files = folders_in_git(here.repository, [id_ for _, id_ in folders])
    read: dict[tuple[str, str], Proposal] = {}
    for name, id_ in folders:
        content = {f"{FOLDER}/{name}/{path}": data for path, data in files[id_].items()}
        for one in read_proposals(content):
            read[name, id_] = one
    return {
        commit: {name: read[name, id_] for name, id_ in some.items() if (name, id_) in read}
        for commit, some in held.items()
    }


def at_commit(here: Desk, commit: str) -> Mapping[str, Proposal]:
    """The same of one commit."""
    return at_commits(here, [commit])[commit]


def _held(proposal: Proposal, branch: str | None) -> Held:
    from specctl.model.survey import Held
    from specctl.propose.states import faults
    from specctl.propose.waiting import waits

    # What cannot be read may have a status and a history that are not what they seem.
    wrong = () if proposal.findings else faults(proposal)
    return Held(proposal, branch, waits(proposal), wrong)


def _collisions(found: Sequence[Held]) -> Iterable[str]:
    """Numbers that two proposals have, though no folder of the work tree need have both."""
    by_number: dict[str, list[Held]] = defaultdict(list)
    for one in found:
        by_number[one.proposal.id].append(one)
    for number, some in sorted(by_number.items()):
        if len(some) > 1:
            names = " and ".join(
                f"{one.proposal.name} ({one.branch})" if one.branch else one.proposal.name
                for one in some
            )
            yield (
                f"the number {number} is that of {names}: give the one that is not merged yet "
                f"another with `specctl propose renumber {some[-1].proposal.name}`"
            )
