"""A release of a spec: what is new in it, and what carrying it out writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model.change import Change
from specctl.model.proposal import Proposal


class Entry(NamedTuple):
    """What the changelog says of one proposal.

    Attributes:
        proposal: as it was merged.
        rows: what it changed, of the rows since the last release.
        theme: the heading that it stands under.
        sections: in which it changed something: ids and titles, in the order of the rows.
        said: what it changes, in the words of its authors.
    """

    proposal: Proposal
    rows: tuple[Change, ...]
    theme: str
    sections: tuple[tuple[str, str], ...]
    said: str


@dataclass(frozen=True, slots=True)
class Notes:
    """An entry of the spec's changelog.

    Attributes:
        version: of the release.
        date: its day, ``YYYY-MM-DD``.
        entries: the proposals, those of one theme together.
        others: rows that no entry names, by class, in the order of the table of classes.
        counts: of a first release: how many sections, examples and evals there are.
    """

    version: str
    date: str
    entries: tuple[Entry, ...] = ()
    others: Mapping[str, int] | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release would be.

    Attributes:
        previous: the version before, "" for the first.
        tag: its name.
        notes: the entry of the changelog.
        text: the same in Markdown.
        rank: the gravest of the rows since the last release, None where nothing changed.
        loose: rows of rank 2 or graver that are in no entry.
        problems: why it cannot be carried out, in sentences; ``loose`` apart.
        files: bytes before and after by path, which is relative to the spec folder's parent; None
            for a file that is not there yet.
        commit: where it is carried out already and only the tag is missing, the commit to tag.
    """

    previous: str
    tag: str
    notes: Notes
    text: str
    rank: int | None
    loose: tuple[Change, ...]
    problems: tuple[str, ...]
    files: Mapping[str, tuple[bytes | None, bytes]]
    commit: str = ""
