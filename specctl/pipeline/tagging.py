"""Releases that are carried out and only wait for their tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specctl.model.change import Change
from specctl.model.release import Notes, Plan
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import Context, manifest
from specctl.pipeline.gathering import (
    CHANGELOG,
    Line,
    gathered,
    held,
    line_of,
    problems,
    unsound,
)
from specctl.release.entries import GRAVE

_MANIFEST = "spec.yaml"


def untagged(context: Context, line: Line) -> Plan | None:
    """The release that HEAD's manifest and changelog name, where no tag is of its version.

    Both files can be written by hand, and no row of them needs a proposal. So what is tagged is
    judged as if it were released now: all that came since the release before.

    Args:
        context: where the spec is.
        line: what is released.

    Returns:
        None where there is no such release.

    Raises:
        SpecctlError: git fails.
    """
    from specctl.render.release_notes import top
    from specctl.sources.lineage import newest

    version = line.head.manifest.version
    said = held(line, CHANGELOG)
    found = top(said.decode("utf-8", "replace")) if said and version and not line.last else None
    if found is None or found.version != version:
        return None
    assert line.side.repository
    path = f"{line.side.path}/{CHANGELOG}".lstrip("/")
    commit = newest(line.side.repository, str(line.side.commit), path)
    notes = Notes(version, found.date)
    plan = Plan("", f"v{version}", notes, found.text, None, (), (), {}, commit)
    before = _before(context, line)
    if before is None:
        return replace(plan, problems=tuple(unsound(context, commit)))
    return _judged(context, plan, line_of(context, before))


def _before(context: Context, line: Line) -> str | None:
    """The commit before the one that wrote the manifest's version; None where it always had it."""
    for step in line.steps:
        edit = next((one for one in step.edits if one.path == _MANIFEST), None)
        if edit is None:
            continue
        if not edit.before or not step.parent:
            return None
        if manifest(context, rev=step.parent).version != line.head.manifest.version:
            return step.parent
    return None


def _judged(context: Context, plan: Plan, line: Line) -> Plan:
    """The plan with what is in its way; ``line`` ends before the release."""
    if line.last is None:
        return replace(plan, problems=tuple(_first(context, plan, line)))
    now = gathered(context, line)
    own = compare(context, [str(line.side.commit), plan.commit]).changes
    found = (*problems(context, line, now), *_more(own, plan.commit))
    return replace(plan, loose=now.grave, problems=tuple(dict.fromkeys(found)))


def _first(context: Context, plan: Plan, line: Line) -> Iterator[str]:
    from specctl import sources
    from specctl.release.versions import looks_like_one

    assert line.side.repository
    tags = [one.name for one in sources.tags(line.side.repository)]
    if any(looks_like_one(name.removeprefix("v")) for name in tags):
        version = line.head.manifest.version or "none"
        yield f"version {plan.notes.version} follows on {version}, which has no tag"
    yield from unsound(context, plan.commit)


def _more(rows: tuple[Change, ...], commit: str) -> Iterator[str]:
    many = sum(row.rank <= GRAVE for row in rows)
    if many:
        several = "a row" if many == 1 else f"{many} rows"
        yield f"with the release came {several} of rank {GRAVE} or graver, up to {commit[:10]}"
