"""Rules of the chain of command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from specctl.lint.card import placed
from specctl.lint.file import File
from specctl.lint.norms import BINDS, NEVER, norm_of
from specctl.lint.rules import policy, where
from specctl.lint.settings import mapping
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import GRAVE_LEVELS, Manifest, PassageRole, Section
from specctl.words import closest


def missing_authority(file: File) -> Iterator[Finding]:
    """A rule that does not say how strongly it binds; lighter, a section with anchors."""
    section = file.value
    if not isinstance(section, Section) or "authority" in section.fields:
        return
    levels = ", ".join(file.manifest.levels)
    if section.kind == "rule":
        place, severity = where.field(section, "kind"), Severity.ERROR
        message = f"a rule needs an authority; write `authority:` with one of {levels}"
    elif section.anchors:
        place, severity = section.anchors[0].place, Severity.WARNING
        names = ", ".join(dict.fromkeys(f"[^{a.id}]" for a in section.anchors))
        message = (
            f"{names} in a section without an authority; write `authority:` with one of {levels}, "
            "or move what binds to a section that has one"
        )
    else:
        return
    yield file.finding("missing-authority", place, message, section.id, severity=severity)


def unknown_authority(file: File) -> Iterator[Finding]:
    """A level that the manifest does not declare."""
    section, manifest = file.value, file.manifest
    if isinstance(section, Section) and manifest.exists:  # else nobody knows the levels
        level = section.authority
        if level is not None and level not in manifest.levels:
            place = where.field(section, "authority")
            message = f"authority: {_not_one(level, manifest)}"
            yield file.finding("unknown-authority", place, message, section.id)


def unknown_authority_in_policy(whole: Whole) -> Iterator[Finding]:
    """The same in the manifest's own policy."""
    manifest = whole.manifest
    for path, level in _policy(manifest) if manifest.exists else ():
        if level not in manifest.levels:
            place = manifest.places.get(path, manifest.place)
            yield Finding("unknown-authority", place, _not_one(level, manifest))


def _not_one(level: str, manifest: Manifest) -> str:
    levels = manifest.levels
    return f"'{level}' is not one of {', '.join(levels)}{closest(level, levels)}"


def _policy(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The levels that the manifest's own policy names, each with its path of keys."""
    if "grave" in mapping(manifest.fields.get("authority")):
        for number, level in enumerate(manifest.grave):
            if level not in GRAVE_LEVELS:  # the usual names may be listed before they are used
                yield f"authority.grave.{number}", level
    yield from policy.matched(manifest, "authority")


# --- exceptions ----------------------------------------------------------------------------------


def exception_above_its_authority(whole: Whole) -> Iterator[Finding]:
    """A section that makes an exception to, or says it outweighs, one of a higher authority."""
    heights = {level: number for number, level in enumerate(whole.manifest.levels)}
    for section in whole.sections:
        told = [(target, at, "makes an exception to") for target, at in section.exception_to]
        told += [(target, at, "says it outweighs") for target, at in section.overrides]
        own = whole.authority(section) if told else None
        reported: set[str] = set()
        for target, at, verb in told:
            above = whole.by_id.get(target)
            theirs = whole.authority(above[0]) if above else None
            if own not in heights or theirs not in heights or target in reported:
                continue
            if heights[own] > heights[theirs]:
                reported.add(target)
                message = (
                    f"a section at {own} authority {verb} '{target}', which is at {theirs}; "
                    "only the same authority or a higher one can do that"
                )
                place = placed(section.path, at)
                yield Finding(
                    "exception-above-its-authority",
                    place,
                    message,
                    section=section.id,
                    subject=target,
                )


_MOST = 8
"""Sections of a circle that a message names."""


def circular_exception(whole: Whole) -> Iterator[Finding]:
    """Sections that are exceptions to each other, or one that is an exception to itself."""
    excepting = {one.id: one for one in whole.excepting}
    edges = {name: [target for target, _ in one.exception_to] for name, one in excepting.items()}
    for circle in _circles(edges):
        first, then = circle[0], circle[1 % len(circle)]
        section = excepting[first]
        shown = circle if len(circle) <= _MOST else [*circle[: _MOST - 1], "..."]
        way = " -> ".join([*shown, first])
        message = f"exception_to leads back to where it began: {way}; remove one of these"
        place = placed(section.path, dict(section.exception_to)[then])
        yield Finding("circular-exception", place, message, section=first, subject=then)


def _circles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Circles that share no node, each from its first node on; every node is on the way once."""
    done: set[str] = set()
    for start in edges:
        way: dict[str, Iterator[str]] = {}
        node: str | None = start if start not in done else None
        while node is not None:
            way.setdefault(node, iter(edges.get(node, ())))
            step = next((one for one in way[node] if one not in done), None)
            if step is None:
                done.add(node)
                way.popitem()
            elif step in way:
                circle = list(way)[list(way).index(step) :]
                yield circle
                done.update(circle)
                for one in circle:
                    del way[one]
            else:
                way[step] = iter(edges.get(step, ()))
            node = next(reversed(way), None)


# --- words ---------------------------------------------------------------------------------------


def strength_against_authority(file: File) -> Iterator[Finding]:
    """A "must" in a section that a hint from the context may override."""
    section = file.value
    if not isinstance(section, Section) or section.authority is None:
        return
    if section.authority not in file.option("strength-against-authority", "levels"):
        return
    for passage in section.passages:
        norm = None if passage.role is PassageRole.COMMENTARY else norm_of(passage, NEVER)
        if norm is not None:
            place = where.within(file.lines, passage.place, norm.stretch)
            yield _too_strong(section.id, section.authority, place, norm.word, norm.weight)


def strength_against_inherited_authority(whole: Whole) -> Iterator[Finding]:
    """The same in a section that has its authority from one above it."""
    levels = whole.settings.option("strength-against-authority", "levels")
    for section in whole.sections:
        level = whole.authority(section) if section.norms else None
        if level is None or level not in levels:
            continue
        for word, at, weight in section.norms:
            if weight >= NEVER:
                yield _too_strong(section.id, level, placed(section.path, at), word, weight)


def _too_strong(section: str, level: str, place: Place, word: str, weight: int) -> Finding:
    message = (
        f"'{word}' at {level} authority, which may be overridden implicitly; {_milder(word)}, "
        "or give the section an authority that holds"
    )
    severity = Severity.ERROR if weight == BINDS else Severity.INFO
    return Finding("strength-against-authority", place, message, severity, section, section)


def _milder(word: str) -> str:
    """What to write where a word is too strong: one that leaves room, or nothing."""
    modal, _, negation = word.partition(" ")
    if modal in ("must", "shall", "should") and negation in ("", "not", "never"):
        return "write 'should not'" if negation else "write 'should'"
    negates = word == "never" or word.startswith(("under no ", "in no "))
    return "write 'should not'" if negates else "leave it out"


def normative_text_without_authority(whole: Whole) -> Iterator[Finding]:
    """A demand on the assistant in a section that has no authority, nor has any above it.

    A sentence with an anchor, and a section of kind rule, are `missing-authority`'s.
    """
    for section in whole.sections:
        if not section.norms or section.kind == "rule" or whole.authority(section) is not None:
            continue
        for word, at, _ in section.norms:
            message = (
                f"the sentence tells the assistant what to do ('{word}'), and its section has no "
                "authority; write `authority:`, or move the sentence into a section that has one"
            )
            place = placed(section.path, at)
            yield Finding(
                "normative-text-without-authority",
                place,
                message,
                section=section.id,
                subject=section.id,
            )
