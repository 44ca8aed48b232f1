"""The evidence that the gate goes by: gathered from git and from ssh-keygen, then judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from specctl.model.proposal import Need, Proposal, Standing
from specctl.model.review import Side
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import Context, both, load, revision
from specctl.pipeline.keeping import dropped, spent

if TYPE_CHECKING:
    from specctl.model import Manifest, Review, Spec
    from specctl.model.proposal import Concern, Judged
    from specctl.pipeline.branches import Branch
    from specctl.propose.judging import Signature
    from specctl.propose.people import People


def judged(context: Context, at: Branch, day: str | None = None) -> Standing:
    """How what a branch proposes stands by the word of its base.

    Args:
        context: where the spec is.
        at: the branch.
        day: on which approvals are judged, else today.

    Raises:
        SpecctlError: a side cannot be read, or ssh-keygen cannot be run.
    """
    from specctl.pipeline.linting import today
    from specctl.propose.gate import Matter, blockers, own_approvals, unneeded
    from specctl.propose.handing import handed
    from specctl.propose.people import people
    from specctl.propose.policy import Counting, Places, needs, rules
    from specctl.render.proposal_block import block

    day = day or str(today(utc=True))
    review = compare(context, [at.span.base, at.span.head])
    base, head = both(context, [at.span.base, at.span.head])
    law = base if at.tip == at.span.base else load(context, rev=at.tip)
    known = people(law.manifest)
    faults = *_faults(at, base, law), *_parted(at, review, head, (base, law))
    given = _given(at, known, review, day)
    authors, strangers = _authors(at, known)
    needed: tuple[Need, ...] = ()
    policy = () if faults else rules(law.manifest)
    if not faults:
        counting = Counting(given, authors)
        needed = needs(review.changes, Places(base, head), policy, known, counting)
    concerns = _open(at.proposal, known, law.manifest, day)
    matter = Matter(
        at.proposal,
        review,
        needed,
        concerns,
        dropped(context, at),
        _others(context, at),
        block(review),
        faults,
        () if at.proposal else handed(review.changes, base, head, policy),
        _stale_examples(review, head),
    )
    shown = replace(review, base=Side(at.base, at.span.base), head=Side(at.head.name, at.span.head))
    notes = (*strangers, *own_approvals(given, authors), *unneeded(given, needed))
    told = blockers(matter), notes, tuple(sorted(authors)), tuple(concerns)
    return Standing(at.proposal, shown, needed, given, *told)


def _faults(at: Branch, base: Spec, law: Spec) -> Iterator[str]:
    """Why the base's manifest cannot be gone by."""
    from specctl.model.spec import GOVERNANCE

    manifest, name = law.manifest, at.base
    if at.doubt:
        yield at.doubt
    wrong = [one for one in law.findings if one.place.path == manifest.place.path]
    if not manifest.exists:
        yield f"{name} has no manifest, so nobody may approve anything: bring it in first"
    elif wrong:
        yield (
            f"the manifest of {name} is not in order, and so says nothing: line "
            f"{wrong[0].place.line}: {wrong[0].message}"
        )
    elif "approvals" not in manifest.fields:
        yield f"the manifest of {name} has no `approvals`: say in it who has to approve what"
    elif base.manifest.exists:
        old, new = base.manifest.fields, manifest.fields
        differ = [key for key in (*GOVERNANCE, "authority") if old.get(key) != new.get(key)]
        if differ:
            yield (
                f"{name} has changed {', '.join(f'`{key}`' for key in differ)} since this branch "
                f"left it: rebase on {name}, or merge it"
            )


def _parted(at: Branch, review: Review, head: Spec, sides: tuple[Spec, Spec]) -> Iterator[str]:
    """Why a merge would bring something else than the rows tell."""
    from specctl.propose.overtaking import overtaken
    from specctl.sources.revisions import merge_bases

    assert at.head.repository
    if len(merge_bases(at.head.repository, at.tip, at.span.head)) > 1:
        yield (
            f"{at.head.name} and {at.base} parted at several commits, so that a merge may bring "
            f"what is no row: merge {at.base} into the branch"
        )
    base, law = sides
    if law is not base and (found := overtaken(review.changes, base, head, law)):
        yield (
            f"{at.base} has changed the level, status, tags, owners or place of "
            f"{', '.join(f'`{one}`' for one in found)} since this branch left it: rebase on "
            f"{at.base}, or merge it"
        )


def _given(at: Branch, known: People, review: Review, day: str) -> tuple[Judged, ...]:
    """The approvals, judged."""
    from specctl.propose.judging import Court, judge
    from specctl.propose.payload import of_approval
    from specctl.sources.lineage import merged

    if at.proposal is None or not at.proposal.approvals:
        return ()
    assert at.head.repository
    folder = at.head.beside(at.proposal.folder)
    found = merged(at.head.repository, at.span, folder)
    outer = len(folder) - len(at.proposal.folder)
    came = {path[outer:]: commit for path, commit in found.items()}
    signatures = {
        one.path: checked(of_approval(one), one.signature, known)
        for one in at.proposal.approvals
        if one.signature and not one.findings
    }
    rows = frozenset(row.fingerprint for row in review.changes)
    return judge(at.proposal, Court(known, day, rows, signatures, came, spent(at)))


def checked(payload: bytes, signature: str, known: People) -> Signature:
    """Whose signature it is. Raises SpecctlError if ssh-keygen cannot be run."""
    from specctl.propose.judging import Signature
    from specctl.sources.signing import check

    made = check(payload, signature, [held.key.key for held in known.keys])
    return Signature(tuple(held for held in known.keys if held.key.key == made.key), made.why)


def _authors(at: Branch, known: People) -> tuple[frozenset[str], list[str]]:
    """Who wrote what is proposed: whom the proposal names, and whom its commits do.

    Also a note on each address of a commit that is nobody's.
    """
    from specctl.sources.lineage import writers

    if at.proposal is None:
        return frozenset(), []
    assert at.head.repository
    addresses = writers(at.head.repository, at.span, at.head.path)
    found = {address: known.of_address(address) for address in addresses}
    strangers = [
        f"commits of this change are by {address}, which the base's manifest lists for nobody"
        for address, ids in found.items()
        if not ids
    ]
    named = {*at.proposal.authors, *(one for ids in found.values() for one in ids)}
    return frozenset(named), strangers


def _open(
    proposal: Proposal | None, known: People, manifest: Manifest, day: str
) -> list[tuple[Concern, str]]:
    """The concerns that still stand."""
    from specctl.propose.judging import open_concerns
    from specctl.propose.payload import of_resolution
    from specctl.propose.policy import override

    if proposal is None:
        return []
    signatures = {
        one: checked(of_resolution(proposal.id, one, one.resolved), one.resolved.signature, known)
        for one in proposal.concerns
        if one.resolved and one.resolved.signature
    }
    return open_concerns(proposal.concerns, known, override(manifest, known), signatures, day)


def _stale_examples(review: Review, head: Spec) -> tuple[str, ...]:
    """The examples that a change touches and that are stale after it; of evals the review tells."""
    from specctl.fingerprints import is_stale, items
    from specctl.index import index

    touched, known = {one.id for one in review.examples}, index(head)
    return tuple(
        one.id
        for one in items(head)
        if one.kind == "example" and one.id in touched and is_stale(head, known, one)
    )


def _others(context: Context, at: Branch) -> tuple[str, ...]:
    """The folders of other proposals that a branch changes."""
    from specctl.pipeline.branches import proposals_of

    base = revision(context, at.span.base)
    before, after = ({one.folder: one for one in proposals_of(side)} for side in (base, at.head))
    own = at.proposal.folder if at.proposal else ""
    differ = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return tuple(sorted(name for name in differ if name != own))
