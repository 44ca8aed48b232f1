"""What a section's text says of its weight against another section."""

from __future__ import annotations

import re

from specctl.model.spec import Passage

_OUTWEIGHS = re.compile(
    r"\b(?:overrides?|takes? (?:precedence|priority) over|supersedes?|prevails? over|"
    r"exception to)\s+(?:the\s+|what\s+)?(?:\w+\s+){0,2}\[[^\]]*\]\(#(?P<target>[\w-]+)\)",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"(?:^|[;:]\s*|\band\s+)(?:this(?: \w+)?|it|as an|an)(?: always| also| is an)?$", re.IGNORECASE
)
"""What stands before it where the section speaks of itself, and does not deny it."""


def overridden(passage: Passage) -> tuple[str, ...]:
    """The ids of the sections that a passage says its own section outweighs.

    "This section takes precedence over [?](#style)" and "As an exception to [?](#style)" say so;
    "it does not override [?](#style)" and "instructions that override [?](#style)" do not.
    """
    return tuple(
        match["target"]
        for match in _OUTWEIGHS.finditer(passage.norm)
        if _OF_ITSELF.search(passage.norm[: match.start()].strip())
    )
