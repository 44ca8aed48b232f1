"""The marks that git leaves in a file where a merge was not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model.finding import Finding
from specctl.model.place import Place

_BEGINS, _PARTS, _ENDS = "<<<<<<<", "=======", ">>>>>>>"


def unsettled(content: bytes, lines: Sequence[str], path: str) -> Iterator[Finding]:
    """The stretches that git has marked as conflicts, from the first mark to the last.

    The marks are those of https://git-scm.com/docs/git-merge#_how_conflicts_are_presented, and
    only all three in their order count: a text may underline a heading with one of them.

    Args:
        content: of the file, in which a mark is sought first: hardly any file has one.
        lines: of the file.
        path: for the places.
    """
    if _BEGINS.encode() not in content:
        return
    begin = parted = 0
    for number, line in enumerate(lines, 1):
        if line.startswith(_BEGINS) and line[7:8] in ("", " "):
            begin, parted = number, 0
        elif begin and line.rstrip() == _PARTS:
            parted = number
        elif parted and line.startswith(_ENDS) and line[7:8] in ("", " "):
            place = Place(path, begin, 1, number, max(len(line), 1))
            message = (
                f"a merge left its marks in the lines {begin} to {number}; keep what is meant, "
                "and remove the lines with the marks"
            )
            yield Finding("conflict-marker", place, message)
            begin = parted = 0
