"""The approval policy: what the base's manifest asks for, of which rows.

All rules that match a row apply, each by itself: within one rule nobody counts for two of those
whom it asks for. A row that stands in several sections (a move, a bulk row) must satisfy the
rules in each of them, and where old and new differ (a level, a tag) both sides match. What no
rule is about is blocked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from specctl.index import effective_authority, effective_tags, upwards
from specctl.model.change import Change, Element
from specctl.model.proposal import Judged, Need, Seat
from specctl.model.spec import Manifest, Section, Spec
from specctl.propose.judging import Override
from specctl.propose.people import People

MANIFEST = "spec.yaml"
"""What stands for the manifest where a rule names sections."""
OWNERS = "owners"
"""What stands for the owners of the section where a rule names groups."""


class Rule(NamedTuple):
    """One entry of ``approvals``.

    Attributes:
        number: its place in the list, from 1; 0 for the default that blocks.
        ranks: the ranks that it is about.
        match: for authority, section, owner and tag, the names of which one must fit; those that
            it does not name are left out.
        require: how many of which group.
        verified: whether only approvals with a signature count.
        author_counts: whether those of the proposal's authors count.
    """

    number: int
    ranks: range
    match: Mapping[str, frozenset[str]]
    require: tuple[tuple[str, int], ...]
    verified: bool = True
    author_counts: bool = False


def rules(manifest: Manifest) -> tuple[Rule, ...]:
    """The approval rules of a manifest that is in order, as they stand."""
    entries = manifest.fields.get("approvals")
    return tuple(
        _rule(number, entry)
        for number, entry in enumerate(entries if isinstance(entries, list) else (), 1)
        if isinstance(entry, Mapping)
    )


def _rule(number: int, entry: Mapping[str, Any]) -> Rule:
    match = dict(entry["match"])
    first, _, last = str(match.pop("rank", "0-5")).partition("-")
    return Rule(
        number,
        range(int(first), int(last or first) + 1),
        {key: frozenset(names) for key, names in match.items()},
        tuple((group, count) for group, count in entry["require"].items() if count),
        entry.get("verified", True) is not False,
        entry.get("author_counts", False) is True,
    )


def override(manifest: Manifest, people: People) -> Override:
    """Who may resolve a concern of somebody else, and whether resolutions have to be signed."""
    entry = manifest.fields.get("concerns")
    said = entry if isinstance(entry, Mapping) else {}
    groups = said.get("override")
    named = [str(one) for one in groups] if isinstance(groups, list) else []
    return Override(people.within(named), said.get("verified", True) is not False)


class Where(NamedTuple):
    """A section that a row is in, as rules see it; every value is that of both sides.

    ``name`` is the section's id, or :data:`MANIFEST`; ``section`` also holds the ids of those
    above it. ``owners`` are the base's, or those of the section that is new.
    """

    name: str
    authority: frozenset[str] = frozenset()
    section: frozenset[str] = frozenset()
    owner: frozenset[str] = frozenset()
    tag: frozenset[str] = frozenset()
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Tells where rows are; knows the specs of both sides, whole."""

    base: Spec
    head: Spec

    def of(self, row: Change) -> tuple[Where, ...]:
        """Every section that a row is in; the manifest where it is about that, or in none."""
        names = sorted({one for one in self._sections(row) if one})
        found = tuple(self.of_section(name) for name in names)
        return found if found and row.subject.kind != "manifest" else (*found, self._manifest())

    def _sections(self, row: Change) -> Iterator[str | None]:
        yield row.section
        for member in row.members:
            yield member.section
        for delta in row.deltas:
            yield delta.base_section
            yield delta.head_section
            yield from self._tested(delta.before, self.base)
            yield from self._tested(delta.after, self.head)

    def _tested(self, element: Element | None, spec: Spec) -> Iterator[str]:
        """The sections whose clauses an eval tests, where the element is part of one."""
        path = element.place.path if element else ""
        clauses = {c for one in spec.evals if one.path == path for c in one.clauses}
        if not clauses:
            return
        for section in spec.sections:
            if clauses.intersection(anchor.id for anchor in section.anchors):
                yield section.id

    def _manifest(self) -> Where:
        return Where(MANIFEST, section=frozenset({MANIFEST}), owners=_owners(self.base, None))

    def of_section(self, name: str) -> Where:
        """A section, by its id, as rules see it."""
        sides = [(spec, spec.section(name)) for spec in (self.base, self.head)]
        there = [(spec, section) for spec, section in sides if section is not None]
        old, new = (section for _, section in sides)
        owners = _owners(self.base, old) if old else self._owners_of_new(new)
        return Where(
            name,
            frozenset(level for one in there for level in self._levels(*one)),
            frozenset(above.id for one in there for above in upwards(*one)) | {name},
            frozenset(owners),
            frozenset(tag for one in there for tag in effective_tags(*one)),
            owners,
        )

    def _levels(self, spec: Spec, section: Section) -> tuple[str, ...]:
        """The level of a section; one that the base does not know could be any of them."""
        level, known = effective_authority(spec, section), self.base.manifest.levels
        return known if level and level not in known else (level,) if level else ()

    def _owners_of_new(self, section: Section | None) -> tuple[str, ...]:
        """Of a section that is new: those of the nearest one above that is not, else its own."""
        above = upwards(self.head, section) if section else ()
        for one in above:
            old = self.base.section(one.id)
            if old is not None:
                return _owners(self.base, old)
        return _owners(self.base, None) or (section.owners if section else ())


def _owners(spec: Spec, section: Section | None) -> tuple[str, ...]:
    """The owners of a section: its own, those of the nearest above, else the manifest's."""
    for one in upwards(spec, section) if section else ():
        if one.owners:
            return one.owners
    named = spec.manifest.fields.get("owners")
    return tuple(str(one) for one in named) if isinstance(named, list) else ()


def fits(rule: Rule, row: Change, where: Where) -> bool:
    """Whether a rule is about a row in one of the sections that it is in."""
    return row.rank in rule.ranks and is_about(rule, where)


def is_about(rule: Rule, where: Where) -> bool:
    """Whether a rule is about what is in a section, at the ranks that it names."""
    return all(names.intersection(getattr(where, key)) for key, names in rule.match.items())


class Counting(NamedTuple):
    """Whose approvals count: those that hold, and the authors, whose own may not."""

    judged: Sequence[Judged]
    authors: Collection[str]

    def approvers(self, row: Change, rule: Rule) -> list[str]:
        """Who approves a row as a rule wants it, by name."""
        found = {
            one.approval.member
            for one in self.judged
            if row.fingerprint in one.counts and (one.verified or not rule.verified)
        }
        return sorted(found if rule.author_counts else found.difference(self.authors))


def needs(
    rows: Iterable[Change], places: Places, known: Sequence[Rule], people: People, given: Counting
) -> tuple[Need, ...]:
    """What the policy asks for, and what of it is there.

    Args:
        rows: that need approval.
        places: where they are.
        known: the rules.
        people: those of the base's manifest.
        given: whose approvals count.

    Returns:
        Rows of which the same is asked and the same is there together; what is missing stands
        first, in the order of the rules.
    """
    found: dict[Need, dict[str, Change]] = {}
    for row in rows:
        for where in places.of(row):
            for rule in [one for one in known if fits(one, row, where)] or [_DEFAULT]:
                need = _need(rule, where, people, given.approvers(row, rule))
                found.setdefault(need, {})[row.id] = row
    settled = [need._replace(rows=tuple(rows.values())) for need, rows in found.items()]
    return tuple(sorted(settled, key=lambda need: (need.met, need.rule or _LAST, need.section)))


_DEFAULT = Rule(0, range(6), {}, ())
_UNCOVERED = "no rule of `approvals` in the base's manifest is about this, so it is blocked"
_LAST = 1_000_000


def _need(rule: Rule, where: Where, people: People, approvers: Sequence[str]) -> Need:
    if not rule.number:
        return Need(0, (), section=where.name, why=_UNCOVERED)
    wanted = tuple(
        Seat(name, count, where.owners if name == OWNERS else (name,))
        for name, count in rule.require
    )
    seats = _seated(wanted, people, approvers)
    why = _never(seats, people, where.name) if any(seat.missing for seat in seats) else ""
    owned = any(seat.group == OWNERS for seat in seats)
    return Need(rule.number, seats, rule.verified, where.name if owned else "", why)


def _never(seats: Sequence[Seat], people: People, section: str) -> str:
    """Why nobody can fill what is missing; "" where somebody can."""
    for seat in seats:
        if not seat.groups:
            return f"`{section}` has no owners, nor has the manifest; name some in the base"
        if not any(group in people.groups for group in seat.groups):
            return f"the base's manifest has no group {' or '.join(seat.groups)}"
        size = len(people.within(seat.groups))
        if size < seat.wanted:
            several = f"{size} member{'' if size == 1 else 's'}"
            return f"{seat.wanted} of {' or '.join(seat.groups)} are asked for, with {several}"
    return ""


def _seated(seats: tuple[Seat, ...], people: People, approvers: Sequence[str]) -> tuple[Seat, ...]:
    """Who counts for which group: nobody for two, and so many as can be.

    A matching in a bipartite graph by augmenting paths (Kuhn, 1955): approvers, and the chairs
    that a rule has to fill.
    """
    chairs = [(n, chair) for n, seat in enumerate(seats) for chair in range(seat.wanted)]
    fitting = [people.within(seat.groups) for seat in seats]
    taken: dict[tuple[int, int], str] = {}

    def seated(one: str, tried: set[tuple[int, int]]) -> bool:
        for chair in chairs:
            if chair not in tried and one in fitting[chair[0]]:
                tried.add(chair)
                if chair not in taken or seated(taken[chair], tried):
                    taken[chair] = one
                    return True
        return False

    for one in approvers:
        seated(one, set())
    return tuple(
        seat._replace(have=tuple(sorted(who for (of, _), who in taken.items() if of == n)))
        for n, seat in enumerate(seats)
    )
