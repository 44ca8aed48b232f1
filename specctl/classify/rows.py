"""Deltas become rows: classified, ranked, gated, with a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from specctl.classify.bears import Bears, Sides
from specctl.classify.broken import Broken, broken
from specctl.classify.bulk import Single, gather
from specctl.classify.classes import BY_WORDS, ORDER, RANK
from specctl.classify.identity import Identity, named, of_fault
from specctl.classify.policy import LIGHT, gate_of, gravest, rank_of
from specctl.classify.rules import classes_of, shifts
from specctl.classify.sentences import sentence
from specctl.index import effective_authority, effective_status
from specctl.model.change import (
    Change,
    Decided,
    Delta,
    Difference,
    Element,
    Member,
    Policy,
    Subject,
)
from specctl.model.spec import Passage, Section, Spec
from specctl.model.word import Word
from specctl.words import fold, marks


def classify(base: Spec, head: Spec, difference: Difference, rules: Policy) -> tuple[Change, ...]:
    """The rows of a comparison, the gravest first.

    Args:
        base, head: the specs that were compared.
        difference: what they differ in.
        rules: ranks and gates, the base's.

    Returns:
        Rows ordered by rank, then by class as the table has them (what took another authority
        with its place stands with the authorities), then as the spec reads. Every delta belongs to
        exactly one row; what a change broke has rows of its own.
    """
    maker = _Maker(base, head, difference, rules, _both(base, head, difference))
    faults = [maker.fault(fault) for fault in broken(base, head, difference.deltas)]
    return _ordered_rows([*maker.rows(), *faults])


def told(base: Spec, head: Spec, difference: Difference, rules: Policy) -> tuple[Change, ...]:
    """The same without what the change broke, which takes whole specs to tell."""
    maker = _Maker(base, head, difference, rules, _both(base, head, difference))
    return _ordered_rows(maker.rows())


def _ordered_rows(rows: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(named(sorted(rows, key=_turn)))


def _turn(row: Change) -> tuple[int, int]:
    decided = (one.cls for one in row.decided if one.cls.startswith("authority-"))
    return row.rank, min(ORDER[cls] for cls in (row.cls, *decided))


def _both(base: Spec, head: Spec, known: Difference) -> Sides:
    """What the rules need to know of both specs."""
    texts: dict[str, dict[str, list[str]]] = {"added": {}, "removed": {}}
    for delta in known.deltas:
        home = delta.head_section if delta.op == "added" else delta.base_section
        if delta.op in texts and home and isinstance(delta.one.source, Passage):
            texts[delta.op].setdefault(home, []).append(delta.one.source.norm)
    return Sides(
        base, head, known.levels, known.sections, known.evals, texts["added"], texts["removed"]
    )


class _Maker(NamedTuple):
    """Makes rows; knows both specs."""

    base: Spec
    head: Spec
    difference: Difference
    rules: Policy
    sides: Sides

    @property
    def identity(self) -> Identity:
        return Identity(self.base, self.head, self.difference)

    def rows(self) -> list[Change]:
        return gather([self.row(delta) for delta in self.difference.deltas])

    def row(self, delta: Delta) -> Single:
        bears = classes_of(delta, self.sides)
        old, new = self._homes(delta)
        home = new or old
        placed = delta.moved or delta.kind in ("section", "eval")
        shifted = shifts(delta, self.sides) if placed else ()
        rank_under = self._ranks(old, new, bool(shifted))
        ranked = gravest((rank_under(b.cls, self.rules.ranks), b.cls) for b in bears)
        before, after = _sides(delta)
        rank, cls = ranked[0]
        classes = tuple(c for _, c in ranked)
        row = Change(
            id="",
            cls=cls,
            classes=classes,
            rank=rank,
            gate=gate_of(classes, rank, self.rules),
            section=home.id if home else None,
            authority=self._authority(old, new, gone=delta.after is None),
            subject=_subject(delta),
            before=before,
            after=after,
            words=_words(before, after),
            base=delta.before.place if delta.before else None,
            head=delta.after.place if delta.after else None,
            members=tuple(_echoes(delta)),
            message=sentence(delta, _ordered(bears, classes), shifted),
            decided=(*map(Decided._make, shifted), *_decided(bears, classes)),
            deltas=(delta,),
            fingerprint=self.identity.of(delta, classes, shifted),
        )
        return Single(row, *gravest((rank_under(c, RANK), c) for c in classes)[0])

    def fault(self, fault: Broken) -> Change:
        section = self.head.section(fault.section) if fault.section else None
        section = section or (self.base.section(fault.section) if fault.section else None)
        rank = self.rules.ranks[fault.cls]
        return Change(
            id="",
            cls=fault.cls,
            classes=(fault.cls,),
            rank=rank,
            gate=gate_of((fault.cls,), rank, self.rules),
            section=fault.section,
            authority=self._authority(None, section) if section else None,
            subject=fault.subject,
            before=None,
            after=None,
            words=(),
            base=fault.base,
            head=fault.head,
            members=(),
            message=fault.message,
            fingerprint=of_fault(fault),
        )

    def _homes(self, delta: Delta) -> tuple[Section | None, Section | None]:
        """The sections that hold a delta on either side; for an eval's, those of its clauses.

        What is gone from one that became another has that one for its head's.
        """
        old = self.base.section(delta.base_section) if delta.base_section else None
        new = self.head.section(delta.head_section) if delta.head_section else None
        if old is None and new is None:
            old = _of_eval(self.base, delta.before)
            new = _of_eval(self.head, delta.after)
        if new is None and old is not None:
            new = self.head.section(self.difference.sections.get(old.id, ""))
        return old, new

    def _ranks(
        self, old: Section | None, new: Section | None, shifted: bool
    ) -> Callable[[str, Mapping[str, int]], int]:
        """What makes a class graver or lighter in these sections than a table of ranks says."""
        grave = self._grave(self.base, old) or self._grave(self.head, new)
        states = [effective_status(s, x) for s, x in ((self.base, old), (self.head, new)) if x]
        light = bool(states) and all(state in LIGHT for state in states)
        return partial(rank_of, grave=grave, light=light, lifted=shifted)

    def _grave(self, spec: Spec, section: Section | None) -> bool:
        level = effective_authority(spec, section) if section else None
        return level in self.rules.grave or level in spec.manifest.grave

    def _authority(
        self, old: Section | None, new: Section | None, *, gone: bool = False
    ) -> str | None:
        """The head's level, else the base's: of what is gone always the base's."""
        if new is not None and not gone and (found := effective_authority(self.head, new)):
            return found
        in_head = self.head.section(new.id) if new is not None else None
        if old is not None and (gone or in_head is None):
            return effective_authority(self.base, old)
        return None


def _of_eval(spec: Spec, element: Element | None) -> Section | None:
    """The section that carries the first clause of the eval that an element belongs to."""
    if element is None or not element.place.path.startswith(f"{spec.folder}/evals/"):
        return None
    clauses = {c for e in spec.evals if e.id == element.owner for c in e.clauses}
    return next((s for s in spec.sections if any(a.id in clauses for a in s.anchors)), None)


def _ordered(bears: Sequence[Bears], classes: Sequence[str]) -> list[Bears]:
    """One of each class, gravest first; the words that decided it are kept."""
    by_class: dict[str, Bears] = {}
    for one in bears:
        known = by_class.get(one.cls)
        if known is None or (one.why and not known.why):
            by_class[one.cls] = one
    return [by_class[c] for c in classes]


def _decided(bears: Sequence[Bears], classes: Sequence[str]) -> Iterator[Decided]:
    """The classes that words decide, with these words."""
    for one in _ordered(bears, classes):
        if one.cls in BY_WORDS and one.why:
            yield Decided(one.cls, one.why)


def _subject(delta: Delta) -> Subject:
    """What a row is about; a clause that lost or won an anchor lists them all."""
    subject = delta.one.subject
    if delta.before is None or delta.after is None:
        return subject
    ids = tuple(dict.fromkeys((*delta.after.subject.ids, *delta.before.subject.ids)))
    return Subject(subject.kind, subject.id or (ids[0] if ids else None), ids)


def _sides(delta: Delta) -> tuple[Any, Any]:
    """What a row shows on either side."""
    if delta.kind == "section":
        return _section_sides(delta)
    before = delta.before.shown if delta.before else None
    after = delta.after.shown if delta.after else None
    if delta.kind == "eval":
        return _eval_sides(delta)
    if delta.kind == "example" and delta.op == "changed":
        return _titles(delta)
    return before, after


def _eval_sides(delta: Delta) -> tuple[Any, Any]:
    """Where an eval's clause stands, where that changed; else the titles of its prompts."""
    if delta.op == "placed":
        return delta.base_section, delta.head_section
    return tuple(  # type: ignore[return-value]
        "; ".join(p.title for p in e.source.prompts) if e else None
        for e in (delta.before, delta.after)
    )


def _titles(delta: Delta) -> tuple[Any, Any]:
    """An example that changed shows its title: its messages have rows of their own."""
    return tuple(e.source.title if e else None for e in (delta.before, delta.after))  # type: ignore[return-value]


def _section_sides(delta: Delta) -> tuple[Any, Any]:
    """Where a section stands, where that changed; else its title and what came or went with it."""
    old, new = delta.before, delta.after
    if delta.op == "placed" and old and new:
        return _trail(old.source), _trail(new.source)
    said = "\n\n".join(str(part.shown) for part in delta.parts if isinstance(part.shown, str))
    return tuple(  # type: ignore[return-value]
        "\n\n".join(filter(None, (one.source.title, said))) if one else None for one in (old, new)
    )


def _trail(section: Section) -> str:
    return f"{section.parent}/{section.id}" if section.parent else section.id


def _words(before: Any, after: Any) -> tuple[Word, ...]:
    """Word-level marks between two texts whose typography is folded."""
    if isinstance(before, str) and isinstance(after, str) and fold(before) != fold(after):
        return marks(fold(before), fold(after))
    return ()


def _echoes(delta: Delta) -> Iterator[Member]:
    """The further places in which a delta shows."""
    for old, new in delta.also:
        one = new or old
        if one is not None:
            yield Member(
                one.owner or None,
                one.subject,
                old.place if old else None,
                new.place if new else None,
            )
