"""What the commands that draft a proposal have done, and what is known of all proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.proposal import Proposal, Status
from specctl.model.review import Conflict, Side


class Voices(NamedTuple):
    """Who has spoken of a proposal, as the gate counts it.

    ``approvers`` are the members whose approvals count for what the policy asks; ``concerns`` are
    the ids of those that stand.
    """

    approvers: tuple[str, ...]
    concerns: tuple[str, ...]


class Held(NamedTuple):
    """A proposal, where it was found, and what it waits for.

    ``branch`` is the one that holds it, where the work tree does not; ``faults`` says why its
    history does not lead to its status; ``voices`` is there where somebody asked.
    """

    proposal: Proposal
    branch: str | None
    waits: str = ""
    faults: tuple[str, ...] = ()
    voices: Voices | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """Proposals, and what is wrong with their folders.

    Attributes:
        held: by number, then slug.
        hidden: how many there are besides, which are over or were not asked for.
        notes: sentences: folders that could not be read, numbers that two proposals have.
    """

    held: tuple[Held, ...]
    hidden: int = 0
    notes: tuple[str, ...] = ()


class Drafted(NamedTuple):
    """A new proposal: its file, whether it was written now, and the branch that was made."""

    path: str
    written: bool
    branch: str | None


class Updated(NamedTuple):
    """What became of the block in a proposal's file.

    ``rows`` is how many rows it tells; ``placed`` tells that the marks were put in.
    """

    path: str
    rows: int
    changed: bool
    placed: bool


class Moved(NamedTuple):
    """A proposal that has another status."""

    proposal: Proposal
    status: Status


class Raised(NamedTuple):
    """A concern that somebody raised, by its id."""

    proposal: Proposal
    concern: str
    by: str


class Renumbered(NamedTuple):
    """A proposal with another number.

    ``branch`` is the new name of its branch, where that was renamed; ``approvals`` is how many
    hold for the old number only.
    """

    old: str
    new: str
    branch: str | None
    approvals: int


class Contender(NamedTuple):
    """An open proposal whose change is held against others.

    ``branch`` is None where the work tree holds it; ``base`` is where it parted from what it is
    to be merged into.
    """

    proposal: Proposal
    branch: str | None
    base: Side
    rows: tuple[Change, ...]


class Clash(NamedTuple):
    """Two proposals that do not go together, and where."""

    ours: Contender
    theirs: Contender
    found: tuple[Conflict, ...]


class Clashes(NamedTuple):
    """Proposals that were held against each other, and the pairs that do not go together.

    ``left_out`` says which could not be compared, and why, in a sentence each; ``asked`` is the
    one whose pairs alone are told, or "".
    """

    contenders: tuple[Contender, ...]
    found: tuple[Clash, ...]
    left_out: tuple[str, ...]
    asked: str = ""
