"""Rules of the people in the manifest: whether approvals can come, and who they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specctl.lint.rules import policy
from specctl.lint.rules.metadata import OWNERS
from specctl.lint.settings import mapping
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.spec import Manifest
from specctl.words import closest


def unmeetable_approval(whole: Whole) -> Iterator[Finding]:
    """An approval that no group can give, or that asks for more people than the group has.

    A name that stands for nobody at all is an unknown owner, where the manifest has groups.
    """
    manifest = whole.manifest
    groups = {name: _members(group) for name, group in _groups(manifest)}
    people = {one for some in groups.values() for one in some}
    for path, entry in policy.approvals(manifest):
        for name, many in mapping(entry.get("require")).items():
            at = f"{path}.require.{name}"
            if name == OWNERS or (groups and name not in groups and name not in people):
                continue
            if name not in groups:
                yield _finding(manifest, at, _no_group(name, people), name)
            elif type(many) is int and many > len(groups[name]):
                yield _finding(manifest, at, _too_many(name, many, len(groups[name])), name)


def _no_group(name: str, people: set[str]) -> str:
    if name in people:
        return f"'{name}' is a person, and approvals are asked of groups; make a group of one"
    return f"there is no group '{name}'; add it to `groups` in the manifest"


def _too_many(name: str, many: int, have: int) -> str:
    has = f"only {have}" if have else "nobody"
    return f"the policy asks for {many} of '{name}', which has {has}; add some, or ask for fewer"


def unknown_member(whole: Whole) -> Iterator[Finding]:
    """Somebody in a group whom ``members`` does not list, and what two of those listed share."""
    manifest = whole.manifest
    members = mapping(manifest.fields.get("members"))
    for group, entry in _groups(manifest) if members else ():
        for number, name in enumerate(_list(mapping(entry).get("members"))):
            if isinstance(name, str) and name not in members:
                hint = closest(name, [*members]) or "; add an entry, or write another name"
                said = f"'{name}' has no entry under `members`{hint}"
                yield _finding(manifest, f"groups.{group}.members.{number}", said, name)
    yield from _shared(manifest, members)


def _shared(manifest: Manifest, members: Mapping[str, Any]) -> Iterator[Finding]:
    """A key or an address of two members: then it does not tell who it is."""
    first: dict[tuple[str, str], str] = {}
    for name, entry in members.items():
        for path, what, value in _marks(f"members.{name}", mapping(entry)):
            other = first.setdefault((what, value), name)
            if other != name:
                said = f"{other} has the same {what}; what bears it could be of either"
                yield _finding(manifest, path, said, name)


def _marks(path: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The keys and addresses of a member, each with its path of keys."""
    for number, one in enumerate(_list(entry.get("keys"))):
        key = mapping(one).get("key")
        if isinstance(key, str):
            yield f"{path}.keys.{number}.key", "key", " ".join(key.split()[:2])
    for number, address in enumerate(_list(entry.get("emails"))):
        if isinstance(address, str):
            yield f"{path}.emails.{number}", "address", address.casefold()


def _groups(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    yield from mapping(manifest.fields.get("groups")).items()


def _members(group: Any) -> frozenset[str]:
    return frozenset(one for one in _list(mapping(group).get("members")) if isinstance(one, str))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _finding(manifest: Manifest, path: str, said: str, subject: str) -> Finding:
    place = manifest.places.get(path, manifest.place)
    return Finding(_RULES[path.partition(".")[0]], place, said, subject=subject)


_RULES = {
    "approvals": "unmeetable-approval",
    "groups": "unknown-member",
    "members": "unknown-member",
}
