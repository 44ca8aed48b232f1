"""The steps of a spec's history: walked once, kept by commit, and walked on from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from specctl.history.kept import Linked, pack_link, unpack_link
from specctl.model.history import Step
from specctl.pipeline.reading import Kept

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.sources import Source


def generation(store: Store, source: Source, what: str) -> str:
    """What is kept of the past of a spec folder hangs on the tool, and on where the folder is."""
    return f"{what} {store.stamp if store.folder else ''} {source.path}"


def steps(source: Source, store: Store) -> tuple[Step, ...]:
    """The steps that led to a revision, newest first.

    What a commit did and which step came before it hangs on nothing but the commit. So the steps
    of a rewritten history are new ones, and those that both have are known.

    Raises:
        SpecctlError: if git fails.
    """
    known = Kept(store, generation(store, source, "steps"), pack_link, unpack_link)
    found: list[Step] = []
    at = source.commit or ""
    while at:
        fresh, at = _walked(source, at, known)
        found += fresh
        for link in _chain(known, at):
            found.append(link.step)
            at = link.older
    known.add({}, [step.commit for step in found])
    known.keep()
    return tuple(found)


def _walked(source: Source, at: str, known: Kept[Linked]) -> tuple[list[Step], str]:
    """The steps from a commit on up to one that is known, and that one; "" at the end of all.

    Where a clone was cut off is not kept: the next fetch may bring more.
    """
    from specctl import sources

    fresh: list[Step] = []
    met = ""
    with closing(sources.walk(source, at)) as walk:
        for step in walk:
            if known.get(step.commit) is not None:
                met = step.commit
                break
            fresh.append(step)
    older = (*(step.commit for step in fresh[1:]), met)
    links = map(Linked, older, fresh)
    known.add({link.step.commit: link for link in links if not link.step.cut}, ())
    return fresh, met


def _chain(known: Kept[Linked], at: str) -> Iterator[Linked]:
    """The steps that are known, from one on."""
    while (link := known.get(at)) is not None:
        yield link
        at = link.older
