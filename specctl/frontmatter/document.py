"""What reading YAML gives: plain data with places, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from specctl.model.place import Place


class Unreadable(Exception):
    """YAML that cannot be read: what is wrong (for a writer) and where in the file."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class Document(NamedTuple):
    """Plain data with places.

    Attributes:
        data: mappings, lists, strings, numbers, booleans and None; dates stay strings.
        places: for each path of keys joined by ``.`` (``examples.0.id``), from the key to the end
            of its value.
        raw: as written, for each scalar that YAML reads as something else than a string.
        duplicates: keys that stand twice in one mapping; the first one counts.
    """

    data: dict[str, Any]
    places: Mapping[str, Place]
    raw: Mapping[str, str]
    duplicates: tuple[tuple[str, Place], ...] = ()


def resolved(plain: str) -> str:
    """What YAML 1.2 makes of a plain scalar: ``str``, ``int``, ``float``, ``bool`` or ``null``."""
    return _tag(plain).rpartition(":")[2] if plain[:1] in _beginnings() else "str"


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """What begins the scalars that YAML may read as something else than text."""
    return frozenset(reader().resolver.versioned_resolver)


@lru_cache(maxsize=4096)
def _tag(plain: str) -> str:
    from ruamel.yaml.nodes import ScalarNode

    return str(reader().resolver.resolve(ScalarNode, plain, (True, False)))


def events(text: str) -> Iterator[Any]:
    """The parser's events, those of the C parser where it is installed.

    Raises ruamel's errors where the text is no YAML.
    """
    from ruamel.yaml.main import CParser  # type: ignore[attr-defined]

    if CParser is None:
        found: Iterator[Any] = reader().parse(text)
        return found
    # What the reader would do around the parser takes as long as parsing.
    return iter(CParser(text).get_event, None)


@lru_cache(maxsize=1)
def reader() -> Any:
    """One reader for all: making one costs more than reading a section's front matter."""
    from ruamel.yaml import YAML

    return YAML(typ="safe")
