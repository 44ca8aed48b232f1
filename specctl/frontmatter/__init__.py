"""Front matter and the manifest: YAML read as plain data with the place of every key.

The only place that uses ruamel.yaml. Reading takes the parser's events, so that tags, aliases and
depth are refused before anything is built; rewriting touches only the lines of what changes, and
keeps comments, order and quoting.
"""

from __future__ import annotations

from specctl.frontmatter.document import Document, Unreadable
from specctl.frontmatter.reading import read, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from specctl.frontmatter.comments import comments
    from specctl.frontmatter.writing import dump, update

__all__ = ["Document", "Unreadable", "comments", "dump", "read", "split", "update"]

_HOMES = {"comments": "comments", "dump": "writing", "update": "writing"}


def __getattr__(name: str) -> Any:
    """Import what reading does not need when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'specctl.frontmatter' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"specctl.frontmatter.{_HOMES[name]}"), name)
    globals()[name] = found  # else a module of the same name would be found the next time
    return found
