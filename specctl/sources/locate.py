"""Where the spec folder is.

A hook may end here, so paths are strings: pathlib costs as much as running git twice.
"""

from __future__ import annotations

import os

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "spec.yaml"


def standing(cwd: str) -> str:
    """The folder that a command works from, without links.

    Raises:
        SpecctlError: there is no such folder.
    """
    try:
        real = os.path.realpath(cwd, strict=True)
    except OSError as error:
        raise SpecctlError(f"cannot work in {displayed(cwd)}: {error.strerror}") from None
    except ValueError:
        raise SpecctlError(f"'{displayed(cwd)}' is no path: it holds a NUL") from None
    if not os.path.isdir(real):
        raise SpecctlError(f"cannot work in {displayed(cwd)}: it is not a folder")
    if not os.access(real, os.X_OK):
        raise SpecctlError(f"cannot work in {displayed(cwd)}: its permissions forbid it")
    return real


def upwards(folder: str) -> list[str]:
    """A folder and all above it, the nearest first."""
    homes = [folder]
    while (above := os.path.dirname(homes[-1])) != homes[-1]:
        homes.append(above)
    return homes


def top_of(cwd: Path) -> Path | None:
    """The nearest folder upwards that holds a ``.git``, told without git."""
    return next((home for home in (cwd, *cwd.parents) if os.path.lexists(home / ".git")), None)


def within(path: str, folder: str) -> str | None:
    """The way from a folder to a path in it, without "." for the folder itself, else None."""
    if path == folder:
        return ""
    prefix = folder if folder.endswith("/") else folder + "/"
    return path.removeprefix(prefix) if path.startswith(prefix) else None


def locate(cwd: str, spec: str, top: str | None) -> str:
    """The spec folder on disk, whether it is there or not.

    A plain name is looked for in ``cwd``, then in each folder above it, up to the repository's
    root ``top``; outside of a repository only where ``cwd`` lies within it. Any other path is
    relative to ``cwd``, which has no links.

    Raises:
        SpecctlError: the path has links that could lead out of the tree, or is no path.
    """
    if checked(spec).startswith("/"):
        return _absolute(os.path.normpath(spec), top)
    name = spec.rstrip("/")
    if "/" in name or name in {".", ".."}:
        folder = os.path.normpath(os.path.join(cwd, spec))
        return _without_links(folder, os.path.commonpath((cwd, folder)))
    return _searched(cwd, name, top)


def located(cwd: str, spec: str, top: str | None) -> str:
    """The spec folder in the repository that git finds from ``cwd``; ``top`` is None if bare.

    Raises:
        SpecctlError: as ``locate``, or the spec folder is outside of the repository.
    """
    root = top or cwd
    bare = os.path.normpath(os.path.join(root, checked(spec)))
    place = locate(cwd, spec, top) if top else bare
    if within(place, root) is None:
        raise SpecctlError(
            f"the spec folder {displayed(place)} is not in the repository {displayed(root)}",
            "Start specctl in the spec's own repository, or name it with -C.",
        )
    return place


def checked(spec: str) -> str:
    """The value of ``--spec``, if it is a path at all.

    Raises:
        SpecctlError: it is empty, or holds a NUL.
    """
    if not spec or "\0" in spec:
        raise SpecctlError(f"--spec '{displayed(spec)}' is no path")
    return spec


def locate_folder(cwd: str, path: str, spec: str) -> str:
    """The spec folder that ``dir:PATH`` means: the folder itself, or the one within it.

    The path is followed wherever it leads, as it is the user's own; from there on no link is.

    Raises:
        SpecctlError: there is no such folder, or it holds no spec.
    """
    if not path or "\0" in path:
        raise SpecctlError(f"'dir:{displayed(path)}' names no folder", "Write dir:PATH.")
    folder = os.path.realpath(os.path.join(cwd, path))
    if not os.path.isdir(folder):
        raise SpecctlError(f"dir:{displayed(path)}: there is no folder {displayed(folder)}")
    for home in (folder, *_inner(folder, spec)):
        if os.path.isfile(os.path.join(home, MANIFEST)):
            return _without_links(home, folder)
    raise SpecctlError(
        f"dir:{displayed(path)} is no spec: neither it nor a folder 'spec' in it has a {MANIFEST}",
        "Name the folder that holds spec.yaml, or the one above it.",
    )


def _inner(folder: str, spec: str) -> list[str]:
    plain = os.path.normpath(spec)
    own = [] if plain.startswith("/") or ".." in plain.split("/") else [plain]
    named = (*own, os.path.basename(spec.rstrip("/")), "spec")
    return [os.path.normpath(os.path.join(folder, name)) for name in named]


def _searched(cwd: str, name: str, top: str | None) -> str:
    for home in upwards(cwd):
        named = os.path.join(home, name)
        asked = top is not None or home == cwd or within(cwd, named) is not None
        if asked and os.path.isfile(os.path.join(named, MANIFEST)):
            return _without_links(named, home)
        if home == top:
            break
    fallback = cwd if top is None or os.path.isdir(os.path.join(cwd, name)) else top
    return _without_links(os.path.join(fallback, name), fallback)


def _absolute(folder: str, top: str | None) -> str:
    """Above the repository links are the machine's own affair, within it they are not followed."""
    for home in reversed(upwards(folder)):
        if top is not None and os.path.realpath(home) == top:
            return _without_links(os.path.join(top, within(folder, home) or ""), top)
    parent = os.path.realpath(os.path.dirname(folder))
    return _without_links(os.path.join(parent, os.path.basename(folder)), parent)


def _without_links(folder: str, start: str) -> str:
    folder = os.path.normpath(folder)
    at = start
    for part in (within(folder, start) or "").split("/"):
        at = os.path.join(at, part)
        if part and os.path.islink(at):
            raise SpecctlError(
                f"{displayed(at)} is a symbolic link, which is not followed",
                "Name the spec folder itself with --spec.",
            )
    return folder
