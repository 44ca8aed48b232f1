"""What one file tells the others: the few facts that rules about the whole spec need.

A card is made of texts, numbers and sequences of them alone, so that it can be kept as JSON and
read again without parsing the file. A place within the file is kept as text, ``3:14-3:20``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from specctl.model.place import Place

At = str
"""A place in the card's own file: ``line:column-end_line:end_column``."""

Ref = tuple[str, At]
"""An id as somebody wrote it, and where."""

_MENTION = re.compile(r"\[\^([^\]\s]{1,100})\]")


class AnchorRow(NamedTuple):
    """An anchor, the fingerprint of its clause's text, and the clause's number.

    What carries an anchor and is commentary has the number -1.
    """

    id: str
    at: At
    print: str
    clause: int


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


class ConfirmedRow(NamedTuple):
    """A clause with the fingerprint under which somebody last looked at an eval or example.

    ``tested`` says whether the eval or example is about that clause at all; ``example`` is the id
    of the example, "" in an eval.
    """

    clause: str
    at: At
    print: str
    tested: bool
    example: str = ""


class RubricRow(NamedTuple):
    """A rubric; ``digest`` is a hash of what it asks, or "" where it asks nothing."""

    id: str
    at: At
    digest: str


class DashRow(NamedTuple):
    """A dash with the spaces around it, and whether another form can take its place."""

    form: str
    at: At
    mendable: bool


class PromptRow(NamedTuple):
    """A prompt.

    ``digest`` is a hash of what it asks, or "" where it asks nothing; ``named`` says whether
    front matter gives it its id, ``judged`` whether it says what a good reply does.
    """

    id: str
    title: str
    at: At
    digest: str
    rubric: str
    rubric_at: At
    named: bool
    judged: bool


class SectionCard(NamedTuple):
    """What a section tells the other files.

    ``status`` is "" where the section does not declare one; ``overrides`` are the sections that
    its text says it outweighs; ``norms`` the demands on the assistant in a section that declares
    no authority, each with its word and weight; ``uses`` the retired terms in its text, and
    ``dashes`` its dashes;
    ``clauses`` counts its clauses, ``bare`` those without an anchor, the first of which stands at
    ``bare_at``; ``at`` has the places of the front-matter keys that rules about the whole spec
    report at.
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
    tags: Sequence[str]
    owners: Sequence[str]
    children: Sequence[Ref]
    formerly: Sequence[Ref]
    exception_to: Sequence[Ref]
    successor: Sequence[Ref]
    anchors: Sequence[AnchorRow]
    links: Sequence[LinkRow]
    blames: Sequence[BlameRow]
    claims: Sequence[ClaimRow]
    confirmed: Sequence[ConfirmedRow]
    rubrics: Sequence[RubricRow]
    terms: Sequence[Ref]
    overrides: Sequence[Ref]
    norms: Sequence[tuple[str, At, int]]
    uses: Sequence[Ref]
    dashes: Sequence[DashRow]
    clauses: int
    bare: int
    bare_at: At
    at: Mapping[str, At]


class EvalCard(NamedTuple):
    """What an eval tells the other files. ``header`` is its generated line, or ""."""

    path: str
    id: str
    clauses: Sequence[Ref]
    confirmed: Sequence[ConfirmedRow]
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
