"""References that a renamed section left behind, and the generated line of an eval."""

from __future__ import annotations

import re

from specctl.lint.fixes import fields
from specctl.lint.fixes.draft import Draft
from specctl.lint.fixes.text import Edit
from specctl.lint.rules.evals import header
from specctl.model.finding import Finding
from specctl.model.spec import Eval


def follow(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A reference to what a section was formerly; not in a title, which is text."""
    value = draft.files.get(finding.place.path)
    titled = () if value is None else value.prompts if isinstance(value, Eval) else value.examples
    at = finding.place
    if any(item.title_place.line <= at.line <= item.title_place.end_line for item in titled):
        return ()
    return follow_in_title(finding, draft)


def follow_in_title(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A reference to what a section was formerly, wherever it stands but in that section."""
    old, text = finding.subject or "", draft.text(finding.place.path)
    now = draft.whole.renamed(old)
    if text is None or len(now) != 1 or now[0] == finding.section:
        return ()
    start, end = text.stretch(finding.place)
    label, link, target = text.content[start:end].rpartition("](")
    if link and (match := re.match(rf"\s*<?#({re.escape(old)})(?![\w-])", target)):
        begin = start + len(label) + len(link) + match.start(1)
        return (Edit(text.path, begin, begin + len(old), now[0]),)
    front = text.front
    path = fields.path_of(front, finding.place) if front else None
    if front is None or path is None or now[0] in _listed(front.document.data, path):
        return ()
    edit = fields.put(text, path, now[0])
    return (edit,) if edit else ()


def _listed(data: dict[str, object], path: str) -> tuple[object, ...]:
    """What stands in the list beside an entry: naming a section twice helps nobody."""
    there = data.get(path.partition(".")[0])
    return tuple(there) if isinstance(there, list) else (there,)


def rewrite_header(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """The line that the eval's clauses and their section give."""
    one = draft.evals.get(finding.place.path)
    wanted = header(one, draft.whole) if one else None
    return draft.replaced(finding.place, wanted) if wanted else ()
