"""What a release is made from: the line since the last one, and what is in its way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER, Proposal, Status
from specctl.pipeline.branches import merge, proposals_of
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import Context, load
from specctl.propose.text import HOME, said
from specctl.release.entries import GRAVE, Merged

if TYPE_CHECKING:
    from specctl.model import Change, Spec
    from specctl.model.history import Step, Tag
    from specctl.pipeline.branches import Branch
    from specctl.sources import Source


@dataclass(frozen=True, slots=True)
class Line:
    """What a release is made from.

    Attributes:
        side: the commit that is released.
        head: its spec.
        last: the tag of the last release, None for the first.
        steps: since then, newest first.
        commits: of the line since then, newest first.
    """

    side: Source
    head: Spec
    last: Tag | None
    steps: Sequence[Step]
    commits: Sequence[str]


def line_of(context: Context) -> Line:
    """What is released, and where the last release was."""
    from specctl import sources

    side = sources.revision("HEAD", cwd=context.directory, spec=context.spec)
    head = load(context, rev="HEAD")
    assert side.repository
    commits = sources.line(side.repository, str(side.commit))
    tags = sources.tags(side.repository)
    last = _last(head, tags, commits)
    since = commits[: commits.index(last.commit)] if last else commits
    known = frozenset(since)
    steps = []
    for step in sources.walk(side, str(side.commit)):
        if step.commit not in known:
            break
        steps.append(step)
    return Line(side, head, last, steps, since)


def _last(head: Spec, tags: Sequence[Tag], commits: Sequence[str]) -> Tag | None:
    """The tag of the version that the manifest names."""
    version = head.manifest.version
    found = [tag for tag in tags if version and tag.name in (f"v{version}", version)]
    on_line = [tag for tag in found if tag.commit in commits]
    if found and not on_line:
        raise SpecctlError(
            f"{found[0].name} is not on the line of this branch",
            "Release from the branch that the last release was made on.",
        )
    return on_line[0] if on_line else None


class Found(NamedTuple):
    """A proposal that was merged since the last release: where, and what it changed."""

    at: Branch
    merged: Merged

    @property
    def proposal(self) -> Proposal:
        """The proposal as it stands in HEAD."""
        return self.merged.proposal


def merged_since(context: Context, line: Line) -> Iterator[Found]:
    """The proposals that were merged since the last release, in their order."""
    since = {f"{FOLDER}/{name}" for step in line.steps for name in step.proposals}
    known = frozenset(line.commits)
    found = []
    for one in proposals_of(line.side):
        if one.folder in since and one.status is not Status.RELEASED:
            at = merge(context, f"{one.id}-{one.slug}")
            rows = compare(context, [at.span.base, at.span.head]).changes
            if at.span.head in known and (rows or one.status is Status.ACCEPTED):
                found.append(Found(at, Merged(one, rows, said(one, HOME))))
    order = {commit: number for number, commit in enumerate(reversed(line.commits))}
    yield from sorted(found, key=lambda one: order[one.at.span.head])


def problems(
    context: Context, line: Line, merged: Sequence[Found], loose: Sequence[Change], changed: bool
) -> Iterator[str]:
    """Why a release cannot be made."""
    assert line.last
    if not changed and not merged:
        yield f"nothing has changed since {line.last.name}"
    for one in merged:
        yield from _undecided(one.proposal)
        if one.proposal.status is Status.ACCEPTED:
            yield from _unapproved(context, one.at)
    yield from _unproposed(context, line, merged, {row.fingerprint for row in loose})
    yield from unsound(context)


def _undecided(one: Proposal) -> Iterator[str]:
    if one.status is not Status.ACCEPTED:
        yield (
            f"proposal {one.id} ({one.title}) was merged, and it is {one.status}: "
            f"`specctl propose move {one.id} STATUS --why ...`"
        )


def _unapproved(context: Context, at: Branch) -> Iterator[str]:
    """What should have been in the way of the merge of a proposal."""
    from specctl.model.proposal import AFTER_MERGE
    from specctl.pipeline.judging import judged
    from specctl.sources.lineage import day_of

    assert at.head.repository
    assert at.proposal
    if "approvals" not in load(context, rev=at.tip).manifest.fields:
        return
    found = judged(context, at, day_of(at.head.repository, at.span.head))
    for blocker in found.blockers:
        if blocker.kind in AFTER_MERGE:
            yield f"of proposal {at.proposal.id}, as it was merged: {blocker.why}"


def _unproposed(
    context: Context, line: Line, merged: Sequence[Found], loose: Collection[str]
) -> Iterator[str]:
    """Commits of no proposal that change what needs one, and whose rows an entry would hide."""
    order = {commit: number for number, commit in enumerate(line.commits)}
    spans = [(order[one.at.span.head], order.get(one.at.span.base, len(order))) for one in merged]
    for step in reversed(line.steps):
        number = order[step.commit]
        if not step.edits or any(first <= number < end for first, end in spans):
            continue
        rows = compare(context, [step.parent or step.commit, step.commit]).changes
        grave = [one for one in rows if one.rank <= GRAVE and one.fingerprint not in loose]
        if grave:
            several = "a row" if len(grave) == 1 else f"{len(grave)} rows"
            yield (
                f"commit {step.commit[:10]} ({step.subject}) changes {several} of rank {GRAVE} or "
                "graver without a proposal"
            )


def unsound(context: Context) -> Iterator[str]:
    """Errors of lint in what is released."""
    from specctl.model import Severity
    from specctl.pipeline.linting import lint

    many = sum(one.severity is Severity.ERROR for one in lint(context, rev="HEAD"))
    if many:
        errors = "an error" if many == 1 else f"{many} errors"
        yield f"lint finds {errors} in the spec: `specctl lint --rev HEAD` lists them"
