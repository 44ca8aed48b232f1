"""How text looks on a terminal: its width, and whether colour is wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_SGR: Mapping[str, str] = {
    "removed": "31;9",
    "gone": "31",
    "added": "32",
    "strong": "1",
    "faint": "2",
    "link": "36",
    "bad": "31;1",
    "warn": "33;1",
    "note": "36;1",
    "good": "32;1",
}
"""What a role looks like, as parameters of the terminal's ``ESC [ ... m``. "" is plain text."""

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class Style(NamedTuple):
    """Where text goes: columns across, and whether it may be coloured."""

    width: int = 80
    colour: bool = False

    def paint(self, role: str, text: str) -> str:
        """Text in the colours of its role, or as it is."""
        code = _SGR.get(role, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text


PLAIN = Style()


def visible(text: str) -> str:
    """Text with every character that acts on a terminal, or hides, shown by its number.

    A spec may come from a stranger: escapes, backspaces, marks that turn the direction of writing
    and invisible tags would let a review show something else than the file says.
    """
    return _UNSEEN.sub(lambda m: f"<U+{ord(m[0]):04X}>", text)


def cells(text: str) -> int:
    """How many columns a terminal gives to text."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


@lru_cache(maxsize=1024)
def _cells(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.combining(char) or char in "\u200c\u200d\ufe0e\ufe0f" else 1
