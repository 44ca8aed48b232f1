"""What a platform knows a finding by, from one run to the next."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from specctl.model import Finding, Place

_NUMBER = re.compile(r"\b\d+\b")


def fingerprints(
    findings: Iterable[Finding], sources: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """A fingerprint for each finding, unlike all others of the run.

    It stays when lines are added above: it is made from the stretch's own text, and from no line
    and no number that a message may count. Alike findings of one file are told apart by their
    order.
    """
    seen: Counter[str] = Counter()
    found = []
    for one in findings:
        print_ = _fingerprint(one, sources)
        seen[print_] += 1
        found.append(f"{print_}:{seen[print_]}")
    return tuple(found)


def _fingerprint(one: Finding, sources: Mapping[str, Sequence[str]]) -> str:
    message = _NUMBER.sub("#", one.message)
    stretch = _stretch(sources.get(one.place.path, ()), one.place)
    parts = (one.rule, one.place.path, one.section, one.subject, message, stretch)
    said = "\0".join(str(part) for part in parts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stretch(lines: Sequence[str], place: Place) -> str:
    """The first line of a place's text, with white space folded."""
    text = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    end = place.end_column if place.line == place.end_line else len(text)
    return " ".join(text[max(place.column, 1) - 1 : end].split())
