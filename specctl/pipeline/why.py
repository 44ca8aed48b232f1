"""Every way from a change to one eval or example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, both

if TYPE_CHECKING:
    from specctl.model import AffectedEval, AffectedExample, Review, Spec
    from specctl.model.review import Ways


def ways_to(
    context: Context,
    review: Review,
    name: str,
    *,
    revisions: Sequence[str] = (),
    staged: bool = False,
) -> Ways:
    """Every way from a change to one eval or example.

    Args:
        context, revisions, staged: what was compared, as in :func:`specctl.pipeline.review`.
        review: what came of it.
        name: an eval's id, or an example's as ``section#example``.

    Returns:
        What is touched with all of its ways; nothing where it is there and nothing leads to it.

    Raises:
        SpecctlError: if neither side has an eval or example of that name.
    """
    from specctl.model.review import Ways

    touched: tuple[AffectedEval | AffectedExample, ...] = (*review.evals, *review.examples)
    for found in touched:
        if found.id == name:
            return Ways(review, name, found)
    known = [name for spec in both(context, revisions, staged=staged) for name in _names(spec)]
    if name not in known:
        from specctl.words import closest

        raise SpecctlError(
            f"there is no eval or example {name}{closest(name, known)}",
            "Name an eval by its id, an example as section#example.",
        )
    return Ways(review, name, None)


def _names(spec: Spec) -> list[str]:
    examples = [f"{s.id}#{example.id}" for s in spec.sections for example in s.examples]
    return [*(one.id for one in spec.evals), *examples]
