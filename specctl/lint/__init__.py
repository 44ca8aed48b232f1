"""Lint: what is wrong in a spec, where, and what to do about it.

``lint`` runs every rule over one spec. ``RULES`` is the registry, ``page`` what a rule reports and
why, with an example that fails and one that passes. ``PluginRule`` is what another distribution
brings, and ``File`` what its check is given; the values of a spec are those of ``specctl.model``.
"""

from __future__ import annotations

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.lint.catalogue import page
    from specctl.lint.engine import lint
    from specctl.lint.file import File
    from specctl.lint.plugins import PluginRule
    from specctl.lint.registry import RULES, RuleRow

__all__ = ["RULES", "File", "PluginRule", "RuleRow", "lint", "page"]

__getattr__ = late(
    __name__,
    {
        "registry": ("RULES", "RuleRow"),
        "file": ("File",),
        "plugins": ("PluginRule",),
        "engine": ("lint",),
        "catalogue": ("page",),
    },
)
