"""A hook's shortest way: what is staged may be committed, and there is nothing to say.

Nothing that takes time to import is imported before it must be, and the library behind the command
line never. Whatever else is the case is left to the command, which gives the same answer.
"""

from __future__ import annotations

import os
from time import gmtime, localtime, strftime

from specctl.cache import Store, digest, home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from specctl.pipeline.checking import Checked

_FINE = b"fine"
_SPEC = "--spec="
_NO_DAY = (ValueError, OverflowError, OSError)
_HOOKS = (["pre-commit"], ["pre-merge-commit"], ["pre-commit", "--"], ["pre-merge-commit", "--"])


def fine(arguments: list[str]) -> bool:
    """Whether a command line is a hook's, and what is staged has no error.

    Args:
        arguments: what follows ``specctl``.
    """
    spec = _asked(arguments)
    return spec is not None and (_before(spec) or _now(spec))


def _asked(arguments: list[str]) -> str | None:
    """The spec folder that a hook asks about; None where the command line is another."""
    if arguments[:2] != ["hook", "run"]:
        return None
    spec, rest = "spec", arguments[2:]
    if rest and rest[0].startswith(_SPEC):
        spec, rest = rest[0].removeprefix(_SPEC), rest[1:]
    return spec if rest in _HOOKS else None


def _before(spec: str) -> bool:
    """Whether the same tree was found fine before, or one that is alike."""
    from specctl.sources.staging import staged

    found = staged(".", spec)
    if found is None:
        return False
    rows, common, folder = found
    store = Store(home(common, common))
    try:
        key, there = _keys(store, rows, folder, day())
    except _NO_DAY:
        return False
    if store.verdict(key) == _FINE:
        return True
    alike = _alike(store, there, rows, folder)
    if alike:
        store.keep_verdict(key, _FINE)
    return alike


def _alike(store: Store, there: str, rows: bytes, folder: str) -> bool:
    from specctl.pipeline.alike import fine as alike

    try:
        return alike(store, there, rows, folder, ".")
    except Exception:  # whatever it is, lint says it
        return False


def _now(spec: str) -> bool:
    """Whether lint finds it fine."""
    from specctl.pipeline.context import Context
    from specctl.pipeline.linting import check

    try:
        return not check(Context(spec=spec), staged=True, only_grave=True).errors
    except Exception:  # the command does the same once more, and says what is wrong
        return False


def keep_fine(store: Store, folder: str, checked: Checked, today: str) -> None:
    """Remember that a staged tree has no error.

    Args:
        store: the repository's.
        folder: the spec folder's path in the repository.
        checked: what lint says of the tree.
        today: the day that it went by; another may have come since.
    """
    from specctl.pipeline.alike import keep

    rows = checked.listing.rows
    key, there = _keys(store, rows, folder, today)
    keep(store, there, rows, checked)
    store.keep_verdict(key, _FINE)


def day(*, utc: bool = False) -> str:
    """The day that rules about dates go by, as ``2026-01-31``: the local one, unless UTC is meant.

    That of SOURCE_DATE_EPOCH, which is in UTC, where it is set, see
    https://reproducible-builds.org/specs/source-date-epoch/.

    Raises:
        ValueError, OverflowError, OSError: the variable is no number of seconds.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return strftime("%Y-%m-%d", gmtime(int(said)) if said else gmtime() if utc else localtime())


def _keys(store: Store, rows: bytes, folder: str, today: str) -> tuple[str, str]:
    """The keys of a verdict and of the last tree that was found fine: all that they depend on.

    These are the tool, the day and the spec folder; of the verdict also the staged files.
    """
    there = f"{store.stamp} {today} {digest(os.fsencode(folder))}"
    return f"{there} {digest(rows)}", there
