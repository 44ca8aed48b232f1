"""A folder of files that are written whole, never changed, and begin with a checksum."""

from __future__ import annotations

import os
import stat
import time

try:  # hashlib takes 2 ms to look around for others
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 256 * 2**20
"""In one file."""

_MAGIC = b"specctl cache 1\n"
SEAL = len(_MAGIC) + 65
"""The length of what :func:`sealed` gives."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def named(text: str) -> str:
    """A text of any length and content in 32 characters."""
    return digest(text.encode("utf-8", "surrogatepass"))


def digest(content: bytes) -> str:
    """Any bytes in 32 characters."""
    return blake2b(content, digest_size=16).hexdigest()


def opened(folder: str | None, *, make: bool = False) -> int | None:
    """A descriptor of a folder, in whose place nobody can put a link; None if there is none."""
    try:
        if folder and make:
            os.makedirs(folder, 0o700, exist_ok=True)
        return os.open(folder, _FOLDER) if folder else None
    except (OSError, ValueError):
        return None


def listed(at: int) -> list[str]:
    """The names in a folder."""
    try:
        return sorted(os.listdir(at))
    except OSError:
        return []


def sealed(label: str, body: bytes) -> bytes:
    """How a file begins: the label is not in it, and without the right one it is worth nothing."""
    seal = blake2b(named(label).encode(), digest_size=32)
    seal.update(body)
    return _MAGIC + seal.hexdigest().encode() + b"\n"


def read(at: int, name: str, label: str, *, touch: bool = False) -> bytes | None:
    """What was written under a label; a file that holds something else is removed.

    Args:
        at: the folder's descriptor.
        name: the file's.
        label: under which it was written.
        touch: count it among the newest from now on.
    """
    file = descriptor(at, name)
    if file is None:
        return None
    try:
        content = _whole(file)
        if touch:
            renew(file)
    except OSError:
        return None
    finally:
        os.close(file)
    body = content[SEAL:]
    if content.startswith(sealed(label, body)):
        return body
    remove(at, [name])
    return None


def descriptor(at: int, name: str) -> int | None:
    """A descriptor of a file to read; None where there is none that is like ours."""
    try:
        file = os.open(name, _READ, dir_fd=at)
    except OSError:
        return None
    found = os.fstat(file)
    if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES:
        return file
    os.close(file)
    return None


def renew(file: int) -> None:
    """Count a file among the newest from now on, as far as that can be done."""
    try:
        os.utime(file)
    except OSError:
        return


def _whole(file: int) -> bytes:
    with open(file, "rb", closefd=False) as reading:
        return reading.read()


def write(at: int, name: str, label: str, body: bytes) -> bool:
    """Write a file whole, or not at all; it is worth something only with its label."""
    temporary = f"t-{moment()}-{os.urandom(8).hex()}"
    try:
        opened_ = os.open(temporary, _WRITE, 0o600, dir_fd=at)
        try:
            with open(opened_, "wb") as file:
                file.write(sealed(label, body))
                file.write(body)
            os.replace(temporary, name, src_dir_fd=at, dst_dir_fd=at)
        except BaseException:
            remove(at, [temporary])
            raise
    except OSError:  # a full disk, a folder that may only be read
        return False
    return True


def remove(at: int, names: Iterable[str]) -> None:
    """Remove files as far as that can be done."""
    for name in names:
        try:
            os.unlink(name, dir_fd=at)
        except OSError:  # somebody else was quicker, or may do what we may not
            continue


def moment(ago: float = 0) -> str:
    """A time in such a form that the later one sorts last."""
    return f"{max(0, int((time.time() - ago) * 1e6)):016x}"


def about(at: int, name: str) -> tuple[int, int]:
    """A file's size and time; zeroes where it is gone."""
    try:
        found = os.stat(name, dir_fd=at, follow_symlinks=False)
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
