"""Where things stand: entries of front matter, tags in a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count

from specctl.model.place import Place
from specctl.model.spec import Eval, Section

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


def well_formed(some_id: str) -> bool:
    """Whether a text can be an id. What cannot is reported by whoever reads it."""
    return bool(_WELL_FORMED.match(some_id))


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


def opening(lines: Sequence[str], place: Place) -> Place:
    """The opening tag of the element that stands at ``place``."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    end = line.find(">", place.column - 1) + 1 or len(line.rstrip())
    return Place(place.path, place.line, place.column, place.line, max(end, place.column))


def within(lines: Sequence[str], place: Place, text: str) -> Place:
    """The first stretch of ``place`` that reads ``text``, else ``place``."""
    for number in range(place.line, min(place.end_line, len(lines)) + 1):
        begin = place.column - 1 if number == place.line else 0
        at = lines[number - 1].find(text, begin)
        if at >= 0:
            return Place(place.path, number, at + 1, number, at + len(text))
    return place


def told(place: Place) -> str:
    """A place in a message: ``spec/greet.md:12``."""
    return f"{place.path}:{place.line}"
