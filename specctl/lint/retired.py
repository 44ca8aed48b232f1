"""Terms that were retired: tombstones of kind ``term``, and where a text still uses them.

The id of such a tombstone is the term's words joined by ``-`` or ``_``: ``hand-off``,
``verified-session``. A text uses it in upper or lower case, in the singular or with an s, its
words parted by spaces or hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from specctl.model.place import Place
from specctl.model.spec import Manifest, Section

TERM = "term"
"""The kind of these tombstones."""

_PARTS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(r"`[^`]*`|\]\([^)]*\)|\[\^[^\]]{1,100}\]")


def retired_terms(manifest: Manifest) -> tuple[str, ...]:
    """The ids of the terms that the manifest retires, the longest first."""
    stones = (manifest.tombstones or {}).values()
    found = [stone.id for stone in stones if stone.kind == TERM]
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


def term_id(term: str) -> str:
    """The id under which a term would be retired, in lower case."""
    return "-".join(_PARTS.split(term.casefold())).strip("-")


def uses(
    section: Section, lines: Sequence[str], terms: Sequence[str]
) -> Iterator[tuple[str, Place]]:
    """The retired terms that a section's own text uses, each with the first place.

    Code, link targets and anchors are no use of a term.
    """
    pattern = _pattern(tuple(terms))
    seen: set[str] = set()
    for passage in section.passages:
        if not pattern.search(passage.norm):
            continue
        for match in pattern.finditer(_HIDDEN.sub(lambda m: "\0" * len(m[0]), passage.norm)):
            used = next(name for number, name in enumerate(terms, 1) if match[number])
            if used not in seen:
                seen.add(used)
                yield used, _place(lines, passage.place, match[0])


@lru_cache(maxsize=8)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """One group for each term; the longer one, which stands first, wins over its beginning."""
    each = [r"[\s-]+".join(map(re.escape, re.split("[-_]+", term))) for term in terms]
    named = "|".join(f"({one})" for one in each)
    return re.compile(rf"(?<![\w-])(?:{named})s?(?![\w-])", re.IGNORECASE)


def _place(lines: Sequence[str], place: Place, said: str) -> Place:
    """Where a text says it, whatever runs of white space there are in the file."""
    pattern = re.compile(r"\s+".join(map(re.escape, said.split())))
    for number in range(place.line, min(place.end_line, len(lines)) + 1):
        start = place.column - 1 if number == place.line else 0
        match = pattern.search(lines[number - 1], start)
        if match:
            return Place(place.path, number, match.start() + 1, number, match.end())
    return place
