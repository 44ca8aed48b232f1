"""An audit as a table: RFC 4180, one line for each row that was merged."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

from specctl.model.audit import Audit, Record, Row
from specctl.model.proposal import Proposal
from specctl.render import audited, wording
from specctl.render.saying import say
from specctl.render.standing import asked
from specctl.render.style import Style

_RUN = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula, in its wide forms, too."""


def render(one: Audit, style: Style) -> str:
    """The whole audit; an audit in which nothing was merged is the head of a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_lines(one))
    return out.getvalue()


def _lines(one: Audit) -> Iterator[list[str]]:
    for record in one.records:
        for row in record.rows:
            yield [harmless(cell(record, row)) for cell in _COLUMNS.values()]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: one that could be a formula begins with an apostrophe.

    Whatever is in front of the sign and cannot be seen may be trimmed, and is passed over.
    See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    first = next((c for c in cell if c.isprintable() and not c.isspace()), "")
    return f"'{cell}" if first in _RUN or cell[:1] in ("\t", "\r", "\n") else cell


def _of(tell: Callable[[Proposal], str]) -> Callable[[Record, Row], str]:
    """What a proposal says; "" for a row that none brought."""
    return lambda record, row: tell(record.proposal) if record.proposal else ""


def _list(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, parts)))


def _members(row: Row, *, verified: bool) -> str:
    """Who approves a row, with a signature or without one."""
    counting = (one.judged for one in row.approvers if one.judged.verified == verified)
    return _list(one.approval.member for one in counting)


def _text(value: object) -> str:
    return value if isinstance(value, str) else say(value) if value is not None else ""


_COLUMNS: Mapping[str, Callable[[Record, Row], str]] = {
    "approval": lambda record, row: row.state.value,
    "rank": lambda record, row: str(row.change.rank),
    "class": lambda record, row: row.change.cls,
    "classes": lambda record, row: _list(row.change.classes),
    "section": lambda record, row: row.change.section or "",
    "subject": lambda record, row: wording.about(row.change.subject),
    "authority": lambda record, row: row.change.authority or "",
    "before": lambda record, row: _text(row.change.before),
    "after": lambda record, row: _text(row.change.after),
    "message": lambda record, row: row.change.message,
    "place": lambda record, row: wording.where((row.change,)),
    "proposal": _of(lambda one: one.id),
    "title": _of(lambda one: one.title),
    "source": _of(lambda one: one.source.kind if one.source else ""),
    "reference": _of(lambda one: one.source.ref if one.source else ""),
    "why": lambda record, row: record.why,
    "authors": lambda record, row: _list(record.authors),
    "writers": lambda record, row: _list(record.writers),
    "status": lambda record, row: record.status.value if record.status else "",
    "disposition": lambda record, row: record.disposition,
    "verified_by": lambda record, row: _members(row, verified=True),
    "unverified_by": lambda record, row: _members(row, verified=False),
    "approvals": lambda record, row: _list(audited.approval(one.judged) for one in row.approvers),
    "unmet": lambda record, row: _list(
        asked(need) for need in record.unmet if row.change.id in {one.id for one in need.rows}
    ),
    "problems": lambda record, row: _list(one.why for one in record.problems),
    "open_concerns": lambda record, row: _list(
        f"{one.concern.id} of {one.concern.by}: {one.concern.text}"
        for one in record.concerns
        if one.stands
    ),
    "evals_confirmed": lambda record, row: _list(row.confirmed),
    "merged_on": lambda record, row: record.merge.date,
    "commit": lambda record, row: record.merge.commit,
    "commit_author": lambda record, row: f"{record.merge.author} <{record.merge.email}>",
    "commit_message": lambda record, row: record.merge.subject,
    "version": lambda record, row: record.version or "",
    "row": lambda record, row: row.change.id,
    "fingerprint": lambda record, row: row.change.fingerprint,
}
"""The columns in their order, which stays: new ones come last."""
