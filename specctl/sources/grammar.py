"""How a comparison is written: ``BASE``, ``BASE HEAD``, ``A..B``, ``A...B``, ``dir:PATH``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed

FOLDER = "dir:"
HEAD = "HEAD"
_DOTS = re.compile(r"(?<!\.)\.{2,3}(?!\.)")


class Asked(NamedTuple):
    """The two sides by name; ``head`` is None for the work tree, or with ``--staged`` the index.

    With ``parted`` the base is the commit at which the two sides parted.
    """

    base: str
    head: str | None
    parted: bool = False


def split(args: Sequence[str], *, staged: bool) -> Asked:
    """The two sides that the arguments of a command name.

    Raises:
        SpecctlError: the arguments make no comparison.
    """
    if len(args) > 2:
        raise _usage(f"a comparison has two sides, but {len(args)} are named")
    asked = [_asked(arg) for arg in args] or [Asked(HEAD, None)]
    if len(args) == 2:
        asked = [_pair(args, asked)]
    if staged and asked[0].head is not None:
        raise _usage("--staged compares one revision with the index, so it takes no second one")
    return asked[0]


def _pair(args: Sequence[str], asked: Sequence[Asked]) -> Asked:
    for arg, alone in zip(args, asked, strict=True):
        if alone.head is not None and not arg.startswith(FOLDER):
            raise _usage(f"'{displayed(arg)}' is a range, which takes no second revision")
    return Asked(args[0], args[1])


def _asked(arg: str) -> Asked:
    base, dots, head = _parts(arg)
    if not dots:
        return Asked(arg, None)
    if dots == "..." and (base.startswith(FOLDER) or head.startswith(FOLDER)):
        raise _usage(f"'{displayed(arg)}': folders have no merge base, so `...` takes no dir:")
    if _ranges(base) or _ranges(head):
        raise _usage(f"'{displayed(arg)}' names more than two sides")
    return Asked(base or HEAD, head or HEAD, dots == "...")


def _parts(arg: str) -> tuple[str, str, str]:
    base, dots, head = arg.partition(".." + FOLDER)
    if dots:
        extra = base.endswith(".") and not base.endswith(("/.", ":.", "/..", ":.."))
        return base.removesuffix(".") if extra else base, "..." if extra else "..", FOLDER + head
    separators = [m for m in _DOTS.finditer(arg) if not _in_path(arg, m)]
    if not separators:
        return arg, "", ""
    at = separators[-1]
    return arg[: at.start()], at[0], arg[at.end() :]


def _in_path(arg: str, dots: re.Match[str]) -> bool:
    """Whether the dots are a folder's name, as in ``dir:../a``, and so separate nothing."""
    before, after = arg[: dots.start()], arg[dots.end() :]
    return arg.startswith(FOLDER) and before.endswith(("/", ":")) and after[:1] in {"", "/"}


def _ranges(side: str) -> bool:
    return ".." in side and not side.startswith(FOLDER)


def _usage(message: str) -> SpecctlError:
    return SpecctlError(
        message, "Write BASE, BASE..HEAD, BASE...HEAD or dir:OLD..dir:NEW, or nothing for HEAD."
    )
