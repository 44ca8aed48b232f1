"""The three levels: what is touched directly, in context, and by reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.fingerprints import Fit, fit, prints
from specctl.impact.cause import Cause, Causes, Sides
from specctl.impact.causes import causes
from specctl.impact.references import References, excepting, reason
from specctl.index import Index, index
from specctl.model.change import Change, Difference
from specctl.model.review import (
    LEVELS,
    AffectedEval,
    AffectedExample,
    AffectedPrompt,
    Cost,
    Reason,
)
from specctl.model.spec import Eval, Example, Passage, Section, Spec


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
    order = {row.id: number for number, row in enumerate(rows)}
    references = References(found, excepting(base, head, difference))
    rubrics = frozenset((s.id, r.id) for s in head.sections for r in s.rubrics)
    known = index(base), index(head)
    reach = _Reach(base, head, found, *known, difference, references, order, rubrics)
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


class _Reach(NamedTuple):
    """How far the causes reach in two specs; rows have an order, the gravest first."""

    base: Spec
    head: Spec
    causes: Causes
    before: Index
    after: Index
    difference: Difference
    references: References
    order: Mapping[str, int]
    rubrics: frozenset[tuple[str, str]]

    # --- examples --------------------------------------------------------------------------------

    def examples(self) -> Iterator[AffectedExample]:
        for section in self.head.sections:
            for example in section.examples:
                found = list(self._on_example(section, example))
                if found:
                    name = f"{section.id}#{example.id}"
                    level, reasons, ways = self._gathered(found)
                    shown = example.title, example.conversation
                    yield AffectedExample(name, section.id, level, reasons, *shown, ways)
        for (home, gone), why in self.causes.lost.items():
            found = [reason("direct", cause) for cause in why]
            level, reasons, ways = self._gathered(found)
            yield AffectedExample(f"{home}#{gone}", home, level, reasons, ways=ways)

    def _on_example(self, section: Section, example: Example) -> Iterator[Reason]:
        for cause in self.causes.examples.get((section.id, example.id), ()):
            yield reason("direct", cause)
        for clause in example.clauses:
            for cause in self.causes.anchors.get(clause, ()):
                said = cause.what.replace("its clause", f"the clause [^{clause}] that it shows")
                way = f"clause [^{clause}], which it shows"
                yield reason("direct", Cause(cause.row, said), (f"^{clause}",), way)
        yield from self._by_rubric(example.clauses, section.id)
        yield from self._in_section(section.id)
        for cause, _ in self.causes.context.get(section.id, ()):
            yield reason("context", cause, (section.id,), f"section `{section.id}`")
        yield from self.references.of_example(section, example)

    # --- evals -----------------------------------------------------------------------------------

    def evals(self) -> Iterator[AffectedEval]:
        known = set(self.difference.evals.values())
        for one in self.head.evals:
            found = list(self._on_eval(one, self.after))
            if found:
                state = self._state(one) if one.id in known else "new"
                yield self._affected(one, self.after, found, state)
        for one in self.base.evals:
            if one.id not in self.difference.evals:
                own = [reason("direct", c) for c in self.causes.evals.get(one.id, ())]
                if own:
                    yield self._affected(one, self.before, own, "removed")

    def _state(self, one: Eval) -> str:
        """Orphaned without its clause, stale where another one was confirmed, else to rerun."""
        found = {
            fit(one.confirmed.get(clause), prints(self.head, self.after, clause))
            for clause in one.clauses
        }
        if Fit.ORPHANED in found:
            return "orphaned"
        return "stale" if Fit.STALE in found else "rerun"

    def _affected(
        self, one: Eval, known: Index, found: Sequence[Reason], state: str
    ) -> AffectedEval:
        level, reasons, ways = self._gathered(found)
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
        return AffectedEval(one.id, section, one.clauses, level, state, prompts, reasons, ways)

    def _on_eval(self, one: Eval, known: Index) -> Iterator[Reason]:
        for cause in self.causes.evals.get(one.id, ()):
            yield reason("direct", cause)
        home = None
        for clause in one.clauses:
            for cause in self.causes.anchors.get(clause, ()):
                said = cause.what.replace("its clause", f"its clause [^{clause}]")
                way = f"clause [^{clause}]"
                yield reason("direct", Cause(cause.row, said), (f"^{clause}",), way)
            for at in known.anchors.get(clause, ())[:1]:
                home = home or at.section.id
                yield from self._around(at.section, at.passage)
            if clause not in known.anchors:
                yield from self._with_section(clause, self.before, "stood")
            elif clause not in self.before.anchors:
                yield from self._with_section(clause, self.after, "stands")
        named = [p.rubric for p in one.prompts if p.rubric]
        yield from self._by_rubric(one.clauses, home, named)

    def _with_section(self, clause: str, known: Index, stands: str) -> Iterator[Reason]:
        """The clause came or went with its section: the row is the section's."""
        for at in known.anchors.get(clause, ())[:1]:
            home = at.section.id
            for cause in self.causes.whole.get(home, ()):
                said = f"its clause [^{clause}] {stands} in `{home}`, {cause.what}"
                way = f"section `{home}`", f"clause [^{clause}]"
                yield reason("direct", Cause(cause.row, said), (home, f"^{clause}"), *way)

    def _around(self, section: Section, passage: Passage) -> Iterator[Reason]:
        yield from self._in_section(section.id)
        own = {a.id for a in passage.anchors}
        for cause, anchors in self.causes.context.get(section.id, ()):
            if not own & anchors:
                yield reason("context", cause, (section.id,), f"section `{section.id}`")
        yield from self.references.of_clause(section, passage)

    # --- both ------------------------------------------------------------------------------------

    def _in_section(self, section: str) -> Iterator[Reason]:
        for cause in self.causes.sections.get(section, ()):
            yield reason("direct", cause, (section,), f"section `{section}`")

    def _by_rubric(
        self, clauses: Sequence[str], home: str | None, named: Sequence[str] = ()
    ) -> Iterator[Reason]:
        """The rubrics that judge replies about clauses, or that prompts name.

        A name that several sections have for a rubric means that of the clause's own section.
        """
        for (section, rubric), found in self.causes.rubrics.items():
            judged = self.causes.judged[section, rubric]
            meant = section == home or (home, rubric) not in self.rubrics
            if (meant and rubric in named) or judged & {*clauses}:
                for cause in found:
                    way = f"rubric '{rubric}' of `{section}`"
                    yield reason("direct", cause, (section, rubric), way)

    def _gathered(
        self, found: Sequence[Reason]
    ) -> tuple[str, tuple[Reason, ...], tuple[Reason, ...]]:
        """The nearest level, the reasons at that level, and those of all: the shortest first."""
        ways = sorted(dict.fromkeys(found), key=self._turn)
        nearest = ways[0].level
        return nearest, tuple(one for one in ways if one.level == nearest), tuple(ways)

    def _turn(self, one: Reason) -> tuple[int, int, int]:
        return LEVELS.index(one.level), len(one.via), self.order.get(one.change, 0)
