"""What the names of a command line mean: a section, a clause or an eval, there or gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from specctl.errors import SpecctlError
from specctl.history.following import is_eval, stem
from specctl.model.log import Thing
from specctl.model.spec import Eval, Section

if TYPE_CHECKING:
    from specctl.pipeline.past import Past
    from specctl.pipeline.reading import Reader
    from specctl.sources import Listing

KINDS = ("section", "clause", "eval")
_HINT = "Name a section or eval by its id, a clause by its anchor; `specctl list` shows them."


class Name(NamedTuple):
    """An id as somebody gave it; ``kind`` is "" where it was not said."""

    kind: str
    id: str

    def may_be(self, kind: str) -> bool:
        """Whether a thing of this kind can be meant."""
        return self.kind in ("", kind)


class Meant(NamedTuple):
    """What a name means.

    Attributes:
        thing: as it is, or was last; its path is relative to the spec folder.
        gone: the number of the step that took it away; None where it is there.
        homes: of an eval, the files of the sections that carry its clauses.
        others: by what names another thing of the same id is told.
    """

    thing: Thing
    gone: int | None = None
    homes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def name_of(said: str) -> Name:
    """A name: ``x``, ``section:x``, ``clause:x``, ``eval:x``, ``^x`` or ``[^x]``."""
    kind, colon, rest = said.partition(":")
    if colon and kind in KINDS:
        return Name(kind, rest.removeprefix("^"))
    bare = said.removeprefix("[").removesuffix("]") if said.startswith("[^") else said
    return Name("clause", bare[1:]) if bare.startswith("^") else Name("", bare)


def meant(said: str, past: Past) -> Meant:
    """What a name means after the newest step, else what it meant last.

    Raises:
        SpecctlError: if there never was such a thing, or a section and another thing have the id.
    """
    name = name_of(said)
    found = there(name, past.listing(0), past.reader) or _gone(name, past)
    if found is None:
        raise unknown(said, past)
    return found


def there(name: Name, listing: Listing, reader: Reader) -> Meant | None:
    """What a name means on one side; None where there is no such thing.

    A clause and the eval that is named for it have one id: then the clause is meant.

    Raises:
        SpecctlError: if a section and another thing have the id.
    """
    found = [
        one
        for kind, look in (("section", _section), ("clause", _clause), ("eval", _eval))
        if name.may_be(kind) and (one := look(name.id, listing, reader))
    ]
    if not found:
        return None
    first, *others = found
    if others and first.thing.kind == "section":
        raise ambiguous(name.id, [one.thing.kind for one in found])
    return first._replace(others=tuple(f"{one.thing.kind}:{name.id}" for one in others))


def ambiguous(name: str, kinds: Sequence[str]) -> SpecctlError:
    """The error for an id that a section and another thing have."""
    what = " and ".join(f"{_ARTICLE[kind]} {kind}" for kind in kinds)
    names = ", ".join(f"{kind}:{name}" for kind in kinds)
    return SpecctlError(f"{name} is {what}", f"Say which one is meant: {names}.")


_ARTICLE = {"section": "a", "clause": "a", "eval": "an"}


def _section(wanted: str, listing: Listing, reader: Reader) -> Meant | None:
    path = next((p for p in _sections(listing) if stem(p) == wanted), None)
    return Meant(Thing("section", wanted, path, wanted)) if path else None


def _clause(wanted: str, listing: Listing, reader: Reader) -> Meant | None:
    for path, section in _carriers((wanted,), listing, reader).items():
        return Meant(Thing("clause", wanted, path, section.id))
    return None


def _eval(wanted: str, listing: Listing, reader: Reader) -> Meant | None:
    """An eval by its id, which may be another one than its file's name; else by that name."""
    files = [path for path in listing.files if is_eval(path)]
    texts = reader.contents(listing, files).files
    named = [path for path in files if stem(path) == wanted]
    likely = {*named, *(path for path, text in texts.items() if wanted.encode() in text)}
    values = reader.values(listing, sorted(likely))
    evals = {path: one for path, one in values.items() if isinstance(one, Eval)}
    path = next((p for p, one in evals.items() if one.id == wanted), next(iter(named), None))
    if path is None:
        return None
    clauses = evals[path].clauses if path in evals else ()
    name = evals[path].id if path in evals else wanted
    homes = tuple(_carriers(clauses, listing, reader))
    return Meant(Thing("eval", name, path), homes=homes)


def _sections(listing: Listing) -> Iterator[str]:
    return (path for path in listing.files if path.endswith(".md") and not is_eval(path))


def _carriers(anchors: Collection[str], listing: Listing, reader: Reader) -> dict[str, Section]:
    """The sections that carry one of some anchors, by file."""
    marks = [f"[^{anchor}]".encode() for anchor in anchors]
    texts = reader.contents(listing, _sections(listing)).files
    likely = [path for path, text in texts.items() if any(mark in text for mark in marks)]
    return {
        path: section
        for path, section in reader.values(listing, likely).items()
        if isinstance(section, Section) and {*anchors} & {a.id for a in section.anchors}
    }


# --- what is gone --------------------------------------------------------------------------------


def _gone(name: Name, past: Past) -> Meant | None:
    """What a name meant last."""
    for number, step in enumerate(past.steps):
        for edit in step.edits if not step.cut else ():
            if edit.after or stem(edit.path) != name.id or not edit.path.endswith(".md"):
                continue
            kind = "eval" if is_eval(edit.path) else "section"
            if name.may_be(kind):
                section = None if kind == "eval" else name.id
                return Meant(Thing(kind, name.id, edit.path, section), number)
    return _gone_clause(name.id, past) if name.may_be("clause") else None


_TOGETHER = 200


def _gone_clause(anchor: str, past: Past) -> Meant | None:
    """The newest step after which no section that it changed has an anchor that one had."""
    mark = f"[^{anchor}]".encode()
    known = (one for one in enumerate(past.steps) if not one[1].cut)
    edits = ((number, edit) for number, step in known for edit in step.edits)
    for some in iter(lambda: list(islice(edits, _TOGETHER)), []):
        texts = past.texts([blob for _, edit in some for blob in (edit.before, edit.after)])
        for number, edit in some:
            if mark in texts.get(edit.before, b"") and mark not in texts.get(edit.after, b""):
                return Meant(Thing("clause", anchor, edit.path, stem(edit.path)), number)
    return None


_ANCHOR = re.compile(rb"\[\^([\w-]{1,100})\]")


# --- what never was ------------------------------------------------------------------------------


def unknown(said: str, past: Past) -> SpecctlError:
    """The error for a name that nothing has, with a guess."""
    from specctl.words import closest

    name, listing = name_of(said), past.listing(0)
    texts = past.reader.contents(listing, _sections(listing)).files.values()
    ids = {stem(edit.path) for step in past.steps for edit in step.edits}
    ids.update(found.decode() for text in texts for found in _ANCHOR.findall(text))
    what = name.kind or "section, clause or eval"
    if name.id in ids:
        told = f"`specctl log {name.id}` tells what became of what is, or was, called so."
        return SpecctlError(f"there is no {what} {name.id}", told)
    return SpecctlError(f"there is no {what} {name.id}{closest(name.id, sorted(ids))}", _HINT)
