"""Where a setting holds: files by path, authority, kind, status and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple


class About(NamedTuple):
    """What settings know a file by; all but the path is "" or empty for what has none.

    Attributes:
        path: relative to the spec folder.
        status, authority: as declared, else those of the nearest section above that has one.
        kind: a section's, or ``eval``.
        tags: the section's and those of every section above it.
    """

    path: str
    status: str = ""
    authority: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()


class Scope(NamedTuple):
    """Files for which all of this holds; what is empty holds for every file."""

    paths: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def holds(self, about: About) -> bool:
        """Whether a file is among them."""
        return (
            (not self.paths or any(matches(glob, about.path) for glob in self.paths))
            and (not self.authority or about.authority in self.authority)
            and (not self.kind or about.kind in self.kind)
            and (not self.status or about.status in self.status)
            and (not self.tags or not set(self.tags).isdisjoint(about.tags))
        )


def scope_of(data: Mapping[str, Any]) -> Scope:
    """The scope that a mapping of the manifest describes."""
    return Scope(*(texts(data.get(name)) for name in Scope._fields))


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; none where it is something else."""
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def matches(glob: str, path: str) -> bool:
    """Whether a glob covers a path.

    ``*`` stands for anything within a name, ``**`` for any folders, ``x/`` for all that is in x.
    """
    wanted = f"{glob}**" if glob.endswith("/") else glob
    return _matches(wanted.split("/"), path.split("/"))


def _matches(wanted: Sequence[str], names: Sequence[str]) -> bool:
    """As ``*`` in a name is matched: only the last ``**`` ever has to take one name more."""
    at = name = 0
    retry: tuple[int, int] | None = None
    while name < len(names):
        if at < len(wanted) and wanted[at] == "**":
            retry = at + 1, name
            at += 1
        elif at < len(wanted) and fnmatchcase(names[name], wanted[at]):
            at, name = at + 1, name + 1
        elif retry:
            retry = retry[0], retry[1] + 1
            at, name = retry
        else:
            return False
    return all(part == "**" for part in wanted[at:])
