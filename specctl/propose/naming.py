"""How proposals are named: their numbers, and the names of their folders and branches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from specctl.errors import SpecctlError
from specctl.model.proposal import FOLDER, Proposal
from specctl.words import slug

LAST = 9999
_NAME = re.compile(r"(?P<number>\d{4})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\Z")
_NUMBER = re.compile(r"\d{4}(?=-)")
_GIVEN = re.compile(rf"(?:{FOLDER}/)?(?P<name>[^/]+)(?:/(?:proposal\.md)?)?\Z")


def number_of(name: str) -> str | None:
    """The number with which the name of a folder or a branch begins, if it does."""
    found = _NUMBER.match(name)
    return found[0] if found else None


def parted(name: str) -> tuple[str, str] | None:
    """Number and slug of the name of a proposal's folder; None where it is no such name."""
    found = _NAME.match(name)
    return (found["number"], found["slug"]) if found else None


def next_number(taken: Iterable[str]) -> str | None:
    """The number after all that are taken; None where there is none."""
    following = max((int(one) for one in taken), default=0) + 1
    return f"{following:04}" if following <= LAST else None


def slug_of(title: str) -> str | None:
    """What a title becomes in the name of a folder; None where it holds no letter and no digit.

    Accents are dropped; a title in another script than Latin gives ``untitled``.
    """
    if not any(char.isalnum() for char in title):
        return None
    apart = unicodedata.normalize("NFKD", title)
    return slug("".join(char for char in apart if not unicodedata.combining(char)))


def given(text: str) -> str:
    """What somebody names a proposal by: its number in four digits, else the folder's name."""
    found = _GIVEN.match(text.strip())
    name = found["name"] if found else text.strip()
    return name.zfill(4) if name.isascii() and name.isdigit() else name


def matching(proposals: Iterable[Proposal], text: str) -> list[Proposal]:
    """The proposals that somebody may mean: those of a number, of a folder's name, or of a slug."""
    name = given(text)
    return [one for one in proposals if name in (one.id, one.name, one.slug)]


def one_of(proposals: Iterable[Proposal], text: str, none: Callable[[], SpecctlError]) -> Proposal:
    """The proposal that somebody means.

    Args:
        proposals: among which it is looked for.
        text: its number, with or without leading zeros, or the name of its folder.
        none: what is said where there is none.

    Raises:
        SpecctlError: there is none, or there are two of that number.
    """
    found = matching(proposals, text)
    if not found:
        raise none()
    if len(found) > 1:
        raise twice(found)
    return found[0]


def twice(found: Sequence[Proposal]) -> SpecctlError:
    """What is said where two proposals have one number."""
    folders = " and ".join(one.folder for one in found)
    return SpecctlError(
        f"the number {found[0].id} is that of {folders}",
        f"Give the one that is not merged yet another: specctl propose renumber {found[-1].name}",
    )
