"""Files that a command writes beside the spec."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from specctl.errors import SpecctlError


def write_output(path: Path, text: str, *, follow: bool = False) -> None:
    """Write a file whole or not at all.

    A device or a pipe is written to and stays what it is.

    Args:
        path: the file.
        text: what it is to hold.
        follow: write through a link of the file system, such as ``/dev/stdout``, as the shell
            does. Only for what the user has named: else the link is replaced.

    Raises:
        SpecctlError: if it cannot be written; what was there before is still there.
    """
    if not path.name or path.is_dir():
        raise SpecctlError(f"cannot write {path}: it is a folder", "Name a file with -o.")
    if (path.exists() and not path.is_file()) or (follow and path.is_symlink()):
        _write_through(path, text)
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _unwritten(path, error) from None


def _write_through(path: Path, text: str) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise _unwritten(path, error) from None


def _unwritten(path: Path, error: OSError) -> SpecctlError:
    return SpecctlError(f"cannot write {path}: {error.strerror}", "Choose another file with -o.")
