"""The source of an import read from disk, and planned files written to it.

No link of the file system is followed or written through, and a kill leaves the old or the new.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.formats.document import DOCUMENT, EXAMPLES, MANIFEST

MAX_FILE = 4 * 2**20
MAX_FILES = 20_000
MAX_TOTAL = 64 * 2**20
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_UNTOUCHED = "Nothing was written."


def read_folder(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """The document ``model_spec.md`` of a folder, and its evals ``examples/*.md`` by file name.

    Hidden files are left alone. A folder without ``examples`` has no evals.

    Raises:
        SpecctlError: the folder or the document is missing, or something in it is no plain file,
            too large or too much.
    """
    if not path.is_dir():
        what = "is no folder" if os.path.lexists(path) else "does not exist"
        raise SpecctlError(f"{_shown(path)} {what}", f"Name the folder that holds {DOCUMENT}.")
    if not os.path.lexists(path / DOCUMENT):
        raise SpecctlError(
            f"{_shown(path)} has no {DOCUMENT}",
            f"Name the folder that holds {DOCUMENT} and {EXAMPLES}/.",
        )
    document = _content(path / DOCUMENT)
    total = len(document)
    evals: dict[str, bytes] = {}
    for file in _evals(path / EXAMPLES):
        evals[file.name] = _content(file)
        total += len(evals[file.name])
        if total > MAX_TOTAL:
            raise SpecctlError(f"{_shown(path)} holds more than {MAX_TOTAL // 2**20} MiB of evals")
    return document, evals


def _evals(folder: Path) -> list[Path]:
    if folder.is_symlink():
        raise SpecctlError(f"{_shown(folder)} is a symbolic link, which is not followed")
    if not os.path.lexists(folder):
        return []
    try:
        files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except OSError as error:
        raise SpecctlError(f"{_shown(folder)} cannot be read: {error.strerror}") from None
    if len(files) > MAX_FILES:
        raise SpecctlError(f"{_shown(folder)} holds more than {MAX_FILES:,} files")
    for file in files:
        if file.suffix != ".md":
            raise SpecctlError(
                f"{_shown(file)} is no eval and could not be given back",
                f"Leave only evals, named ID.md, in {EXAMPLES}/.",
            )
    return files


def _shown(path: Path) -> str:
    """A path as people see it, whatever bytes it has."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, _READ)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise SpecctlError(f"{_shown(path)} is no regular file, so it is not read")
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        why = "is a symbolic link, which is not followed"
        if not path.is_symlink():
            why = f"cannot be read: {error.strerror}"
        raise SpecctlError(f"{_shown(path)} {why}") from None
    if len(content) > MAX_FILE:
        raise SpecctlError(f"{_shown(path)} is larger than {MAX_FILE // 2**20} MiB")
    return content


# --- writing -------------------------------------------------------------------------------------


def write_tree(
    target: Path, files: Mapping[str, bytes], removed: Sequence[str] = (), *, overwrite: bool
) -> None:
    """Write files into a folder.

    A folder that is new or empty appears as a whole or not at all. In one that has files already,
    each file is replaced at once, and the manifest is the last.

    Args:
        target: the folder.
        files: content by path relative to it, with ``/``.
        removed: paths of files to remove; a folder that this empties goes too.
        overwrite: whether the folder may have files already.

    Raises:
        SpecctlError: it may not but has, a link is in the way, or the system refuses.
    """
    for path in (*files, *removed):
        _check_inside(path)
    target = _placed(target)
    try:
        if _occupied(target):
            if not overwrite:
                raise SpecctlError(
                    f"{_shown(target)} is not empty", f"Name an empty or a new folder. {_UNTOUCHED}"
                )
            _replace(target, files, removed)
        else:
            _appear(target, files)
    except OSError as error:
        raise SpecctlError(f"cannot write to {_shown(target)}: {error.strerror or error}") from None


def _check_inside(path: str) -> None:
    steps = path.split("/")
    if "\0" in path or any(step in {"", ".", ".."} for step in steps):
        raise SpecctlError(f"{path!r} is no path inside a spec folder", _UNTOUCHED)


def _placed(target: Path) -> Path:
    """The target without links on the way to it; it must itself be none."""
    if target.is_symlink():
        raise SpecctlError(
            f"{_shown(target)} is a symbolic link, which is not written through",
            f"Name the folder itself. {_UNTOUCHED}",
        )
    if os.path.lexists(target) and not target.is_dir():
        raise SpecctlError(f"{_shown(target)} is no folder", f"Name another. {_UNTOUCHED}")
    return target.resolve()


def _occupied(target: Path) -> bool:
    return target.is_dir() and any(target.iterdir())


def _appear(target: Path, files: Mapping[str, bytes]) -> None:
    """Write beside the target, then put the whole in its place."""
    if target.is_dir() and target == Path.cwd():
        raise SpecctlError(
            f"{_shown(target)} is the folder that you are in, and cannot be put in place",
            f"Go to the folder above it and name it from there. {_UNTOUCHED}",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        whole = beside / "new"  # made with the usual permissions, unlike the folder around it
        whole.mkdir()
        for path, content in files.items():
            (whole / path).parent.mkdir(parents=True, exist_ok=True)
            _write(whole / path, content, None)
        whole.replace(target)  # fails where the target is no longer empty
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace(target: Path, files: Mapping[str, bytes], removed: Sequence[str]) -> None:
    for path in (*files, *removed):
        _check_free(target, path)
    # On a file system that folds case, removing the old name would remove the new file.
    renamed = {path.casefold() for path in files}
    _remove(target, [path for path in removed if path.casefold() in renamed])
    for path in files:
        if path != MANIFEST:
            _put(target / path, files[path])
    _remove(target, [path for path in removed if path.casefold() not in renamed])
    if MANIFEST in files:
        _put(target / MANIFEST, files[MANIFEST])


def _check_free(target: Path, path: str) -> None:
    """Refuse a path with a link in it, or with a file where a folder must be."""
    at = target
    *folders, name = path.split("/")
    for step in folders:
        at /= step
        if at.is_symlink() or (os.path.lexists(at) and not at.is_dir()):
            raise SpecctlError(f"{_shown(at)} is no folder but a link or a file", _UNTOUCHED)
    at /= name
    if at.is_symlink() or (os.path.lexists(at) and not at.is_file()):
        raise SpecctlError(f"{_shown(at)} is no regular file", _UNTOUCHED)


def _put(path: Path, content: bytes) -> None:
    """Replace one file, by a new one beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.lstat().st_mode) if path.exists() else None
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(beside, content, mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes, mode: int | None) -> None:
    descriptor = os.open(path, _WRITE, 0o666)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
        if mode is not None:
            os.fchmod(descriptor, mode)
        file.write(content)


def _remove(target: Path, paths: Iterable[str]) -> None:
    for path in paths:
        (target / path).unlink(missing_ok=True)
        folder = (target / path).parent
        while folder != target and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
