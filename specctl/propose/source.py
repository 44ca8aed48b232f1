"""What a proposal answers to, as it is written on the command line: ``KIND:REF``."""

from __future__ import annotations

from collections.abc import Sequence

from specctl import schema
from specctl.errors import SpecctlError
from specctl.model.proposal import Origin
from specctl.words import closest

NEEDS_NO_REF = ("clarification",)
"""Kinds that say enough alone."""


def kinds() -> Sequence[str]:
    """The kinds that there are, those of the proposal's schema."""
    source = schema.load("proposal")["properties"]["source"]["properties"]
    found: Sequence[str] = source["kind"]["enum"]
    return found


def origin(text: str) -> Origin:
    """Kind and reference of a source.

    Raises:
        SpecctlError: there is no such kind, or a reference is missing.
    """
    kind, _, rest = text.partition(":")
    ref = " ".join(rest.split())
    if kind not in kinds():
        raise SpecctlError(
            f"'{kind}' is no kind of source{closest(kind, kinds())}",
            f"Write --source KIND:REF, where KIND is one of {', '.join(kinds())}.",
        )
    if not ref and kind not in NEEDS_NO_REF:
        raise SpecctlError(
            f"the source {kind} names nothing",
            f"Say where it can be read: --source {kind}:REF, a link, a ticket or a thread.",
        )
    return Origin(kind, ref)
