"""What a release changes in the files that it finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specctl import frontmatter
from specctl.model.proposal import Proposal, Status
from specctl.model.release import Notes
from specctl.model.spec import Manifest

_BY = "specctl release"


def stamped(content: bytes, manifest: Manifest, version: str) -> bytes:
    """The manifest with a version, and with it in every tombstone that has none yet.

    Args:
        content: of the manifest, which is YAML in UTF-8.
        manifest: the same, as it was read.
        version: of the release.
    """
    retired = manifest.fields.get("tombstones")
    edits: dict[str, Any] = {"version": version}
    if isinstance(retired, Mapping):
        dated = {id_: _dated(entry, version) for id_, entry in retired.items()}
        edits |= {"tombstones": dated} if dated != retired else {}
    text = content.decode("utf-8")
    return frontmatter.update(text, edits).encode()


def _dated(entry: Any, version: str) -> Any:
    if entry is None:
        return {"version": version}
    if isinstance(entry, Mapping) and "version" not in entry:
        return {**entry, "version": version}
    return entry


def released(one: Proposal, notes: Notes) -> dict[str, Any]:
    """The front matter of a proposal that is part of a release, as far as that changes it."""
    moves = [move._asdict() for move in one.history]
    move = {"to": Status.RELEASED.value, "by": _BY, "date": notes.date, "why": notes.version}
    return {"status": Status.RELEASED.value, "history": [*moves, move]}
