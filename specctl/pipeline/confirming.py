"""Evals confirmed: somebody looked at them again, and the clause as it is now is what they test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, listed

if TYPE_CHECKING:
    from specctl.index import Index
    from specctl.model import Eval, Spec


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What ``specctl confirm`` recorded of one eval.

    ``clauses`` are those whose fingerprint is another than before; none where all were confirmed
    as they are.
    """

    eval: str
    path: str
    clauses: tuple[str, ...]


def confirm(context: Context, ids: Sequence[str]) -> tuple[Confirmed, ...]:
    """Record in evals' front matter that somebody looked at them.

    Args:
        context: where the spec is; that of the work tree is written.
        ids: of evals, or of clauses: then of the evals that test them.

    Returns:
        What was recorded, by eval, in the order of ``ids``.

    Raises:
        SpecctlError: if there is no spec, no eval of an id, or no clause for an eval; nothing is
            written then. Or if a file cannot be written.
    """
    from specctl import sources
    from specctl.index import index
    from specctl.parse import parse
    from specctl.pipeline.saving import save

    source, listing = listed(context)
    spec = parse(sources.snapshot(listing))
    known = index(spec)
    changes: dict[str, tuple[bytes, bytes]] = {}
    found = []
    meant = {one.path: one for given in ids for one in _meant(given, spec, known)}
    for one in meant.values():
        prints = dict(_prints(one, known))
        differs = tuple(c for c, print_ in prints.items() if one.confirmed.get(c) != print_)
        if differs:
            old = spec.content[one.path]
            changes[one.path] = old, _written(old, one, prints)
        found.append(Confirmed(one.id, one.path, differs))
    save(source.place.parent, changes)
    return tuple(found)


def _meant(given: str, spec: Spec, known: Index) -> Sequence[Eval]:
    """The evals that an id names."""
    from specctl.words import closest

    own = [one for one in spec.evals if one.id == given]
    found = own or known.evals.get(given.removeprefix("^"), ())
    if not found:
        ids = [one.id for one in spec.evals]
        raise SpecctlError(
            f"there is no eval {given}, and none tests a clause of that name{closest(given, ids)}",
            "`specctl lint` lists the evals to look at again, under stale-eval.",
        )
    return found


def _prints(one: Eval, known: Index) -> Iterator[tuple[str, str]]:
    """The fingerprint of each clause that an eval tests."""
    from specctl.words import fingerprint

    for clause in one.clauses:
        carriers = known.anchors.get(clause, ())
        if not carriers:
            raise SpecctlError(
                f"{one.path} tests [^{clause}], which no section carries",
                "Put the anchor on the sentence that the eval tests, or remove the clause.",
            )
        yield clause, fingerprint(carriers[0].passage.whole)


def _written(content: bytes, one: Eval, prints: dict[str, str]) -> bytes:
    """The eval's file with these fingerprints in it; nothing beside its front matter changes."""
    from specctl import frontmatter
    from specctl.lint.fixes.text import text_of

    text = text_of(one.path, content.decode("utf-8"))
    confirmed = {"confirmed": {**one.confirmed, **prints}}
    front = text.front
    if front is None:
        start = end = 0
        updated = f"---\n{frontmatter.dump(confirmed)}---\n"
    else:
        start, end = text.starts[front.first - 1], text.starts[front.last - 1]
        updated = frontmatter.update(f"{front.yaml}\n" if front.yaml else "", confirmed)
    written = updated.replace("\n", text.newline)
    return f"{text.content[:start]}{written}{text.content[end:]}".encode()
