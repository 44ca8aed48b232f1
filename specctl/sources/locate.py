"""Where the spec folder is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed

MANIFEST = "spec.yaml"


def standing(cwd: Path) -> Path:
    """The folder that a command works from, without links.

    Raises:
        SpecctlError: there is no such folder.
    """
    try:
        real = cwd.resolve(strict=True)
    except OSError as error:
        raise SpecctlError(f"cannot work in {displayed(cwd)}: {error.strerror}") from None
    except ValueError:
        raise SpecctlError(f"'{displayed(cwd)}' is no path: it holds a NUL") from None
    if not real.is_dir():
        raise SpecctlError(f"cannot work in {displayed(cwd)}: it is not a folder")
    if not os.access(real, os.X_OK):
        raise SpecctlError(f"cannot work in {displayed(cwd)}: its permissions forbid it")
    return real


def top_of(cwd: Path) -> Path | None:
    """The nearest folder upwards that holds a ``.git``, told without git."""
    return next((home for home in (cwd, *cwd.parents) if os.path.lexists(home / ".git")), None)


def locate(cwd: Path, spec: str, top: Path | None) -> Path:
    """The spec folder on disk, whether it is there or not.

    A plain name is looked for in ``cwd``, then in each folder above it, up to the repository's
    root ``top``; outside of a repository only where ``cwd`` lies within it. Any other path is
    relative to ``cwd``, which has no links.

    Raises:
        SpecctlError: the path has links that could lead out of the tree, or is no path.
    """
    if Path(checked(spec)).is_absolute():
        return _absolute(Path(os.path.normpath(spec)), top)
    if "/" in spec.rstrip("/") or spec.rstrip("/") in {".", ".."}:
        return _relative(cwd, Path(os.path.normpath(cwd / spec)))
    return _searched(cwd, spec.rstrip("/"), top)


def checked(spec: str) -> str:
    """The value of ``--spec``, if it is a path at all.

    Raises:
        SpecctlError: it is empty, or holds a NUL.
    """
    if not spec or "\0" in spec:
        raise SpecctlError(f"--spec '{displayed(spec)}' is no path")
    return spec


def locate_folder(cwd: Path, path: str, spec: str) -> Path:
    """The spec folder that ``dir:PATH`` means: the folder itself, or the one within it.

    The path is followed wherever it leads, as it is the user's own; from there on no link is.

    Raises:
        SpecctlError: there is no such folder, or it holds no spec.
    """
    if not path or "\0" in path:
        raise SpecctlError(f"'dir:{displayed(path)}' names no folder", "Write dir:PATH.")
    folder = (cwd / path).resolve()
    if not folder.is_dir():
        raise SpecctlError(f"dir:{displayed(path)}: there is no folder {displayed(folder)}")
    for home in (folder, *_within(folder, spec)):
        if (home / MANIFEST).is_file():
            return _without_links(home, folder)
    raise SpecctlError(
        f"dir:{displayed(path)} is no spec: neither it nor a folder 'spec' in it has a {MANIFEST}",
        "Name the folder that holds spec.yaml, or the one above it.",
    )


def _within(folder: Path, spec: str) -> Iterator[Path]:
    parts = Path(os.path.normpath(spec)).parts
    if not Path(spec).is_absolute() and ".." not in parts:
        yield folder.joinpath(*parts)
    yield folder / Path(spec).name
    yield folder / "spec"


def _searched(cwd: Path, name: str, top: Path | None) -> Path:
    for home in _upwards(cwd, name, top):
        if (home / name / MANIFEST).is_file():
            return _without_links(home / name, home)
    fallback = cwd if top is None or (cwd / name).is_dir() else top
    return _without_links(fallback / name, fallback)


def _upwards(cwd: Path, name: str, top: Path | None) -> Iterator[Path]:
    for home in (cwd, *cwd.parents):
        if top is not None or home == cwd or cwd.is_relative_to(home / name):
            yield home
        if home == top:
            return


def _relative(cwd: Path, folder: Path) -> Path:
    return _without_links(folder, Path(os.path.commonpath((cwd, folder))))


def _absolute(folder: Path, top: Path | None) -> Path:
    """Above the repository links are the machine's own affair, within it they are not followed."""
    for home in reversed((folder, *folder.parents)):
        if top is not None and home.resolve() == top:
            return _without_links(top / folder.relative_to(home), top)
    parent = folder.parent.resolve()
    return _without_links(parent / folder.name, parent)


def _without_links(folder: Path, start: Path) -> Path:
    at = start
    for part in folder.relative_to(start).parts:
        at /= part
        if at.is_symlink():
            raise SpecctlError(
                f"{displayed(at)} is a symbolic link, which is not followed",
                "Name the spec folder itself with --spec.",
            )
    return folder
