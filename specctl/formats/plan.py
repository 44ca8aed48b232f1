"""What an import writes: a file for each section and eval, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specctl import markdown
from specctl.fingerprints import text_print
from specctl.formats.document import DOCUMENT, EVALS, MANIFEST, EvalPart, Part, standard
from specctl.formats.existing import Existing, Kept, composed, front_matter
from specctl.formats.titled import listed
from specctl.model.spec import AUTHORITY_LEVELS, GRAVE_LEVELS, PassageRole

KNOWN_LEVELS = (AUTHORITY_LEVELS[0], "platform", *AUTHORITY_LEVELS[1:])
"""Every level that a published Model Spec uses, highest first."""


@dataclass(frozen=True, slots=True)
class SectionRead:
    """A section of the document with what its text holds; places are the document's."""

    part: Part
    kept: Kept | None
    kind: str
    declared: bool
    body: markdown.Body


@dataclass(frozen=True, slots=True)
class EvalRead:
    """An eval of the source with what it holds."""

    part: EvalPart
    kept: Kept | None
    body: markdown.Body


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that an import reads.

    Attributes:
        final_newline: whether the document ends in one.
        levels: the authority levels that it uses, highest first.
    """

    sections: tuple[SectionRead, ...]
    evals: tuple[EvalRead, ...]
    final_newline: bool
    levels: tuple[str, ...]


def read(
    parts: Sequence[Part], final_newline: bool, evals: Sequence[EvalPart], existing: Existing
) -> Source:
    """Parse every body, and find the file that each section and eval has already."""
    paths = frozenset(part.path for part in parts)
    used = dict.fromkeys(part.authority for part in parts if part.authority)
    return Source(
        tuple(_section(part, existing.section(part.path, part.id, paths)) for part in parts),
        tuple(_eval(part, existing.evals.get(part.stem)) for part in evals),
        final_newline,
        _ordered(tuple(used), _listed(_authority(existing.manifest), "levels")),
    )


def plan(
    source: Source, existing: Existing, name: str, version: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Every file of the spec, whether it changes or not; the manifest comes last."""
    usual = _usual_newline(source.evals)
    prints = {} if existing.manifest else _fingerprints(source.sections)
    for section in source.sections:
        part = section.part
        yield part.path, composed(section.kept, _front(section), part.body.lines)
    for one in source.evals:
        path = one.kept.path if one.kept else f"{EVALS}/{one.part.stem}.md"
        wanted = _eval_front(one, usual, prints)
        yield path, composed(one.kept, wanted, one.part.body.lines, bare=True)
    kept = existing.manifest
    manifest = front_matter(kept, _manifest(source, existing, name, version, usual))
    yield MANIFEST, kept.content if kept and manifest == kept.front else manifest.encode()


def _section(part: Part, kept: Kept | None) -> SectionRead:
    """The team decides a section's kind once it has a file."""
    kind = str(kept.data.get("kind") or "") if kept else ""
    declared = not kept and part.authority is None and _defines(part)
    kind = kind or ("definition" if declared else "rule" if part.authority else "container")
    body = markdown.parse_body(part.body.lines, DOCUMENT, part.first_line, kind)
    return SectionRead(part, kept, kind, declared, body)


def _eval(part: EvalPart, kept: Kept | None) -> EvalRead:
    first = part.body.before + 1
    return EvalRead(
        part, kept, markdown.parse_body(part.body.lines, part.source, first, "container")
    )


def _defines(part: Part) -> bool:
    """Whether two or more paragraphs begin ``**Term**:``."""
    if sum(line.startswith("**") for line in part.body.lines) < 2:
        return False
    passages = markdown.parse_body(part.body.lines, "", 1, "definition").passages
    return len({p.place.line for p in passages if p.term and markdown.term_of(p.text)}) >= 2


def _front(section: SectionRead) -> dict[str, Any]:
    part = section.part
    front: dict[str, Any] = {"id": part.id, "title": part.title, "authority": part.authority}
    if section.declared:
        front["kind"] = section.kind
    front["sections"] = list(part.children) or None
    front["examples"] = listed(
        section.kept, "examples", section.body.examples, part.body.lines, part.first_line
    )
    before, after = standard(not part.body.lines, part.last)
    front["source"] = _margins(part.body.before, before, part.body.after, after) or None
    return front


def _eval_front(one: EvalRead, usual: bool, prints: Mapping[str, str]) -> dict[str, Any]:
    part = one.part
    body = part.body
    front: dict[str, Any] = {}
    if part.stem in prints:
        front["confirmed"] = {part.stem: prints[part.stem]}
    first = body.before + 1
    front["prompts"] = listed(one.kept, "prompts", one.body.examples, body.lines, first)
    source = _margins(body.before, 0, body.after, 0)
    if part.final_newline != usual and (body.lines or body.before):
        source["final_newline"] = part.final_newline
    front["source"] = source or None
    return front


def _margins(before: int, usual_before: int, after: int, usual_after: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if before != usual_before:
        found["before"] = before
    if after != usual_after:
        found["after"] = after
    return found


def _fingerprints(sections: Sequence[SectionRead]) -> dict[str, str]:
    """Of each anchor's clause, as it is imported; a new manifest lets the text alone count."""
    found: dict[str, str] = {}
    for section in sections:
        for passage in section.body.passages:
            if passage.role is PassageRole.CLAUSE:
                for anchor in passage.anchors:
                    found.setdefault(anchor.id, text_print(passage))
    return found


def _usual_newline(evals: Sequence[EvalRead]) -> bool:
    """Whether most evals end in a newline."""
    ends = [one.part.final_newline for one in evals if one.part.body.lines]
    return 2 * sum(ends) >= len(ends)


def tombstones(existing: Existing) -> Mapping[str, Any]:
    """What the manifest has of them."""
    present = existing.manifest.data.get("tombstones") if existing.manifest else None
    return present if isinstance(present, Mapping) else {}


# --- the manifest --------------------------------------------------------------------------------


def _manifest(
    source: Source, existing: Existing, name: str, version: str, usual: bool
) -> dict[str, Any]:
    kept = existing.manifest
    wanted: dict[str, Any] = {} if kept and kept.data.get("name") else {"name": name}
    if version and not kept:
        wanted["version"] = version
    if source.levels:
        wanted["authority"] = _vocabulary(source.levels, _authority(kept))
    tops = [s.part.id for s in source.sections if s.part.depth == 1]
    wanted["sections"] = tops
    if kept is not None and "tombstones" in kept.data:  # whoever wants them adds the key
        present = tombstones(existing)
        retired = _retired(source, existing)
        fresh = {key: value for key, value in retired.items() if key not in present}
        if fresh:
            wanted["tombstones"] = {**present, **fresh}
    wanted["source"] = {"format": "model-spec"}
    if not source.final_newline:
        wanted["source"]["document"] = {"final_newline": False}
    if not usual:
        wanted["source"]["evals"] = {"final_newline": False}
    return wanted


def _authority(manifest: Kept | None) -> Mapping[str, Any]:
    authority = manifest.data.get("authority") if manifest else None
    return authority if isinstance(authority, Mapping) else {}


def _listed(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = fields.get(key)
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _ordered(used: Sequence[str], present: Sequence[str]) -> tuple[str, ...]:
    """The levels in use: those that the manifest has in its order, others where they belong.

    A level that no Model Spec has comes last until somebody moves it.
    """
    levels = [level for level in present if level in used]
    for level in (*KNOWN_LEVELS, *used):
        if level not in used or level in levels:
            continue
        rank = KNOWN_LEVELS.index(level) if level in KNOWN_LEVELS else len(KNOWN_LEVELS)
        higher = [i for i, one in enumerate(levels) if one in KNOWN_LEVELS[:rank]]
        at = (higher[-1] + 1 if higher else 0) if level in KNOWN_LEVELS else len(levels)
        levels.insert(at, level)
    return tuple(levels)


def _vocabulary(levels: Sequence[str], present: Mapping[str, Any]) -> dict[str, Any]:
    """The team decides which of its levels are grave; for a new one its name does."""
    was: Sequence[str] = _listed(present, "grave") if "grave" in present else GRAVE_LEVELS
    old = _listed(present, "levels")
    grave = [one for one in levels if one in (was if one in old else GRAVE_LEVELS)]
    vocabulary: dict[str, Any] = {**present, "levels": list(levels)}
    if "grave" in present or (grave and not present):
        vocabulary["grave"] = list(was) if set(was) == set(grave) else grave
    return vocabulary


def _retired(source: Source, existing: Existing) -> dict[str, Any]:
    """A tombstone for each section and eval that the source no longer has."""
    evals = existing.evals.keys() - {one.part.stem for one in source.evals}
    sections = existing.by_id.keys() - {section.part.id for section in source.sections}
    kinds = {**dict.fromkeys(evals, "eval"), **dict.fromkeys(sections, "section")}
    return {key: {"kind": kinds[key]} for key in sorted(kinds)}
