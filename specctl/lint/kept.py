"""What one file gives, as data that can be kept as JSON and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from specctl.lint.card import (
    AnchorRow,
    BlameRow,
    Card,
    ClaimRow,
    ConfirmedRow,
    EvalCard,
    LinkRow,
    PromptRow,
    SectionCard,
    UnreadCard,
)
from specctl.lint.examined import Examined
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place

if TYPE_CHECKING:
    from specctl.lint.suppress import Allowance

Findings = tuple[Finding, ...]

_CARDS: dict[str, type[Card]] = {
    "section": SectionCard,
    "eval": EvalCard,
    "unread": UnreadCard,
}
_SEVERITIES = {severity.value: severity for severity in Severity}
_NAMES = {card: name for name, card in _CARDS.items()}
_ROWS: dict[str, Any] = {
    "anchors": AnchorRow,
    "links": LinkRow,
    "blames": BlameRow,
    "claims": ClaimRow,
    "confirmed": ConfirmedRow,
    "prompts": PromptRow,
}


def _maker(row: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """What makes rows of lists; there are so many that ``_make`` itself takes too long."""
    size, new = {len(row._fields)}, partial(tuple.__new__, row)

    def make(rows: Sequence[Any]) -> list[Any]:
        if {*map(len, rows)} != size:
            raise ValueError("rows of something else")
        return list(map(new, rows))

    return make


_MAKERS = {
    card: [(n, _maker(_ROWS[name])) for n, name in enumerate(card._fields) if name in _ROWS]
    for card in _CARDS.values()
}


def pack(one: Examined) -> list[Any]:
    """An examined file as plain lists; NamedTuples within are lists to JSON."""
    findings = [_packed(finding) for finding in one.findings]
    return [_NAMES[type(one.card)], one.card, findings, one.allowed, one.gist]


def unpack(row: Sequence[Any]) -> Examined:
    """An examined file from what :func:`pack` gave, after JSON.

    Raises:
        KeyError, TypeError, ValueError: the row is something else.
    """
    name, fields, findings, allowed, gist = row
    kind = _CARDS[name]
    for number, make in _MAKERS[kind]:
        if fields[number]:
            fields[number] = make(fields[number])
    card = kind._make(fields)
    return Examined(
        tuple(_finding(card.path, one) for one in findings) if findings else (),
        card,
        _allowances(allowed) if allowed else (),
        gist,
    )


def _allowances(rows: Sequence[Any]) -> tuple[Allowance, ...]:
    from specctl.lint.suppress import Allowance

    return tuple(map(Allowance._make, rows))


def _finding(path: str, row: Sequence[Any]) -> Finding:
    rule, at, message, severity, *about = row
    return Finding(rule, Place(path, *at), message, _SEVERITIES[severity], *about)


def _packed(one: Finding) -> tuple[Any, ...]:
    at = one.place[1:]
    return one.rule, at, one.message, one.severity, one.section, one.subject, one.fixable


def pack_findings(findings: Iterable[Finding], crowded: bool) -> bytes:
    """Findings of any files as JSON; NamedTuples are lists to it.

    Args:
        findings: in any order, which stays.
        crowded: as in :class:`specctl.lint.engine.Outcome`.
    """
    return json.dumps([crowded, [*findings]], separators=(",", ":")).encode()


def unpack_findings(content: bytes | None) -> tuple[tuple[Finding, ...], bool] | None:
    """What :func:`pack_findings` was given; None for something else."""
    if content is None:
        return None
    try:
        crowded, rows = json.loads(content)
        return tuple(map(_made, rows)), bool(crowded)
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def pack_parted(parted: Iterable[Iterable[Finding]]) -> bytes:
    """Some lots of findings as JSON."""
    return json.dumps([[*findings] for findings in parted], separators=(",", ":")).encode()


def unpack_parted(content: bytes) -> tuple[Findings, Findings, Findings]:
    """The three lots that :func:`pack_parted` was given."""
    new, old, gone = (tuple(map(_made, rows)) for rows in json.loads(content))
    return new, old, gone


def _made(row: list[Any]) -> Finding:
    row[1], row[3] = Place._make(row[1]), _SEVERITIES[row[3]]
    return Finding._make(row)
