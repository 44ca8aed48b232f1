"""An audit: every row that was merged between two versions, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.history import records, releases
from specctl.model.review import Side
from specctl.pipeline.branches import proposals_of
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import HERE, Context, revision
from specctl.pipeline.gathering import beside, carried, landings
from specctl.pipeline.history import past_of
from specctl.pipeline.judging import judged
from specctl.pipeline.reading import MANIFEST
from specctl.pipeline.versions import Versions

if TYPE_CHECKING:
    from specctl.history.records import Arrival
    from specctl.model.audit import Audit, Merge, Record
    from specctl.model.history import Release, Step
    from specctl.pipeline.branches import Branch
    from specctl.pipeline.past import Past
    from specctl.sources import Source

_WHY = "Why"
"""The heading under which a proposal says why it is made."""


def audit(context: Context = HERE, base: str | None = None, head: str = "HEAD") -> Audit:
    """What was merged between two versions, with who proposed and approved it.

    Args:
        context: where the spec is.
        base: where to begin: a version, with or without ``v``, or a revision on the line of
            ``head``; the release before it by default.
        head: where to end, of the same kind.

    Raises:
        SpecctlError: there is no such version, they do not stand on one line in this order, there
            is no release to begin with, the history was cut off, or git or ssh-keygen fails.
    """
    from specctl import sources

    end = _version(context, head)
    with past_of(context, end.name) as past:
        assert end.repository
        versions = Versions(past)
        known = versions.releases()
        versions.keep()
        begin, named = _begin(context, (end, head), base, known)
        line = sources.line(end.repository, str(end.commit))
        _in_order(begin, end, line, (named, head))
        span = _Span(context, past, known, line, line[: line.index(str(begin.commit))])
        sides = Side(named, begin.commit), Side(head, end.commit)
        within = [one for one in known if one.commit in span.commits]
        return records.audit(past.manifest(0).name, sides, within, span.records())


def _version(context: Context, name: str) -> Source:
    """The revision of a version: its tag's, with or without ``v``, else whatever git knows.

    Raises:
        SpecctlError: there is none.
    """
    bare = name.removeprefix("v")
    for tag in (name, f"v{bare}", bare) if bare[:1].isdigit() else ():
        with suppress(SpecctlError):
            return revision(context, f"refs/tags/{tag}")
    return revision(context, name)


def _begin(
    context: Context, end: tuple[Source, str], base: str | None, known: Sequence[Release]
) -> tuple[Source, str]:
    """Where to begin, and what that is called.

    Args:
        context: where the spec is.
        end: where to end, and what that is called.
        base: what was named, if anything.
        known: the releases up to the end, the newest first.
    """
    if base is not None:
        return _version(context, base), base
    before = next((one for one in known if one.commit != end[0].commit), None)
    if before is None:
        raise SpecctlError(
            f"there is no release before {end[1]} to begin with",
            "Name where to begin with --from: a tag, a commit or another revision.",
        )
    return _version(context, before.tag), before.tag


def _in_order(begin: Source, end: Source, line: Sequence[str], names: tuple[str, str]) -> None:
    """Both stand on one line, and the one to begin with first.

    Raises:
        SpecctlError: they do not.
    """
    from specctl.sources.revisions import deepen, merge_base

    if begin.commit in line:
        return
    assert end.repository
    base, head = names
    if merge_base(end.repository, str(begin.commit), str(end.commit)) == end.commit:
        raise SpecctlError(f"{base} comes after {head}", f"Write --from {head} --to {base}.")
    raise SpecctlError(
        f"{base} is not on the line that leads to {head}",
        deepen(end.repository)
        or f"Name one of the commits that `git log --first-parent {head}` lists.",
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """The stretch of the line that is audited.

    Attributes:
        context: where the spec is.
        past: what led to its end.
        known: the releases on the line.
        line: all commits that led there, newest first.
        commits: those of the stretch.
    """

    context: Context
    past: Past
    known: Sequence[Release]
    line: Sequence[str]
    commits: Sequence[str]

    def records(self) -> list[Record]:
        """What was merged, the newest first."""
        within = frozenset(self.commits)
        numbers = {
            number: one for number, one in enumerate(self.past.steps) if one.commit in within
        }
        steps = tuple(numbers.values())
        landed = landings(self.context, self.past.source, carried(steps), self.commits)
        rest = tuple(beside(steps, [at.span for at in landed], self.commits))
        merges = self._merges([*(at.span.head for at in landed), *(s.commit for s in rest)])
        found = [
            *self._proposals(landed, merges),
            *self._steps(rest, {one.commit: n for n, one in numbers.items()}, merges),
        ]
        order = {commit: number for number, commit in enumerate(self.line)}
        return sorted(found, key=lambda one: order[one.merge.commit])

    def _merges(self, commits: Sequence[str]) -> Mapping[str, Merge]:
        from specctl.sources.lineage import merges

        assert self.past.source.repository
        return merges(self.past.source.repository, commits) if commits else {}

    def _proposals(self, landed: Sequence[Branch], merges: Mapping[str, Merge]) -> Iterator[Record]:
        from specctl.propose.text import written

        now = {one.folder: one for one in proposals_of(self.past.source)} if landed else {}
        revoked = self._revoked()
        for at in landed:
            assert at.proposal
            merge = merges[at.span.head]
            arrival = self._arrival(merge, at.span.base)
            found = judged(self.context, at, merge.date)
            why = "\n\n".join(written(at.proposal, _WHY))
            last = now.get(at.proposal.folder)
            record = records.of_proposal(arrival, found, why, last, revoked)
            if record is not None:
                yield record

    def _steps(
        self, steps: Sequence[Step], numbers: Mapping[str, int], merges: Mapping[str, Merge]
    ) -> Iterator[Record]:
        for step in steps:
            review = compare(self.context, [step.parent, step.commit])
            if review.changes:
                arrival = self._arrival(merges[step.commit], step.parent)
                release = self._is_release(step, numbers[step.commit])
                yield records.of_step(arrival, review, step.proposals, release=release)

    def _arrival(self, merge: Merge, base: str) -> Arrival:
        from specctl.history.records import Arrival
        from specctl.sources.lineage import Span, writers

        source = self.past.source
        assert source.repository
        who = writers(source.repository, Span(base, merge.commit), source.path)
        return Arrival(merge, base, self._appeared(merge.commit), who)

    def _appeared(self, commit: str) -> str | None:
        """The version in which a commit of the line appeared."""
        order = {one: number for number, one in enumerate(self.line)}
        placed = [one._replace(step=order[one.commit]) for one in self.known]
        return releases.of(order[commit], placed)

    def _is_release(self, step: Step, number: int) -> bool:
        """Whether a step is what a release writes into the manifest, and nothing else."""
        from specctl.release.stamping import stamped

        tagged = step.commit in {one.commit for one in self.known}
        if not tagged or [edit.path for edit in step.edits] != [MANIFEST]:
            return False
        (edit,) = step.edits
        texts = self.past.texts([edit.before, edit.after])
        old, new = self.past.before(number), self.past.manifest(number)
        if edit.before not in texts or not old.exists or not new.version:
            return False
        return stamped(texts[edit.before], old, new.version) == texts[edit.after]

    def _revoked(self) -> Mapping[str, str]:
        """The keys that the head's manifest does not trust any more, and since when."""
        from specctl.propose.people import fingerprint, people

        held = people(self.past.manifest(0)).keys
        worn = {fingerprint(one.key.key): one.key.revoked for one in held if one.key.revoked}
        return {key: since for key, since in worn.items() if key}
