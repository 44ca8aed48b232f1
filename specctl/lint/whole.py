"""What a rule about the whole spec sees: the cards of its files, and who refers to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from specctl.fingerprints import TEXT, clause_print, counted
from specctl.lint.book import Book, Cards, Carrier, Key
from specctl.lint.card import Card, EvalCard, SectionCard, UnreadCard
from specctl.lint.settings import Settings
from specctl.lint.totals import Totals
from specctl.model.spec import Manifest


@dataclass(frozen=True, slots=True)
class Whole:
    """A spec as its files tell of themselves.

    A rule reports on the ``sections`` and ``evals``, which need not be all that there are, and
    looks up whatever else it needs.

    Attributes:
        folder: the spec folder's name.
        manifest: the spec's own.
        settings: the lint settings that count.
        today: for what has a date.
        sections: those to report on, by path.
        evals: those to report on, by path.
        book: the cards of all files.
        parts: what counts towards the fingerprint of a clause.
    """

    folder: str
    manifest: Manifest
    settings: Settings
    today: date
    sections: tuple[SectionCard, ...]
    evals: tuple[EvalCard, ...]
    book: Book
    parts: tuple[str, ...]

    @property
    def totals(self) -> Totals:
        """What is counted over all files."""
        return self.book.totals

    @property
    def by_id(self) -> Mapping[str, Sequence[SectionCard]]:
        """Every section of an id; more than one is a fault."""
        return self.book.found(Key.SECTION)

    @property
    def eval_ids(self) -> Mapping[str, Sequence[EvalCard]]:
        """Every eval of an id; more than one is a fault."""
        return self.book.found(Key.EVAL)

    @property
    def anchors(self) -> Mapping[str, Sequence[Carrier]]:
        """Every place of an anchor; more than one is a fault."""
        return self.book.found(Key.CARRIES)

    @property
    def tests(self) -> Mapping[str, Sequence[EvalCard]]:
        """The evals that test an anchor."""
        return self.book.found(Key.TESTS)

    @property
    def former(self) -> Mapping[str, Sequence[SectionCard]]:
        """The sections that had an id before."""
        return self.book.found(Key.FORMER)

    @property
    def listing(self) -> Mapping[str, Sequence[SectionCard]]:
        """The sections that list one of an id as their child."""
        return self.book.found(Key.LISTS)

    @property
    def excepting(self) -> Sequence[SectionCard]:
        """The sections that are an exception to another one."""
        return self.book.found(Key.EXCEPTS).get("", ())

    @property
    def terms(self) -> Mapping[str, Sequence[SectionCard]]:
        """The sections that define a term, by the term's id."""
        return self.book.found(Key.DEFINES)

    @property
    def rubrics(self) -> Mapping[str, Sequence[SectionCard]]:
        """The sections that have a rubric of an id."""
        return self.book.found(Key.RUBRIC)

    @property
    def criteria(self) -> Mapping[str, Sequence[SectionCard]]:
        """The sections whose rubrics ask one thing, by its digest."""
        return self.book.found(Key.CRITERION)

    @property
    def prompts(self) -> Mapping[str, Sequence[EvalCard]]:
        """The evals whose prompts ask one thing, by its digest."""
        return self.book.found(Key.PROMPT)

    @property
    def unread(self) -> Mapping[str, UnreadCard]:
        """The files that could not be read, by path."""
        return {card.path: card for card in self.totals.unread}

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
        by_id, seen = self.by_id, set[str]()
        one: SectionCard | None = section
        while one is not None and one.path not in seen:
            seen.add(one.path)
            yield one
            above = by_id.get(one.parent) if one.parent else None
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
    """The cards of a spec, put together: all of them are reported on."""
    book = Cards(cards)
    return part(book, book, folder, manifest, settings, today)


def part(
    shown: Cards, book: Book, folder: str, manifest: Manifest, settings: Settings, today: date
) -> Whole:
    """A spec of which some files are reported on: those of ``shown``, which are in the book."""
    sections, evals = shown.sections, shown.evals
    return Whole(folder, manifest, settings, today, sections, evals, book, counted(manifest))
