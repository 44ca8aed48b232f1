"""Who the manifest knows: people, their keys and addresses, and the groups that they are in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specctl.model.proposal import Key, Person
from specctl.model.spec import Manifest


class Held(NamedTuple):
    """A key, and whose it is."""

    person: str
    key: Key


@dataclass(frozen=True, slots=True)
class People:
    """The people of one manifest.

    Attributes:
        persons: by id: all whom ``members`` lists, and those whom only a group names.
        groups: the ids of a group's members, by the group's name.
    """

    persons: Mapping[str, Person]
    groups: Mapping[str, tuple[str, ...]]
    keys: tuple[Held, ...] = field(default=())

    def of_address(self, address: str) -> tuple[str, ...]:
        """The ids of those whom git knows by an address; case makes no difference."""
        wanted = address.strip().casefold()
        return tuple(
            one.id
            for one in self.persons.values()
            if wanted in {email.strip().casefold() for email in one.emails}
        )

    def within(self, groups: Iterable[str]) -> frozenset[str]:
        """Everybody in one of these groups."""
        return frozenset(one for group in groups for one in self.groups.get(group, ()))


def people(manifest: Manifest) -> People:
    """The people of a manifest; what is off form in it is left out."""
    groups = {
        name: _texts(_mapping(group).get("members"))
        for name, group in _mapping(manifest.fields.get("groups")).items()
    }
    listed = {
        name: _person(name, _mapping(entry))
        for name, entry in _mapping(manifest.fields.get("members")).items()
    }
    named = {one: Person(one) for members in groups.values() for one in members}
    persons = {
        name: listed.get(name, named.get(name, Person(name))) for name in {**named, **listed}
    }
    keys = tuple(Held(one.id, key) for one in persons.values() for key in one.keys)
    return People(persons, groups, keys)


def _person(name: str, entry: Mapping[str, Any]) -> Person:
    called = entry.get("name")
    keys = entry.get("keys")
    return Person(
        name,
        called if isinstance(called, str) else "",
        _texts(entry.get("emails")),
        tuple(_keys(keys if isinstance(keys, list) else ())),
    )


def _keys(entries: Iterable[Any]) -> Iterable[Key]:
    for entry in map(_mapping, entries):
        key = entry.get("key")
        if isinstance(key, str) and len(key.split()) > 1:
            dates = (str(entry.get(name) or "") for name in ("until", "revoked"))
            yield Key(_spelled(key), *dates)


def _spelled(key: str) -> str:
    """A public key without its comment, in the one spelling by which two are known to be one."""
    kind, text = key.split()[:2]
    with suppress(ValueError):
        text = base64.b64encode(base64.b64decode(text)).decode()
    return f"{kind} {text}"


def fingerprint(key: str) -> str:
    """How ``ssh-keygen -l`` names a public key: ``SHA256:`` and 43 characters; "" for no key."""
    try:
        digest = hashlib.sha256(base64.b64decode(key.split()[1])).digest()
    except ValueError:
        return ""
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
