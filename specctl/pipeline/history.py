"""Every change to one thing, and who wrote what of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.history import following, releases
from specctl.history.following import At, Found, Written, stem
from specctl.model.log import Blame, Blamed, Entry, Log, Retired, Thing
from specctl.model.review import Side
from specctl.model.spec import Passage, PassageRole, Section
from specctl.pipeline.carrying import Carrying
from specctl.pipeline.context import HERE, Context, listed, no_spec, revision, store_of
from specctl.pipeline.things import meant, name_of, there, unknown
from specctl.pipeline.versions import Versions
from specctl.words import fingerprint

if TYPE_CHECKING:
    from specctl.pipeline.past import Past
    from specctl.pipeline.things import Meant


@contextmanager
def past_of(context: Context, rev: str, *, edited: bool = False) -> Iterator[Past]:
    """The past of a spec; what was worked out of it is kept at the end.

    Args:
        context: where the spec is.
        rev: a revision.
        edited: whether what the work tree has beyond it is a step, too.

    Raises:
        SpecctlError: if there is no such revision, or no spec in its history.
    """
    from specctl.pipeline.past import Past

    if rev.startswith("dir:"):
        raise SpecctlError(f"{rev} is a folder, which has no history", "Name a revision.")
    source = revision(context, rev)
    tree = listed(context)[1] if edited else None
    past = Past(source, store_of(source), tree)
    if not past.steps:
        raise no_spec(context, f"the history of {rev} does not hold")
    try:
        yield past
    finally:
        past.keep()


def log(name: str, context: Context = HERE, rev: str = "HEAD", most: int | None = None) -> Log:
    """Every change to a section, clause or eval, the newest first.

    Args:
        name: an id; ``section:x``, ``eval:x`` and ``^x`` say which of several is meant.
        context: where the spec is.
        rev: where to begin.
        most: how many steps to tell; all by default.

    Raises:
        SpecctlError: if there is no such revision, or there never was such a thing.
    """
    with past_of(context, rev) as past:
        known = meant(name, past)
        found = list(islice(followed(known, past), None if most is None else most + 1))
        told = [one for one in found if not past.steps[one.step].cut]
        shown = told if most is None else told[:most]
        tell = _Teller(past)
        return Log(
            Side(rev, past.source.commit),
            tell.placed(known.thing),
            known.gone is not None,
            _retired(known, past),
            tuple(tell.entry(one, known.thing) for one in shown),
            more=len(told) > len(shown),
            cut=past.steps[-1].commit if len(found) > len(told) else "",
            others=known.others,
        )


def followed(known: Meant, past: Past) -> Iterator[Found]:
    """The steps that did something to a thing, the newest first."""
    thing, gone = known.thing, known.gone
    if thing.kind == "clause":
        return following.of_clause(past.steps, At(thing.path, thing.id), past.tell, gone)
    lost = gone is not None
    return following.of_file(past.steps, thing.path, past.tell, known.homes, gone=lost)


def _retired(known: Meant, past: Past) -> Retired | None:
    """The tombstone of what is gone."""
    tombstones = past.manifest(0).tombstones or {}
    found = tombstones.get(known.thing.id)
    if known.gone is None or found is None or found.kind != known.thing.kind:
        return None
    return Retired(found.successors, found.version)


class _Teller:
    """Says of steps in which version they appeared, and what they carry."""

    def __init__(self, past: Past) -> None:
        self._steps = past.steps
        self._folder = past.source.place.name
        versions = Versions(past)
        self._releases = versions.releases()
        versions.keep()
        self.carried = Carrying(past)

    def placed(self, thing: Thing) -> Thing:
        """A thing with its path as it is reported: from the spec folder's name on."""
        return thing._replace(path=f"{self._folder}/{thing.path}")

    def version(self, step: int) -> str | None:
        return releases.of(step, self._releases)

    def blamed(self, clause: Passage, last: Written) -> Blamed:
        ids = tuple(anchor.id for anchor in clause.anchors)
        if last.step is None:
            return Blamed(ids, clause.text, clause.place, None)
        step, row = self._steps[last.step], last.told.row if last.told else None
        if not step.commit:
            return Blamed(ids, clause.text, clause.place, None, row=row, committed=False)
        version, rows = self.version(last.step), (row,) if row else ()
        carried = tuple(one.of(rows) for one in self.carried.by(last.step))
        return Blamed(ids, clause.text, clause.place, step, version, carried, row)

    def entry(self, found: Found, thing: Thing) -> Entry:
        step = self._steps[found.step]
        rows = tuple(one.row for one in found.told)
        then, version = self.placed(called(found.path, thing)), self.version(found.step)
        carried = tuple(one.of(rows) for one in self.carried.by(found.step))
        return Entry(step, version, carried, then, found.gone, rows)


def called(path: str, thing: Thing) -> Thing:
    """What a thing was called when it stood in a file."""
    if path == thing.path:
        return thing
    section = None if thing.kind == "eval" else stem(path)
    return Thing(thing.kind, thing.id if thing.kind == "clause" else stem(path), path, section)


# --- who wrote what ------------------------------------------------------------------------------


def blame(section: str, context: Context = HERE, rev: str | None = None) -> Blame:
    """The clauses of a section as they are, each with the step that last changed what it says.

    Args:
        section: its id.
        context: where the spec is.
        rev: a revision; the work tree by default.

    Raises:
        SpecctlError: if there is no such revision or section, or the section cannot be read.
    """
    with past_of(context, rev or "HEAD", edited=rev is None) as past:
        value = _section(section, past)
        clauses = [one for one in value.passages if one.role is PassageRole.CLAUSE]
        found = following.written(past.steps, [_at(one) for one in clauses], past.tell)
        tell = _Teller(past)
        return Blame(
            Side(rev, past.source.commit) if rev else Side("work tree", None),
            value.id,
            value.title,
            value.path,
            tuple(tell.blamed(*both) for both in zip(clauses, found, strict=True)),
            past.steps[-1].commit if any(one.step is None for one in found) else "",
        )


def _at(clause: Passage) -> At:
    ids = tuple(anchor.id for anchor in clause.anchors)
    path = clause.place.path.partition("/")[2]
    return At(path, "", ids, fingerprint(clause.norm))


def _section(name: str, past: Past) -> Section:
    listing = past.listing(0)
    known = there(name_of(name), listing, past.reader)
    if known is None:
        raise unknown(name, past)
    thing = known.thing
    if thing.kind != "section":
        hint = f"`specctl log {thing.kind}:{thing.id}` tells every change to it."
        article = "an" if thing.kind == "eval" else "a"
        raise SpecctlError(f"{thing.id} is no section but {article} {thing.kind}", hint)
    value = past.reader.values(listing, [thing.path]).get(thing.path)
    if not isinstance(value, Section):
        what = f"{listing.folder}/{thing.path} cannot be read as a section"
        raise SpecctlError(what, "`specctl lint` says why.")
    return value
