"""A release: its entry in the spec's changelog, and what a plan of one says to people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from specctl.model import RANKS, Change
from specctl.model.release import Entry, Notes, Plan
from specctl.render import brief, data, wording
from specctl.render.escape import code, markdown
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.style import Style

HEADING = "# Changelog"
_WEB = re.compile(r"https?://[^\s<>()]+\Z")
_ENTRY = re.compile(r"^## v(\S+)\n\n(\d{4}-\d\d-\d\d)\n", re.MULTILINE)
_GROUPS = {
    "New sections": ("section-added",),
    "Removed sections": ("section-removed",),
    "Renamed, moved, merged or split": (
        *("section-renamed", "section-moved", "section-merged", "section-split"),
    ),
    "Levels of authority": ("authority-vocabulary-changed",),
    "Authority lowered": ("authority-lowered",),
    "Authority raised": ("authority-raised",),
    "Turned into their opposite": ("polarity-flipped",),
    "What takes precedence": ("override-changed",),
    "Rules strengthened": ("modality-strengthened",),
    "Rules weakened": ("modality-weakened",),
    "Rules added": ("clause-added",),
    "Rules removed": ("clause-removed",),
    "Rules reworded": ("clause-reworded",),
    "Definitions": ("definition-changed",),
    "Where it applies": ("scope-changed",),
    "Examples": (
        *("example-added", "example-removed", "reply-added", "reply-removed", "reply-changed"),
        *("verdict-changed", "blame-changed", "prompt-changed"),
    ),
    "Rubrics": ("rubric-changed", "criterion-changed"),
    "Evals": ("eval-added", "eval-removed", "eval-linked", "eval-unlinked"),
    "Who decides": ("governance-changed",),
}
"""What a reader of a changelog wants to know, and the classes that tell it."""
_WHAT = {cls: what for what, classes in _GROUPS.items() for cls in classes}
ORIGINS = {
    "public-feedback": "public feedback",
    "eval-finding": "an eval's finding",
    "incident": "an incident",
    "new-capability": "a new capability",
    "policy-change": "a change of policy",
    "legal-change": "a change of law",
    "clarification": "a need for clarity",
}
"""What a proposal comes from, by the kind of its source."""


def entry(notes: Notes) -> str:
    """The entry of a release in ``CHANGELOG.md``: Markdown that ends in a newline."""
    blocks = [f"## v{notes.version}", notes.date]
    if notes.counts is not None:
        parts = [wording.count(many, noun) for noun, many in notes.counts.items()]
        blocks.append(f"First release: {wording.listed(parts)}.")
    for theme, found in groupby(notes.entries, key=lambda one: one.theme):
        blocks.append(f"### {markdown(theme)}")
        blocks.append("\n".join(_item(one) for one in found))
    if notes.others:
        total = sum(notes.others.values())
        said = ", ".join(f"{cls} {wording.number(many)}" for cls, many in notes.others.items())
        also = "Also" if notes.entries else "There are"
        blocks.append(f"{also} {wording.count(total, 'smaller change')}: {said}.")
    return "\n\n".join(blocks) + "\n"


def _item(one: Entry) -> str:
    """A proposal: what it changes, what it answers to, and what became of which sections."""
    named = one.proposal
    title = markdown(named.title)
    said = f": {markdown(one.said)}" if one.said else "."
    lines = [f"- **{title}** ([{named.id}](../{named.path})){said}"]
    if named.source:
        ref = f": {_ref(named.source.ref)}" if named.source.ref else ""
        lines.append(f"  From {ORIGINS.get(named.source.kind, named.source.kind)}{ref}.")
    lines += [f"  - {what}: {', '.join(where)}" for what, where in _happened(one).items()]
    if small := sum(row.cls not in _WHAT for row in one.rows):
        lines.append(f"  - {wording.count(small, 'smaller change')}")
    return "\n".join(lines)


def _happened(one: Entry) -> dict[str, list[str]]:
    """What happened to which sections, in the order of the table."""
    titles = dict(one.sections)
    found: dict[str, dict[str, None]] = {what: {} for what in _GROUPS}
    for row in one.rows:
        what = _WHAT.get(row.cls)
        if what:
            found[what] |= dict.fromkeys(_told(row, titles))
    return {what: list(where) for what, where in found.items() if where}


def _told(row: Change, titles: Mapping[str, str]) -> Iterator[str]:
    """What a row says to readers: its sections, and from what to what where that is short."""
    words = next((one.words for one in row.decided if one.cls == row.cls), "")
    if row.cls in _IN_WORDS and row.bulk > 1:
        yield f"{markdown(words)} in {wording.count(len({*_places(row)}), 'section')}"
        return
    for section in _places(row):
        also = [words] if row.cls in _IN_WORDS and words else []
        old = {d.base_section for d in row.deltas if d.kind == "section"} - {section, None}
        also += [f"was {one}" for one in sorted(map(str, old))] if row.bulk == 1 else []
        named = ", ".join([code(section), *map(markdown, also)])
        yield f"{markdown(titles[section])} ({named})" if section in titles else markdown(section)


_IN_WORDS = frozenset({"authority-lowered", "authority-raised", "authority-vocabulary-changed"})
"""Classes whose deciding words are told: the levels."""


def _places(row: Change) -> Iterator[str]:
    """The sections that a row names to readers, else what it is about."""
    named = [row.section, *(member.section for member in row.members if row.bulk > 1)]
    yield from dict.fromkeys(one for one in named if one)
    if not any(named):
        yield str(row.subject.id or row.subject.kind)


def _ref(ref: str) -> str:
    return f"<{ref}>" if _WEB.match(ref) else markdown(ref)


def changelog(old: str, added: str) -> str:
    """A changelog with a new entry on top; ``old`` is "" where there is none yet."""
    if not old.strip():
        return f"{HEADING}\n\n{added}"
    match = re.search(r"^## ", old, re.MULTILINE)
    at = match.start() if match else len(old)
    before = old[:at] if match else f"{old.rstrip()}\n\n"
    return f"{before}{added}\n{old[at:]}" if match else f"{before}{added}"


class Top(NamedTuple):
    """The newest entry of a changelog: its version, its day, and all of it."""

    version: str
    date: str
    text: str


def top(text: str) -> Top | None:
    """The newest entry of a changelog that :func:`entry` has written; None where there is none."""
    match = _ENTRY.search(text)
    if not match:
        return None
    below = text[match.start() :]
    end = below.find("\n## ", 1)
    return Top(match[1], match[2], f"{below[: end if end >= 0 else None].rstrip()}\n")


def plan(one: Plan, style: Style) -> str:
    """What a release would be, for people."""
    return compose([*_head(one, style), *_in_the_way(one, style), *_text(one, style)], style)


def _head(one: Plan, style: Style) -> Iterator[Line]:
    notes = one.notes
    since = f" after {one.previous}" if one.previous else ", the first"
    yield from wrap(
        [Run("strong", f"Release {notes.version}"), f"{since}, of {notes.date}"], style.width
    )
    if one.rank is not None:
        many = wording.count(len(notes.entries), "proposal")
        rank = f"the gravest row is of rank {one.rank} ({RANKS[one.rank]})"
        yield from wrap([f"{many}; {rank}"], style.width)


def _in_the_way(one: Plan, style: Style) -> Iterator[Line]:
    for problem in one.problems:
        yield from wrap([Run("bad", "in the way"), f"  {problem}"], style.width, "", "  ")
    if one.loose:
        many = wording.count(len(one.loose), "row")
        said = f"  {many} of rank 2 or graver in no proposal's entry:"
        yield from wrap([Run("bad", "in the way"), said], style.width, "", "  ")
        for row in one.loose:
            yield from brief.row(row, style)


def _text(one: Plan, style: Style) -> Iterator[Line]:
    yield BLANK
    yield from (line(said) for said in one.text.rstrip("\n").split("\n"))
    yield BLANK
    for path in one.files:
        yield line(Run("faint", f"writes {path}"))
    if not one.problems and not one.loose:
        yield line(Run("faint", f"tag {one.tag}"))


def text(one: Plan, style: Style) -> str:
    """The entry of the changelog alone."""
    return one.text


def json(one: Plan, style: Style) -> str:
    """The same as ``schemas/release.json``."""
    notes = one.notes
    told = {
        "schema": "specctl/release/1",
        "version": notes.version,
        "previous": one.previous or None,
        "date": notes.date,
        "tag": one.tag,
        "rank": one.rank,
        "entries": [_entry(found) for found in notes.entries],
        "others": dict(notes.others or {}),
        "loose": [data.change(row) for row in one.loose],
        "problems": list(one.problems),
        "text": one.text,
        "files": list(one.files),
    }
    return data.dump(told)


def _entry(one: Entry) -> data.Data:
    named = one.proposal
    return {
        "proposal": named.id,
        "title": named.title,
        "theme": one.theme,
        "source": {"kind": named.source.kind, "ref": named.source.ref} if named.source else None,
        "sections": [id_ for id_, _ in one.sections],
        "changes": [row.id for row in one.rows],
    }
