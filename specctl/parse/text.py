"""Bytes become lines."""

from __future__ import annotations

import re

MAX_LINES = 100_000
_BREAK = re.compile(rb"\r\n?|\n")


def decode(content: bytes) -> list[str]:
    """The lines of a text file. Raises ValueError, with what to do about it."""
    if b"\0" in content:
        raise ValueError("the file is binary: a spec's files are UTF-8 text")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"0x{content[error.start]:02x}"
        line = len(_BREAK.findall(content, 0, error.start)) + 1
        raise _Undecodable(f"the file is not UTF-8 (byte {byte}); save it as UTF-8", line) from None
    if text.startswith("\ufeff"):
        raise ValueError("the file begins with a byte order mark; save it as UTF-8 without one")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if len(lines) > MAX_LINES:
        raise ValueError(f"the file has {len(lines)} lines, and no more than {MAX_LINES} are read")
    return lines


def lines_of(content: bytes) -> tuple[str, ...]:
    """The lines of a file, or none where it cannot be read as text."""
    try:
        return tuple(decode(content))
    except ValueError:
        return ()


class _Undecodable(ValueError):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line
