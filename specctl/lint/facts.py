"""The facts of a file that go on its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from specctl.fingerprints import text_print
from specctl.lint.card import (
    AnchorRow,
    At,
    BlameRow,
    Card,
    ClaimRow,
    ConfirmedRow,
    DashRow,
    EvalCard,
    LinkRow,
    PromptRow,
    Ref,
    RubricRow,
    SectionCard,
    packed,
)
from specctl.lint.norms import norm_of
from specctl.lint.prose import dashes
from specctl.lint.relations import overridden
from specctl.lint.retired import uses
from specctl.lint.rules import where
from specctl.model.place import Place
from specctl.model.spec import (
    Conversation,
    Eval,
    Link,
    Passage,
    PassageRole,
    Prompt,
    Section,
)
from specctl.words import fingerprint, fold, terms

_KEYS = ("id", "title", "authority", "status", "target", "successor", "exception_to", "sections")


def card_of(value: Section | Eval, lines: Sequence[str], retired: Sequence[str] = ()) -> Card:
    """The card of a section or an eval; ``retired`` are the ids of terms that nobody may use."""
    return _section(value, lines, retired) if isinstance(value, Section) else _eval(value, lines)


def _section(one: Section, lines: Sequence[str], retired: Sequence[str]) -> SectionCard:
    clauses = [p for p in one.passages if p.role is PassageRole.CLAUSE]
    bare = [p.place for p in clauses if not p.anchors]
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
        list(one.tags),
        list(one.owners),
        _refs(one, "sections"),
        _refs(one, "formerly"),
        _refs(one, "exception_to"),
        _refs(one, "successor"),
        [
            AnchorRow(a.id, packed(a.place), print_, _number(p, number))
            for number, p in enumerate(one.passages)
            if p.anchors
            for print_ in (text_print(p),)
            for a in p.anchors
        ],
        [_link(link) for p in one.passages for link in p.links]
        + [_link(link) for e in one.examples for link in e.links],
        list(_blames(one, lines)),
        list(_claims(one)),
        list(_confirmed_examples(one)),
        list(_rubrics(one)),
        _terms(one),
        list(_overrides(one, lines)),
        [] if one.authority else list(_norms(one, lines)),
        [(term, packed(at)) for term, at in uses(one, lines, retired)] if retired else [],
        [DashRow(dash.form, packed(dash.place), dash.mendable) for dash in dashes(one, lines)],
        len(clauses),
        len(bare),
        packed(bare[0]) if bare else "",
        _places(one),
    )


def _eval(one: Eval, lines: Sequence[str]) -> EvalCard:
    return EvalCard(
        one.path,
        one.id,
        _tested(one, lines),
        [
            ConfirmedRow(clause, _at(one, f"confirmed.{clause}"), print_, clause in one.clauses)
            for clause, print_ in one.confirmed.items()
        ],
        one.header.text if one.header else "",
        packed(one.header.place) if one.header else "",
        [_link(link) for p in one.passages for link in p.links],
        [_prompt(one, number, p) for number, p in enumerate(one.prompts)],
        _refs(one, "formerly"),
        _places(one),
    )


def _confirmed_examples(one: Section) -> Iterator[ConfirmedRow]:
    keys = _entries(one) if any(example.confirmed for example in one.examples) else {}
    for example in one.examples:
        key = keys.get(example.declared.place, "") if example.declared else ""
        for clause, print_ in example.confirmed.items():
            at = _at(one, f"{key}.confirmed.{clause}", key)
            yield ConfirmedRow(clause, at, print_, clause in example.clauses, example.id)


def _rubrics(one: Section) -> Iterator[RubricRow]:
    keys = _entries(one) if one.rubrics else {}
    for rubric in one.rubrics:
        key = keys.get(rubric.place, "rubrics")
        asked = " ".join(terms(fold(rubric.question)))
        digest = fingerprint(asked) if asked else ""
        yield RubricRow(rubric.id, _at(one, f"{key}.question", key), digest)


def _entries(one: Section) -> dict[Place, str]:
    """The key of each entry of a list, such as ``examples.0``, by its place."""
    return {at: key for key, at in one.places.items() if key.count(".") == 1}


def _number(passage: Passage, number: int) -> int:
    return number if passage.role is PassageRole.CLAUSE else -1


def _terms(one: Section) -> list[Ref]:
    """Every term that the section defines, once."""
    found: dict[str, At] = {}
    for passage in one.passages:
        if passage.term:
            found.setdefault(passage.term, packed(passage.place))
    return sorted(found.items())


def _overrides(one: Section, lines: Sequence[str]) -> Iterator[Ref]:
    for passage in one.passages:
        for target in overridden(passage) if passage.links else ():
            yield target, packed(where.within(lines, passage.place, f"(#{target})"))


def _norms(one: Section, lines: Sequence[str]) -> Iterator[tuple[str, At, int]]:
    """The demands on the assistant, but for those in commentary and those that an eval tests."""
    for passage in one.passages:
        if passage.role is not PassageRole.COMMENTARY and not passage.anchors:
            norm = norm_of(passage)
            if norm is not None:
                at = packed(where.within(lines, passage.place, norm.stretch))
                yield norm.word, at, norm.weight


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
                place = where.within(lines, message.verdict_place or message.place, f"#{target}")
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
            at = packed(where.within(lines, one.header.place, f"[^{clause}]"))
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
    return PromptRow(
        prompt.id,
        prompt.title,
        at,
        digest,
        prompt.rubric or "",
        rubric_at,
        prompt.declared is not None,
        bool(prompt.expect or prompt.rubric),
    )


def _digest(conversation: Conversation | None) -> str:
    """A hash of what a prompt asks, but for typography."""
    messages = conversation.messages if conversation else ()
    folded = [(m.role, m.attributes, fold(m.text)) for m in messages]
    return fingerprint(repr(folded)) if folded else ""
