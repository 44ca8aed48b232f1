"""Files of the spec changed or made, each at once, through no link of the file system."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from specctl.errors import SpecctlError

_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW

_OF_ONE_FILE = frozenset(
    {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EISDIR}
)
_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""What file systems say on which a file has one name alone."""
_IN_THE_WAY = "cannot be written: a symbolic link, or something else than a folder, is in the way"

Changes = Mapping[str, tuple[bytes, bytes]]


class _Refused(Exception):
    """A file that is not written, and why."""


def save(parent: Path, changes: Changes) -> None:
    """Write changed files over the old ones.

    Each file is replaced whole by a new one beside it, which has its permissions: a kill leaves
    the old or the new, and doing it again finishes. A file that is no longer what it was is left
    alone, the others are written all the same.

    Args:
        parent: the folder that paths are relative to.
        changes: the bytes before and after, by path.

    Raises:
        SpecctlError: a file changed meanwhile or cannot be written. It says which ones, and what
            was written.
    """
    written: list[str] = []
    refused: list[str] = []
    for path, (old, new) in sorted(changes.items()):
        try:
            with _opened(parent, path) as (folder, name):
                _replace(folder, name, old, new)
            written.append(path)
        except _Refused as refusal:
            refused.append(f"{path} {refusal}")
        except OSError as error:
            linked = error.errno in (errno.ELOOP, errno.ENOTDIR)
            why = (
                "is a symbolic link, or lies behind one"
                if linked
                else f"cannot be written: {_why(error)}"
            )
            refused.append(f"{path} {why}")
            if error.errno not in _OF_ONE_FILE:
                break  # no room, or no file system any more: the next file fares no better
    if refused:
        raise _unwritten(refused, written)


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _unwritten(refused: Sequence[str], written: Sequence[str]) -> SpecctlError:
    said = f"Written: {', '.join(written)}." if written else "Nothing was written."
    return SpecctlError(
        "; ".join(refused), f"{said} Put that right, and run it again for the rest."
    )


@contextmanager
def _opened(parent: Path, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The folder of a file, reached without following a link, and the file's name in it."""
    *folders, name = path.split("/")
    at = os.open(parent, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        for folder in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(folder, dir_fd=at)
            below = os.open(folder, _FOLDER, dir_fd=at)
            os.close(at)
            at = below
        yield at, name
    finally:
        os.close(at)


def _replace(folder: int, name: str, old: bytes, new: bytes) -> None:
    mode = _checked(folder, name, old)
    beside = f".{name}.{secrets.token_hex(4)}"
    try:
        descriptor = os.open(beside, _WRITE, 0o600, dir_fd=folder)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            os.fchmod(descriptor, mode)
            file.write(new)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        _forget(folder, beside)
        raise


def _forget(folder: int, name: str) -> None:
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)


def _checked(folder: int, name: str, old: bytes) -> int:
    """The permissions of a file, if it still holds what was read and may be written."""
    descriptor = os.open(name, _READ, dir_fd=folder)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise _Refused("is no regular file any more; it was left alone")
        if file.read(len(old) + 1) != old:
            raise _Refused("has changed since it was read; it was left alone")
    if not mode & stat.S_IWUSR or not os.access(name, os.W_OK, dir_fd=folder):
        raise _Refused("is read-only; allow writing it")
    return stat.S_IMODE(mode)


def create(parent: Path, files: Mapping[str, bytes]) -> None:
    """Write new files, and make the folders on the way to them.

    Each file appears whole or not at all, and never over another one: a kill leaves some of them,
    and doing it again finishes. A file that is there with the same content is fine.

    Args:
        parent: the folder that paths are relative to.
        files: content by path.

    Raises:
        SpecctlError: a file is there with another content, or cannot be written. It says which
            one; those before it are written.
    """
    for path, content in sorted(files.items()):
        try:
            with _opened(parent, path, make=True) as (folder, name):
                _place(folder, name, content)
        except FileExistsError:
            raise SpecctlError(
                f"{path} is there already, with another content", "It was left as it is."
            ) from None
        except OSError as error:
            linked = error.errno in (errno.ELOOP, errno.ENOTDIR)
            why = _IN_THE_WAY if linked else f"cannot be written: {_why(error)}"
            raise SpecctlError(f"{path} {why}", "Put that right, and run it again.") from None


def _place(folder: int, name: str, content: bytes) -> None:
    """A whole file under a name that nothing has; one with the same content stays as it is."""
    beside = f".{name}.{secrets.token_hex(4)}"
    try:
        descriptor = os.open(beside, _WRITE, 0o666, dir_fd=folder)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        _linked(folder, beside, name)
    except FileExistsError:
        if not _holds(folder, name, content):
            raise
    finally:
        _forget(folder, beside)


def _linked(folder: int, beside: str, name: str) -> None:
    """A second name for a file, unless something has that name."""
    try:
        os.link(beside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if name in os.listdir(folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)


def _holds(folder: int, name: str, content: bytes) -> bool:
    descriptor = os.open(name, _READ, dir_fd=folder)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        return stat.S_ISREG(os.fstat(descriptor).st_mode) and file.read(len(content) + 1) == content
