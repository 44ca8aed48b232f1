"""What became of a git hook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What a command did to a hook."""

    WRITTEN = "written"
    REFRESHED = "refreshed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    RESTORED = "restored"
    ABSENT = "absent"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook after a command.

    Attributes:
        name: as git calls it.
        path: the file that git runs.
        fate: what became of it.
        kept: the name of the file that holds the hook that was there before, or "".
    """

    name: str
    path: str
    fate: Fate
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a command did.

    Attributes:
        hooks: one for each name.
        committed: the folder of the hooks, where that is in the work tree and git does not ignore
            it; else "".
        shared: the folder of the hooks, where other repositories use it too; else "".
        spec: where the spec folder would have to be, where there is none yet; else "".
    """

    hooks: tuple[Hook, ...]
    committed: str = ""
    shared: str = ""
    spec: str = ""
