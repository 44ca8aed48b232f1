"""Where things stand: files that could not be read, entries of front matter, words in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

from specctl.model.place import Place
from specctl.model.spec import Eval, Example, Prompt, Section, Spec

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


class Talk(NamedTuple):
    """An example or a prompt with the section it stands in; None for a prompt."""

    item: Example | Prompt
    section: str | None


def talks(spec: Spec) -> Iterator[Talk]:
    """Every example and every prompt."""
    for section in spec.sections:
        for example in section.examples:
            yield Talk(example, section.id)
    for one in spec.evals:
        for prompt in one.prompts:
            yield Talk(prompt, None)


def well_formed(some_id: str) -> bool:
    """Whether a text can be an id. What cannot is reported by whoever reads it."""
    return bool(_WELL_FORMED.match(some_id))


def unread(spec: Spec) -> frozenset[str]:
    """The paths of files that are there but could not be read.

    What they hold is unknown: a rule does not say that something is missing which may be there.
    """
    read = {s.path for s in spec.sections} | {e.path for e in spec.evals}
    refused = {f.place.path for f in spec.findings if f.rule == "unreadable-file"}
    return frozenset((spec.lines.keys() | refused) - read - {spec.manifest.place.path})


def unread_ids(spec: Spec, evals: bool) -> frozenset[str]:
    """The ids that sections (or evals) would have whose files could not be read."""
    prefix = f"{spec.folder}/evals/"
    paths = (p for p in unread(spec) if p.startswith(prefix) is evals)
    return frozenset(p.rpartition("/")[2].removesuffix(".md") for p in paths)


def field(owner: Section | Eval, *keys: str) -> Place:
    """The place of the first of these front-matter keys that there is, else the file's start."""
    for key in keys:
        if key in owner.places:
            return owner.places[key]
    return start(owner)


def entries(owner: Section | Eval, key: str, name: str) -> Mapping[Place, Place]:
    """For each entry of a list in front matter, by its place, the place of one of its fields."""
    found: dict[Place, Place] = {}
    for number in count():
        at = owner.places.get(f"{key}.{number}")
        if at is None:
            break
        found[at] = owner.places.get(f"{key}.{number}.{name}", at)
    return found


def start(owner: Section | Eval) -> Place:
    """The first line of a file."""
    return Place(owner.path)


def within(spec: Spec, place: Place, text: str) -> Place:
    """The first stretch of ``place`` that reads ``text``, else ``place``."""
    lines = spec.lines.get(place.path, ())
    for number in range(place.line, min(place.end_line, len(lines)) + 1):
        begin = place.column - 1 if number == place.line else 0
        at = lines[number - 1].find(text, begin)
        if at >= 0:
            return Place(place.path, number, at + 1, number, at + len(text))
    return place


def opening(spec: Spec, place: Place) -> Place:
    """The opening tag of the element that stands at ``place``."""
    lines = spec.lines.get(place.path, ())
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    end = line.find(">", place.column - 1) + 1 or len(line.rstrip())
    return Place(place.path, place.line, place.column, place.line, max(end, place.column))


def told(place: Place) -> str:
    """A place in a message: ``spec/greet.md:12``."""
    return f"{place.path}:{place.line}"
