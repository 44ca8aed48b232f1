"""The approval policy of a manifest, as rules look into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specctl.lint.settings import mapping
from specctl.model.spec import Manifest


def approvals(manifest: Manifest) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Its entries, each with its path of keys."""
    found = manifest.fields.get("approvals")
    for number, entry in enumerate(found if isinstance(found, list) else ()):
        yield f"approvals.{number}", mapping(entry)


def matched(manifest: Manifest, key: str) -> Iterator[tuple[str, str]]:
    """What entries match by: the texts under a key of their ``match``, each with its path."""
    for path, entry in approvals(manifest):
        texts = mapping(entry.get("match")).get(key)
        for number, text in enumerate(texts if isinstance(texts, list) else ()):
            if isinstance(text, str):
                yield f"{path}.match.{key}.{number}", text
