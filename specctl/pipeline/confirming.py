"""Evals and examples confirmed: somebody looked at them beside their clauses as these are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, listed

if TYPE_CHECKING:
    from specctl.fingerprints import Item
    from specctl.frontmatter import Document
    from specctl.index import Index
    from specctl.model import Finding, Spec
    from specctl.sources import Listing

Prints = Mapping[str, str]
"""The fingerprint of each clause."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What ``specctl confirm`` recorded of one eval or example.

    ``clauses`` are those whose fingerprint is another than before; none where all were confirmed
    as they are.
    """

    kind: str
    id: str
    path: str
    clauses: tuple[str, ...]


def confirm(context: Context, ids: Sequence[str]) -> tuple[Confirmed, ...]:
    """Record in front matter that somebody looked at evals and examples.

    Args:
        context: where the spec is; that of the work tree is written.
        ids: of evals (``8ep1``), of examples (``section#example``), or of clauses (``^8ep1``, or
            ``8ep1`` where no eval has that id): then of that clause alone, in every eval that
            tests it and every example that shows it.

    Returns:
        What was recorded, in the order of ``ids``.

    Raises:
        SpecctlError: if there is no spec, nothing of an id, or not exactly one clause for an
            anchor, or if a merge left its marks in what would be confirmed; nothing is written
            then. Or if a file cannot be written: done again, it finishes.
    """
    from specctl.pipeline.saving import save

    source, listing = listed(context)
    known = _known(listing)
    looked = [
        (known.items[number], {one: _print(known.items[number], one, known) for one in clauses})
        for number, clauses in _chosen(ids, known).items()
    ]
    differ = [(one, prints) for one, prints in looked if _differing(one, prints)]
    save(source.place.parent, _changes(differ, known.spec))
    return tuple(
        Confirmed(one.kind, one.id, one.place.path, _differing(one, prints))
        for one, prints in looked
    )


def _differing(one: Item, prints: Prints) -> tuple[str, ...]:
    return tuple(c for c, print_ in prints.items() if one.confirmed.get(c) != print_)


@dataclass(frozen=True, slots=True)
class _Known:
    """The spec, and what of it can be confirmed; ``doubtful`` is what :func:`in_doubt` gives."""

    spec: Spec
    index: Index
    items: Sequence[Item]
    doubtful: Mapping[str, Finding]


def _known(listing: Listing) -> _Known:
    from specctl import sources
    from specctl.fingerprints import items
    from specctl.index import index
    from specctl.parse import parse

    spec = parse(sources.snapshot(listing))
    return _Known(spec, index(spec), tuple(items(spec)), in_doubt(spec))


def in_doubt(spec: Spec) -> Mapping[str, Finding]:
    """The sections and evals of which nobody knows what they are to say.

    Returns:
        Those that cannot be read, and those in which a merge left its marks, by their paths in
        order, each with the finding that tells why.
    """
    read = {one.path for one in spec.sections} | {one.path for one in spec.evals}
    read.add(spec.manifest.place.path)
    found = {
        one.place.path: one
        for one in reversed(spec.findings)
        if one.rule == "conflict-marker" or one.place.path not in read
    }
    found.pop(spec.manifest.place.path, None)
    return dict(sorted(found.items()))


def _chosen(ids: Iterable[str], known: _Known) -> Mapping[int, Mapping[str, None]]:
    """The numbers of what was looked at, each with the clauses beside which it was."""
    found: dict[int, dict[str, None]] = {}
    for given in ids:
        for number, clauses in _meant(given, known):
            found.setdefault(number, {}).update(dict.fromkeys(clauses))
    return found


def _meant(given: str, known: _Known) -> Sequence[tuple[int, tuple[str, ...]]]:
    named = [(n, one.clauses) for n, one in enumerate(known.items) if one.id == given]
    if named:
        return named
    stem = given.partition("#")[0]
    for path, finding in known.doubtful.items():
        if path.endswith(f"/{stem}.md"):  # it may be this that is meant
            raise _unsettled(finding)
    clause = given.removeprefix("[").removesuffix("]").removeprefix("^")
    found = [(n, (clause,)) for n, one in enumerate(known.items) if clause in one.clauses]
    if not found:
        raise _unknown(given, known)
    return found


def _print(one: Item, clause: str, known: _Known) -> str:
    """The fingerprint of a clause that an eval or example is about."""
    from specctl.fingerprints import carried

    for path, finding in known.doubtful.items():
        if path == one.place.path or _may_carry(path, clause, known.spec):
            raise _unsettled(finding)
    found = carried(known.spec, known.index, clause)
    if not found:
        about = "tests" if one.kind == "eval" else f"shows in the example {one.id}"
        raise SpecctlError(
            f"{one.place.path} {about} [^{clause}], which no section carries",
            "Put the anchor on the sentence that is meant, or remove the clause.",
        )
    if len({each.print for each in found}) > 1:
        places = " and ".join(f"{at.section.path}:{at.passage.place.line}" for at in found)
        raise SpecctlError(
            f"[^{clause}] stands on more than one clause, in {places}",
            "Give each an anchor of its own; then it is plain which one was looked at.",
        )
    return found[0].print


def _may_carry(path: str, clause: str, spec: Spec) -> bool:
    """Whether a section that is in doubt may have a clause."""
    if path.startswith(f"{spec.folder}/evals/"):
        return False
    return any(f"[^{clause}]" in line for line in spec.lines.get(path, ()))


def _unknown(given: str, known: _Known) -> SpecctlError:
    """Why an id names nothing that could be confirmed."""
    from specctl.words import closest

    section, mark, example = given.partition("#")
    named = known.spec.section(section) if mark else None
    if named and any(one.id == example for one in named.examples):
        return SpecctlError(
            f"the example {given} names no clause that it shows",
            "Write `clauses: [ID]` into its entry in front matter first.",
        )
    guess = closest(given, [one.id for one in known.items])
    what = "example" if mark else "eval"
    also = "" if mark else ", and nothing is about a clause of that name"
    return SpecctlError(
        f"there is no {what} {given}{also}{guess}",
        "`specctl stale` lists what to look at again.",
    )


def _unsettled(finding: Finding) -> SpecctlError:
    at = f"{finding.place.path}:{finding.place.line}"
    return SpecctlError(f"{at}: {finding.message}", "Mend that first; nothing was confirmed.")


# --- what is written -----------------------------------------------------------------------------


def _changes(
    looked: Iterable[tuple[Item, Prints]], spec: Spec
) -> Mapping[str, tuple[bytes, bytes]]:
    """The bytes before and after of every file with something new to confirm."""
    from specctl import frontmatter

    by_path: dict[str, list[tuple[Item, Prints]]] = {}
    for one, prints in looked:
        by_path.setdefault(one.place.path, []).append((one, prints))
    found = {}
    for path, here in by_path.items():
        old = spec.content[path]
        found[path] = old, frontmatter.update_file(old, _edits(_front(spec, path), here))
    return found


def _front(spec: Spec, path: str) -> Document:
    """The front matter of a file; an eval may go without."""
    from specctl import frontmatter

    lines = spec.lines[path]
    first, end = frontmatter.split(lines) or (0, 0)
    return frontmatter.read("\n".join(lines[first:end]), path, first + 1)


def _edits(front: Document, looked: Iterable[tuple[Item, Prints]]) -> dict[str, Any]:
    """The keys of front matter that get another value."""
    data = front.data
    edits: dict[str, Any] = {}
    for one, prints in looked:
        if one.kind == "eval":
            edits["confirmed"] = _merged(data.get("confirmed"), one, prints)
            continue
        entries = edits.setdefault("examples", [*data["examples"]])
        for number in _entries(front, one):
            entry = entries[number]
            merged = _merged(entry.get("confirmed"), one, prints)
            entries[number] = {**entry, "confirmed": merged}
    return edits


def _entries(front: Document, one: Item) -> Iterator[int]:
    """The number of an example's entry."""
    return (
        n
        for n, _ in enumerate(front.data["examples"])
        if front.places.get(f"examples.{n}") == one.declared
    )


def _merged(old: Any, one: Item, prints: Prints) -> dict[str, Any]:
    """What is confirmed by now; what it is about no longer goes."""
    pairs = old.items() if isinstance(old, Mapping) else ()
    kept = {str(clause): print_ for clause, print_ in pairs if str(clause) in one.clauses}
    return {**kept, **prints}
