"""Suggestions for mistyped ids, cheap where there are thousands of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from specctl.model.finding import Finding
from specctl.words import closest

MOST = 50
"""How many different words a rule looks up in a run. A thousand slips have one cause, no typo."""


def hinter(options: Iterable[str]) -> Callable[[str], str]:
    """A function from a word to ``; did you mean X?``, or "" where no option is near.

    The same word gets the same answer; after :data:`MOST` different ones there are none.
    """
    known: dict[str, str] = {}
    candidates: list[str] = []  # mostly there is nothing to look up

    def hint(word: str) -> str:
        if not candidates:
            candidates.extend(options)
        if word not in known and len(known) < MOST:
            known[word] = closest(word, candidates)
        return known.get(word, "")

    return hint


HINTING = (
    "dangling-link",
    "dangling-blame",
    "dangling-anchor",
    "orphan-eval",
    "missing-section",
    "rubric-clause-unknown",
    "example-clause-unknown",
    "prompt-rubric-unknown",
)
"""Rules that suggest what was meant, out of all that is there."""


def is_crowded(found: Iterable[Finding]) -> bool:
    """Whether rules find so much that whether one suggests anything may hang on other findings."""
    many = Counter(finding.rule for finding in found)
    return any(many[rule] >= MOST // 2 for rule in HINTING)
