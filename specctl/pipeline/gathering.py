"""What a release is made from: the line since the last one, and what is in its way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER, Proposal, Status
from specctl.pipeline.branches import landing, proposals_of
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import Context, load, manifest, revision
from specctl.propose.text import HOME, said
from specctl.release.entries import GRAVE, Merged, entries

if TYPE_CHECKING:
    from specctl.model import Change, Spec
    from specctl.model.history import Step, Tag
    from specctl.model.release import Entry
    from specctl.pipeline.branches import Branch
    from specctl.sources import Source
    from specctl.sources.lineage import Span

CHANGELOG = "CHANGELOG.md"


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


def line_of(context: Context, rev: str = "HEAD") -> Line:
    """What is released, and where the last release was."""
    from specctl import sources

    side = revision(context, rev)
    head = load(context, rev=rev)
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
    wanted = carried(line.steps)
    open_ = {
        one.folder: one
        for one in proposals_of(line.side)
        if one.folder in wanted and one.status is not Status.RELEASED
    }
    for at in landings(context, line.side, open_, line.commits):
        assert at.proposal
        one = open_[at.proposal.folder]
        rows = compare(context, [at.span.base, at.span.head]).changes
        if rows or one.status is Status.ACCEPTED:
            yield Found(at, Merged(one, rows, said(one, HOME)))


def held(line: Line, name: str) -> bytes | None:
    """What a file of the spec folder holds in the commit that is released."""
    from specctl.sources.lineage import blob

    assert line.side.repository
    path = f"{line.side.path}/{name}".lstrip("/")
    return blob(line.side.repository, str(line.side.commit), path)


class Gathered(NamedTuple):
    """What is released: proposals, rows, the entries that tell them, and rows in no entry."""

    merged: Sequence[Found]
    rows: Sequence[Change]
    entries: tuple[Entry, ...]
    loose: Sequence[Change]

    @property
    def grave(self) -> tuple[Change, ...]:
        """The rows in no entry that need one."""
        return tuple(row for row in self.loose if row.rank <= GRAVE)


def gathered(context: Context, line: Line) -> Gathered:
    """What came since the last release, which there is."""
    assert line.last
    merged = list(merged_since(context, line))
    rows = compare(context, [line.last.commit, str(line.side.commit)]).changes
    base = load(context, rev=line.last.commit)
    return Gathered(merged, rows, *entries(rows, [one.merged for one in merged], base, line.head))


def carried(steps: Iterable[Step]) -> tuple[str, ...]:
    """The folders of the proposals that some steps add or change, in their order."""
    return tuple(sorted({f"{FOLDER}/{name}" for step in steps for name in step.proposals}))


def landings(
    context: Context, side: Source, folders: Iterable[str], commits: Sequence[str]
) -> list[Branch]:
    """Where proposals came in, in the order of the line.

    Args:
        context: where the spec is.
        side: the end of the line.
        folders: of the proposals; they need not be there any more.
        commits: of the line, newest first; what came in before them is left out.

    Raises:
        SpecctlError: git fails, or the history ends before one came.
    """
    order = {commit: number for number, commit in enumerate(commits)}
    found = (at for folder in folders if (at := landing(context, side, folder)))
    within = [at for at in found if at.span.head in order]
    return sorted(within, key=lambda at: -order[at.span.head])


def beside(steps: Iterable[Step], spans: Iterable[Span], commits: Sequence[str]) -> Iterator[Step]:
    """The steps that changed the spec and that belong to none of some spans of the line.

    Args:
        steps: of the line.
        spans: in which proposals came in.
        commits: of the line, newest first.
    """
    order = {commit: number for number, commit in enumerate(commits)}
    known = [(order[span.head], order.get(span.base, len(order))) for span in spans]
    for step in steps:
        if step.edits and not any(first <= order[step.commit] < end for first, end in known):
            yield step


def problems(context: Context, line: Line, found: Gathered) -> Iterator[str]:
    """Why a release cannot be made."""
    assert line.last
    if not found.rows and not found.merged:
        yield f"nothing has changed since {line.last.name}"
    for one in found.merged:
        yield from _undecided(one.proposal)
        if one.proposal.status is Status.ACCEPTED:
            yield from _unapproved(context, one.at)
    yield from _unproposed(context, line, found.merged, {row.fingerprint for row in found.grave})
    yield from unsound(context, line.side.name)


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
    if "approvals" not in manifest(context, rev=at.tip).fields:
        return
    found = judged(context, at, day_of(at.head.repository, at.span.head))
    for blocker in found.blockers:
        if blocker.kind in AFTER_MERGE:
            yield f"of proposal {at.proposal.id}, as it was merged: {blocker.why}"


def _unproposed(
    context: Context, line: Line, merged: Sequence[Found], loose: Collection[str]
) -> Iterator[str]:
    """Commits of no proposal that change what needs one, and whose rows an entry would hide."""
    spans = [one.at.span for one in merged]
    for step in beside(reversed(line.steps), spans, line.commits):
        rows = compare(context, [step.parent or step.commit, step.commit]).changes
        grave = [one for one in rows if one.rank <= GRAVE and one.fingerprint not in loose]
        if grave:
            several = "a row" if len(grave) == 1 else f"{len(grave)} rows"
            yield (
                f"commit {step.commit[:10]} ({step.subject}) changes {several} of rank {GRAVE} or "
                "graver without a proposal"
            )


def unsound(context: Context, rev: str = "HEAD") -> Iterator[str]:
    """Errors of lint in what is released."""
    from specctl.model import Severity
    from specctl.pipeline.linting import lint

    many = sum(one.severity is Severity.ERROR for one in lint(context, rev=rev))
    if many:
        errors = "an error" if many == 1 else f"{many} errors"
        yield f"lint finds {errors} in the spec: `specctl lint --rev {rev}` lists them"
