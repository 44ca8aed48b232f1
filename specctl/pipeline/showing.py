"""One thing of a spec as it is, or as it was at a version, and the list of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.history import showing
from specctl.model.review import Side
from specctl.pipeline.context import HERE, Context, load, revision
from specctl.pipeline.history import called, followed, past_of
from specctl.pipeline.things import KINDS, Name, ambiguous, meant, name_of
from specctl.pipeline.versions import Versions

if TYPE_CHECKING:
    from specctl.model.shown import Contents, Shown
    from specctl.model.spec import Spec
    from specctl.pipeline.past import Past


def contents(context: Context = HERE, rev: str | None = None) -> Contents:
    """All that is in a spec.

    Args:
        context: where it is.
        rev: a revision, or ``dir:PATH``; the work tree by default.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    spec = load(context, rev=rev)
    return showing.contents(spec, Side(spec.rev, spec.commit))


def show(said: str, context: Context = HERE) -> Shown:
    """A section, clause or eval.

    Args:
        said: its name, as for :func:`specctl.pipeline.log`; with ``@VERSION`` after it, as it was
            in a release, at a version of the manifest, or at any revision. By the name that it has
            now it is found under the one that it had then.
        context: where the spec is.

    Raises:
        SpecctlError: if there is no spec, no such version, or no such thing in it.
    """
    asked, at, version = said.partition("@")
    name = name_of(asked)
    if not at:
        spec = load(context)
        found = _named(spec, Side("work tree", None), name, asked)
    else:
        with past_of(context, "HEAD") as past:
            commit = _commit(version, past, context)
            spec = load(context, rev=commit)
            side = Side(version, commit)
            found = _named(spec, side, name, asked) or _former(spec, side, asked, past)
    if found is None:
        raise _nothing(name, spec, version)
    return found


def _named(spec: Spec, side: Side, name: Name, asked: str) -> Shown | None:
    """What has a name; of a clause and the eval that is named for it the clause."""
    found = [
        one
        for kind in KINDS
        if name.may_be(kind) and (one := showing.shown(spec, side, kind, name.id, asked))
    ]
    if len(found) > 1 and found[0].kind == "section":
        raise ambiguous(name.id, [one.kind for one in found])
    return found[0] if found else None


def _former(spec: Spec, side: Side, asked: str, past: Past) -> Shown | None:
    """What is called so now, under the name that it had then."""
    number = Versions(past).number(side.commit or "")
    known = meant(asked, past)
    if number is None:
        return None
    for found in followed(known, past):
        if found.step >= number and not found.gone:
            thing = called(found.path, known.thing)
            return showing.shown(spec, side, thing.kind, thing.id, asked)
    return None


def _commit(version: str, past: Past, context: Context) -> str:
    """The commit of a release or revision, or the last one at which the manifest has a version.

    Raises:
        SpecctlError: if there is no such version.
    """
    versions = Versions(past)
    for release in versions.releases():
        if version in (release.tag, release.version):
            return release.commit
    try:
        return revision(context, version).commit or ""
    except SpecctlError as error:
        number = versions.last(version) if version else None
        if number is None:
            raise SpecctlError(error.message, _VERSIONS) from None
        return past.steps[number].commit
    finally:
        versions.keep()


_VERSIONS = "After the @ stands a release, a version that the manifest has had, or a revision."


def _nothing(name: Name, spec: Spec, version: str) -> SpecctlError:
    from specctl.words import closest

    ids = [*(one.id for one in spec.sections), *(one.id for one in spec.evals)]
    anchors = [anchor.id for section in spec.sections for anchor in section.anchors]
    what = name.kind or "section, clause or eval"
    where = f" at {version}" if version else ""
    guess = closest(name.id, sorted({*ids, *anchors}))
    hint = f"`specctl list` shows what there is; `specctl log {name.id}` finds what is gone."
    return SpecctlError(f"there is no {what} {name.id}{where}{guess}", hint)
