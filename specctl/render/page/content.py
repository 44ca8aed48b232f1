"""What a row shows: marked text, conversations, or all of a section or eval that came or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from specctl.model import (
    AffectedPrompt,
    Change,
    Conversation,
    Delta,
    Eval,
    Example,
    Message,
    Passage,
    PassageRole,
    Place,
    Prompt,
    Section,
)
from specctl.render import marks
from specctl.render.page.talks import Pair, Talk, Turn, pair, pairs, talk
from specctl.render.page.text import Known, Text, both, marked, plain, shown
from specctl.render.saying import say
from specctl.words import marks as word_marks


class Paragraph(NamedTuple):
    """A block of text.

    Attributes:
        role: what it is beside a clause, or "".
        op: ``=`` marked within, ``-`` old or ``+`` new as a whole.
        text: what it says.
        both: whether words came and went, so that old and new can stand side by side.
        verbatim: whether its line breaks count: code, a table's rows.
    """

    role: str
    op: str
    text: Text
    both: bool = False
    verbatim: bool = False


class Titled(NamedTuple):
    """A conversation under its title, with what is expected of the reply where that is said."""

    title: str
    expect: str
    talk: Talk


class Content(NamedTuple):
    """All that a row shows beside its sentence."""

    paragraphs: tuple[Paragraph, ...] = ()
    talk: Talk = ()
    talks: tuple[Titled, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def halves(self) -> bool:
        """Whether it is an old text and a new one, each as a whole."""
        return [one.op for one in self.paragraphs] == ["-", "+"]


Conversations = Mapping[str, Conversation | None]
"""The head's conversation of each affected example, by ``section#example``."""

_NAMED = ("id", "title", "sections", "examples", "rubrics", "prompts", "confirmed")
"""Fields that are told elsewhere on the page, or that only the tool reads."""

_FENCES = ("```", "~~~", "$$", "|")


def content(row: Change, known: Known, conversations: Conversations) -> Content:
    """What a row shows.

    Args:
        row: of one change, or of many alike.
        known: what references lead to.
        conversations: for what stands around a message that changed.
    """
    delta = row.deltas[0] if len(row.deltas) == 1 else None
    if delta is None:
        return Content(_marked(row, known))
    old, new = (e.source if e else None for e in (delta.before, delta.after))
    if isinstance(new or old, Message):
        return Content(talk=_message(row, delta, known, conversations))
    if isinstance(old, Prompt) and isinstance(new, Prompt):
        talked = pairs(old.conversation, new.conversation, known)
        return Content(_marked(row, known) if not talked else (), talked)
    whole = _whole(old, "-", known) if new is None else None
    whole = _whole(new, "+", known) if old is None else whole
    return whole or Content(_marked(row, known))


def prompts(
    found: Iterable[Prompt | AffectedPrompt], known: Known, op: str = "="
) -> Iterator[Titled]:
    """The prompts of an eval."""
    for one in found:
        if isinstance(one, Prompt):
            said = talk(one.conversation, known, op)
        else:
            said = talk(Conversation(one.messages, one.place), known, op)
        expect = f"{one.expect} (rubric {one.rubric})" if one.rubric else one.expect
        yield Titled(shown(one.title), shown(expect), said)


def _message(row: Change, delta: Delta, known: Known, around: Conversations) -> Talk:
    """A message that changed, within its conversation where that is known."""
    old, new = (e.source if e else None for e in (delta.before, delta.after))
    edit: Pair = (old, new)
    alone = (Turn(delta.kind == "reply", (pair(edit, known, exact=row.rank == 5),)),)
    example = around.get(f"{row.section}#{row.subject.id}")
    if example is None or row.rank == 5:
        return alone
    if new is None:
        return (*talk(example, known, edits={}), *alone)
    places: Mapping[Place, Pair] = {new.place: edit}
    return talk(example, known, edits=places) if _has(example, new.place) else alone


def _has(conversation: Conversation, place: Place) -> bool:
    return any(one.place == place for one in conversation.messages)


def _whole(one: object, op: str, known: Known) -> Content | None:
    """All of an example, prompt, eval or section that came or went; None for anything else."""
    if isinstance(one, Example):
        return Content(talks=(Titled(shown(one.title), "", talk(one.conversation, known, op)),))
    if isinstance(one, Prompt):
        return Content(talks=tuple(prompts((one,), known, op)))
    if isinstance(one, Eval):
        said = tuple(prompts(one.prompts, known, op))
        return Content(tuple(_paragraphs(one.passages, op, known)), talks=said)
    if isinstance(one, Section):
        return _section(one, op, known)
    return None


def _section(one: Section, op: str, known: Known) -> Content:
    rubrics = (
        Paragraph(f"rubric {shown(r.id)}", op, plain(say(r.fields), known)) for r in one.rubrics
    )
    talks = (Titled(shown(e.title), "", talk(e.conversation, known, op)) for e in one.examples)
    fields = (
        (shown(str(key)), shown(say(value)))
        for key, value in one.fields.items()
        if key not in _NAMED
    )
    paragraphs = (*_paragraphs(one.passages, op, known), *rubrics)
    return Content(paragraphs, talks=tuple(talks), fields=tuple(fields))


def _paragraphs(passages: Iterable[Passage], op: str, known: Known) -> Iterator[Paragraph]:
    """Sentences that share a line are one paragraph."""
    groups: list[list[Passage]] = []
    for one in passages:
        last = groups[-1][-1] if groups else None
        if last and last.role is one.role and last.place.end_line == one.place.line:
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        role = "rationale" if group[0].role is PassageRole.RATIONALE else ""
        yield _block(role, op, " ".join(one.text for one in group), known)


def _block(role: str, op: str, said: str, known: Known) -> Paragraph:
    return Paragraph(role, op, plain(said, known), verbatim=said.lstrip().startswith(_FENCES))


def _marked(row: Change, known: Known) -> tuple[Paragraph, ...]:
    """A row's texts: old and new in one, or below each other where that would not read."""
    old, new = row.before, row.after
    if isinstance(old, str) and isinstance(new, str) and not row.words:
        return (_restyled(old, new, known),)
    words = marks.words(row)
    if len(words) == 1:  # text of one side alone keeps its lines
        op, said = words[0]
        whole = old if op == "-" else new
        return (_block("", op, whole if isinstance(whole, str) else said, known),)
    text = marked(words, known)
    if not marks.wholes(words):
        return (Paragraph("", "=", text, both(text)),) if text else ()
    sides = ((op, tuple(p for p in text if p.mark in ("", mark))) for op, mark in _SIDES)
    return tuple(Paragraph("", op, side) for op, side in sides if any(p.mark for p in side))


_SIDES = (("-", "del"), ("+", "ins"))


def _restyled(old: str, new: str, known: Known) -> Paragraph:
    """Texts that differ in typography alone; where only white space does, the text once."""
    if " ".join(old.split()) == " ".join(new.split()):
        return _block("", "=", new, known)
    text = marked(word_marks(old, new), known)
    return Paragraph("", "=", text, both(text))
