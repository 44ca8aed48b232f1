"""A summary that people wrote, held against a review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, both

if TYPE_CHECKING:
    from specctl.model import Review

_MOST = 12
"""So many headings are listed."""


def check_summary(
    context: Context,
    review: Review,
    path: Path,
    entry: str | None = None,
    *,
    revisions: Sequence[str] = (),
    staged: bool = False,
) -> Review:
    """A review that knows which of its grave rows a summary or changelog mentions.

    Args:
        context, revisions, staged: what was compared, as in :func:`specctl.pipeline.review`.
        review: what came of it.
        path: the summary, in Markdown.
        entry: the heading of the part that is about this change; by default all is.

    Raises:
        SpecctlError: if the file cannot be read, or has no such heading.
    """
    from specctl.review.summary import NoEntry, Text, entry_of
    from specctl.review.summary import check_summary as check

    said = Text(_read(path), path.name)
    if entry is not None:
        try:
            said = entry_of(said, entry)
        except NoEntry as error:
            raise SpecctlError(f"{error} in {path}", _listed(error.headings)) from None
    return check(review, said, *both(context, revisions, staged=staged))


def _listed(headings: Sequence[str]) -> str:
    """What to do about an entry that is not there."""
    if not headings:
        return "It has no headings at all: leave out --entry to check the whole of it."
    names = ", ".join(f"'{one}'" for one in headings[:_MOST])
    more = f" and {len(headings) - _MOST} more" if len(headings) > _MOST else ""
    return f"Its headings are {names}{more}."


def _read(path: Path) -> str:
    from specctl.sources import MAX_FILE

    hint = "Name a file of Markdown with --summary."
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise SpecctlError(f"cannot read {path}: {error.strerror}", hint) from None
    if len(content) > MAX_FILE:
        raise SpecctlError(f"{path} is larger than {MAX_FILE // 2**20} MiB", hint)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise SpecctlError(f"{path} is no text in UTF-8", hint) from None
