"""Git hooks: where they are, and specctl's script among them.

A hook that is there already is kept under another name and runs first. Every step leaves a folder
that works: the copy is whole before the script takes the hook's place, in one rename.

GitPython is used only here: the plumbing that reads specs runs git without its hooks, and so cannot
say where they are.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.model.hook import Fate, Hook
from specctl.sources.hook_script import BEFORE, Origin, origin, script
from specctl.sources.limits import displayed
from specctl.sources.plumbing import ask, failure, run

_EXECUTABLE = 0o755
_LEGACY = ".legacy"  # where the pre-commit framework puts the hook that it found

# Tools whose hooks go by the name of their own file, so that they cannot be kept under another.
_MANAGERS = {
    b"husky": 'run `specctl hook run {name} -- "$@"` from the file .husky/{name} instead',
    b"overcommit": "let .overcommit.yml run `specctl hook run {name}` instead",
}


@dataclass(frozen=True, slots=True)
class Home:
    """Where the hooks of a repository are.

    Attributes:
        top: the root of the work tree.
        folder: the folder of the hooks, which need not be there yet.
        committed: whether it is in the work tree, and git does not ignore it.
        outside: whether it is neither in the work tree nor in the git folder.
    """

    top: Path
    folder: Path
    committed: bool
    outside: bool


def home(cwd: Path) -> Home:
    """Where the hooks are of the repository that git finds from a folder.

    Raises:
        SpecctlError: there is no repository, it has no work tree, or its hooks are switched off.
    """
    here = _has_work_tree(cwd)
    top = Path(_line(ask(here, "rev-parse", "--show-toplevel")))
    common = (top / _line(ask(top, "rev-parse", "--git-common-dir"))).resolve()
    folder = top / _own(top, "rev-parse", "--git-path", "hooks")
    _usable(top, folder)
    real = folder.resolve()
    in_git = real.is_relative_to(common)
    in_tree = real.is_relative_to(top.resolve()) and not in_git
    return Home(top, folder, in_tree and not _ignored(top, real), not (in_git or in_tree))


def install(
    home: Home, names: Sequence[str], *, python: str, spec: str, shared: bool = False
) -> tuple[Hook, ...]:
    """Write specctl's script for each hook.

    Args:
        home: where the hooks are.
        names: the hooks, as git calls them.
        python: the interpreter that has specctl. A script that is committed doesn't name it.
        spec: the spec folder from the root of the work tree; "" for the default.
        shared: whether the hooks may be those of other repositories, too.

    Raises:
        SpecctlError: a hook is nothing that may be replaced, or cannot be written. What is not
            to be replaced is found out before anything is written.
    """
    if home.outside and not shared:
        raise _shared(home)
    known = "" if home.committed else python
    spots = [_spot(home.folder, name) for name in names]
    for name, spot in zip(names, spots, strict=True):
        _replaceable(name, spot)
    return tuple(
        _installed(name, spot, script(name, python=known, spec=spec))
        for name, spot in zip(names, spots, strict=True)
    )


def uninstall(home: Home, names: Sequence[str]) -> tuple[Hook, ...]:
    """Take specctl's script away from each hook, and put back what was there before.

    Raises:
        SpecctlError: a script was edited, or a file cannot be written.
    """
    spots = [_spot(home.folder, name) for name in names]
    for name, spot in zip(names, spots, strict=True):
        _not_edited(name, spot)
    return tuple(_uninstalled(name, spot) for name, spot in zip(names, spots, strict=True))


def _has_work_tree(cwd: Path) -> Path:
    if not cwd.is_dir():
        raise SpecctlError(f"cannot work in {displayed(cwd)}: it is no folder")
    asked = ("--is-bare-repository", "--is-inside-work-tree")
    bare, inside = ask(cwd, "rev-parse", *asked).split()
    if inside == b"true":
        return cwd
    what = "a bare repository" if bare == b"true" else "in a git folder, not in a work tree"
    raise SpecctlError(
        f"{displayed(cwd.resolve())} is {what}: nobody commits there, so there is nothing to hook",
        "Start specctl in a clone, or in a linked work tree.",
    )


def _usable(top: Path, folder: Path) -> None:
    configured = _own(top, "config", "--default=-", "--get", "core.hooksPath")
    if not configured or (os.path.lexists(folder) and not folder.is_dir()):
        said = f"is {displayed(configured)}" if configured else "is empty"
        raise SpecctlError(
            f"git's setting core.hooksPath {said}, which is no folder: hooks are switched off",
            "`git config --show-origin core.hooksPath` says where it is set.",
        )


def _shared(home: Home) -> SpecctlError:
    origin = _own(home.top, "config", "--show-origin", "--get", "core.hooksPath").split("\t")[0]
    return SpecctlError(
        f"the hooks are in {displayed(home.folder)}, outside of this repository"
        f" (core.hooksPath, {displayed(origin)}), and may serve others, too",
        "With --shared they are installed there. Where there is no spec they do nothing.",
    )


def _ignored(top: Path, folder: Path) -> bool:
    return run(top, "check-ignore", "--quiet", "--", os.fspath(folder / "pre-commit"))[0] == 0


def _spot(folder: Path, name: str) -> Path:
    """Where specctl's script is; where it would have to be, if there is none."""
    spot, legacy = folder / name, folder / f"{name}{_LEGACY}"
    moved = _origin(spot) is Origin.FOREIGN and _origin(legacy) is Origin.OURS
    return legacy if moved else spot


def _replaceable(name: str, spot: Path) -> None:
    _not_edited(name, spot)
    what = displayed(spot)
    if spot.is_dir():
        raise SpecctlError(f"{what} is a folder, where git expects the {name} hook", "Move it.")
    if _origin(spot) is Origin.OURS:
        if spot.is_symlink():
            raise SpecctlError(f"{what} is a link to a script of specctl's", "Remove the link.")
        return
    for word, advice in _MANAGERS.items():
        if word in _bytes(spot) or spot.parent.parts[-2:] == (f".{word.decode()}", "_"):
            raise SpecctlError(
                f"{what} belongs to {word.decode()}, whose hooks cannot be moved",
                f"{advice[0].upper()}{advice[1:]}.".format(name=name),
            )
    kept = _kept(spot)
    if os.path.lexists(spot) and os.path.lexists(kept) and not _same(spot, kept):
        raise SpecctlError(
            f"{what} is not specctl's, and an older hook is still kept beside it, as {kept.name}",
            f"Move what is to run first to {kept.name}, and remove the other.",
        )


def _not_edited(name: str, spot: Path) -> None:
    if _origin(spot) is Origin.EDITED:
        raise SpecctlError(
            f"{displayed(spot)} was edited since specctl wrote it, so it is left as it is",
            f"Move what was added to {_kept(spot).name}, which runs first, and remove {name}.",
        )


def _installed(name: str, spot: Path, content: bytes) -> Hook:
    kept = _kept(spot)
    known = _origin(spot) is Origin.OURS
    if known and _bytes(spot) == content and spot.stat().st_mode & 0o111:
        return _hook(name, spot, Fate.UNCHANGED)
    with _told(spot):
        spot.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(spot) and not known and not os.path.lexists(kept):
            _keep(spot, kept)
        with _placed(spot) as new:
            new.write_bytes(content)
            new.chmod(_EXECUTABLE)
            new.replace(spot)
    return _hook(name, spot, Fate.REFRESHED if known else Fate.WRITTEN)


def _uninstalled(name: str, spot: Path) -> Hook:
    kept = _kept(spot)
    there, has_kept = os.path.lexists(spot), os.path.lexists(kept)
    with _told(spot):
        if there and _origin(spot) is not Origin.OURS:
            if has_kept and _same(spot, kept):  # an installation that was cut short
                kept.unlink()
            return _hook(name, spot, Fate.FOREIGN)
        if has_kept:
            kept.replace(spot)
            return _hook(name, spot, Fate.RESTORED)
        spot.unlink(missing_ok=True)
    return _hook(name, spot, Fate.REMOVED if there else Fate.ABSENT)


def _hook(name: str, spot: Path, fate: Fate) -> Hook:
    kept = _kept(spot)
    return Hook(name, displayed(spot), fate, displayed(kept.name) if os.path.lexists(kept) else "")


def _kept(spot: Path) -> Path:
    return spot.with_name(spot.name.removesuffix(_LEGACY) + BEFORE)


def _origin(path: Path) -> Origin:
    return origin(_bytes(path))


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _same(one: Path, other: Path) -> bool:
    """Whether two hooks are the same link, or the same bytes in the same mode."""
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return one.stat().st_mode == other.stat().st_mode and _bytes(one) == _bytes(other)


def _keep(spot: Path, kept: Path) -> None:
    with _placed(kept) as new:
        shutil.copy2(spot, new, follow_symlinks=False)
        if _origin(new) is Origin.FOREIGN:  # another installation may have come between
            new.replace(kept)


@contextmanager
def _placed(path: Path) -> Iterator[Path]:
    """A name on the same file system, from which a whole file can take a path in one step."""
    with tempfile.TemporaryDirectory(prefix=".specctl-", dir=path.parent) as folder:
        yield Path(folder) / path.name


@contextmanager
def _told(spot: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpecctlError(
            f"cannot write {displayed(spot)}: {error.strerror}", "Check the folder's permissions."
        ) from None


def _own(cwd: Path, *arguments: str) -> str:
    """What git answers when nothing of the user's is switched off."""
    import git

    status, out, errors = git.Git(cwd).execute(
        ["git", *arguments],
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=False,
        strip_newline_in_stdout=False,
    )
    if status:
        raise failure(cwd, os.fsencode(errors))
    return _line(out)


def _line(answer: bytes) -> str:
    return os.fsdecode(answer).removesuffix("\n")
