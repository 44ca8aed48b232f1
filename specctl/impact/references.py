"""What a thing is touched by at a distance: what it or its section cites, excepts or defines by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from specctl.impact.cause import Cause, Causes
from specctl.index import says_term, uses_term
from specctl.model.change import Difference
from specctl.model.review import Reason
from specctl.model.spec import Example, Passage, Section, Spec


def reason(level: str, cause: Cause, via: tuple[str, ...] = (), *way: str) -> Reason:
    """A reason at a level: the cause, the ids on the way from it, and the way for people."""
    return Reason(cause.row, cause.what, via, level, way)


def excepting(base: Spec, head: Spec, difference: Difference) -> dict[str, tuple[str, ...]]:
    """By section of the head the sections that are exceptions to it, on either side."""
    found: dict[str, set[str]] = {}
    for section in head.sections:
        for target in section.exception_to:
            found.setdefault(target, set()).add(section.id)
    for section in base.sections:
        name = difference.sections.get(section.id, section.id)
        for target in section.exception_to:
            found.setdefault(difference.sections.get(target, target), set()).add(name)
    return {target: tuple(sorted(names)) for target, names in found.items()}


class References:
    """Who is touched by reference; what is asked of a section again is kept."""

    __slots__ = ("_terms", "_through", "causes", "exceptions")

    def __init__(self, causes: Causes, exceptions: Mapping[str, tuple[str, ...]]) -> None:
        self.causes, self.exceptions = causes, exceptions
        self._through: dict[str, Mapping[str, str]] = {}
        self._terms: dict[str, tuple[str, ...]] = {}

    def of_clause(self, section: Section, passage: Passage) -> Iterator[Reason]:
        """What touches an eval by reference, through its clause or the section of that."""
        who = f"its clause in `{section.id}`"
        own = [term for term in self.causes.terms if says_term(passage, term)]
        for term in own:
            yield from self._by_term(term, who, (term,), "its clause")
        yield from self._of(section, {link.target for link in passage.links}, who, own)

    def of_example(self, section: Section, example: Example) -> Iterator[Reason]:
        """What touches an example by reference, through itself or its section."""
        cited = _blamed(example) | {link.target for link in example.links}
        yield from self._of(section, cited, f"`{section.id}#{example.id}`")

    def _of(
        self, section: Section, cited: set[str], who: str, told: Iterable[str] = ()
    ) -> Iterator[Reason]:
        """Through what the thing itself cites, then through its section."""
        for target in sorted(cited - {section.id}):
            for cause in self.causes.changed.get(target, ()):
                said = Cause(cause.row, f"{who} cites `{target}`, {cause.what}")
                way = f"section `{target}`", f"{who}, which cites it"
                yield reason("reference", said, (target,), *way)
        for target, relation in self._relations(section).items():
            if target not in cited:
                yield from self._by_section(section.id, target, relation)
        for term in self._used(section):
            if term not in told:
                who, where = f"`{section.id}`", f"section `{section.id}`"
                yield from self._by_term(term, who, (term, section.id), where)

    def _by_section(self, section: str, target: str, relation: str) -> Iterator[Reason]:
        said, how = _RELATIONS[relation]
        for cause in self.causes.changed.get(target, ()):
            told = Cause(cause.row, said.format(section, target) + f", {cause.what}")
            way = f"section `{target}`", f"section `{section}`, {how}"
            yield reason("reference", told, (target, section), *way)

    def _by_term(self, term: str, who: str, via: tuple[str, ...], where: str) -> Iterator[Reason]:
        for cause in self.causes.terms[term]:
            said = Cause(cause.row, f"{who} uses the term '{term}': {cause.what}")
            yield reason("reference", said, via, f"term '{term}'", f"{where}, which uses it")

    def _used(self, section: Section) -> tuple[str, ...]:
        """The terms that changed and that a section uses."""
        if section.path not in self._terms:
            used = (term for term in self.causes.terms if uses_term(section, term))
            self._terms[section.path] = tuple(used)
        return self._terms[section.path]

    def _relations(self, section: Section) -> Mapping[str, str]:
        """The sections that a section has to do with, by id, and what that is."""
        if section.path not in self._through:
            found = dict.fromkeys(self.exceptions.get(section.id, ()), "excepted")
            for example in section.examples:
                found |= dict.fromkeys(_blamed(example), "blames")
            for passage in section.passages:
                found |= {link.target: "links" for link in passage.links}
            found |= dict.fromkeys(section.exception_to, "excepts")
            found.pop(section.id, None)
            self._through[section.path] = dict(sorted(found.items()))
        return self._through[section.path]


_RELATIONS = {
    "links": ("`{}` cites `{}`", "which links to it"),
    "blames": ("`{}` cites `{}`", "a verdict of which blames it"),
    "excepts": ("`{}` is an exception to `{}`", "which is an exception to it"),
    "excepted": ("`{}` has the exception `{}`", "to which it is an exception"),
}
"""How one section has to do with another one: in a sentence, and on the way from it."""


def _blamed(example: Example) -> set[str]:
    talk = example.conversation
    return {name for message in (talk.messages if talk else ()) for name in message.blame}
