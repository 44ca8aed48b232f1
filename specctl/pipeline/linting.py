"""Lint, and the pages of its rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import HERE, Context, listed, load, plugged, side, store_of
from specctl.pipeline.naming import named

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.model import Finding, Rule
    from specctl.model.configuration import Configuration
    from specctl.model.coverage import Coverage
    from specctl.pipeline.checking import Checked
    from specctl.pipeline.workers import Progress


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
    since: str | None = None,
    settings_from: str | None = None,
    strict: bool = False,
    progress: Progress | None = None,
    only_grave: bool = False,
) -> Checked:
    """The same, with the files that were checked, and what is known or allowed.

    Args:
        context, paths, staged, rev: as in :func:`lint`.
        since: a revision, or ``dir:PATH``; what is found there too is known. Both are held to the
            same lint settings.
        settings_from: a revision, or ``dir:PATH``, whose lint settings and baseline count; those
            of the spec that is checked by default, and where there is no manifest.
        strict: drafts weigh as much as everything else.
        progress: told how far reading has come.
        only_grave: leave out, where that saves time, the rules that cannot report errors.

    Raises:
        SpecctlError: as :func:`lint`.
    """
    from specctl import sources
    from specctl.pipeline.checking import check as check_listing
    from specctl.pipeline.governing import Governing, beyond_baseline, governing
    from specctl.pipeline.reading import Reader

    source, listing = listed(context, staged=staged, rev=rev)
    wanted = [named(path, context, source, listing) for path in paths]
    law = governing(context, settings_from)
    reader, day = Reader(store_of(source)), today()
    checked = check_listing(
        listing,
        reader,
        today=day,
        strict=strict,
        governing=law and law.manifest,
        progress=progress,
        only_grave=only_grave,
    )
    assert checked.manifest is not None
    law = law or Governing(checked.manifest, listing)
    checked = beyond_baseline(checked, law, strict)
    if listing.rows and not strict and settings_from is None and not checked.errors:
        _keep_fine(reader.store, source.path, checked, day)
    if since is not None:
        earlier = sources.listing(side(context, staged=False, rev=since))
        base = check_listing(earlier, reader, today=day, strict=strict, governing=law.manifest)
        checked = _beyond(checked, base)
    return checked.within(wanted) if wanted else checked


def _beyond(checked: Checked, earlier: Checked) -> Checked:
    """What an earlier state of the spec does not have."""
    from specctl.lint import baseline

    found = baseline.since(checked.findings, checked.lines, earlier.findings, earlier.lines)
    return replace(checked, findings=found.new, known=(*checked.known, *found.known))


def _keep_fine(store: Store, folder: str, checked: Checked, today: date) -> None:
    from specctl.pipeline.verdicts import keep_fine

    if not plugged(store):
        keep_fine(store, folder, checked, today.isoformat())


def coverage(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    staged: bool = False,
    rev: str | None = None,
) -> Coverage:
    """How much of a spec its evals test.

    Args:
        context, staged, rev: as in :func:`lint`.
        paths: show only the sections in these files and folders.

    Raises:
        SpecctlError: as :func:`lint`.
    """
    from specctl.lint.coverage import coverage as covered

    checked = check(context, staged=staged, rev=rev)
    assert checked.manifest is not None
    source = side(context, staged=staged, rev=rev)
    wanted = [named(path, context, source, checked.listing) for path in paths]
    return covered(checked.cards, checked.listing.folder, checked.manifest, wanted)


def explain_config(
    context: Context = HERE,
    path: str | None = None,
    *,
    staged: bool = False,
    rev: str | None = None,
    strict: bool = False,
) -> Configuration:
    """What the lint settings of a spec come to.

    Args:
        context, staged, rev: as in :func:`lint`.
        path: a file of the spec; None for what holds wherever no override says otherwise.
        strict: as in :func:`check`.

    Raises:
        SpecctlError: as :func:`lint`.
    """
    from specctl import sources
    from specctl.lint.explain import explain
    from specctl.lint.plugins import installed
    from specctl.lint.settings import settings_of
    from specctl.parse import parse

    source, listing = listed(context, staged=staged, rev=rev)
    at = named(path, context, source, listing) if path else None
    snapshot = sources.snapshot(listing)
    spec = parse(snapshot)
    settings = settings_of(spec.manifest, strict)
    return explain(spec, settings, at, plugins=installed(), known=snapshot.baseline)


def write_baseline(context: Context = HERE) -> tuple[Path, int]:
    """Write the lint baseline of the work tree's spec, so that only new findings count.

    Returns:
        The file, and how many findings it holds.

    Raises:
        SpecctlError: as :func:`lint`, or if it cannot be written.
    """
    from specctl.lint import baseline
    from specctl.pipeline.writing import write_output

    checked = check(context)
    found = tuple(
        one for one in (*checked.findings, *checked.known) if one.rule != "malformed-baseline"
    )
    path = side(context, staged=False, rev=None).place / baseline.NAME
    text = baseline.baseline_of(found, checked.lines)
    write_output(path, text)
    return path, len(found)


def today(*, utc: bool = False) -> date:
    """The day that rules about dates go by: that of SOURCE_DATE_EPOCH where it is set.

    Args:
        utc: not the local day, but one that is the same for people all over the world.

    Raises:
        SpecctlError: if the variable is no number of seconds.
    """
    from specctl.pipeline.verdicts import day

    try:
        return date.fromisoformat(day(utc=utc))
    except (OverflowError, OSError, ValueError):
        said = os.environ.get("SOURCE_DATE_EPOCH", "")
        raise SpecctlError(
            f"SOURCE_DATE_EPOCH is '{said}', which is no number of seconds",
            "Unset it, or give the seconds since 1970.",
        ) from None


def rule(name: str, context: Context = HERE) -> Rule:
    """The page of a lint rule: of the catalogue, of the spec's own, or of a plugin.

    Args:
        name: the rule's.
        context: where to look for a spec with rules of its own; there need be none.

    Raises:
        SpecctlError: if there is no such rule.
    """
    from specctl.lint import RULES, page
    from specctl.words import closest

    if name in RULES:
        return page(name)
    beside = {one.name: one for one in _beside(context)}
    if name not in beside:
        message = f"there is no rule {name}{closest(name, [*RULES, *beside])}"
        raise SpecctlError(message, "`specctl rule` lists them all.")
    return beside[name]


def rules(context: Context = HERE) -> tuple[Rule, ...]:
    """The pages of all lint rules: the catalogue in its order, then the spec's own and plugins'.

    Args:
        context: as for :func:`rule`.
    """
    from specctl.lint import RULES, page

    return (*(page(name) for name in RULES), *_beside(context))


def _beside(context: Context) -> tuple[Rule, ...]:
    from specctl.lint.beside import pages
    from specctl.lint.plugins import installed
    from specctl.lint.settings import Settings, settings_of

    try:
        settings = settings_of(load(context).manifest)
    except SpecctlError:  # no spec here
        settings = Settings()
    return pages(settings, installed())
