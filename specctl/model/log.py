"""What is read of the past of one thing: every change to it, and who wrote what of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.history import Step
from specctl.model.place import Place
from specctl.model.proposal import Origin
from specctl.model.review import Side


class Thing(NamedTuple):
    """A section, clause or eval.

    Attributes:
        kind: ``section``, ``clause`` or ``eval``.
        id: the section's or eval's, or the clause's anchor.
        path: of its file, or of the one that it was in where it is gone.
        section: the id of the section that it is or is in; None for an eval.
    """

    kind: str
    id: str
    path: str
    section: str | None = None


class Approver(NamedTuple):
    """Who approved a proposal: verified by a signature or not; ``why`` it does not count, or "".

    ``rows`` are the fingerprints of what was approved.
    """

    member: str
    verified: bool
    why: str = ""
    rows: tuple[str, ...] = ()


class Carried(NamedTuple):
    """A proposal that a step adds or changes, as it stands after it.

    ``id`` and ``slug`` are those of its folder; where it cannot be read there is no more than that.
    """

    id: str
    slug: str
    title: str = ""
    source: Origin | None = None
    approvers: tuple[Approver, ...] = ()

    def of(self, rows: Iterable[Change]) -> Carried:
        """The same with those alone who approved one of some rows."""
        wanted = {row.fingerprint for row in rows}
        approvers = tuple(one for one in self.approvers if wanted.intersection(one.rows))
        return self._replace(approvers=approvers)


class Entry(NamedTuple):
    """What one step did to a thing.

    Attributes:
        step: the step.
        version: the release in which it appeared; None where it is in none yet.
        carried: the proposals that it adds or changes.
        thing: the thing as it was called and where it stood after it, else before it.
        gone: whether it was not there any more after it.
        rows: what changed, in the order of a review.
    """

    step: Step
    version: str | None
    carried: tuple[Carried, ...]
    thing: Thing
    gone: bool
    rows: tuple[Change, ...]


class Retired(NamedTuple):
    """What the manifest says of an id that is no more: what took its place, and since when."""

    successors: tuple[str, ...]
    version: str | None


@dataclass(frozen=True, slots=True)
class Log:
    """Every change to one thing.

    Attributes:
        rev: from where on it is told, backwards.
        thing: as it is called there, or was last.
        gone: whether it is not there any more.
        retired: its tombstone, where it has one.
        entries: the newest first.
        more: whether there are more than were asked for.
        cut: the commit at which a shallow clone ends before the thing's history does, or "".
        others: by what names another thing of the same id is told.
    """

    rev: Side
    thing: Thing
    gone: bool
    retired: Retired | None
    entries: tuple[Entry, ...]
    more: bool = False
    cut: str = ""
    others: tuple[str, ...] = ()


class Blamed(NamedTuple):
    """A clause, and the step that last changed what it says.

    Attributes:
        ids: its anchors.
        text: as written.
        place: where it stands.
        step: None where a shallow clone ends before it, or where it is not committed.
        version, carried: as in :class:`Entry`.
        row: what that step did.
        committed: whether it is in the history at all.
    """

    ids: tuple[str, ...]
    text: str
    place: Place
    step: Step | None
    version: str | None = None
    carried: tuple[Carried, ...] = ()
    row: Change | None = None
    committed: bool = True


@dataclass(frozen=True, slots=True)
class Blame:
    """The clauses of a section as they are, each with the step that last changed it.

    Attributes:
        rev: the revision, or the work tree.
        section, title: the section's.
        path: as in :class:`specctl.model.Place`.
        clauses: in the order of the text.
        cut: as in :class:`Log`.
    """

    rev: Side
    section: str
    title: str
    path: str
    clauses: tuple[Blamed, ...]
    cut: str = ""
