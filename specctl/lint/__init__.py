"""Lint: what is wrong in a spec, where, and what to do about it.

``lint`` runs every rule over one spec. ``RULES`` is the registry, ``page`` what a rule reports and
why, with an example that fails and one that passes. ``PluginRule`` is what another distribution
brings, and ``File`` what its check is given.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from specctl.lint.catalogue import page
    from specctl.lint.engine import lint
    from specctl.lint.file import File
    from specctl.lint.plugins import PluginRule
    from specctl.lint.registry import RULES, RuleRow

__all__ = ["RULES", "File", "PluginRule", "RuleRow", "lint", "page"]

_HOMES = {
    "RULES": "registry",
    "File": "file",
    "PluginRule": "plugins",
    "RuleRow": "registry",
    "lint": "engine",
    "page": "catalogue",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: a hook needs few of the modules."""
    if name not in _HOMES:
        raise AttributeError(f"module 'specctl.lint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"specctl.lint.{_HOMES[name]}"), name)
