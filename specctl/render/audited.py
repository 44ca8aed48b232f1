"""What every form of an audit says alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specctl.model.audit import Approver, Audit, Objection, Record, State
from specctl.model.proposal import Judged
from specctl.render import wording
from specctl.render.release_notes import ORIGINS

STATES: Mapping[State, str] = {
    State.NOBODY: "nobody approved",
    State.SHORT: "too few approved",
    State.UNVERIFIED: "approved, unverified",
    State.VERIFIED: "approved and verified",
    State.EXEMPT: "no approval needed",
}
"""What is said of rows in each state."""

UNPROPOSED = "no proposal"


def size(one: Audit) -> str:
    """How many rows there are, and what brought them."""
    rows = wording.count(sum(one.counts.values()), "row")
    found = kinds(one)
    return f"{rows} in {wording.listed(found)}" if found else "Nothing was merged."


def kinds(one: Audit) -> tuple[str, ...]:
    """How many changes of which kind there are, in words."""
    found = [record.kind for record in one.records]
    return tuple(
        f"{wording.number(many)} {single if many == 1 else several}"
        for kind, single, several in _NOUNS
        if (many := found.count(kind))
    )


_NOUNS = (
    ("proposal", "proposal", "proposals"),
    ("step", "commit without a proposal", "commits without a proposal"),
    ("release", "release", "releases"),
)


def verdict(one: Audit) -> str:
    """Whether something slipped by."""
    slipped = [record for record in one.records if record.slipped]
    if not slipped:
        return "Nothing slipped by."
    rows = sum(one.counts[state] for state in (State.NOBODY, State.SHORT))
    if not rows:
        return f"{wording.count(len(slipped), 'change')} should not have been merged so."
    grave = f", {wording.number(one.grave)} of them of rank 2 or graver" if one.grave else ""
    verb = "lacks" if rows == 1 else "lack"
    return f"{wording.count(rows, 'row')} {verb} an approval{grave}."


def called(one: Record) -> tuple[str, str]:
    """By what a record is known, and what it is called: a proposal, else its commit."""
    if one.proposal:
        return one.proposal.id, one.proposal.title
    return one.merge.commit[:9], one.merge.subject


def released(one: Record) -> str:
    """In which version it appeared."""
    return f"in {one.version}" if one.version else "in no release yet"


def origin(one: Record) -> str:
    """What a proposal comes from, in a few words; "" where it does not say."""
    source = one.proposal.source if one.proposal else None
    if source is None:
        return ""
    ref = f": {source.ref}" if source.ref else ""
    return f"{ORIGINS.get(source.kind, source.kind)}{ref}"


def approval(one: Judged) -> str:
    """An approval that counts: whose, when, and by what that is known."""
    given = one.approval
    return f"{given.member} on {given.date}, {known(one)}"


def approver(one: Approver) -> str:
    """Whose approval counts for a row, and what they were asked for as."""
    own = ", who wrote it" if one.own else ""
    asked = f" for {wording.listed(one.groups)}" if one.groups else ""
    how = "" if one.judged.verified else ", unverified"
    return f"{one.judged.approval.member}{asked}{own}{how}"


def known(one: Judged) -> str:
    """By what an approval that counts is known."""
    where = one.key if one.verified else one.approval.evidence
    how = "verified" if one.verified else "unverified"
    return f"{how}: {where}" if where else how


def groups(one: Record, path: str) -> tuple[str, ...]:
    """What the approval in a file was asked for as."""
    approvers = (each for row in one.rows for each in row.approvers)
    found = (g for each in approvers if each.judged.approval.path == path for g in each.groups)
    return tuple(sorted(set(found)))


def resolution(one: Objection) -> str:
    """What became of a concern."""
    met = one.concern.resolved
    if met is None:
        return "still stands"
    said = f"resolved by {met.by} on {met.date}: {met.reason}"
    return f"still stands; {said}; {one.why}" if one.stands else said


def problems(one: Record) -> tuple[str, ...]:
    """Why it should not have been merged so; concerns that stand are told with the others."""
    return tuple(
        problem.why for problem in one.problems if problem.kind != "concern" or not problem.place
    )


def evals(one: Record) -> Iterator[str]:
    """Which evals were looked at again, and which were not."""
    if one.confirmed:
        yield f"confirmed: {', '.join(dict.fromkeys(each.id for each in one.confirmed))}"
    if one.stale:
        yield f"left stale: {', '.join(one.stale)}"
