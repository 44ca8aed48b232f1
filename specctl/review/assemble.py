"""One review from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from specctl.model.change import Change
from specctl.model.finding import Finding
from specctl.model.review import (
    Accounting,
    AffectedEval,
    AffectedExample,
    Cost,
    Review,
    Side,
)
from specctl.model.spec import Spec
from specctl.review.outline import outline


def assemble(
    base: Spec,
    head: Spec,
    rows: Sequence[Change],
    touched: tuple[tuple[AffectedExample, ...], tuple[AffectedEval, ...], Cost],
    findings: tuple[Sequence[Finding], Sequence[Finding], Sequence[Finding]],
    accounting: Accounting,
) -> Review:
    """Put a review together.

    Args:
        base, head: the specs that were compared.
        rows: ranked changes.
        touched: affected examples, affected evals, and the cost.
        findings: those of the head alone, those of both sides, and those of the base alone.
        accounting: of every changed line.
    """
    examples, evals, cost = touched
    new, old, fixed = map(tuple, findings)
    return Review(
        base=Side(base.rev, base.commit),
        head=Side(head.rev, head.commit),
        changes=tuple(rows),
        examples=examples,
        evals=evals,
        cost=cost,
        new_findings=new,
        fixed_findings=fixed,
        accounting=accounting,
        outline=outline(base, head, rows),
        old_findings=old,
    )
