"""The git folder of a work tree, told without git."""

from __future__ import annotations

from pathlib import Path

from specctl.sources.locate import top_of

_LONGEST = 4096


def common_of(place: Path) -> Path | None:
    """The git folder that all work trees of the repository around a folder share, if there is one.

    Follows gitrepository-layout(5): ``.git`` is that folder, or a file that names the work tree's
    own, which names the shared one in its file ``commondir``.
    """
    top = top_of(place)
    if top is None:
        return None
    own = top / ".git"
    if own.is_file():
        said = _line(own)
        if not said.startswith("gitdir: "):
            return None
        own = top / said.removeprefix("gitdir: ")
    shared = own / (_line(own / "commondir") or ".")
    return shared if (shared / "objects").is_dir() else None


def _line(path: Path) -> str:
    try:
        with path.open("r", encoding="utf-8", errors="surrogateescape") as file:
            return file.read(_LONGEST).rstrip("\n")
    except OSError:
        return ""
