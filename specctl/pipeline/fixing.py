"""Findings mended in the work tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from specctl.model.place import among
from specctl.pipeline.context import HERE, Context, listed
from specctl.pipeline.linting import today
from specctl.pipeline.naming import named

if TYPE_CHECKING:
    from specctl.lint.engine import Outcome
    from specctl.lint.fixes.engine import Judge, Mended, Read
    from specctl.model import Finding, Problem, Spec
    from specctl.parse import Memo
    from specctl.sources import Listing


@dataclass(frozen=True, slots=True)
class Fixed:
    """What ``lint --fix`` did, or would do.

    Attributes:
        changes: the bytes before and after of each file that changed, by ``place.path``.
        fixed: the findings that were mended, in the order in which that was done.
        left: what lint says of the result, by place; fixable is what unsafe fixes would mend.
        lines: those of the files that it stands in, by ``place.path``.
        known, gone, allowed: of the result, as :class:`Checked` has them.
    """

    changes: Mapping[str, tuple[bytes, bytes]]
    fixed: tuple[Finding, ...]
    left: tuple[Finding, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: tuple[Finding, ...] = ()
    gone: int = 0
    allowed: tuple[tuple[Finding, str], ...] = ()


def fix(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    unsafe: bool = False,
    dry_run: bool = False,
    strict: bool = False,
) -> Fixed:
    """Mend in the work tree what lint can mend, but for what the baseline holds.

    Args:
        context: where to look.
        paths: mend and show only findings in these files and folders, as :func:`lint`. What mends
            one may stand in another file, such as the list above a section.
        unsafe: also make fixes that change what a clause says, a title, or take something away.
        dry_run: write nothing.
        strict: drafts weigh as much as everything else in what is left.

    Returns:
        What changed, and what is left to find.

    Raises:
        SpecctlError: as :func:`lint`; or a file changed meanwhile or cannot be written. What was
            written until then is said, and is whole.
    """
    from specctl import sources
    from specctl.lint.fixes import mended

    source, listing = listed(context)
    chosen = [named(path, context, source, listing) for path in paths]
    files, problems = sources.contents(listing, listing.files)
    content = {f"{listing.folder}/{name}": content for name, content in files.items()}
    outcomes: list[Outcome] = []
    result = mended(
        content,
        _reading(listing, (*listing.problems, *problems)),
        unsafe=unsafe,
        wanted=lambda finding: _chosen(finding, chosen),
        judge=_judging(listing, strict, outcomes),
    )
    if not dry_run and result.changes:
        from specctl.pipeline.saving import save

        save(source.place.parent, result.changes)
    after = {**content, **{path: new for path, (_, new) in result.changes.items()}}
    return _told(result, after, outcomes[-1], chosen)


def _told(
    result: Mended, content: Mapping[str, bytes], outcome: Outcome, chosen: Sequence[str]
) -> Fixed:
    """What was done, and what is left in the files that were asked for."""
    from specctl.parse import lines_of

    shown = [finding for finding in result.left if _chosen(finding, chosen)]
    left = tuple(finding._replace(fixable=finding in result.waiting) for finding in shown)
    return Fixed(
        result.changes,
        result.fixed,
        left,
        {f.place.path: lines_of(content.get(f.place.path, b"")) for f in left},
        tuple(finding for finding in outcome.known if _chosen(finding, chosen)),
        outcome.gone,
        tuple(pair for pair in outcome.allowed if _chosen(pair[0], chosen)),
    )


def _chosen(finding: Finding, paths: Sequence[str]) -> bool:
    return not paths or among(finding.place.path, paths)


def _reading(listing: Listing, problems: tuple[Problem, ...]) -> Read:
    """What parses the files of a listing, as they are and as they become."""
    from specctl.model import Snapshot
    from specctl.parse import parse

    memo: Memo = {}
    prefix = f"{listing.folder}/"

    def read(content: Mapping[str, bytes]) -> Spec:
        inside = {path.removeprefix(prefix): content[path] for path in sorted(content)}
        return parse(Snapshot(listing.rev, None, listing.folder, inside, problems), memo)

    return read


def _judging(listing: Listing, strict: bool, outcomes: list[Outcome]) -> Judge:
    """What lints them, as :func:`lint` does without ``--since``; notes each outcome."""
    from specctl import sources
    from specctl.lint import baseline
    from specctl.lint.engine import survey
    from specctl.lint.plugins import installed
    from specctl.lint.settings import settings_of

    names = [baseline.NAME] if listing.baseline else []
    known = sources.contents(listing, names).files.get(baseline.NAME)
    day = today()

    def judge(spec: Spec) -> tuple[Finding, ...]:
        settings = settings_of(spec.manifest, strict)
        outcome, _ = survey(spec, settings, today=day, plugins=installed())
        outcomes.append(
            baseline.against(outcome, known, partial(_lines, spec), settings, spec.folder)
        )
        return outcomes[-1].findings

    return judge


def _lines(spec: Spec, paths: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {path: spec.lines[path] for path in paths if path in spec.lines}


def unsafe_fixes() -> tuple[frozenset[str], frozenset[str]]:
    """The rules that only ``--unsafe-fixes`` mends, and those where that depends on the case."""
    from specctl.lint.fixes import FIXES

    safe = {name for name, fix in FIXES.items() if fix.safe is not None}
    harmful = {name for name, fix in FIXES.items() if fix.unsafe or fix.removing}
    return frozenset(harmful - safe), frozenset(harmful & safe)
