"""Findings mended, round by round, until there is nothing left that a fix can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from specctl.lint import engine
from specctl.lint.fixes.draft import Draft, Fix, Make, held
from specctl.lint.fixes.meaning import meaning
from specctl.lint.fixes.table import FIXES
from specctl.lint.fixes.text import Edit, applied, clash
from specctl.model.finding import Finding
from specctl.model.spec import Spec

ROUNDS = 100
"""More than any spec needs: what one round could not do at once, and what follows from it."""

Content = Mapping[str, bytes]
Read = Callable[[Content], Spec]
Judge = Callable[[Spec], Sequence[Finding]]


_Refusal = tuple[Finding, bytes]


class Mended(NamedTuple):
    """What mending gave.

    Attributes:
        changes: the bytes before and after of each file that changed, by ``place.path``.
        fixed: the findings that were mended, in the order in which that was done.
        left: what lint says of the result, by place.
        waiting: those of them that only unsafe fixes would mend; none where these were made.
    """

    changes: Mapping[str, tuple[bytes, bytes]]
    fixed: tuple[Finding, ...]
    left: tuple[Finding, ...]
    waiting: frozenset[Finding]


class _Step(NamedTuple):
    """One finding and the edits that mend it."""

    finding: Finding
    edits: tuple[Edit, ...]


def mended(
    content: Content,
    read: Read,
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = lambda _: True,
    judge: Judge = engine.lint,
) -> Mended:
    """Mend what can be mended.

    Args:
        content: the bytes of each file, by ``place.path``. Nothing is written.
        read: what parses them.
        unsafe: also make the fixes that are not safe, once no other is left.
        wanted: which findings to mend; all by default.
        judge: what finds them.

    Returns:
        The files that changed. Each edit is of a finding's own stretch, or of the entry in front
        matter that it is about; whatever else a file holds stays byte for byte.
    """
    now, fixed, refused = dict(content), list[Finding](), set[_Refusal]()
    spec = read(now)
    findings = tuple(judge(spec))
    for _ in range(ROUNDS):
        chosen = [f for f in findings if f.fixable and f.rule in FIXES and wanted(f)]
        kept, spec = _round(chosen, Draft(spec, now), read, refused, unsafe=unsafe)
        fresh = _made(now, kept)
        if fresh == now:
            break
        now, findings = fresh, tuple(judge(spec))
        fixed += [step.finding for step in kept]
    changes = {p: (content[p], now[p]) for p in sorted(now) if now[p] != content[p]}
    waiting = frozenset() if unsafe else _waiting(filter(wanted, findings), Draft(spec, now))
    return Mended(changes, tuple(fixed), findings, waiting)


def _waiting(findings: Iterable[Finding], draft: Draft) -> frozenset[Finding]:
    """What unsafe fixes would mend."""
    chosen = [f for f in findings if f.fixable and f.rule in FIXES]
    return frozenset(
        finding
        for makes in (_unsafe, _removing)
        for finding in chosen
        for _ in _steps([finding], draft, makes)
    )


def _round(
    findings: Sequence[Finding], draft: Draft, read: Read, refused: set[_Refusal], *, unsafe: bool
) -> tuple[list[_Step], Spec]:
    """What is done in one round, and the spec after it; adds to what was refused.

    Each kind of fix waits until the one before it has nothing left to do.
    """
    steps = [
        step for step in _steps(findings, draft, _safe) if not refused & _refusals(step, draft)
    ]
    kept, spec = _kept(steps, draft, read, _changed)
    done = {step.finding for step in kept}
    refused.update(*(_refusals(step, draft) for step in steps if step.finding not in done))
    for makes in (_unsafe, _removing) if unsafe else ():
        if not kept:
            kept, spec = _kept(_steps(findings, draft, makes), draft, read, _lost)
    return kept, spec


def _refusals(step: _Step, draft: Draft) -> set[_Refusal]:
    """A step and the files that it would change: as long as they are these, it is the same."""
    return {(step.finding, draft.content[edit.path]) for edit in step.edits}


def _safe(fix: Fix) -> tuple[Make | None, ...]:
    return (fix.safe,)


def _unsafe(fix: Fix) -> tuple[Make | None, ...]:
    """What was refused because it changes more than it should is what was asked for."""
    return fix.safe, fix.unsafe


def _removing(fix: Fix) -> tuple[Make | None, ...]:
    return (fix.removing,)


def _steps(
    findings: Iterable[Finding], draft: Draft, makes: Callable[[Fix], Iterable[Make | None]]
) -> list[_Step]:
    """What can be done at once, in the order of the findings; the rest waits for its round."""
    found: list[_Step] = []
    taken: dict[str, list[Edit]] = {}
    for finding in findings:
        tried = (make(finding, draft) for make in makes(FIXES[finding.rule]) if make)
        edits = next((edits for edits in tried if edits), ())
        if any(draft.comments(edit) for edit in edits):
            continue
        if not any(clash(edit, other) for edit in edits for other in taken.get(edit.path, ())):
            found += [_Step(finding, edits)] if edits else []
            for edit in edits:
                taken.setdefault(edit.path, []).append(edit)
    return found


def _made(content: Content, steps: Iterable[_Step]) -> dict[str, bytes]:
    """The files after these steps."""
    edits: dict[str, list[Edit]] = {}
    for step in steps:
        for edit in step.edits:
            edits.setdefault(edit.path, []).append(edit)
    fresh = {p: applied(content[p].decode(), made).encode() for p, made in edits.items()}
    return {**content, **fresh}


Harm = Callable[[Draft, Spec, Iterable[str]], set[str]]


def _kept(steps: list[_Step], draft: Draft, read: Read, harm: Harm) -> tuple[list[_Step], Spec]:
    """The steps that do no harm, and the spec after them.

    A step that alone does harm goes; where it takes several, all that touch the file go.
    """
    while True:
        spec = read(_made(draft.content, steps))
        harmed = harm(draft, spec, draft.files)
        if not harmed:
            return steps, spec
        touching = [step for step in steps if any(edit.path in harmed for edit in step.edits)]
        guilty = [step for step in touching if _alone(step, draft, read, harm)]
        gone = {step.finding for step in guilty or touching}
        steps = [step for step in steps if step.finding not in gone]


def _alone(step: _Step, draft: Draft, read: Read, harm: Harm) -> set[str]:
    """What a step alone harms. What a file says depends on it and the manifest, so these do."""
    paths = {edit.path for edit in step.edits}
    near = paths | {draft.spec.manifest.place.path}
    content = {path: draft.content[path] for path in near if path in draft.content}
    return harm(draft, read(_made(content, [step])), paths & draft.files.keys())


def _lost(draft: Draft, spec: Spec, paths: Iterable[str]) -> set[str]:
    """Those of some files, and the manifest, that cannot be read any more."""
    lost = {*paths} - held(spec).keys()
    manifest = draft.spec.manifest
    return lost | ({manifest.place.path} if manifest.exists and not spec.manifest.exists else set())


def _changed(draft: Draft, spec: Spec, paths: Iterable[str]) -> set[str]:
    """Those, and the files that say something else now."""
    after = held(spec)
    there = [path for path in paths if path in after and after[path] is not draft.files[path]]
    changed = {path for path in there if meaning(after[path]) != meaning(draft.files[path])}
    return changed | _lost(draft, spec, paths)
