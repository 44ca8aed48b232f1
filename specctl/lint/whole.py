"""What a rule about the whole spec sees: the cards of its files, and who refers to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from specctl.fingerprints import TEXT, clause_print, counted
from specctl.lint.card import AnchorRow, Card, EvalCard, SectionCard, UnreadCard
from specctl.lint.settings import Settings
from specctl.model.spec import Manifest

T = TypeVar("T")


class Carrier(NamedTuple):
    """An anchor with the section that carries it."""

    anchor: AnchorRow
    section: SectionCard


@dataclass(frozen=True, slots=True)
class Whole:
    """The cards of one spec.

    Attributes:
        folder: the spec folder's name.
        manifest: the spec's own.
        settings: the lint settings that count.
        today: for what has a date.
        sections: by path.
        evals: by path.
        unread: the files that could not be read, by path.
        by_id: every section of an id; more than one is a fault.
        anchors: every place of an anchor; more than one is a fault.
        tests: the evals that test an anchor.
        former: the sections that had an id before.
        parts: what counts towards the fingerprint of a clause.
    """

    folder: str
    manifest: Manifest
    settings: Settings
    today: date
    sections: tuple[SectionCard, ...]
    evals: tuple[EvalCard, ...]
    unread: Mapping[str, UnreadCard]
    by_id: Mapping[str, Sequence[SectionCard]]
    anchors: Mapping[str, Sequence[Carrier]]
    tests: Mapping[str, Sequence[EvalCard]]
    former: Mapping[str, Sequence[SectionCard]]
    parts: tuple[str, ...]

    def unread_ids(self, *, evals: bool) -> frozenset[str]:
        """The ids that sections (or evals) would have whose files could not be read.

        What they hold is unknown: a rule does not say that something is missing which may be
        there.
        """
        prefix = f"{self.folder}/evals/"
        paths = (path for path in self.unread if path.startswith(prefix) is evals)
        return frozenset(path.rpartition("/")[2].removesuffix(".md") for path in paths)

    def renamed(self, old: str) -> tuple[str, ...]:
        """The ids of the sections that were formerly ``old``."""
        return tuple(dict.fromkeys(one.id for one in self.former.get(old, ())))

    def upwards(self, section: SectionCard) -> Iterator[SectionCard]:
        """The section and those above it, the nearest first."""
        seen: set[str] = set()
        one: SectionCard | None = section
        while one is not None and one.path not in seen:
            seen.add(one.path)
            yield one
            above = self.by_id.get(one.parent) if one.parent else None
            one = above[0] if above else None

    def authority(self, section: SectionCard) -> str | None:
        """The section's own authority, else that of the nearest section above it."""
        return next((one.authority for one in self.upwards(section) if one.authority), None)

    def status(self, section: SectionCard) -> str:
        """The section's own status where declared, else that of the nearest one that has one."""
        return next((one.status for one in self.upwards(section) if one.status), "current")

    def tags(self, section: SectionCard) -> frozenset[str]:
        """The section's own tags with those of every section above it."""
        return frozenset(tag for one in self.upwards(section) for tag in one.tags)

    def prints(self, clause: str) -> frozenset[str]:
        """The fingerprints of the clauses that carry an anchor; commentary is none."""
        carriers = [one for one in self.anchors.get(clause, ()) if one.anchor.clause >= 0]
        if self.parts == (TEXT,):
            return frozenset([one.anchor.print for one in carriers])
        return frozenset(
            clause_print(anchor.print, self.parts, self.authority(section), self.tags(section))
            for anchor, section in carriers
        )


def whole(
    cards: Iterable[Card], folder: str, manifest: Manifest, settings: Settings, today: date
) -> Whole:
    """The cards of a spec, put together."""
    ordered = sorted(cards, key=lambda card: card.path)
    sections = tuple(card for card in ordered if isinstance(card, SectionCard))
    evals = tuple(card for card in ordered if isinstance(card, EvalCard))
    return Whole(
        folder,
        manifest,
        settings,
        today,
        sections,
        evals,
        {card.path: card for card in ordered if isinstance(card, UnreadCard)},
        _grouped((one.id, one) for one in sections),
        _grouped((anchor.id, Carrier(anchor, one)) for one in sections for anchor in one.anchors),
        _grouped((clause, one) for one in evals for clause, _ in one.clauses),
        _grouped((old, one) for one in sections for old, _ in one.formerly),
        counted(manifest),
    )


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)
