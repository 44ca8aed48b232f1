"""What a section's text says of its weight against another section."""

from __future__ import annotations

import re
from functools import cache

from specctl.model.spec import Passage

_SAYING = ("overrid", "precedence", "priority", "supersede", "prevail", "exception")
"""One of these is in every sentence that says it: the patterns are made when they are needed."""


def overridden(passage: Passage) -> tuple[str, ...]:
    """The ids of the sections that a passage says its own section outweighs.

    "This section takes precedence over [?](#style)" and "As an exception to [?](#style)" say so;
    "it does not override [?](#style)" and "instructions that override [?](#style)" do not.
    """
    if "](#" not in passage.norm or not any(word in passage.norm.lower() for word in _SAYING):
        return ()
    return tuple(
        match["target"]
        for match in _outweighs().finditer(passage.norm)
        if _of_itself().search(passage.norm[: match.start()].strip())
    )


@cache
def _outweighs() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:overrides?|takes? (?:precedence|priority) over|supersedes?|prevails? over|"
        r"exception to)\s+(?:the\s+|what\s+)?(?:\w+\s+){0,2}\[[^\]]*\]\(#(?P<target>[\w-]+)\)",
        re.IGNORECASE,
    )


@cache
def _of_itself() -> re.Pattern[str]:
    """What stands before it where the section speaks of itself, and does not deny it."""
    return re.compile(
        r"(?:^|[;:]\s*|\band\s+)(?:this(?: \w+)?|it|as an|an)(?: always| also| is an)?$",
        re.IGNORECASE,
    )
