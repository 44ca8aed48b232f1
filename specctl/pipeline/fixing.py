"""Findings mended in the work tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specctl.pipeline.context import HERE, Context, called, no_spec, side
from specctl.pipeline.linting import named, today

if TYPE_CHECKING:
    from specctl.model import Finding, Spec
    from specctl.parse import Memo


@dataclass(frozen=True, slots=True)
class Fixed:
    """What ``lint --fix`` did, or would do.

    Attributes:
        changes: the bytes before and after of each file that changed, by ``place.path``.
        fixed: the findings that were mended, in the order in which that was done.
        left: what lint says of the result, by place.
        lines: those of the files that it stands in, by ``place.path``.
    """

    changes: Mapping[str, tuple[bytes, bytes]]
    fixed: tuple[Finding, ...]
    left: tuple[Finding, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def fix(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    unsafe: bool = False,
    dry_run: bool = False,
) -> Fixed:
    """Mend in the work tree what lint can mend.

    Args:
        context: where to look.
        paths: mend and show only findings in these files and folders, as :func:`lint`. What mends
            one may stand in another file, such as the list above a section.
        unsafe: also make fixes that change what a clause says, a title, or take something away.
        dry_run: write nothing.

    Returns:
        What changed, and what is left to find.

    Raises:
        SpecctlError: as :func:`lint`; or a file changed meanwhile or cannot be written. What was
            written until then is said, and is whole.
    """
    from specctl import sources
    from specctl.lint import lint as lint_spec
    from specctl.lint.fixes import mended
    from specctl.model import Snapshot
    from specctl.parse import lines_of, parse

    source = side(context, staged=False, rev=None)
    listing = sources.listing(source)
    if not listing.exists:
        raise no_spec(context, f"{called(listing.rev)} does not hold")
    chosen = [named(path, listing) for path in paths]
    day, prefix = today(), f"{listing.folder}/"
    files, problems = sources.contents(listing, listing.files)
    refused = (*listing.problems, *problems)
    memo: Memo = {}

    def read(content: Mapping[str, bytes]) -> Spec:
        inside = {path.removeprefix(prefix): content[path] for path in sorted(content)}
        return parse(Snapshot(listing.rev, None, listing.folder, inside, refused), memo)

    def wanted(finding: Finding) -> bool:
        at = finding.place.path
        return not chosen or any(at == one or at.startswith(f"{one}/") for one in chosen)

    result = mended(
        {f"{prefix}{name}": content for name, content in files.items()},
        read,
        unsafe=unsafe,
        wanted=wanted,
        judge=lambda spec: lint_spec(spec, today=day),
    )
    if not dry_run and result.changes:
        from specctl.pipeline.saving import save

        save(source.place.parent, result.changes)
    left = tuple(finding for finding in result.left if wanted(finding))
    after = {f"{prefix}{name}": content for name, content in files.items()}
    after |= {path: new for path, (_, new) in result.changes.items()}
    lines = {f.place.path: lines_of(after.get(f.place.path, b"")) for f in left}
    return Fixed(result.changes, result.fixed, left, lines)


def unsafe_fixes() -> frozenset[str]:
    """The rules whose findings only ``--unsafe-fixes`` mends."""
    from specctl.lint.fixes import FIXES

    return frozenset(name for name, fix in FIXES.items() if fix.safe is None)
