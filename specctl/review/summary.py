"""A summary or changelog that people wrote, held against the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from specctl.markdown import headings
from specctl.model.change import Change
from specctl.model.review import Review, Summary, Unmentioned
from specctl.model.spec import Spec
from specctl.review.mentions import named, unmentioned

GRAVE = 2
"""Rows of this rank or graver must be mentioned."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TELLING = re.compile(r"\w[\W_]+\w")
"""A name of several words; a single one may be any word."""


class NoEntry(ValueError):
    """No heading is the one that was asked for, or several are; ``headings`` are all there are."""

    def __init__(self, message: str, found: Sequence[str]) -> None:
        super().__init__(message)
        self.headings = tuple(found)


@dataclass(frozen=True, slots=True)
class Text:
    """What is checked: the text, its file's name, and the heading of the entry, or ""."""

    text: str
    file: str
    entry: str = ""


def entry_of(whole: Text, wanted: str) -> Text:
    """The part of a text below one of its headings, to the next one that is as high.

    Args:
        whole: the text.
        wanted: the heading, or whole words of it that no other one has.

    Raises:
        NoEntry: there is none, or there are several.
    """
    lines = whole.text.split("\n")
    found = headings(lines)
    exact = [one for one in found if one.text.casefold() == wanted.strip().casefold()]
    matching = exact or [one for one in found if named([wanted], one.text)]
    if len(matching) != 1:
        which = "more than one heading" if matching else "no heading"
        raise NoEntry(f"{which} is '{wanted}'", [one.text for one in found])
    (entry,) = matching
    below = (h.line for h in found if h.line > entry.line and h.level <= entry.level)
    end = min(below, default=len(lines) + 1)
    return Text("\n".join(lines[entry.line - 1 : end - 1]), whole.file, entry.text)


def check_summary(review: Review, said: Text, base: Spec, head: Spec) -> Review:
    """A review that knows which of its grave rows a summary mentions.

    Args:
        review: of the change.
        said: the summary.
        base, head: the specs that were compared, whose titles count.
    """
    titles, became = _titles(base, head, review), _became(review)
    text = _COMMENT.sub("", said.text)
    grave = [row for row in review.changes if row.rank <= GRAVE]
    left: dict[str, tuple[Change, ...]] = {}
    for name, rows in unmentioned(grave, text, titles):
        now = became.get(name, name)
        left[now] = (*left.get(now, ()), *rows)
    out = {row.id for rows in left.values() for row in rows}
    summary = Summary(
        said.file,
        said.entry,
        tuple(row for row in grave if row.id not in out),
        tuple(Unmentioned(name, rows) for name, rows in left.items()),
        tuple(sorted(_unchanged(review, text, titles))),
        {name: known[0] for name, known in titles.items()},
    )
    return replace(review, summary=summary)


def _titles(base: Spec, head: Spec, review: Review) -> dict[str, list[str]]:
    """The titles that a section has on either side, the head's first, and its other id."""
    titles: dict[str, list[str]] = {}
    for section in (*head.sections, *base.sections):
        titles.setdefault(section.id, []).append(section.title)
    for old, new in _became(review).items():
        titles[old], titles[new] = [*titles[old], new, *titles[new]], [*titles[new], *titles[old]]
    return titles


def _became(review: Review) -> dict[str, str]:
    """The ids of sections that were renamed, old to new."""
    deltas = [delta for row in review.changes for delta in row.deltas]
    renamed = [d for d in deltas if d.kind == "section" and "id" in d.paths and d.op == "placed"]
    return {str(delta.base_section): str(delta.head_section) for delta in renamed}


def _unchanged(review: Review, text: str, titles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Sections that a text names, and in which nothing changed."""
    changed = {row.section for row in review.changes}
    changed |= {member.section for row in review.changes for member in row.members}
    for row in review.changes:
        changed |= {s for d in row.deltas for s in (d.base_section, d.head_section)}
    for name in titles.keys() - changed:
        telling = [one for one in (name, *titles[name]) if _TELLING.search(one)]
        if named([*telling, f"#{name}", f"{name}.md"], text):
            yield name
