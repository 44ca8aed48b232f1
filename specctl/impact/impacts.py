"""The three levels: what is touched directly, in context, and by reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from specctl.impact.causes import Cause, Causes, Sides, causes
from specctl.index import Index, index, uses_term
from specctl.model.change import Change, Difference
from specctl.model.review import (
    LEVELS,
    AffectedEval,
    AffectedExample,
    AffectedPrompt,
    Cost,
    Impact,
    Reason,
)
from specctl.model.spec import Eval, Example, Passage, Section, Spec
from specctl.words import fingerprint


def impacts(
    base: Spec, head: Spec, difference: Difference, rows: Sequence[Change]
) -> tuple[tuple[AffectedExample, ...], tuple[AffectedEval, ...], Cost]:
    """What the rows touch.

    Args:
        base, head: the specs that were compared.
        difference: what they differ in.
        rows: the classified changes, with their ids.

    Returns:
        Affected examples in document order, affected evals by level and id, and the cost in
        prompts of the head.
    """
    found = causes(rows, Sides(base, head, difference))
    reach = _Reach(head, found, index(base), index(head), base.evals, difference.evals)
    examples = tuple(reach.examples())
    evals = tuple(sorted(reach.evals(), key=lambda e: (LEVELS.index(e.level), e.id)))
    return examples, evals, _cost(head, evals)


def _cost(head: Spec, evals: Iterable[AffectedEval]) -> Cost:
    counts = dict.fromkeys(LEVELS, 0)
    for one in evals:
        if one.state != "removed":
            counts[one.level] += len(one.prompts)
    total = sum(len(e.prompts) for e in head.evals)
    direct = counts["direct"]
    context = direct + counts["context"]
    return Cost(total, direct, context, context + counts["reference"])


@dataclass(slots=True)
class _Reach:
    """How far the causes reach in two specs."""

    head: Spec
    causes: Causes
    before: Index
    after: Index
    old_evals: tuple[Eval, ...]
    became: Mapping[str, str]

    # --- examples --------------------------------------------------------------------------------

    def examples(self) -> Iterator[AffectedExample]:
        for section in self.head.sections:
            for example in section.examples:
                found = list(self._on_example(section, example))
                if found:
                    level, reasons = _gathered(found)
                    name = f"{section.id}#{example.id}"
                    talk = example.conversation
                    yield AffectedExample(name, section.id, level, reasons, example.title, talk)
        for (home, gone), why in self.causes.lost.items():
            level, reasons = _gathered([_impact("direct", cause) for cause in why])
            yield AffectedExample(f"{home}#{gone}", home, level, reasons)

    def _on_example(self, section: Section, example: Example) -> Iterator[Impact]:
        for cause in self.causes.examples.get((section.id, example.id), ()):
            yield _impact("direct", cause)
        for clause in example.clauses:
            for cause in self.causes.anchors.get(clause, ()):
                reason = cause.what.replace("its clause", f"the clause [^{clause}] that it shows")
                yield _impact("direct", Cause(cause.row, reason), (f"^{clause}",))
        for rubric in sorted(r.id for r in section.rubrics if {*r.clauses} & {*example.clauses}):
            for cause in self.causes.rubrics.get((section.id, rubric), ()):
                yield _impact("direct", cause, (section.id, rubric))
        for cause in self.causes.sections.get(section.id, ()):
            yield _impact("direct", cause, (section.id,))
        for cause, _ in self.causes.context.get(section.id, ()):
            yield _impact("context", cause, (section.id,))
        talk = example.conversation
        blamed = {b for m in (talk.messages if talk else ()) for b in m.blame}
        cited = blamed | {link.target for link in example.links}
        yield from self._by_reference(section, cited, f"`{section.id}#{example.id}`")

    # --- evals -----------------------------------------------------------------------------------

    def evals(self) -> Iterator[AffectedEval]:
        known = set(self.became.values())
        for one in self.head.evals:
            found = list(self._on_eval(one, self.after))
            if found:
                state = self._state(one) if one.id in known else "new"
                yield self._affected(one, self.after, found, state)
        for one in self.old_evals:
            if one.id not in self.became:
                own = [_impact("direct", c) for c in self.causes.evals.get(one.id, ())]
                if own:
                    yield self._affected(one, self.before, own, "removed")

    def _state(self, one: Eval) -> str:
        """Orphaned without its clause, stale where the confirmed text is another, else to rerun."""
        if not all(map(self.after.carries, one.clauses)):
            return "orphaned"
        for clause in one.clauses:
            confirmed = one.confirmed.get(clause)
            now = self.after.anchors[clause][0].passage.whole
            if confirmed is not None and confirmed != fingerprint(now):
                return "stale"
        return "rerun"

    def _affected(
        self, one: Eval, known: Index, found: Sequence[Impact], state: str
    ) -> AffectedEval:
        level, reasons = _gathered(found)
        carrier = next((known.anchors[c][0] for c in one.clauses if c in known.anchors), None)
        prompts = tuple(
            AffectedPrompt(
                p.id,
                p.title,
                p.place,
                p.conversation.messages if p.conversation else (),
                p.expect,
                p.rubric,
            )
            for p in one.prompts
        )
        section = carrier.section.id if carrier else None
        return AffectedEval(one.id, section, one.clauses, level, state, prompts, reasons)

    def _on_eval(self, one: Eval, known: Index) -> Iterator[Impact]:
        for cause in self.causes.evals.get(one.id, ()):
            yield _impact("direct", cause)
        for clause in one.clauses:
            for cause in self.causes.anchors.get(clause, ()):
                reason = cause.what.replace("its clause", f"its clause [^{clause}]")
                yield _impact("direct", Cause(cause.row, reason), (f"^{clause}",))
            for at in known.anchors.get(clause, ())[:1]:
                yield from self._around(at.section, at.passage, one)
            if clause not in known.anchors:
                yield from self._with_section(clause, self.before, "stood")
            elif clause not in self.before.anchors:
                yield from self._with_section(clause, self.after, "stands")

    def _with_section(self, clause: str, known: Index, stands: str) -> Iterator[Impact]:
        """The clause came or went with its section: the row is the section's."""
        for at in known.anchors.get(clause, ())[:1]:
            for cause in self.causes.whole.get(at.section.id, ()):
                said = f"its clause [^{clause}] {stands} in `{at.section.id}`, {cause.what}"
                yield _impact("direct", Cause(cause.row, said), (at.section.id, f"^{clause}"))

    def _around(self, section: Section, passage: Passage, one: Eval) -> Iterator[Impact]:
        for cause in self.causes.sections.get(section.id, ()):
            yield _impact("direct", cause, (section.id,))
        own = {a.id for a in passage.anchors}
        for cause, anchors in self.causes.context.get(section.id, ()):
            if not own & anchors:
                yield _impact("context", cause, (section.id,))
        cited = {link.target for link in passage.links}
        yield from self._by_reference(section, cited, f"its clause in `{section.id}`")
        yield from self._by_rubric(one, section)

    def _by_rubric(self, one: Eval, section: Section) -> Iterator[Impact]:
        used = {p.rubric for p in one.prompts if p.rubric}
        used |= {r.id for r in section.rubrics if set(r.clauses) & set(one.clauses)}
        for rubric in sorted(used):
            for cause in self.causes.rubrics.get((section.id, rubric), ()):
                yield _impact("direct", cause, (section.id, rubric))

    # --- references ------------------------------------------------------------------------------

    def _by_reference(self, section: Section, cited: set[str], who: str) -> Iterator[Impact]:
        """Through what the thing itself cites, then what its section cites or defines itself by."""
        for target in sorted(cited - {section.id}):
            for cause in self.causes.changed.get(target, ()):
                yield _impact(
                    "reference",
                    Cause(cause.row, f"{who} cites `{target}`, {cause.what}"),
                    (target,),
                )
        through = {link.target for p in section.passages for link in p.links}
        talks = [e.conversation for e in section.examples if e.conversation]
        through |= {b for talk in talks for m in talk.messages for b in m.blame}
        through |= set(section.exception_to)
        for target in sorted(through - cited - {section.id}):
            for cause in self.causes.changed.get(target, ()):
                said = f"`{section.id}` cites `{target}`, {cause.what}"
                yield _impact("reference", Cause(cause.row, said), (target, section.id))
        yield from self._by_term(section)

    def _by_term(self, section: Section) -> Iterator[Impact]:
        for term, found in self.causes.terms.items():
            if uses_term(section, term):
                for cause in found:
                    said = f"`{section.id}` uses the term '{term}': {cause.what}"
                    yield _impact("reference", Cause(cause.row, said), (term, section.id))


def _impact(level: str, cause: Cause, via: tuple[str, ...] = ()) -> Impact:
    return Impact(level, Reason(cause.row, cause.what, via, level))


def _gathered(found: Sequence[Impact]) -> tuple[str, tuple[Reason, ...]]:
    """The nearest level, and the reasons at that level, each once."""
    nearest = min((i.level for i in found), key=LEVELS.index)
    return nearest, tuple(dict.fromkeys(i.reason for i in found if i.level == nearest))
