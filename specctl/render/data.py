"""Values as the plain data of the schemas in ``schemas/``, and plain data as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from specctl.model import (
    AffectedEval,
    AffectedExample,
    Change,
    Finding,
    Place,
    Reason,
    Review,
    Severity,
    Side,
    Since,
    Subject,
)
from specctl.model.review import Conflicts, Summary, Ways

Data = dict[str, Any]

_UNSAFE = "[\x7f-\x9f\u2028\u2029\ud800-\udfff]"
"""What JSON may hold and others choke on: controls, ends of a line, halves of a character."""


def dump(value: Any, indent: int | None = 2) -> str:
    """Plain data as JSON that ends in a newline, the same byte for byte on every run."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
    return re.sub(_UNSAFE, lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def plain(value: Any) -> Any:
    """Any value as what JSON can hold."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [plain(one) for one in value]
    return str(value)


def finding(one: Finding) -> Data:
    """A finding."""
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "end_line": one.place.end_line,
        "end_column": max(one.place.end_column, 1),
        "section": one.section,
        "subject": one.subject,
        "message": one.message,
        "fixable": one.fixable,
    }


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity, the gravest first."""
    counts = dict.fromkeys(Severity, 0)
    for one in findings:
        counts[one.severity] += 1
    return counts


def findings(found: Sequence[Finding]) -> Data:
    """The whole of ``lint --format json``."""
    return envelope(found, "findings", [finding(one) for one in found])


def envelope(found: Iterable[Finding], name: str, value: Sequence[Data]) -> Data:
    """What ``lint`` says of findings under a name, with how many there are of each severity."""
    summary = {severity.value: many for severity, many in tally(found).items()}
    return {"schema": "specctl/findings/1", name: value, "summary": summary}


def place(one: Place | None) -> Data | None:
    """Whole lines of a file, or None."""
    if one is None:
        return None
    return {"path": one.path, "line": one.line, "end_line": one.end_line}


def subject(one: Subject) -> Data:
    """What a row is about; ``ids`` only where there are several."""
    ids = {"ids": list(one.ids)} if len(one.ids) > 1 else {}
    return {"kind": one.kind, "id": one.id} | ids


def change(row: Change) -> Data:
    """One row."""
    return {
        "id": row.id,
        "fingerprint": row.fingerprint,
        "class": row.cls,
        "classes": list(row.classes),
        "rank": row.rank,
        "gate": row.gate.value,
        "section": row.section,
        "authority": row.authority,
        "subject": subject(row.subject),
        "before": row.before,
        "after": row.after,
        "words": [[op, text] for op, text in row.words],
        "base": place(row.base),
        "head": place(row.head),
        "members": [
            {
                "section": one.section,
                "subject": subject(one.subject),
                "base": place(one.base),
                "head": place(one.head),
            }
            for one in row.members
        ],
        "message": row.message,
        "decided": [{"class": cls, "words": said} for cls, said in row.decided],
    }


def reasons(found: Iterable[Reason]) -> list[Data]:
    """Why something is touched."""
    return [
        {"change": r.change, "reason": r.reason, "via": list(r.via)}
        | ({"level": r.level} if r.level else {})
        for r in found
    ]


def _example(one: AffectedExample) -> Data:
    return {
        "id": one.id,
        "section": one.section,
        "level": one.level,
        "reasons": reasons(one.reasons),
    }


def _eval(one: AffectedEval) -> Data:
    return {
        "id": one.id,
        "level": one.level,
        "state": one.state,
        "prompts": [
            {"id": p.id, "title": p.title, "path": p.place.path, "line": p.place.line}
            for p in one.prompts
        ],
        "reasons": reasons(one.reasons),
    }


def ways(one: Ways) -> Data:
    """One eval or example with its reasons at every level; none where nothing leads to it."""
    found = one.found and one.found._replace(reasons=one.found.ways)
    evals = (found,) if isinstance(found, AffectedEval) else ()
    examples = (found,) if isinstance(found, AffectedExample) else ()
    return review(replace(one.review, evals=evals, examples=examples), ("affected",))


def side(one: Side) -> Data:
    """One side of a comparison."""
    return {"rev": one.rev, "commit": one.commit}


def _cost(review: Review) -> Data:
    cost = review.cost
    return {
        "prompts": {
            "total": cost.total,
            "direct": cost.direct,
            "context": cost.context,
            "reference": cost.reference,
        }
    }


def _changes(review: Review) -> list[Data]:
    """The rows; with an earlier review also whether they were seen."""
    if review.since is None:
        return [change(row) for row in review.changes]
    return [change(row) | {"seen": review.seen(row)} for row in review.changes]


_PARTS: Mapping[str, Callable[[Review], Any]] = {
    "changes": _changes,
    "affected": lambda r: {
        "examples": [_example(one) for one in r.examples],
        "evals": [_eval(one) for one in r.evals],
    },
    "cost": _cost,
    "findings": lambda r: {
        "new": [finding(one) for one in r.new_findings],
        "fixed": [finding(one) for one in r.fixed_findings],
        "old": [finding(one) for one in r.old_findings],
    },
    "accounting": lambda r: {
        "changed_lines": r.accounting.changed_lines,
        "unaccounted": [
            {"side": side, "path": path, "line": line}
            for side, path, line in r.accounting.unaccounted
        ],
    },
}


def _since(one: Since) -> Data:
    """The earlier review, and its rows that are no more."""
    gone = [change(row) for row in one.gone]
    return {"base": side(one.base), "head": side(one.head), "gone": gone}


def _summary(one: Summary) -> Data:
    """What a summary mentions, and what it leaves out; rows by their ids."""
    return {
        "file": one.file,
        "entry": one.entry or None,
        "mentioned": [row.id for row in one.mentioned],
        "unmentioned": [
            {
                "name": left.name,
                "title": one.titles.get(left.name),
                "changes": [row.id for row in left.rows],
            }
            for left in one.unmentioned
        ],
        "unchanged": list(one.unchanged),
    }


def _conflicts(one: Conflicts) -> Data:
    """Where another branch does not go together with the head, and what both do."""
    found = [
        {
            "kind": each.kind,
            "why": each.why,
            "ours": [change(row) for row in each.ours],
            "theirs": [change(row) for row in each.theirs],
        }
        for each in one.found
    ]
    same = [change(row) for row in one.same]
    against = {"base": side(one.base), "head": side(one.against), "same": same}
    return {"against": against, "conflicts": found}


def review(one: Review, parts: Iterable[str] = tuple(_PARTS)) -> Data:
    """A review, or those of its parts that ``diff`` and ``impact`` show."""
    head = {"schema": "specctl/review/1", "base": side(one.base), "head": side(one.head)}
    told: Data = {"since": _since(one.since)} if one.since else {}
    told |= {"summary": _summary(one.summary)} if one.summary else {}
    told |= _conflicts(one.conflicts) if one.conflicts else {}
    return head | told | {name: _PARTS[name](one) for name in parts}
