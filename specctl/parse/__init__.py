"""A snapshot's bytes become a spec: sections, evals and the manifest, each with its place.

A file is read on its own, so that a caller who parses two revisions passes one ``memo`` and pays
only for what differs. What is wrong becomes a finding; nothing is lost.
"""

from specctl.parse.file import Parsed
from specctl.parse.manifest import MANIFEST, read_manifest
from specctl.parse.spec import Memo, own_fields, parse, parse_file
from specctl.parse.text import lines_of

__all__ = [
    "MANIFEST",
    "Memo",
    "Parsed",
    "lines_of",
    "own_fields",
    "parse",
    "parse_file",
    "read_manifest",
]
