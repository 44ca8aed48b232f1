"""Front matter and the manifest: YAML read as plain data with the place of every key.

The only place that uses ruamel.yaml. Reading takes the parser's events, so that tags, aliases and
depth are refused before anything is built; rewriting touches only the lines of what changes, and
keeps comments, order and quoting.
"""

from specctl.frontmatter.comments import comments
from specctl.frontmatter.document import Document, Unreadable
from specctl.frontmatter.reading import read, split
from specctl.frontmatter.writing import dump, update

__all__ = ["Document", "Unreadable", "comments", "dump", "read", "split", "update"]
