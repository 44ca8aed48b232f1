"""Characters and words: each fix is about the stretch of its finding, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specctl.lint.fixes import fields
from specctl.lint.fixes.draft import Draft
from specctl.lint.fixes.text import Edit, Text, applied, text_of
from specctl.lint.rules.typography import last_line
from specctl.lint.rules.wording import STRAIGHT, curled
from specctl.model.finding import Finding

_SPACES = re.compile("[\u00a0\u2007\u202f]")
_FIRST = re.compile(r"[^\W\d_]+")


def drop(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """What stands there goes."""
    return _plain(finding, draft, "")


def reveal(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """Characters that nobody sees go; of spaces that nobody tells apart plain ones stay."""
    return _plain(finding, draft, " " * len(_SPACES.findall(draft.said(finding.place))))


def end_in_newline(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """The last line that is not blank ends in a line break, and nothing follows."""
    text = draft.text(finding.place.path)
    rows = text.lines if text else ()
    last = last_line(rows)
    if text is None or not last:
        return ()
    end = len(text.content)
    start = text.starts[last] if last < len(text.starts) else end
    return _sane(
        text, Edit(text.path, start, end, "" if start > text.line_end(last) else text.newline)
    )


def _plain(finding: Finding, draft: Draft, by: str) -> tuple[Edit, ...]:
    text = draft.text(finding.place.path)
    return _sane(text, text.replaced(finding.place, by)) if text else ()


def _sane(text: Text, edit: Edit) -> tuple[Edit, ...]:
    """The edit, unless YAML would then say something else, but for characters that nobody sees."""
    front = text.front
    if front is not None and edit.start <= text.line_end(front.last - 1):
        fresh = text_of(text.path, applied(text.content, [edit])).front
        unseen = {*text.content[edit.start : edit.end]} - {*" \t\r\n"}
        seen = {ord(c): " " if _SPACES.match(c) else None for c in unseen}
        doubled = len(fresh.document.duplicates) > len(front.document.duplicates) if fresh else True
        if (
            fresh is None
            or doubled
            or _seen(fresh.document.data, seen) != _seen(front.document.data, seen)
        ):
            return ()
    return (edit,)


def _seen(data: object, seen: Mapping[int, str | None]) -> object:
    """Data as people see it, some characters being what they look like.

    A single word may be an id or another word of the format, which means something to the letter.
    """
    if isinstance(data, dict):
        return {key: _seen(value, seen) for key, value in data.items()}
    if isinstance(data, list):
        return [_seen(value, seen) for value in data]
    return data.translate(seen) if isinstance(data, str) and len(data.split()) > 1 else data


def usual_dash(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A dash gets the form that the spec has."""
    return draft.replaced(finding.place, draft.dash)


def once(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """Of a word that stands twice the first one stays."""
    word = _FIRST.match(draft.said(finding.place))
    return draft.replaced(finding.place, word[0]) if word else ()


def unmark_title(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A title loses the mark at its end."""
    text = draft.text(finding.place.path)
    front = text.front if text else None
    title = front.document.data.get("title") if front else None
    if text is None or front is None or not isinstance(title, str) or len(title) < 2:
        return ()
    wanted = {**front.document.data, "title": title[:-1].rstrip()}
    edit = fields.sound(front, text.replaced(finding.place, ""), wanted)
    return (edit,) if edit else ()


def straighten(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A curly quote among straight ones."""
    mark = STRAIGHT.get(draft.said(finding.place))
    return draft.replaced(finding.place, mark) if mark else ()


def curl(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A straight quote among curly ones: which of the two, what stands before it tells."""
    text, mark = draft.text(finding.place.path), draft.said(finding.place)
    if text is None or mark not in STRAIGHT.values():
        return ()
    before = text.lines[finding.place.line - 1][: finding.place.column - 1]
    return draft.replaced(finding.place, curled(mark, before))
