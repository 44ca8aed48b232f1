"""New proposals, and the part of their files that says what they change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context
from specctl.pipeline.desk import Desk, desk, meant, sound
from specctl.pipeline.members import whoever

if TYPE_CHECKING:
    from specctl.model.finding import Finding
    from specctl.model.proposal import Proposal
    from specctl.model.survey import Drafted, Updated


class Draft(NamedTuple):
    """What somebody wants to propose.

    Attributes:
        title: of the proposal.
        source: what it answers to: ``KIND:REF``.
        authors: who proposes; none stands for whoever works here.
        base: what it is to be merged into; None stands for the branch that is checked out.
        rank: the gravest rank that its authors expect.
        theme: the heading in the changelog.
        branch: whether it gets a branch of its own.
    """

    title: str
    source: str
    authors: tuple[str, ...] = ()
    base: str | None = None
    rank: int | None = None
    theme: str = ""
    branch: bool = True


def draft_proposal(context: Context, wanted: Draft) -> Drafted:
    """Make a proposal: its folder, and a branch that is checked out with all edits kept.

    The file is written first, and the branch made last. So a run that was cut short is told by a
    file that no commit has and no branch is named after, and another run finishes it.

    Args:
        context: where the spec is.
        wanted: the proposal.

    Raises:
        SpecctlError: what is wanted is not possible, or cannot be told: who the author is, what
            the base is, a number that is free; nothing is written then. Or git refuses to make
            the branch; the file is written then, and another run makes the branch.
    """
    from specctl.model.proposal import FOLDER
    from specctl.model.survey import Drafted
    from specctl.pipeline.saving import create
    from specctl.sources.branches import switch_to_new

    here = desk(context)
    name = _name(here, wanted)
    path = f"{FOLDER}/{name}/proposal.md"
    begun = path in here.content
    if not begun:
        create(here.parent, {path: _text(here, wanted, name).encode()})
    if not wanted.branch or name == here.current:
        return Drafted(path, not begun, None)
    try:
        switch_to_new(here.repository, name)
    except SpecctlError as error:
        raise SpecctlError(
            f"{path} is there, but {error.message}",
            "Put that right and run this again for the branch, or go on with this one.",
        ) from None
    return Drafted(path, not begun, name)


def _name(here: Desk, wanted: Draft) -> str:
    """The name of the folder: that of a run that was cut short, else one with a new number.

    Raises:
        SpecctlError: the title gives no name, or there is a proposal of it already.
    """
    from specctl.pipeline.numbering import free_number
    from specctl.propose.naming import parted, slug_of

    title = wanted.title
    slug = slug_of(title)
    if slug is None or not title.isprintable():
        why = "no letter and no digit" if slug is None else "a line break, or what nobody sees"
        raise SpecctlError(
            f"the title holds {why}",
            'Say in a few words what changes: specctl propose new "Narrow white lies" ...',
        )
    local = [one.name for one in here.branches if not one.remote]
    for one in here.proposals:
        if one.slug == slug and (one.name == here.current or _uncommitted(here, one)):
            if wanted.branch and one.name not in local:
                return one.name
            raise _there(one.path, one.name if one.name in local else here.current)
    known = {one.name for one in here.proposals}
    own = [name for name in local if (parted(name) or ("", ""))[1] == slug and name not in known]
    if wanted.branch and own:
        return _on_branch(here, wanted, own[0])
    return f"{free_number(here)}-{slug}"


def _uncommitted(here: Desk, proposal: Proposal) -> bool:
    """Whether what is checked out does not hold a proposal."""
    from specctl.pipeline.surveying import at_commit
    from specctl.sources.revisions import commits

    (head,) = commits(here.repository, ["HEAD"])
    return proposal.name not in at_commit(here, head)


def _there(path: str, branch: str | None) -> SpecctlError:
    return SpecctlError(
        f"{path} is there already" + (f", and its branch is {branch}" if branch else ""),
        "Edit it, or give what you propose another title.",
    )


def _on_branch(here: Desk, wanted: Draft, name: str) -> str:
    """The name of a branch that somebody made for a proposal, if the file may be written there.

    Raises:
        SpecctlError: it holds the proposal, is not checked out, or its base is not known.
    """
    from specctl.pipeline.surveying import at_commit

    (commit,) = (one.commit for one in here.branches if one.name == name)
    if name in at_commit(here, commit):
        raise SpecctlError(
            f"the branch {name} holds a proposal of that title",
            f"Go on with it: git switch {name}, or give yours another title.",
        )
    if name != here.current:
        raise SpecctlError(
            f"there is a branch {name}, and no proposal in it",
            f"Switch to it with `git switch {name}` and run this again with --base, "
            f"or delete it: git branch --delete {name}",
        )
    if wanted.base is None:
        raise SpecctlError(
            f"the branch {name} is checked out, so what it is to be merged into is not known",
            "Name it: --base main",
        )
    return name


def _text(here: Desk, wanted: Draft, name: str) -> str:
    """The file of a new proposal, its block included."""
    from specctl.model.proposal import Proposal, Status
    from specctl.pipeline.basing import own_review
    from specctl.propose.source import origin
    from specctl.propose.text import fresh
    from specctl.render.proposal_block import block

    kind, ref = origin(wanted.source)
    number, _, slug = name.partition("-")
    fields: dict[str, Any] = {
        "id": number,
        "title": " ".join(wanted.title.split()),
        "status": Status.DRAFT.value,
        "authors": list(_authors(here, wanted)),
        "source": {"kind": kind} | ({"ref": ref} if ref else {}),
        "base": _base(here, wanted),
    }
    fields |= {"declared_rank": wanted.rank} if wanted.rank is not None else {}
    fields |= {"theme": wanted.theme} if wanted.theme else {}
    fields["concerns"] = []
    new = Proposal(number, slug, name, wanted.title, Status.DRAFT, base=fields["base"])
    return fresh(fields, block(own_review(here, new)))


def _authors(here: Desk, wanted: Draft) -> Iterator[str]:
    for named in dict.fromkeys(wanted.authors) or (None,):
        yield whoever(here, named, "--author")


def _base(here: Desk, wanted: Draft) -> str:
    """The name of what it is to be merged into. Raises SpecctlError where there is none."""
    from specctl.sources.lineage import resolve

    base = wanted.base or here.current
    if base is None:
        raise SpecctlError(
            "no branch is checked out, so what the proposal is to be merged into is not known",
            "Name it: --base main",
        )
    resolve(here.repository, base)
    return base


def update_block(context: Context, given: str | None = None) -> Updated:
    """Write into a proposal's file what it changes now.

    Args:
        context: where the spec is.
        given: the proposal, as :func:`specctl.pipeline.desk.meant` takes it; None stands for the
            one that the branch works on.

    Raises:
        SpecctlError: there is no such proposal, or not exactly one; its base is not to be found;
            its file has no place for the block, or cannot be written.
    """
    from specctl.model.survey import Updated
    from specctl.pipeline.basing import own_review
    from specctl.pipeline.saving import save
    from specctl.propose.text import Unplaced, with_block
    from specctl.render.proposal_block import block, told

    here = desk(context)
    proposal = _settled(meant(here, given) if given is not None else _only(here))
    review = own_review(here, proposal)
    old = here.content[proposal.path]
    try:
        text, placed = with_block(old.decode(), block(review))
    except Unplaced as error:
        raise SpecctlError(
            f"{proposal.path}:{error.line}: {error.message}",
            "Then run this again; nothing was written.",
        ) from None
    new = text.encode()
    save(here.parent, {proposal.path: (old, new)} if new != old else {})
    return Updated(proposal.path, len(told(review)), new != old, placed)


def _only(here: Desk) -> Proposal:
    """The one proposal that the branch works on."""
    from specctl.pipeline.basing import active

    found = active(here)
    if len(found) == 1:
        return found[0]
    if not found:
        raise SpecctlError(
            "this branch works on no proposal: none is new or other than in its base",
            "Name one by its number; `specctl propose list` shows which there are.",
        )
    raise SpecctlError(
        f"this branch works on {len(found)} proposals: {', '.join(one.name for one in found)}",
        f"Name the one that is meant, as in: specctl propose update {found[0].id}",
    )


def _settled(proposal: Proposal) -> Proposal:
    """A proposal of which the block alone is in dispute, if anything is.

    Branches that change the same spec both write a block, and the next one takes the place of both.
    """
    inside = [one for one in proposal.findings if not _in_block(proposal, one)]
    return sound(replace(proposal, findings=tuple(inside)))


def _in_block(proposal: Proposal, finding: Finding) -> bool:
    from specctl.model.proposal import BEGIN, END

    if finding.rule != "conflict-marker" or proposal.block is None:
        return False
    first, last = (proposal.lines.index(mark) + 1 for mark in (BEGIN, END))
    return first < finding.place.line and finding.place.end_line < last
