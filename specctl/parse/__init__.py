"""A snapshot's bytes become a spec: sections, evals and the manifest, each with its place.

A file is read on its own, so that a caller who parses two revisions passes one ``memo`` and pays
only for what differs. What is wrong becomes a finding; nothing is lost.
"""

from specctl.parse.spec import Memo, parse

__all__ = ["Memo", "parse"]
