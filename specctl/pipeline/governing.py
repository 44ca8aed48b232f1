"""Which lint settings and which baseline a spec is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from specctl.pipeline.context import Context, side

if TYPE_CHECKING:
    from specctl.lint.settings import Settings
    from specctl.model import Finding, Manifest, Problem
    from specctl.pipeline.checking import Checked
    from specctl.sources import Listing


class Governing(NamedTuple):
    """The manifest whose lint settings count, and the listing that has the baseline."""

    manifest: Manifest
    listing: Listing


def governing(context: Context, rev: str | None) -> Governing | None:
    """What a spec is held to by another revision.

    Args:
        context: where to look.
        rev: a revision, or ``dir:PATH``, or None.

    Returns:
        None where the spec that is checked stands for itself: nothing else was asked for, or
        there is no manifest.

    Raises:
        SpecctlError: if there is no such revision, or it cannot be read.
    """
    from specctl import sources
    from specctl.cache import Store
    from specctl.pipeline.reading import Reader

    if rev is None:
        return None
    listing = sources.listing(side(context, staged=False, rev=rev))
    manifest = Reader(Store(None)).manifest(listing)
    return Governing(manifest, listing) if manifest.exists else None


def beyond_baseline(checked: Checked, law: Governing, strict: bool) -> Checked:
    """What the governing baseline does not hold.

    Raises:
        SpecctlError: if it cannot be read from git.
    """
    if not law.listing.baseline:
        return checked
    from specctl import sources
    from specctl.lint import baseline
    from specctl.lint.engine import Outcome
    from specctl.lint.settings import settings_of

    read = sources.contents(law.listing, [baseline.NAME])
    settings = settings_of(law.manifest, strict)
    outcome = baseline.against(
        Outcome((*_unreadable(read.problems, settings, checked.listing), *checked.findings)),
        read.files.get(baseline.NAME),
        checked.lines,
        settings,
        checked.listing.folder,
    )
    return replace(checked, findings=outcome.findings, known=outcome.known, gone=outcome.gone)


def _unreadable(
    problems: Sequence[Problem], settings: Settings, listing: Listing
) -> Iterator[Finding]:
    """What the rule about files that cannot be read says of the baseline."""
    from specctl.lint.scope import About
    from specctl.model import Finding, Place, Severity

    for one in problems:
        severity = settings.severity("unreadable-file", Severity.ERROR, About(one.path))
        if severity is not None:
            place = Place(f"{listing.folder}/{one.path}")
            yield Finding("unreadable-file", place, one.message, severity)
