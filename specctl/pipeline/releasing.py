"""Releases: gathered from what was merged since the last one, then written, committed, tagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.proposal import Proposal, Status
from specctl.model.release import Notes, Plan
from specctl.pipeline.branches import proposals_of
from specctl.pipeline.context import Context, revision
from specctl.pipeline.gathering import (
    CHANGELOG,
    Line,
    gathered,
    held,
    line_of,
    problems,
    unsound,
)
from specctl.pipeline.tagging import untagged
from specctl.release.entries import GRAVE, counted

if TYPE_CHECKING:
    from pathlib import Path

    from specctl.model import Spec
    from specctl.model.history import Tag
    from specctl.sources import Source

_OPEN = (Status.DRAFT, Status.OPEN, Status.LAST_CALL)
_MISSING = (
    "Fetch the tags with `git fetch --tags`; where the version was never released, put back in "
    "spec.yaml the one that was."
)


def plan_release(context: Context, *, version: str | None = None, date: str | None = None) -> Plan:
    """What a release of HEAD would be; the same from the same commit.

    Args:
        context: where the spec is.
        version: what it is to be called, at least the version that follows from what changed.
        date: its day, else that of HEAD's commit.

    Raises:
        SpecctlError: there is no spec in HEAD, the version is none or too low, the last release
            cannot be found, or git fails.
    """
    from specctl.render.release_notes import entry
    from specctl.sources.lineage import day_of

    line = line_of(context)
    assert line.side.repository
    day = date or day_of(line.side.repository, str(line.side.commit))
    if done := untagged(context, line):
        return done
    if line.last is None:
        return _first(context, line, version, day)
    now = gathered(context, line)
    rank = min((row.rank for row in now.rows), default=None)
    called = _version(line.head, version, 5 if rank is None else rank, day)
    others = counted(row for row in now.loose if row.rank > GRAVE)
    notes = Notes(called, day, now.entries, others)
    text = entry(notes)
    return Plan(
        line.head.manifest.version,
        _tag(line.last, called),
        notes,
        text,
        rank,
        now.grave,
        tuple(problems(context, line, now)),
        _files(line, notes, text, [one.merged.proposal for one in now.merged]),
    )


def release(context: Context, plan: Plan, *, tag: bool = True) -> tuple[str, ...]:
    """Carry a release out: write its files, commit them, and tag the commit.

    Running it again after it was stopped finishes it.

    Args:
        context: where the spec is.
        plan: of HEAD.
        tag: whether to make the tag, too; a release that is reviewed first is tagged later.

    Returns:
        What was done, in sentences.

    Raises:
        SpecctlError: something is in the way, the work tree has other changes, or git refuses.
    """
    from specctl.sources import publishing

    side = revision(context, "HEAD")
    assert side.repository
    commit, done = plan.commit, []
    if plan.problems or plan.loose:
        raise SpecctlError("something is in the way of the release", "See it with --dry-run.")
    if not commit:
        _write(side, plan)
        paths = [side.beside(path) for path in plan.files]
        publishing.commit(side.repository, paths, f"Release {plan.notes.version}")
        side = revision(context, "HEAD")
        commit = str(side.commit)
        done.append(f"committed {', '.join(plan.files)}")
    if tag:
        assert side.repository
        publishing.tag(side.repository, plan.tag, commit, plan.text)
        done.append(f"tagged {commit[:10]} as {plan.tag}")
    return tuple(done)


def _first(context: Context, line: Line, version: str | None, day: str) -> Plan:
    """The first release: the spec as it is, under the version that its manifest names."""
    from specctl.release.versions import looks_like_one
    from specctl.render.release_notes import entry

    head = line.head
    assert line.side.repository
    tagged = [tag.name for tag in _tags(line) if looks_like_one(tag.name.removeprefix("v"))]
    if tagged:
        raise SpecctlError(
            f"the manifest names version {head.manifest.version or 'none'}, which has no tag, and "
            f"there are releases, such as {tagged[-1]}",
            _MISSING,
        )
    called = _version(head, version, None, day)
    counts = {
        "section": len(head.sections),
        "example": sum(len(one.examples) for one in head.sections),
        "eval": len(head.evals),
    }
    notes = Notes(called, day, counts=counts)
    text = entry(notes)
    accepted = [one for one in proposals_of(line.side) if one.status is Status.ACCEPTED]
    files = _files(line, notes, text, accepted)
    return Plan("", f"v{called}", notes, text, None, (), tuple(unsound(context)), files)


def _tags(line: Line) -> tuple[Tag, ...]:
    from specctl import sources

    assert line.side.repository
    return sources.tags(line.side.repository)


def _tag(last: Tag, version: str) -> str:
    """A tag's name, as that of the last release is written."""
    return f"v{version}" if last.name.startswith("v") else version


def _version(head: Spec, wanted: str | None, rank: int | None, day: str) -> str:
    """The version of a release; of the first one (no rank) that of the manifest, if it has one.

    Raises:
        SpecctlError: the one that is wanted is none, or too low.
    """
    from specctl.release.versions import NoVersion, checked, following, scheme

    now, said = head.manifest.version, head.manifest.fields.get("release")
    kind = scheme(now, said.get("version") if isinstance(said, Mapping) else None)
    try:
        least = now if now and rank is None else following(now, kind, rank or 0, day)
        return checked(wanted, least, kind) if wanted else least
    except NoVersion as error:
        raise SpecctlError(str(error), "Name another one with --version, or --date.") from None


def _files(
    line: Line, notes: Notes, text: str, proposals: Sequence[Proposal]
) -> dict[str, tuple[bytes | None, bytes]]:
    """What a release writes: the changelog, the manifest, and the proposals that are released."""
    from specctl import sources
    from specctl.frontmatter import update_file
    from specctl.release.stamping import released, stamped
    from specctl.render.release_notes import changelog

    folder, head = line.head.folder, line.head
    old = held(line, CHANGELOG)
    said = changelog(old.decode("utf-8", "replace") if old else "", text).encode()
    manifest = head.manifest.place.path
    files: dict[str, tuple[bytes | None, bytes]] = {f"{folder}/{CHANGELOG}": (old, said)}
    before = head.content[manifest]
    files[manifest] = before, stamped(before, head.manifest, notes.version)
    there = sources.proposal_files(line.side).files if proposals else {}
    for one in proposals:
        content = there[one.path]
        files[one.path] = content, update_file(content, released(one, notes))
    return {path: pair for path, pair in sorted(files.items()) if pair[0] != pair[1]}


def _write(side: Source, plan: Plan) -> None:
    """Write what is not written yet; other changes in the way are an error.

    Raises:
        SpecctlError: a file of the release has other changes, or cannot be written.
    """
    from specctl.pipeline.saving import create, save

    parent = side.place.parent
    now = {path: _on_disk(parent / path) for path in plan.files}
    for path, (old, new) in plan.files.items():
        if now[path] not in (old, new):
            raise SpecctlError(
                f"{path} has changes that are not committed",
                "A release is made from what is committed: commit them, or `git stash`.",
            )
    waiting = {path: pair for path, pair in plan.files.items() if now[path] != pair[1]}
    create(parent, {path: new for path, (old, new) in waiting.items() if old is None})
    save(parent, {path: (old, new) for path, (old, new) in waiting.items() if old is not None})


def _on_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SpecctlError(f"cannot read {path}: {error.strerror}") from None
