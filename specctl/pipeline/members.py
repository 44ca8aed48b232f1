"""Who somebody is: a member by name, else the one whose address git has.

In the work tree that is asked of the manifest as it stands there, and whoever is unknown can name
themselves. What is approved or resolved counts by the manifest of the base alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import manifest

if TYPE_CHECKING:
    from pathlib import Path

    from specctl.pipeline.branches import Branch
    from specctl.pipeline.desk import Desk
    from specctl.propose.people import People

OF_BASE = "Whoever joins, or takes another key, does so in a proposal of its own, merged first."
"""What somebody can do whom the manifest of the base does not know as they are."""


def whoever(desk: Desk, named: str | None, option: str) -> str:
    """Somebody by name, else whoever works here, by the manifest of the work tree.

    Args:
        desk: where they work.
        named: a member, or None; any name where the manifest knows nobody.
        option: the option that would name one, for the error.

    Raises:
        SpecctlError: nobody has that name, or that address, or git has no address.
    """
    from specctl.propose.people import people

    known = people(manifest(desk.context))
    if named is not None and not named.strip():
        raise SpecctlError(f"{option} names nobody", f"Write {option} MEMBER.")
    if named is not None and not known.persons:
        return named

    def unknown(guess: str) -> SpecctlError:
        return SpecctlError(
            f"the manifest knows no member {named}{guess}",
            "Its `members` and `groups` say who there is.",
        )

    def nobody(mail: str, found: Sequence[str]) -> SpecctlError:
        several = f"{' and '.join(found)} have" if found else "no member has"
        said = f"{several} the address {mail}" if mail else "git knows no address of yours"
        return SpecctlError(
            f"{said}, so it is not known who you are",
            f"Name yourself with {option} MEMBER, or add the address to `members` in the manifest"
            f"{'' if mail else ' and to git: git config user.email ADDRESS'}.",
        )

    return _member(known, named, desk.parent, unknown, nobody)


def approver(at: Branch, known: People, named: str | None) -> str:
    """Who approves or resolves: whoever is named, else whoever works here, by the base's manifest.

    Args:
        at: what is approved.
        known: the people of the base's manifest.
        named: a member, or None.

    Raises:
        SpecctlError: nobody has that name, or that address, or git has no address.
    """

    def unknown(guess: str) -> SpecctlError:
        return SpecctlError(f"the manifest of {at.base} knows no {named}{guess}", OF_BASE)

    def nobody(mail: str, found: Sequence[str]) -> SpecctlError:
        if not mail:
            return SpecctlError(
                "git does not know who you are: user.email is not set",
                "Run `git config user.email ADDRESS`.",
            )
        who = f"is the address of {' and '.join(found)}" if found else "is nobody's address"
        said = f"{mail}, which is git's user.email, {who} in the manifest of {at.base}"
        return SpecctlError(said, OF_BASE)

    assert at.head.repository
    return _member(known, named, at.head.repository.cwd, unknown, nobody)


def _member(
    known: People,
    named: str | None,
    cwd: Path,
    unknown: Callable[[str], SpecctlError],
    nobody: Callable[[str, Sequence[str]], SpecctlError],
) -> str:
    """A member by name, else the only one with git's address.

    Args:
        known: who there is.
        named: a member, or None.
        cwd: where git is asked for an address.
        unknown: what is said where nobody has the name, given who may be meant.
        nobody: what is said where not one member has the address, given that and who has it.
    """
    from specctl.sources.branches import address
    from specctl.words import closest

    if named is not None:
        if named not in known.persons:
            raise unknown(closest(named, [*known.persons]))
        return named
    mail = address(cwd)
    found = known.of_address(mail) if mail else ()
    if len(found) != 1:
        raise nobody(mail, found)
    return found[0]
