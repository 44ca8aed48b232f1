"""A review of what differs between two specs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specctl.pipeline.context import HERE, Context, called, no_spec

if TYPE_CHECKING:
    from specctl.model import Review


def review(
    context: Context = HERE, revisions: Sequence[str] = (), *, staged: bool = False
) -> Review:
    """Compare two specs and rank what differs.

    Args:
        context: where to look.
        revisions: none compares HEAD with the work tree, ``BASE`` compares it with the work
            tree, ``BASE HEAD`` and ``BASE..HEAD`` two revisions, ``A...B`` the merge base of
            both with B. ``dir:PATH`` stands for a folder.
        staged: compare BASE (or HEAD) with the index.

    Returns:
        The review. Lint settings, ranks and gates are the base's.

    Raises:
        SpecctlError: if a revision does not exist, or neither side has a spec.
    """
    from specctl import sources
    from specctl.classify import classify, policy
    from specctl.diff import compare
    from specctl.impact import impacts
    from specctl.parse import Memo, parse
    from specctl.pipeline.finding import told_apart
    from specctl.review import account, assemble

    asked = sources.sides(revisions, staged=staged, cwd=context.directory, spec=context.spec)
    before, after = (sources.read(side) for side in asked)
    if not before.exists and not after.exists:
        raise no_spec(context, f"neither {called(before.rev)} nor {called(after.rev)} holds")
    memo: Memo = {}
    base, head = parse(before, memo), parse(after, memo)
    difference = compare(base, head)
    settings = base.manifest if base.manifest.exists else head.manifest
    rows = classify(base, head, difference, policy(settings))
    return assemble(
        base,
        head,
        rows,
        impacts(base, head, difference, rows),
        told_apart(base, head, settings),
        account(base, head, difference, rows, sources.changed_lines(before, after)),
    )
