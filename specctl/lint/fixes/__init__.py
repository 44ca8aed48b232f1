"""Fixes: what ``lint --fix`` does about findings, as edits of bytes.

``FIXES`` is the table of what can be mended, by rule; ``mended`` applies it to the bytes of a
spec and gives the bytes of what changed. Nothing here is imported unless somebody asks for it.
"""

from specctl.lint.fixes.draft import Fix
from specctl.lint.fixes.engine import Mended, mended
from specctl.lint.fixes.table import FIXES

__all__ = ["FIXES", "Fix", "Mended", "mended"]
