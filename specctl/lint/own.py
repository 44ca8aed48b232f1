"""A team's own rules at work: each becomes a row of the registry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from specctl.lint.card import placed
from specctl.lint.file import File
from specctl.lint.own_shape import OwnRule
from specctl.lint.registry import RuleRow
from specctl.lint.rules import where
from specctl.lint.settings import Settings
from specctl.lint.suppress import ALLOWS
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Message, PassageRole, Section, Verdict

LONGEST = 10_000
"""Characters of a sentence or message that are searched."""


class Stretch(NamedTuple):
    """A text to search, and where it stands."""

    text: str
    place: Place


def with_own(rules: Mapping[str, RuleRow], settings: Settings) -> Mapping[str, RuleRow]:
    """The rules with a team's own; one that has the name of another rule is left out."""
    return {**_rows(settings.own), **rules} if settings.own else rules


@lru_cache(maxsize=8)
def _rows(own: tuple[OwnRule, ...]) -> Mapping[str, RuleRow]:
    return {rule.name: _row(rule) for rule in own}


def _row(rule: OwnRule) -> RuleRow:
    counts_evals = any(what == "evals" for what, _ in rule.counts)
    return RuleRow(
        rule.name,
        rule.severity,
        file=partial(_in_file, rule),
        whole=partial(_evals, rule) if counts_evals else None,
    )


def _in_file(rule: OwnRule, file: File) -> Iterator[Finding]:
    """What a rule finds in a file, whether or not the file is in its scope: others know that."""
    if rule.pattern or rule.words:
        yield from _searched(rule, file)
    one = file.value
    fits = isinstance(one, Section) or "eval" in rule.scope.kind
    if rule.field and fits and (rule.field in one.fields) is rule.forbids:
        keys = (rule.field,) if rule.forbids else ("title", "id")
        yield _finding(rule, file, where.field(one, *keys), f"no `{rule.field}`")
    if isinstance(one, Section):
        if rule.link_to:
            yield from _linked(rule, file, one)
        present = {"examples": len(one.examples), "rubrics": len(one.rubrics)}
        for what, least in rule.counts:
            if what in present and present[what] < least:
                said = f"{what}: {present[what]} of {least}"
                yield _finding(rule, file, where.field(one, "title", "id"), said)


def _finding(rule: OwnRule, file: File, place: Place, said: str = "") -> Finding:
    missing = f" ({said})" if said and not rule.forbids else ""
    return file.finding(rule.name, place, f"{rule.message}{missing}", file.value.id)


def _searched(rule: OwnRule, file: File) -> Iterator[Finding]:
    from specctl.lint.patterns import compiled, of_words

    search = (compiled(rule.pattern) if rule.pattern else of_words(rule.words)).search
    for stretch in _STRETCHES[rule.within](file):
        if ALLOWS in stretch.text:  # a comment says why a finding stays, to nobody but editors
            continue
        match = search(stretch.text[:LONGEST].replace("\n", " "))
        if match and match.end() > match.start():
            if not rule.forbids:
                return
            yield _finding(rule, file, _at(file.lines, stretch, match))
    if not rule.forbids:
        yield _finding(rule, file, where.field(file.value, "title", "id"))


def _at(lines: Sequence[str], stretch: Stretch, match: re.Match[str]) -> Place:
    """Where a match stands: its own characters where they are found, else the stretch's."""
    before = stretch.text[: match.start()]
    row, begin = before.count("\n"), match.start() - (before.rfind("\n") + 1)
    line = stretch.place.line + row
    written = stretch.text.split("\n")[row]
    source = lines[line - 1] if line <= len(lines) else ""
    column = source.find(written, stretch.place.column - 1 if row == 0 else 0)
    end = min(begin + len(match[0]), len(written))
    if column >= 0 and end > begin:
        return Place(stretch.place.path, line, column + begin + 1, line, column + end)
    first = match[0].split("  ")[0]
    found = where.within(lines, stretch.place, first)
    return where.opening(lines, found) if found == stretch.place else found


def _linked(rule: OwnRule, file: File, one: Section) -> Iterator[Finding]:
    links = [link for p in one.passages for link in p.links]
    links += [link for example in one.examples for link in example.links]
    to = [link for link in links if link.target == rule.link_to]
    if rule.forbids:
        yield from (_finding(rule, file, link.place) for link in to)
    elif not to and one.id != rule.link_to:
        yield _finding(rule, file, where.field(one, "title", "id"), f"no link to #{rule.link_to}")


def _evals(rule: OwnRule, known: Whole) -> Iterator[Finding]:
    least = dict(rule.counts)["evals"]
    for one in known.sections:
        many = len({e.path for a in one.anchors for e in known.tests.get(a.id, ())})
        if many < least:
            place = placed(one.path, one.at.get("title") or one.at.get("id", ""))
            message = f"{rule.message} (evals: {many} of {least})"
            yield Finding(rule.name, place, message, section=one.id, subject=one.id)


# --- where to look -------------------------------------------------------------------------------


def _passages(file: File, *roles: PassageRole) -> Iterator[Stretch]:
    found = (p for p in file.value.passages if not roles or p.role in roles)
    return (Stretch(p.text, p.place) for p in found)


def _titles(file: File) -> Iterator[Stretch]:
    one = file.value
    if isinstance(one, Section) and "title" in one.places:
        yield Stretch(one.title, one.places["title"])
    yield from (Stretch(item.title, item.title_place) for item in file.titled)


def _messages(file: File) -> Iterator[Message]:
    for item in file.titled:
        yield from item.conversation.messages if item.conversation else ()


def _replies(file: File) -> Iterator[Message]:
    return (reply for _, comparison in file.comparisons for reply in comparison.replies)


def _said(messages: Iterator[Message]) -> Iterator[Stretch]:
    for message in messages:
        place, verdict = message.place, message.verdict_place
        if verdict is not None:  # what it says is no part of the message
            after = Place(place.path, verdict.end_line, verdict.end_column + 1)
            place = after.to(place)
        yield Stretch(message.text, place)


def _rows_of(file: File, start: int, end: int) -> Iterator[Stretch]:
    for number in range(start, min(end, len(file.lines)) + 1):
        text = file.lines[number - 1]
        yield Stretch(text, Place(file.path, number, 1, number, max(len(text), 1)))


def _front(file: File) -> Iterator[Stretch]:
    head = file.value.front_matter
    return _rows_of(file, head.line, head.end_line) if head else iter(())


_STRETCHES: Mapping[str, Callable[[File], Iterator[Stretch]]] = {
    "text": _passages,
    "titles": _titles,
    "messages": lambda file: _said(_messages(file)),
    "replies": lambda file: _said(_replies(file)),
    "good-replies": lambda file: _said(r for r in _replies(file) if r.verdict is Verdict.GOOD),
    "front-matter": _front,
    "file": lambda file: _rows_of(file, 1, len(file.lines)),
    "clauses": lambda file: _passages(file, PassageRole.CLAUSE),
    "commentary": lambda file: _passages(file, PassageRole.COMMENTARY),
}
"""The texts of each part of a file."""
