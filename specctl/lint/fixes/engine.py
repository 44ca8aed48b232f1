"""Findings mended, round by round, until there is nothing left that a fix can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from specctl.lint import engine
from specctl.lint.fixes.draft import Draft
from specctl.lint.fixes.meaning import meaning
from specctl.lint.fixes.table import FIXES
from specctl.lint.fixes.text import Edit, applied, clash
from specctl.model.finding import Finding
from specctl.model.spec import Eval, Section, Spec

ROUNDS = 20
"""More than any spec needs: what one round could not do at once, and what follows from it."""

Content = Mapping[str, bytes]
Read = Callable[[Content], Spec]
Judge = Callable[[Spec], Sequence[Finding]]


class Mended(NamedTuple):
    """What mending gave.

    Attributes:
        changes: the bytes before and after of each file that changed, by ``place.path``.
        fixed: the findings that were mended, in the order in which that was done.
        left: what lint says of the result, by place.
    """

    changes: Mapping[str, tuple[bytes, bytes]]
    fixed: tuple[Finding, ...]
    left: tuple[Finding, ...]


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
        unsafe: also make fixes that change what a clause says, a title, or take something away.
        wanted: which findings to mend; all by default.
        judge: what finds them.

    Returns:
        The files that changed. Each edit is of a finding's own stretch, or of the entry in front
        matter that it is about; whatever else a file holds stays byte for byte.
    """
    now, fixed, refused = dict(content), list[Finding](), set[tuple[Finding, bytes]]()
    spec = read(now)
    findings = tuple(judge(spec))
    for _ in range(ROUNDS):
        draft = Draft(spec, now)
        steps = [
            step
            for step in _steps(findings, draft, unsafe=unsafe, wanted=wanted)
            if not any((step.finding, now[edit.path]) in refused for edit in step.edits)
        ]
        kept, spec = _kept(steps, draft, read, unsafe=unsafe)
        dropped = {step.finding for step in steps} - {step.finding for step in kept}
        refused |= {
            (s.finding, now[e.path]) for s in steps if s.finding in dropped for e in s.edits
        }
        fresh = _made(now, kept)
        if fresh == now:
            break
        now, findings = fresh, tuple(judge(spec))
        fixed += [step.finding for step in kept]
    changes = {p: (content[p], now[p]) for p in sorted(now) if now[p] != content[p]}
    return Mended(changes, tuple(fixed), findings)


def _steps(
    findings: Iterable[Finding],
    draft: Draft,
    *,
    unsafe: bool,
    wanted: Callable[[Finding], bool],
) -> list[_Step]:
    """What can be done at once, in the order of the findings; the rest waits for its round."""
    found: list[_Step] = []
    taken: dict[str, list[Edit]] = {}
    for finding in findings:
        fix = FIXES.get(finding.rule)
        if fix is None or not finding.fixable or not wanted(finding):
            continue
        edits = fix.edits(finding, draft, unsafe=unsafe)
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


def _kept(
    steps: list[_Step], draft: Draft, read: Read, *, unsafe: bool
) -> tuple[list[_Step], Spec]:
    """The steps after which every file can still be read and, if safe, says what it said.

    A step that alone does harm goes; where it takes several, all that touch the file go.
    """
    while True:
        spec = read(_made(draft.content, steps))
        harmed = _harmed(draft, spec, draft.files, unsafe=unsafe)
        if not harmed:
            return steps, spec
        touching = [step for step in steps if any(edit.path in harmed for edit in step.edits)]
        guilty = [step for step in touching if _alone(step, draft, read, unsafe=unsafe)]
        gone = {step.finding for step in guilty or touching}
        steps = [step for step in steps if step.finding not in gone]


def _alone(step: _Step, draft: Draft, read: Read, *, unsafe: bool) -> set[str]:
    """What a step alone harms. What a file says depends on it and the manifest, so these do."""
    paths = {edit.path for edit in step.edits}
    near = paths | {draft.spec.manifest.place.path}
    content = {path: draft.content[path] for path in near if path in draft.content}
    return _harmed(draft, read(_made(content, [step])), paths & draft.files.keys(), unsafe=unsafe)


def _harmed(draft: Draft, spec: Spec, paths: Iterable[str], *, unsafe: bool) -> set[str]:
    """Those of some files that say something else now, or cannot be read any more."""
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    after = {value.path: value for value in values}
    harmed = set()
    for path in paths:
        value, now = draft.files[path], after.get(path)
        if now is value:  # read from the same bytes
            continue
        if now is None or (not unsafe and meaning(now) != meaning(value)):
            harmed.add(path)
    if draft.spec.manifest.exists and not spec.manifest.exists:
        harmed.add(draft.spec.manifest.place.path)
    return harmed
