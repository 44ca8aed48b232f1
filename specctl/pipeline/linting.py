"""Lint, and the pages of its rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import HERE, Context, called, no_spec, side

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.model import Finding, Rule
    from specctl.pipeline.checking import Checked
    from specctl.pipeline.workers import Progress
    from specctl.sources import Listing, Source


def lint(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    staged: bool = False,
    rev: str | None = None,
) -> tuple[Finding, ...]:
    """Lint a spec.

    Args:
        context: where to look.
        paths: show only findings in these files and folders, relative to the directory or to
            the spec folder's parent. Everything is checked all the same.
        staged, rev: as in :func:`load`.

    Returns:
        Findings by place.

    Raises:
        SpecctlError: if there is no spec, no such revision, or nothing at a path.
    """
    return check(context, paths, staged=staged, rev=rev).findings


def check(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    staged: bool = False,
    rev: str | None = None,
    progress: Progress | None = None,
) -> Checked:
    """The same, with the files that were checked.

    Args:
        context, paths, staged, rev: as in :func:`lint`.
        progress: told how far reading has come.

    Raises:
        SpecctlError: as :func:`lint`.
    """
    from specctl import sources
    from specctl.pipeline.checking import check as check_listing
    from specctl.pipeline.verdicts import keep_fine

    source = side(context, staged=staged, rev=rev)
    listing = sources.listing(source)
    if not listing.exists:
        raise no_spec(context, f"{called(listing.rev)} does not hold")
    wanted = [_named(path, listing) for path in paths]
    store = _store(source)
    checked = check_listing(listing, store, today=today(), progress=progress)
    if listing.rows and not checked.errors:
        keep_fine(store, listing.rows)
    return checked.within(wanted) if wanted else checked


def _store(source: Source) -> Store:
    from specctl.cache import Store, home
    from specctl.sources import common_of

    shared = source.repository.common if source.repository else common_of(source.place)
    return Store(home(str(shared) if shared else None, str(source.place)))


def today() -> date:
    """The day that rules about dates go by: SOURCE_DATE_EPOCH where it is set.

    The variable is that of https://reproducible-builds.org/specs/source-date-epoch/.

    Raises:
        SpecctlError: if the variable is no number of seconds.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is None:
        return date.today()
    try:
        return date.fromtimestamp(int(said))
    except (OverflowError, OSError, ValueError):
        raise SpecctlError(
            f"SOURCE_DATE_EPOCH is '{said}', which is no number of seconds",
            "Unset it, or give the seconds since 1970.",
        ) from None


def rule(name: str) -> Rule:
    """The page of a lint rule.

    Raises:
        SpecctlError: if there is no such rule.
    """
    from specctl.lint import RULES, page
    from specctl.words import closest

    if name not in RULES:
        message = f"there is no rule {name}{closest(name, list(RULES))}"
        raise SpecctlError(message, "`specctl rule` lists them all.")
    return page(name)


def rules() -> tuple[Rule, ...]:
    """The pages of all lint rules, in the order of the catalogue."""
    from specctl.lint import RULES, page

    return tuple(page(name) for name in RULES)


def _named(path: str, listing: Listing) -> str:
    """A path as findings have it: from the spec folder's name on."""
    parts = Path(os.path.normpath(path)).parts
    folder = listing.folder
    known = [f"{folder}/{name}" for name in (*listing.files, *(p.path for p in listing.problems))]
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        for candidate in (name, f"{folder}/{name}"):
            if candidate == folder or any(
                k == candidate or k.startswith(f"{candidate}/") for k in known
            ):
                return candidate
    raise SpecctlError(
        f"there is nothing of the spec at {path}",
        f"Name files as they stand in {folder}/, for example {folder}/spec.yaml.",
    )
