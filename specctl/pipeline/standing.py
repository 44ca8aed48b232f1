"""Where the spec stands in its repository."""

from __future__ import annotations

from specctl.pipeline.context import Context, side


def standing(context: Context, *, staged: bool = False, rev: str | None = None) -> str | None:
    """The spec folder as seen from the repository's top, by which platforms go.

    Args:
        context, staged, rev: as lint was given them.

    Returns:
        A path with ``/``, "" for the top itself; None outside of a repository.

    Raises:
        SpecctlError: as lint does.
    """
    from specctl.sources.locate import top_of

    source = side(context, staged=staged, rev=rev)
    if source.repository is not None:
        return source.path
    top = top_of(source.place)
    return None if top is None else "/".join(source.place.relative_to(top).parts)
