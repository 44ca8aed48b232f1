"""A hook's shortest way: what is staged may be committed, and there is nothing to say.

Nothing that takes time to import is imported before it must be, and the library behind the command
line never. Whatever else is the case is left to the command, which gives the same answer.
"""

from __future__ import annotations

import os
from time import localtime, strftime

from specctl.cache import Store, digest, home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from specctl.pipeline.checking import Checked

_FINE = b"fine"
_SPEC = "--spec="
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
    if store.verdict(_key(store, rows)) == _FINE:
        return True
    alike = _alike(store, rows, folder)
    if alike:
        store.keep_verdict(_key(store, rows), _FINE)
    return alike


def _alike(store: Store, rows: bytes, folder: str) -> bool:
    from specctl.errors import SpecctlError
    from specctl.pipeline.alike import fine as alike

    try:
        return alike(store, _key(store, folder.encode()), rows, folder, ".")
    except SpecctlError:  # whatever it is, lint says it
        return False


def _now(spec: str) -> bool:
    """Whether lint finds it fine."""
    from specctl.pipeline.context import Context
    from specctl.pipeline.linting import check

    try:
        return not check(Context(spec=spec), staged=True).errors
    except Exception:  # the command does the same once more, and says what is wrong
        return False


def keep_fine(store: Store, folder: str, checked: Checked) -> None:
    """Remember that a staged tree has no error.

    Args:
        store: the repository's.
        folder: the spec folder's path in the repository.
        checked: what lint says of the tree.
    """
    from specctl.pipeline.alike import keep

    rows = checked.listing.rows
    keep(store, _key(store, folder.encode()), rows, checked)
    store.keep_verdict(_key(store, rows), _FINE)


def _key(store: Store, about: bytes) -> str:
    """What a verdict depends on: the staged files or where they are, the tool, and the day."""
    day = os.environ.get("SOURCE_DATE_EPOCH") or strftime("%Y-%m-%d", localtime())
    return f"{store.stamp} {day} {digest(about)}"
