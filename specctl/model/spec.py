"""What a spec is made of. Every value knows its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from specctl.model.finding import Finding
from specctl.model.place import Place

AUTHORITY_LEVELS = ("root", "system", "developer", "user", "guideline")
GRAVE_LEVELS = ("root", "platform", "system")
GOVERNANCE = (
    *("groups", "members", "owners", "approvals", "concerns"),
    *("ranks", "gates", "lint"),
)
"""Keys of the manifest by which changes are judged: a change of them is judged by the old ones."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Anchor(NamedTuple):
    """``[^8ep1]``: the id that ties a clause to an eval."""

    id: str
    place: Place


class Link(NamedTuple):
    """A reference to a section: ``[?](#id)``, ``[text](#id)``. ``target`` has no ``#``."""

    target: str
    text: str
    place: Place


class PassageRole(StrEnum):
    """What a passage does: instruct, explain, or comment."""

    CLAUSE = "clause"
    RATIONALE = "rationale"
    COMMENTARY = "commentary"


class Passage(NamedTuple):
    """One sentence of a section's own text, or one row, code block or commentary block.

    Attributes:
        role: whether it is a clause, rationale or commentary.
        text: as written, with markup, anchors and links; its lines are joined by newlines.
        norm: ``text`` without anchors, typography folded (dashes, quotes, spaces, reflow).
        place: the passage's own text.
        anchors: in order of their place.
        links: references to sections, in order of their place.
        introduces: ``norm`` of the list or block that this sentence introduces with a colon, or "".
        extent: ``place``, and what it introduces.
        term: the term that this passage's paragraph or list item defines, or None.
    """

    role: PassageRole
    text: str
    norm: str
    place: Place
    anchors: tuple[Anchor, ...] = ()
    links: tuple[Link, ...] = ()
    introduces: str = ""
    extent: Place | None = None
    term: str | None = None

    @property
    def whole(self) -> str:
        """The normalised text with what it introduces: what a fingerprint covers."""
        return f"{self.norm}\n{self.introduces}" if self.introduces else self.norm


class Verdict(StrEnum):
    """The judgement on a reply."""

    GOOD = "GOOD"
    BAD = "BAD"
    OK = "OK"


class Message(NamedTuple):
    """One message of a conversation; a reply is a message within a comparison.

    Attributes:
        role: the element's name.
        attributes: sorted by name.
        text: decoded content, without the verdict's comment, stripped.
        place: from the opening to the closing tag.
        verdict: the judgement on a reply, or None.
        reason: why, or "".
        blame: ids of the sections that a bad reply breaks.
        verdict_place: the comment that bears the verdict, or None.
        malformed_verdict: a verdict comment that is off form, as written, or None. ``verdict`` is
            then what it begins with.
    """

    role: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    place: Place
    verdict: Verdict | None = None
    reason: str = ""
    blame: tuple[str, ...] = ()
    verdict_place: Place | None = None
    malformed_verdict: str | None = None


class Comparison(NamedTuple):
    """Candidate replies to the messages before it."""

    replies: tuple[Message, ...]
    place: Place


class StrayText(NamedTuple):
    """Text between messages, where none belongs."""

    text: str
    place: Place


class Conversation(NamedTuple):
    """What an example or a prompt shows.

    ``malformed`` says why the conversation could not be read, with the place; its ``parts`` are
    then empty.
    """

    parts: tuple[Message | Comparison | StrayText, ...]
    place: Place
    malformed: str | None = None
    malformed_place: Place | None = None

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons, in order."""
        return tuple(p for p in self.parts if isinstance(p, Comparison))

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message in order, replies included."""
        found: list[Message] = []
        for part in self.parts:
            if isinstance(part, Message):
                found.append(part)
            elif isinstance(part, Comparison):
                found.extend(part.replies)
        return tuple(found)

    @property
    def stray(self) -> tuple[StrayText, ...]:
        """Text that stands between messages, in order."""
        return tuple(p for p in self.parts if isinstance(p, StrayText))


class Declared(NamedTuple):
    """What front matter says of one example or prompt.

    ``place`` is the whole entry; ``fields`` its plain data.
    """

    id: str
    title: str
    place: Place
    fields: Mapping[str, Any] = _NOTHING


class Example(NamedTuple):
    """A titled conversation in a section.

    Attributes:
        id: as declared in front matter, else made from the title.
        title: as in the body.
        place: from the title's line to the end of the fence.
        title_place: the title's line.
        conversation: what it shows, or None where no ``~~~xml`` fence follows the title.
        links: references to sections in the title.
        declared: its entry in front matter, or None where it has none.
        clauses: the anchors that it illustrates, as declared.
        confirmed: clause -> the fingerprint under which somebody last looked.
    """

    id: str
    title: str
    place: Place
    title_place: Place
    conversation: Conversation | None
    links: tuple[Link, ...] = ()
    declared: Declared | None = None
    clauses: tuple[str, ...] = ()
    confirmed: Mapping[str, str] = _NOTHING


class Prompt(NamedTuple):
    """One conversation of an eval that a model is to continue."""

    id: str
    title: str
    place: Place
    title_place: Place
    conversation: Conversation | None
    declared: Declared | None = None
    expect: str = ""
    rubric: str | None = None


class Rubric(NamedTuple):
    """How to judge a reply: a question with a scale.

    ``scale`` maps each grade to its meaning; ``fields`` is the whole entry.
    """

    id: str
    question: str
    place: Place
    scale: Mapping[str, str] = _NOTHING
    clauses: tuple[str, ...] = ()
    fields: Mapping[str, Any] = _NOTHING


class Section(NamedTuple):
    """One file: the unit of ownership and authority.

    Attributes:
        id: the file's stem; ``declared_id`` is what front matter says.
        path: as in ``place.path``.
        parent: the id of the section whose folder it stands in, or None.
        depth: 1 at the top level.
        kind: rule, intent, commitment, definition or container, as declared or by default.
        children: ids listed under ``sections``.
        fields: front matter as plain data, by key, in the file's order.
        places: the place of each front-matter key with its value; nested ones as ``examples.0.id``.
        passages: the section's own text in order.
        body: the place of everything after the front matter, or None where it is empty.
    """

    id: str
    declared_id: str
    title: str
    path: str
    place: Place
    parent: str | None = None
    depth: int = 1
    authority: str | None = None
    kind: str = "container"
    status: str = "current"
    target: str | None = None
    children: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    exception_to: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    fields: Mapping[str, Any] = _NOTHING
    places: Mapping[str, Place] = _NOTHING
    passages: tuple[Passage, ...] = ()
    examples: tuple[Example, ...] = ()
    declared_examples: tuple[Declared, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    body: Place | None = None
    front_matter: Place | None = None

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Every anchor in the section's text, in order."""
        return tuple(a for p in self.passages for a in p.anchors)


class Header(NamedTuple):
    """The generated first line of an eval: ``Examples for [^id] in Title:``."""

    text: str
    place: Place


class Eval(NamedTuple):
    """One file of prompts that test one or more clauses.

    Attributes:
        id: as declared, else the file's stem.
        clauses: the anchors that it tests.
        confirmed: clause -> the fingerprint under which somebody last looked.
        header: the generated first line, or None.
        passages: what the body holds beside the header and the prompts.
    """

    id: str
    path: str
    place: Place
    clauses: tuple[str, ...] = ()
    confirmed: Mapping[str, str] = _NOTHING
    prompts: tuple[Prompt, ...] = ()
    declared_prompts: tuple[Declared, ...] = ()
    header: Header | None = None
    passages: tuple[Passage, ...] = ()
    formerly: tuple[str, ...] = ()
    fields: Mapping[str, Any] = _NOTHING
    places: Mapping[str, Place] = _NOTHING
    body: Place | None = None
    front_matter: Place | None = None


class Tombstone(NamedTuple):
    """What stays when an id is retired."""

    id: str
    kind: str
    successors: tuple[str, ...]
    version: str | None
    place: Place


class Manifest(NamedTuple):
    """``spec.yaml``.

    Attributes:
        levels: the authority levels, highest first.
        grave: the levels in which rank 2 becomes 1.
        sections: ids of the top-level sections in order.
        tombstones: by retired id, or None where the manifest has no such key.
        fields: everything in the manifest as plain data.
        places: as in :class:`Section`.
        exists: False where the spec has no manifest and defaults stand in.
    """

    name: str
    place: Place
    version: str = ""
    levels: tuple[str, ...] = AUTHORITY_LEVELS
    grave: tuple[str, ...] = GRAVE_LEVELS
    sections: tuple[str, ...] = ()
    tombstones: Mapping[str, Tombstone] | None = None
    fields: Mapping[str, Any] = _NOTHING
    places: Mapping[str, Place] = _NOTHING
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """All sections, evals and the manifest, at one revision.

    Attributes:
        rev, commit, folder: as in :class:`specctl.model.Snapshot`.
        sections: in document order: depth first, siblings as their parent lists them.
        evals: by id.
        findings: what parsing found wrong; rules add to it.
        lines: the lines of each text file without line ends, by ``place.path``.
        content: the bytes of each file, by ``place.path``.
        baseline: those of the lint baseline, or None where there is none.
        exists: whether the spec folder is there at all.
    """

    rev: str
    commit: str | None
    folder: str
    manifest: Manifest
    sections: tuple[Section, ...] = ()
    evals: tuple[Eval, ...] = ()
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    content: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    exists: bool = True
    baseline: bytes | None = field(default=None, repr=False)
    _by_id: dict[str, Section] = field(default_factory=dict, repr=False, compare=False)

    def section(self, section_id: str) -> Section | None:
        """The section of that id, the first in document order, or None."""
        if not self._by_id:
            for section in reversed(self.sections):
                self._by_id[section.id] = section
        return self._by_id.get(section_id)
