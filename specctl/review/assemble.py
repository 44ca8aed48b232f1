"""One review from its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

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
    findings: tuple[Sequence[Finding], Sequence[Finding]],
    accounting: Accounting,
) -> Review:
    """Put a review together.

    Args:
        base, head: the specs that were compared.
        rows: ranked changes.
        touched: affected examples, affected evals, and the cost.
        findings: those of the base and those of the head.
        accounting: of every changed line.
    """
    examples, evals, cost = touched
    old, new = findings
    return Review(
        base=Side(base.rev, base.commit),
        head=Side(head.rev, head.commit),
        changes=tuple(rows),
        examples=examples,
        evals=evals,
        cost=cost,
        new_findings=_beyond(new, old),
        fixed_findings=_beyond(old, new),
        accounting=accounting,
        outline=outline(base, head, rows),
    )


def _beyond(findings: Iterable[Finding], known: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that the other side does not have; lines may have shifted in between."""
    left = Counter(_key(f) for f in known)
    found = []
    for finding in findings:
        key = _key(finding)
        if left[key]:
            left[key] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _key(finding: Finding) -> Hashable:
    where = finding.section or finding.place.path.partition("/")[2]
    return finding.rule, where, finding.subject
