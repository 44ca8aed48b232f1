"""Which staged trees were judged before and may be committed: a hook's shortest way.

Nothing that takes time to import is imported here. Only the verdict that there is no error is
kept, which needs no words; whatever else is left to lint, which gives the same answer.
"""

from __future__ import annotations

import os
from time import localtime, strftime

from specctl.cache import Store, home

_FINE = b"fine"
_SPEC = "--spec="
_HOOKS = (["pre-commit"], ["pre-merge-commit"], ["pre-commit", "--"], ["pre-merge-commit", "--"])


def fine_before(arguments: list[str]) -> bool:
    """Whether a command line is a hook's, and asks about a staged tree that was found fine.

    Args:
        arguments: what follows ``specctl``.
    """
    if arguments[:2] != ["hook", "run"]:
        return False
    spec, rest = "spec", arguments[2:]
    if rest and rest[0].startswith(_SPEC):
        spec, rest = rest[0].removeprefix(_SPEC), rest[1:]
    if rest not in _HOOKS:
        return False
    from specctl.sources.staging import staged

    found = staged(".", spec)
    if found is None:
        return False
    rows, common, _ = found
    store = Store(home(common, common))
    return store.verdict(_key(store, rows)) == _FINE


def keep_fine(store: Store, rows: bytes) -> None:
    """Remember that a staged tree has no error.

    Args:
        store: the repository's.
        rows: git's listing of what is staged of the spec.
    """
    store.keep_verdict(_key(store, rows), _FINE)


def _key(store: Store, rows: bytes) -> str:
    """All that a verdict depends on: the staged files, the tool, and the day."""
    day = os.environ.get("SOURCE_DATE_EPOCH") or strftime("%Y-%m-%d", localtime())
    return f"{store.stamp} {day}\n{rows.hex()}"
