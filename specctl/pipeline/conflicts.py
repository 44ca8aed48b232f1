"""What two branches do to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.comparing import review as compare
from specctl.pipeline.context import Context, both, revision

if TYPE_CHECKING:
    from specctl.model import Review
    from specctl.sources import Source


def find_conflicts(
    context: Context,
    review: Review,
    against: str,
    *,
    revisions: Sequence[str] = (),
    staged: bool = False,
) -> Review:
    """A review that knows where its head does not go together with another branch.

    Both are compared with the commit at which they parted, as git merges them. Where the head is
    the index or the work tree, that is where HEAD parted.

    Args:
        context, revisions, staged: what was compared, as in :func:`specctl.pipeline.review`.
        review: what came of it.
        against: the other branch.

    Raises:
        SpecctlError: if the head is a folder, there is no such revision, or both have no history
            in common.
    """
    from specctl import sources
    from specctl.model.review import Conflicts, Side
    from specctl.review.conflicts import Branch, conflicts

    head = sources.sides(revisions, staged=staged, cwd=context.directory, spec=context.spec)[1]
    if head.kind == "folder":
        raise SpecctlError(
            f"{head.name} is a folder, and only branches can be held against each other",
            "Name a revision, as in main...my-branch --against other-branch.",
        )
    other = revision(context, against)
    common = _parted(context, head, other)
    mine = [common, head.commit] if head.commit else [common]
    theirs = [common, str(other.commit)]
    base, ours = both(context, mine, staged=staged)
    found = conflicts(
        Branch(base, ours, compare(context, mine, staged=staged).changes),
        Branch(base, both(context, theirs)[1], compare(context, theirs).changes),
    )
    told = Conflicts(Side(common, common), Side(other.name, other.commit), *found)
    return replace(review, conflicts=told)


def _parted(context: Context, head: Source, other: Source) -> str:
    """The commit at which two branches parted."""
    from specctl.sources.revisions import merge_base, unrelated

    here = head if head.commit else revision(context, "HEAD")
    assert other.repository is not None
    common = merge_base(other.repository, str(here.commit), str(other.commit))
    if common is None:
        raise unrelated(other.repository, f"{here.name} and {other.name}")
    return common
