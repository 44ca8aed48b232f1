"""What git hands to a diff driver, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False  # git runs a driver for each file, which should load no more than it needs
if TYPE_CHECKING:
    from specctl.model.change import Change
    from specctl.model.spec import Eval, Section


@dataclass(frozen=True, slots=True)
class Handed:
    """One file on both sides, as git hands it to a driver.

    Attributes:
        before, path: its paths in the repository, on the old and on the new side.
        old, new: files that hold the contents; ``/dev/null`` where there is none.
        old_id, new_id: git's ids of the contents; a dot where there is none.
        old_mode, new_mode: as git writes them; a dot where there is none.
        note: what git says of a rename or copy, or "".
    """

    before: str
    path: str
    old: str
    new: str
    old_id: str
    new_id: str
    old_mode: str
    new_mode: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What changed in one file: its rows, and git's own lines where the rows do not say all.

    ``lines`` begins with the first hunk.
    """

    handed: Handed
    rows: tuple[Change, ...]
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """One file to be shown line by line; ``value`` is None where it cannot be read."""

    value: Section | Eval | None
    text: str
