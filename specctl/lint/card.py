"""What one file tells the others: the few facts that rules about the whole spec need.

A card is made of texts, numbers and sequences of them alone, so that it can be kept as JSON and
read again without parsing the file. A place within the file is kept as text, ``3:14-3:20``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.model.place import Place
from specctl.model.spec import Conversation, Eval, Link, PassageRole, Prompt, Section
from specctl.words import fingerprint, fold

At = str
"""A place in the card's own file: ``line:column-end_line:end_column``."""

Ref = tuple[str, At]
"""An id as somebody wrote it, and where."""

_MENTION = re.compile(r"\[\^([^\]\s]{1,100})\]")


class AnchorRow(NamedTuple):
    """An anchor, and the fingerprint of the clause that carries it."""

    id: str
    at: At
    print: str


class LinkRow(NamedTuple):
    """A link to a section."""

    target: str
    at: At
    text: str


class BlameRow(NamedTuple):
    """A section that a verdict names, and the example that the verdict stands in."""

    target: str
    at: At
    example: str


class ClaimRow(NamedTuple):
    """A clause that an example or a rubric says it is about."""

    clause: str
    at: At
    what: str
    id: str


class PromptRow(NamedTuple):
    """A prompt; ``digest`` is a hash of what it asks, or "" where it asks nothing."""

    id: str
    title: str
    at: At
    digest: str
    rubric: str
    rubric_at: At


class SectionCard(NamedTuple):
    """What a section tells the other files.

    ``status`` is "" where the section does not declare one; ``at`` has the places of the
    front-matter keys that rules about the whole spec report at.
    """

    path: str
    id: str
    declared_id: str
    title: str
    parent: str | None
    depth: int
    authority: str | None
    kind: str
    status: str
    target: str
    children: Sequence[Ref]
    formerly: Sequence[Ref]
    exception_to: Sequence[Ref]
    successor: Sequence[Ref]
    anchors: Sequence[AnchorRow]
    links: Sequence[LinkRow]
    blames: Sequence[BlameRow]
    claims: Sequence[ClaimRow]
    rubrics: Sequence[str]
    terms: Sequence[str]
    clauses: int
    at: Mapping[str, At]


class EvalCard(NamedTuple):
    """What an eval tells the other files. ``header`` is its generated line, or ""."""

    path: str
    id: str
    clauses: Sequence[Ref]
    confirmed: Sequence[tuple[str, At, str]]
    header: str
    header_at: At
    links: Sequence[LinkRow]
    prompts: Sequence[PromptRow]
    formerly: Sequence[Ref]
    at: Mapping[str, At]


class UnreadCard(NamedTuple):
    """A file that could not be read, with the anchors that it may carry."""

    path: str
    mentions: Sequence[str]


Card = SectionCard | EvalCard | UnreadCard

_KEYS = ("id", "title", "authority", "status", "target", "successor", "exception_to", "sections")


def packed(place: Place) -> At:
    """A place as text, without its path."""
    return f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"


def placed(path: str, at: At) -> Place:
    """The place that :func:`packed` gave; the file's start for ""."""
    if not at:
        return Place(path)
    begin, end = at.split("-")
    line, column = begin.split(":")
    end_line, end_column = end.split(":")
    return Place(path, int(line), int(column), int(end_line), int(end_column))


def unread_card(path: str, lines: Sequence[str]) -> UnreadCard:
    """The card of a file that could not be read as a section or an eval."""
    return UnreadCard(path, sorted({m for line in lines for m in _MENTION.findall(line)}))


def card_of(value: Section | Eval, lines: Sequence[str]) -> Card:
    """The card of a section or an eval."""
    return _section(value, lines) if isinstance(value, Section) else _eval(value, lines)


def _section(one: Section, lines: Sequence[str]) -> SectionCard:
    return SectionCard(
        one.path,
        one.id,
        one.declared_id,
        one.title,
        one.parent,
        one.depth,
        one.authority,
        one.kind,
        one.status if "status" in one.fields else "",
        one.target or "",
        _refs(one, "sections"),
        _refs(one, "formerly"),
        _refs(one, "exception_to"),
        _refs(one, "successor"),
        [
            AnchorRow(a.id, packed(a.place), fingerprint(p.whole))
            for p in one.passages
            for a in p.anchors
        ],
        [_link(link) for p in one.passages for link in p.links]
        + [_link(link) for e in one.examples for link in e.links],
        list(_blames(one, lines)),
        list(_claims(one)),
        [r.id for r in one.rubrics],
        sorted({p.term for p in one.passages if p.term}),
        sum(p.role is PassageRole.CLAUSE for p in one.passages),
        _places(one),
    )


def _eval(one: Eval, lines: Sequence[str]) -> EvalCard:
    return EvalCard(
        one.path,
        one.id,
        _tested(one, lines),
        [
            (clause, _at(one, f"confirmed.{clause}", "confirmed"), print_)
            for clause, print_ in one.confirmed.items()
        ],
        one.header.text if one.header else "",
        packed(one.header.place) if one.header else "",
        [_link(link) for p in one.text for link in p.links],
        [_prompt(one, number, p) for number, p in enumerate(one.prompts)],
        _refs(one, "formerly"),
        _places(one),
    )


def _places(one: Section | Eval) -> dict[str, At]:
    return {key: packed(one.places[key]) for key in _KEYS if key in one.places}


def _at(one: Section | Eval, *keys: str) -> At:
    """The place of the first of these front-matter keys that there is."""
    return next((packed(one.places[key]) for key in keys if key in one.places), "")


def _refs(one: Section | Eval, key: str) -> list[Ref]:
    value = one.fields.get(key)
    entries = value if isinstance(value, list) else [value]
    return [
        (entry, _at(one, f"{key}.{number}", key))
        for number, entry in enumerate(entries)
        if isinstance(entry, str)
    ]


def _link(link: Link) -> LinkRow:
    return LinkRow(link.target, packed(link.place), link.text)


def _blames(one: Section, lines: Sequence[str]) -> Iterator[BlameRow]:
    for example in one.examples:
        for message in example.conversation.messages if example.conversation else ():
            for target in message.blame:
                place = within(lines, message.verdict_place or message.place, f"#{target}")
                yield BlameRow(target, packed(place), example.id)


def _claims(one: Section) -> Iterator[ClaimRow]:
    for what, key in (("example", "examples"), ("rubric", "rubrics")):
        entries = one.fields.get(key)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            clauses = entry.get("clauses") if isinstance(entry, Mapping) else None
            for nth, clause in enumerate(clauses if isinstance(clauses, list) else ()):
                if isinstance(clause, str):
                    path = f"{key}.{number}"
                    at = _at(one, f"{path}.clauses.{nth}", f"{path}.clauses", path)
                    yield ClaimRow(clause, at, what, str(entry.get("id", "")))


def _tested(one: Eval, lines: Sequence[str]) -> list[Ref]:
    found = []
    for number, clause in enumerate(one.clauses):
        at = _at(one, f"clauses.{number}", "clauses", "id")
        if one.header is not None and "clauses" not in one.fields:
            at = packed(within(lines, one.header.place, f"[^{clause}]"))
        found.append((clause, at))
    return found


def _prompt(one: Eval, number: int, prompt: Prompt) -> PromptRow:
    rubric_at = ""
    if prompt.rubric and prompt.declared:
        rubric_at = packed(prompt.declared.place)
        for key, place in one.places.items():
            if place == prompt.declared.place:
                rubric_at = _at(one, f"{key}.rubric", key)
    digest = _digest(prompt.conversation)
    at = packed(prompt.title_place)
    return PromptRow(prompt.id, prompt.title, at, digest, prompt.rubric or "", rubric_at)


def _digest(conversation: Conversation | None) -> str:
    """A hash of what a prompt asks, but for typography."""
    messages = conversation.messages if conversation else ()
    folded = [(m.role, m.attributes, fold(m.text)) for m in messages]
    return fingerprint(repr(folded)) if folded else ""


def within(lines: Sequence[str], place: Place, text: str) -> Place:
    """The first stretch of ``place`` that reads ``text``, else ``place``."""
    for number in range(place.line, min(place.end_line, len(lines)) + 1):
        begin = place.column - 1 if number == place.line else 0
        at = lines[number - 1].find(text, begin)
        if at >= 0:
            return Place(place.path, number, at + 1, number, at + len(text))
    return place
