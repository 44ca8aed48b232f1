"""What a reviewer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.finding import Finding
from specctl.model.outline import Outline
from specctl.model.place import Place
from specctl.model.spec import Conversation, Message

LEVELS = ("direct", "context", "reference")
"""Impact levels, nearest first."""


class Reason(NamedTuple):
    """Why a change touches an example or eval.

    ``change`` is the row's id; ``via`` the ids on the way from it, nearest the change first, and
    ``way`` the same for people. ``level`` is the one at which this reason alone would touch it; ""
    where nobody said.
    """

    change: str
    reason: str
    via: tuple[str, ...] = ()
    level: str = ""
    way: tuple[str, ...] = ()


class AffectedExample(NamedTuple):
    """An example that a change touches.

    ``id`` is ``section#example``; of one that is gone there is no title and no conversation.
    ``reasons`` are those of its level, ``ways`` those of every level; the nearest come first, then
    the shortest, then the gravest.
    """

    id: str
    section: str
    level: str
    reasons: tuple[Reason, ...]
    title: str = ""
    conversation: Conversation | None = None
    ways: tuple[Reason, ...] = ()


class AffectedPrompt(NamedTuple):
    """One prompt of an affected eval: what to send, and what is expected of the reply."""

    id: str
    title: str
    place: Place
    messages: tuple[Message, ...] = ()
    expect: str = ""
    rubric: str | None = None


class AffectedEval(NamedTuple):
    """An eval that a change touches.

    ``state`` is rerun, stale, orphaned, new or removed; ``section`` holds its first clause;
    ``reasons`` and ``ways`` are as in :class:`AffectedExample`.
    """

    id: str
    section: str | None
    clauses: tuple[str, ...]
    level: str
    state: str
    prompts: tuple[AffectedPrompt, ...]
    reasons: tuple[Reason, ...]
    ways: tuple[Reason, ...] = ()


class Cost(NamedTuple):
    """Prompts to run again, of the head's.

    ``context`` counts direct and context together, ``reference`` all three.
    """

    total: int
    direct: int
    context: int
    reference: int


class Side(NamedTuple):
    """One side of a comparison, as the user named it; ``commit`` is None but for revisions."""

    rev: str
    commit: str | None


class Accounting(NamedTuple):
    """Whether every changed line belongs to a row.

    Changed lines are those of ``git diff --no-index --no-renames --diff-algorithm=myers -U0``
    over the two snapshots. ``unaccounted`` lists (side, path, line).
    """

    changed_lines: int
    unaccounted: tuple[tuple[str, str, int], ...]


class Since(NamedTuple):
    """What an earlier review told already.

    Attributes:
        base, head: what it compared.
        seen: ids of the rows that were in it, the same to the letter.
        gone: its other rows.
    """

    base: Side
    head: Side
    seen: frozenset[str]
    gone: tuple[Change, ...]


class Unmentioned(NamedTuple):
    """Rows that a text does not mention, and the one name by which it could mention them all."""

    name: str
    rows: tuple[Change, ...]


class Summary(NamedTuple):
    """What somebody's summary of a change mentions.

    Attributes:
        file: the file's name.
        entry: the heading of the part that was read; "" for the whole.
        mentioned: the rows that had to be mentioned, and are.
        unmentioned: the others, in the order of the rows.
        unchanged: ids of sections that it names and that nothing changed in.
        titles: by section id.
    """

    file: str
    entry: str
    mentioned: tuple[Change, ...]
    unmentioned: tuple[Unmentioned, ...]
    unchanged: tuple[str, ...]
    titles: Mapping[str, str]


class Conflict(NamedTuple):
    """Rows of two branches that do not go together, whatever git makes of them.

    ``kind`` is same-clause, same-definition, same-authority, same-part, same-id, exception, gone,
    renamed or eval; ``why`` says it in a sentence.
    """

    kind: str
    why: str
    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]


class Conflicts(NamedTuple):
    """What two branches do to each other.

    Attributes:
        base: where they parted; both sides' rows begin there.
        against: the other branch.
        found: the gravest first.
        same: changes of ours that the other branch makes, too.
    """

    base: Side
    against: Side
    found: tuple[Conflict, ...]
    same: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Everything a reviewer needs, ranked and complete.

    ``outline`` is the spec's tree of sections, to show where the changes are; ``old_findings`` are
    those that both sides have, where they stand in the head; ``since`` is there when an earlier
    review was named, ``summary`` when a summary was to be checked, ``conflicts`` when another
    branch was named.
    """

    base: Side
    head: Side
    changes: tuple[Change, ...]
    examples: tuple[AffectedExample, ...]
    evals: tuple[AffectedEval, ...]
    cost: Cost
    new_findings: tuple[Finding, ...]
    fixed_findings: tuple[Finding, ...]
    accounting: Accounting
    outline: Outline = field(default_factory=Outline)
    old_findings: tuple[Finding, ...] = ()
    since: Since | None = None
    summary: Summary | None = None
    conflicts: Conflicts | None = None

    def seen(self, row: Change) -> bool:
        """Whether the earlier review, if one was named, had the same row."""
        return self.since is not None and row.id in self.since.seen


class Ways(NamedTuple):
    """Every way from a change to one eval or example; ``found`` is None where there is none."""

    review: Review
    name: str
    found: AffectedEval | AffectedExample | None
