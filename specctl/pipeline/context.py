"""Where a command works, and what it reads there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from specctl.errors import SpecctlError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specctl.cache import Store
    from specctl.model import Manifest, Snapshot, Spec
    from specctl.parse import Memo
    from specctl.sources import Listing, Source


class Context(NamedTuple):
    """Where a command works.

    Attributes:
        directory: as git's ``-C``: relative paths start here.
        spec: the spec folder.
    """

    directory: Path = Path()
    spec: str = "spec"


HERE = Context()
"""The spec in the working folder."""

_NONE = b"none"


def load(context: Context = HERE, *, staged: bool = False, rev: str | None = None) -> Spec:
    """Read a spec.

    Args:
        context: where to look.
        staged: read the index.
        rev: read this revision, or ``dir:PATH``. Without either the work tree is read.

    Returns:
        The spec; what is wrong with it is among its ``findings``.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    from specctl.parse import parse

    return parse(snapshot(context, staged=staged, rev=rev))


def manifest(context: Context, *, rev: str | None = None) -> Manifest:
    """The manifest alone, of the work tree or of a revision.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    from specctl.cache import Store
    from specctl.pipeline.reading import Reader

    return Reader(Store(None)).manifest(listed(context, rev=rev)[1])


def snapshot(context: Context, *, staged: bool = False, rev: str | None = None) -> Snapshot:
    """The spec's files on one side.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    from specctl import sources

    return sources.snapshot(listed(context, staged=staged, rev=rev)[1])


def both(
    context: Context, revisions: Sequence[str], *, staged: bool = False, memo: Memo | None = None
) -> tuple[Spec, Spec]:
    """The two specs of a comparison.

    Args:
        context, revisions, staged: as in :func:`specctl.pipeline.review`.
        memo: files that were parsed, for a caller that compares more than once.

    Raises:
        SpecctlError: if a revision does not exist.
    """
    from specctl import sources
    from specctl.parse import parse

    sides = sources.sides(revisions, staged=staged, cwd=context.directory, spec=context.spec)
    known: Memo = {} if memo is None else memo
    base, head = (parse(sources.read(side), known) for side in sides)
    return base, head


def listed(
    context: Context, *, staged: bool = False, rev: str | None = None
) -> tuple[Source, Listing]:
    """One side, and the list of its files. Raises SpecctlError as :func:`load`."""
    from specctl import sources

    source = side(context, staged=staged, rev=rev)
    found = sources.listing(source)
    if not found.exists:
        raise no_spec(context, f"{called(found.rev)} does not hold")
    return source, found


def side(context: Context, *, staged: bool, rev: str | None) -> Source:
    """One side, not yet read. Raises SpecctlError as :func:`load`."""
    from specctl import sources

    at: dict[str, Any] = {"cwd": context.directory, "spec": context.spec}
    if staged and rev is not None:
        raise SpecctlError("--staged and --rev exclude each other", "Give one of them.")
    if staged:
        return sources.index(**at)
    if rev is None:
        return sources.work_tree(**at)
    if rev.startswith("dir:"):
        return sources.folder(rev.removeprefix("dir:"), **at)
    return sources.revision(rev, **at)


def revision(context: Context, rev: str) -> Source:
    """A revision, not yet read; ``dir:PATH`` is none.

    Raises:
        SpecctlError: there is no repository, or no such revision.
    """
    from specctl import sources

    return sources.revision(rev, cwd=context.directory, spec=context.spec)


def store_of(source: Source) -> Store:
    """Where what is worked out about a side is kept."""
    from specctl.cache import Store, home
    from specctl.sources import common_of

    shared = source.repository.common if source.repository else common_of(source.place)
    return Store(home(str(shared) if shared else None, str(source.place)))


def plugged(store: Store) -> bool:
    """Whether there are plugins. Looking for them takes longer than reading that there were none.

    The tool's stamp changes with whatever is installed.
    """
    about = f"plugins {store.stamp}"
    if store.verdict(about) == _NONE:
        return False
    from specctl.lint.plugins import installed

    if not installed().active:
        store.keep_verdict(about, _NONE)
    return installed().active


def no_spec(context: Context, who: str) -> SpecctlError:
    """The error for a spec that is not there."""
    return SpecctlError(
        f"no spec: {who} a folder '{context.spec}'",
        "Name the spec folder with --spec, or make one with `specctl import`.",
    )


def called(rev: str) -> str:
    """A side as a sentence names it."""
    return f"the {rev}" if rev in ("index", "work tree") else rev


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
