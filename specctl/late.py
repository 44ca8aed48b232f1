"""Packages whose public names are imported when they are first asked for.

Imports are most of what a short command costs, so a package itself imports none of its modules.
What type checkers have to know of its names stands in the package, under ``TYPE_CHECKING``.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def late(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package (https://peps.python.org/pep-0562/).

    Args:
        package: its name.
        homes: the public names of each of its modules.
    """
    modules = {name: module for module, names in homes.items() for name in names}

    def getattr_(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(f"{package}.{modules[name]}"), name)
        # Kept, so that a module of the same name does not take its place.
        vars(sys.modules[package])[name] = found
        return found

    return getattr_
