"""The rows of a review as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from specctl.model import LEVELS, Change, Outlined, Place, Review
from specctl.render import wording
from specctl.render.page.content import Content, Conversations, content
from specctl.render.page.text import Known, Text, fragment, plain, prose, shown
from specctl.render.saying import say
from specctl.render.touched import Touched

NOWHERE = "no section"
"""What the map calls the place of rows that no section holds: the manifest's, a lost eval's."""

_OPEN = range(4)
"""The ranks whose rows are open from the start."""

_TELLING = frozenset(
    "clause-added clause-removed clause-reworded rationale-changed commentary-changed "
    "reply-added reply-changed reply-removed example-added example-removed prompt-changed "
    "title-changed verdict-changed verdict-reason-changed blame-changed definition-changed "
    "authority-lowered authority-raised eval-added eval-removed section-added "
    "typography whitespace front-matter-style eval-header".split()
)
"""Classes whose name and text say as much as the row's sentence."""


class Link(NamedTuple):
    """Something that a row touches: ``to`` is its place on the page."""

    text: str
    to: str


class Links(NamedTuple):
    """What a row touches at one level."""

    level: str
    links: tuple[Link, ...]


class Member(NamedTuple):
    """One of the places of a row that gathers many."""

    section: str
    about: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        fragment: its ``id`` on the page.
        title: of its section, or what stands in its place.
        about: what in the section it is about.
        level: the place of its authority in the chain of command, or -1.
        message: its sentence, where that says more than the classes do.
        gist: its text in a few words, for a row that is closed from the start; else "".
        place, was: where it stands, and where it stood if that is another file.
        touches: what it touches in a few words, then each thing.
        sections, owners, levels: what filters go by.
        since: whether the row is ``new`` or ``seen`` since an earlier review; "" without one.
    """

    fragment: str
    rank: int
    classes: tuple[str, ...]
    undecided: bool
    title: str
    section: str
    about: Text
    authority: str
    level: int
    gate: str
    message: Text
    content: Content
    gist: str
    place: str
    was: str
    members: tuple[Member, ...]
    touches: str
    links: tuple[Links, ...]
    sections: tuple[str, ...]
    owners: tuple[str, ...]
    levels: tuple[str, ...]
    since: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows; knows what they refer to.

    ``within`` begins the fragments of rows that stand on a page with those of other reviews.
    """

    review: Review
    sections: Mapping[str, Outlined]
    known: Known
    conversations: Conversations
    touched: Mapping[str, Touched]
    within: str = ""

    def row(self, row: Change) -> Row:
        """One row of the page."""
        found = self.touched.get(row.id)
        homes = _homes(row)
        near = [self.sections[one] for one in homes if one in self.sections]
        levels = [row.authority] if row.authority else [one.authority for one in near]
        said = content(row, self.known, self.conversations)
        told = not _TELLING.issuperset(row.classes) or said == Content()
        return Row(
            fragment=fragment("row", f"{self.within}{row.id}"),
            rank=row.rank,
            classes=tuple(dict.fromkeys((row.cls, *row.classes))),
            undecided=wording.undecided(row),
            title=self._title(row),
            section=shown(row.section or ""),
            about=self._about(row),
            authority=shown(row.authority or ""),
            level=level(self.review, row.authority),
            gate=row.gate.value,
            message=prose(row.message) if told else (),
            content=said,
            gist=_gist(row, told) if row.rank not in _OPEN or self.review.seen(row) else "",
            place=shown(wording.where((row,))),
            was=_was(row.base, row.head),
            members=tuple(self._members(row)),
            touches=shown(_touches(found)) if found else "",
            links=tuple(self._links(found)) if found else (),
            sections=tuple(map(shown, homes)) or (NOWHERE,),
            owners=_each(owner for one in near for owner in one.owners),
            levels=_each(levels),
            since=self._since(row),
        )

    def _since(self, row: Change) -> str:
        if self.review.since is None:
            return ""
        return "seen" if self.review.seen(row) else "new"

    def _title(self, row: Change) -> str:
        if row.section:
            return self.known.titles.get(row.section) or shown(row.section)
        return shown(wording.name(row)) if row.bulk > 1 or row.subject.kind == "manifest" else ""

    def _about(self, row: Change) -> Text:
        """What in its section a row is about; a message by its example's title."""
        said = wording.about(row.subject, row.section) if row.bulk == 1 else ""
        within = f"{row.section}#"
        if said.startswith(within):
            said = self.known.examples.get(said, said.removeprefix(within))
        return plain(said, self.known.unlinked)

    def _members(self, row: Change) -> Iterable[Member]:
        for one in row.members if row.bulk > 1 else ():
            title = self.known.titles.get(one.section or "", one.section or "spec.yaml")
            place = one.head or one.base
            at = wording.at(place) if place else ""
            yield Member(shown(title), shown(wording.about(one.subject, one.section)), shown(at))

    def _links(self, found: Touched) -> Iterable[Links]:
        for near in LEVELS:
            evals, examples = found.evals.get(near, ()), found.examples.get(near, ())
            links = [
                *(Link(shown(one.id), fragment("eval", one.id)) for one in evals),
                *(Link(shown(one.title or one.id), self.known.places[one.id]) for one in examples),
            ]
            if links:
                yield Links(near, tuple(links))


def level(review: Review, authority: str | None) -> int:
    """How far down the chain of command a level is, or -1."""
    levels = review.outline.levels
    return levels.index(authority) if authority in levels else -1


def _homes(row: Change) -> tuple[str, ...]:
    """The sections in which a row stands."""
    if row.section:
        return (row.section,)
    return tuple(dict.fromkeys(m.section for m in row.members if m.section))


def _each(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shown(one) for one in found if one))


def _gist(row: Change, told: bool) -> str:
    said = row.message if told else say(row.before if row.after is None else row.after)
    return shown(" ".join(said.replace("`", "").split())[:120] or row.cls)


def _touches(found: Touched) -> str:
    """What a row touches in a few words, examples of the wider levels included."""
    wider = (
        f"{wording.count(len(examples), 'example')} by {level}"
        for level in LEVELS[1:]
        if (examples := found.examples.get(level, ()))
    )
    return "; ".join(filter(None, (wording.touches(found, 6), *wider)))


def _was(base: Place | None, head: Place | None) -> str:
    return shown(wording.at(base)) if base and head and base.path != head.path else ""
