"""What was confirmed and no longer fits, with what it was confirmed for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError
from specctl.pipeline.context import HERE, Context, listed, revision

if TYPE_CHECKING:
    from specctl.fingerprints import Carried, Fit
    from specctl.model import Spec
    from specctl.model.stale import About, Stale, Staleness, Worded
    from specctl.pipeline.earlier import Earlier, Sought
    from specctl.sources import Source


def stale(context: Context = HERE, *, staged: bool = False, rev: str | None = None) -> Staleness:
    """What of a spec has to be looked at again.

    Args:
        context: where to look.
        staged, rev: as in :func:`specctl.load`.

    Returns:
        Evals and examples that were confirmed for another clause, with that clause where git
        knows it, and those that never were.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    from specctl import sources
    from specctl.fingerprints import Fit, counted
    from specctl.model.stale import Staleness
    from specctl.parse import parse
    from specctl.pipeline.confirming import in_doubt

    source, listing = listed(context, staged=staged, rev=rev)
    spec = parse(sources.snapshot(listing))
    judged = tuple(_judged(spec))
    bad = [(one, _sought(one, spec)) for one in judged if one.fit is Fit.STALE]
    found, unknown = _looked_back(context, source, listing.files, [wanted for _, wanted in bad])
    parts = counted(spec.manifest)
    return Staleness(
        listing.rev,
        listing.commit,
        tuple(_stale(one, parts, found.get(wanted)) for one, wanted in bad),
        tuple(one.about for one in judged if one.fit is Fit.UNCONFIRMED),
        sum(one.fit is Fit.FITS for one in judged),
        unknown,
        tuple(one.place for one in in_doubt(spec).values()),
    )


class _Judged(NamedTuple):
    """An eval or example and a clause that it is about, held against each other."""

    fit: Fit
    about: About
    confirmed: str
    now: Carried


def _judged(spec: Spec) -> Iterator[_Judged]:
    """All of them by clause in document order; not those whose clause is gone."""
    from specctl.fingerprints import carried, fit, items
    from specctl.index import index
    from specctl.model.stale import About

    known, every = index(spec), tuple(items(spec))
    about: dict[str, list[int]] = {}
    for number, item in enumerate(every):
        for clause in item.clauses:
            about.setdefault(clause, []).append(number)
    for clause in known.anchors:
        now = carried(spec, known, clause) if clause in about else ()
        for number in about.get(clause, ()) if now else ():
            one = every[number]
            confirmed = one.confirmed.get(clause)
            state = fit(confirmed, {each.print for each in now})
            told = About(one.kind, one.id, one.place, clause, now[0].section.id)
            yield _Judged(state, told, confirmed or "", now[0])


def _sought(one: _Judged, spec: Spec) -> Sought:
    from specctl.pipeline.earlier import Sought

    path = one.now.section.path.removeprefix(f"{spec.folder}/")
    return Sought(one.about.clause, one.confirmed, path)


def _looked_back(
    context: Context, source: Source, now: Mapping[str, str], sought: Sequence[Sought]
) -> tuple[Mapping[Sought, Earlier], str]:
    """What the clauses were that are sought, and why nothing more is known of them."""
    from specctl.pipeline.earlier import earlier
    from specctl.sources.revisions import deepen

    if not sought:
        return {}, ""
    if source.kind == "folder":
        return {}, "what is in a folder outside of git has no history"
    try:
        head = source if source.commit else revision(context, "HEAD")
    except SpecctlError as error:
        return {}, error.message
    found = earlier(head, now, sought)
    assert head.repository
    return found, "" if len(found) == len({*sought}) else deepen(head.repository)


def _stale(one: _Judged, parts: tuple[str, ...], found: Earlier | None) -> Stale:
    from specctl.model.stale import Commit, Stale
    from specctl.words import marks

    now = _worded(one.now, parts)
    if found is None:
        return Stale(one.about, one.confirmed, now)
    was = _worded(found.clause, found.parts)
    words = marks(was.text, now.text) if was.text != now.text else ()
    since = found.since and Commit(found.since.commit, found.since.date)
    return Stale(one.about, one.confirmed, now, was, words, since)


def _worded(one: Carried, parts: tuple[str, ...]) -> Worded:
    from specctl.model.stale import Worded

    passage, section = one.passage, one.section
    return Worded(passage.whole, one.authority, one.tags, parts, section.id, passage.place)
