"""What an import made, and what it found odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from specctl.formats.document import DOCUMENT
from specctl.formats.existing import Existing
from specctl.formats.plan import KNOWN_LEVELS, EvalRead, SectionRead, Source, tombstones
from specctl.markdown import Titled
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Anchor, Link, Message, PassageRole, StrayText, Verdict

_LEFT_OUT = "[...]"
_FROM_SOURCE = frozenset("id title authority sections examples prompts confirmed source".split())


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import made, as counts, and what it found odd.

    Examples, comparisons, messages and verdicts are the document's; those of evals are not among
    them. ``good``, ``bad`` and ``ok`` count every verdict by what it begins with.

    Attributes:
        authority: sections at each level that the document uses, highest first.
        links: references to sections.
        anchors: places of an anchor.
        malformed_verdicts: those of the verdicts that are off form.
        stray_text: places where text stands between messages.
        odd: the document's in its order, then the evals'; places are those of the source.
    """

    sections: int
    containers: int
    definitions: int
    clauses: int
    anchors: int
    links: int
    commentary: int
    examples: int
    comparisons: int
    messages: int
    good: int
    bad: int
    ok: int
    malformed_verdicts: int
    stray_text: int
    evals: int
    prompts: int
    authority: Mapping[str, int]
    odd: tuple[Finding, ...]

    @property
    def without_authority(self) -> int:
        """Sections at no level."""
        return self.sections - sum(self.authority.values())

    @property
    def counts(self) -> dict[str, int]:
        """Each count by its name, in the order in which a person wants to read them."""
        return {
            "sections": self.sections,
            **{f"sections at {level}": count for level, count in self.authority.items()},
            "sections without authority": self.without_authority,
            "containers": self.containers,
            "definitions": self.definitions,
            "clauses": self.clauses,
            "anchors": self.anchors,
            "links": self.links,
            "commentary blocks": self.commentary,
            "examples": self.examples,
            "comparisons": self.comparisons,
            "messages": self.messages,
            "GOOD": self.good,
            "BAD": self.bad,
            "OK": self.ok,
            "verdicts off form": self.malformed_verdicts,
            "stray texts": self.stray_text,
            "evals": self.evals,
            "prompts": self.prompts,
        }


def report(source: Source, existing: Existing) -> ImportReport:
    """Count what the source holds, and name what is odd in it."""
    kinds = Counter(section.kind for section in source.sections)
    passages = [p for section in source.sections for p in section.body.passages]
    roles = Counter(passage.role for passage in passages)
    examples = [e for section in source.sections for e in section.body.examples]
    talks = [e.conversation for e in examples if e.conversation]
    messages = [message for talk in talks for message in talk.messages]
    verdicts = Counter(message.verdict for message in messages)
    levels = Counter(section.part.authority for section in source.sections)
    return ImportReport(
        sections=len(source.sections),
        containers=kinds["container"],
        definitions=kinds["definition"],
        clauses=roles[PassageRole.CLAUSE],
        anchors=sum(len(passage.anchors) for passage in passages),
        links=sum(len(_links(section)) for section in source.sections),
        commentary=roles[PassageRole.COMMENTARY],
        examples=len(examples),
        comparisons=sum(len(talk.comparisons) for talk in talks),
        messages=len(messages),
        good=verdicts[Verdict.GOOD],
        bad=verdicts[Verdict.BAD],
        ok=verdicts[Verdict.OK],
        malformed_verdicts=sum(m.malformed_verdict is not None for m in messages),
        stray_text=sum(len(talk.stray) for talk in talks),
        evals=len(source.evals),
        prompts=sum(len(one.body.examples) for one in source.evals),
        authority={level: levels[level] for level in source.levels},
        odd=tuple(_odd(source, existing)),
    )


def _odd(source: Source, existing: Existing) -> list[Finding]:
    found = [
        *_ids(source.sections, existing),
        *_levels(source.sections),
        *_anchors(source, existing),
        *(odd for s in source.sections for odd in _titled(s.body.examples, s.part.id, "example")),
        *(odd for one in source.evals for odd in _titled(one.body.examples, None, "prompt")),
        *_references(source.sections),
        *_gone(source, existing),
    ]
    return sorted(found, key=lambda o: (o.place.path != DOCUMENT, o.place, o.rule, o.message))


def _gone(source: Source, existing: Existing) -> Iterator[Finding]:
    """What a team wrote goes with its section or eval: they may have been renamed."""
    kept = {section.kept.path for section in source.sections if section.kept}
    kept |= {one.kept.path for one in source.evals if one.kept}
    for file in (*existing.sections.values(), *existing.evals.values()):
        lost = [key for key in file.data if key not in _FROM_SOURCE]
        if file.path not in kept and lost:
            place = Place(f"{existing.folder}/{file.path}")
            why = f"is gone from the source, and with it {', '.join(lost)}; where it has a new id"
            yield _finding("removed", place, f"{why}, copy them there from git")


def _finding(
    rule: str,
    place: Place,
    message: str,
    section: str | None = None,
    subject: str | None = None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(rule, place, message, severity, section, subject)


def _heading(section: SectionRead) -> Place:
    line = section.part.line
    return Place(DOCUMENT, line, 1, line, 1)


def _ids(sections: Iterable[SectionRead], existing: Existing) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    retired = tombstones(existing)
    for section in sections:
        name = section.part.id
        if name in seen:
            why = f"the id '{name}' is taken in line {seen[name]}"
            yield _finding("duplicate-id", _heading(section), why, name, name)
        elif name in retired:
            why = f"the id '{name}' was retired, and its tombstone stays; give the section another"
            yield _finding("retired-id", _heading(section), why, name, name)
        seen.setdefault(name, section.part.line)


def _levels(sections: Iterable[SectionRead]) -> Iterator[Finding]:
    seen: set[str] = set()
    for section in sections:
        level = section.part.authority
        if level and level not in KNOWN_LEVELS and level not in seen:
            seen.add(level)
            why = f"'{level}' is no level that is known; give it its place in spec.yaml"
            yield _finding("unknown-authority", _heading(section), why, section.part.id, level)


def _anchors(source: Source, existing: Existing) -> Iterator[Finding]:
    evals = {clause for one in source.evals for clause in _tested(one)}
    seen: dict[str, int] = {}
    for anchor, section in _anchored(source.sections):
        name, place, owner = anchor.id, anchor.place, section.part.id
        if name in seen:
            why = f"the anchor [^{name}] stands in line {seen[name]} too"
            yield _finding("duplicate-anchor", place, why, owner, name)
        elif name not in evals:
            yield _finding("dangling-anchor", place, f"no eval tests [^{name}]", owner, name)
        seen.setdefault(name, place.line)
    retired = tombstones(existing)
    for one in source.evals:
        stem, place = one.part.stem, Place(one.part.source)
        if not seen.keys() & set(_tested(one)):
            yield _finding("orphan-eval", place, f"no section has [^{stem}]", subject=stem)
        if stem in retired:
            why = f"the id '{stem}' was retired, and its tombstone stays; give the eval another"
            yield _finding("retired-id", place, why, subject=stem)


def _tested(one: EvalRead) -> tuple[str, ...]:
    """The clauses of an eval: its own id where a team has said nothing else."""
    clauses = one.kept.data.get("clauses") if one.kept else None
    return tuple(str(c) for c in clauses) if isinstance(clauses, list) else (one.part.stem,)


def _anchored(sections: Iterable[SectionRead]) -> Iterator[tuple[Anchor, SectionRead]]:
    for section in sections:
        for passage in section.body.passages:
            for anchor in passage.anchors:
                yield anchor, section


def _titled(titled: Sequence[Titled], section: str | None, what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for one in titled:
        place, talk = one.title_place, one.conversation
        if not one.title:
            yield _finding(f"untitled-{what}", place, f"the {what} has no title", section)
        elif one.title in seen:
            rule = "duplicate-example-title" if what == "example" else "duplicate-prompt"
            why = f"the title '{one.title}' stands here twice"
            yield _finding(rule, place, why, section)
        seen.add(one.title)
        if talk is None:
            why = f"'{one.title}' has no conversation after it"
            yield _finding("malformed-conversation", place, why, section)
        elif talk.malformed:
            why = f"the conversation cannot be read: {talk.malformed}"
            at = talk.malformed_place or talk.place
            yield _finding("malformed-conversation", at, why, section)
        else:
            yield from (_stray(text, section) for text in talk.stray)
            yield from (
                _verdict(m, section) for m in talk.messages if m.malformed_verdict is not None
            )


def _stray(text: StrayText, section: str | None) -> Finding:
    bare = text.text == _LEFT_OUT
    why = f"'{text.text[:60]}' stands between messages"
    severity = Severity.INFO if bare else Severity.WARNING
    return _finding("stray-text", text.place, why, section, severity=severity)


def _verdict(message: Message, section: str | None) -> Finding:
    why = f"the verdict '{message.malformed_verdict}' is off form"
    return _finding("malformed-verdict", message.verdict_place or message.place, why, section)


def _references(sections: Sequence[SectionRead]) -> Iterator[Finding]:
    ids = {section.part.id for section in sections}
    for section in sections:
        name = section.part.id
        for link in _links(section):
            if link.target not in ids:
                why = f"no section has the id '{link.target}'"
                yield _finding("dangling-link", link.place, why, name, link.target)
        for message, target in _blames(section):
            if target not in ids:
                place = message.verdict_place or message.place
                why = f"a verdict blames '{target}', which no section has for an id"
                yield _finding("dangling-blame", place, why, name, target)


def _links(section: SectionRead) -> list[Link]:
    found = [link for passage in section.body.passages for link in passage.links]
    return found + [link for example in section.body.examples for link in example.links]


def _blames(section: SectionRead) -> Iterator[tuple[Message, str]]:
    for example in section.body.examples:
        for message in example.conversation.messages if example.conversation else ():
            for target in message.blame:
                yield message, target
