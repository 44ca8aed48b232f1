"""Front matter and the manifest: YAML read as plain data with the place of every key.

The only place that uses ruamel.yaml. Reading takes the parser's events, so that tags, aliases and
depth are refused before anything is built; rewriting touches only the lines of what changes, and
keeps comments, order and quoting.
"""

from __future__ import annotations

from specctl.frontmatter.document import Document, Unreadable
from specctl.frontmatter.reading import read, split
from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.frontmatter.comments import comments
    from specctl.frontmatter.files import update_file
    from specctl.frontmatter.writing import dump, update

__all__ = ["Document", "Unreadable", "comments", "dump", "read", "split", "update", "update_file"]

__getattr__ = late(
    __name__,
    {
        "comments": ("comments",),
        "files": ("update_file",),
        "writing": ("dump", "update"),
    },
)
