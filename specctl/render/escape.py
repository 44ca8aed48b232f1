"""Text in Markdown that stays text: no markup, no HTML, no mention, no reference to an issue."""

from __future__ import annotations

import re

from specctl.render.style import visible

_MARKUP = re.compile(r"[\\`*\[\]~|$]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BLOCK = re.compile(r"^([-+=]|#+(?=\s|$)|\d+(?=[.)]))")
_CALLS = re.compile(
    r"@(?=[\w-]|$)"  # a user or a team
    r"|[#!&$](?=\d|$)|(?<=\bGH)-(?=\d|$)"  # an issue, merge request, epic or snippet
    r"|[%~](?=[\w\"]|$)"  # a milestone, a label
    r"|:(?=//)|\bwww(?=\.)"  # an address, which may be an issue's
    r"|:(?=[\w+-]+:)",  # a picture
    re.I,
)
_APART = "\u200b"


def markdown(text: str) -> str:
    """Text as one line of Markdown that shows exactly that text.

    GitHub and GitLab find ``@user``, ``#123``, addresses and ``:smile:`` in what Markdown became,
    where an escape is gone; so an invisible space parts the sign from the name.
    """
    text = visible(" ".join(text.split()))
    text = _CALLS.sub(lambda m: m[0] + _APART, text)
    text = _MARKUP.sub(lambda m: f"\\{m[0]}", text.translate(_ENTITIES))
    return _BLOCK.sub(lambda m: f"\\{m[0]}" if not m[0].isdigit() else f"{m[0]}\\", text)


def html(text: str) -> str:
    """Text within an HTML tag or block, where Markdown's own escapes do not hold."""
    return visible(" ".join(text.split())).translate(_ENTITIES)


def code(text: str) -> str:
    """A code span, in which nothing fires; escaped text where it could not hold one."""
    shown = visible(" ".join(text.split()))
    return f"`{shown}`" if shown and not set(shown) & set("`|\\") else markdown(text)


def prose(text: str) -> str:
    """A sentence of ours as Markdown; what it quotes in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return markdown(text)
    return "".join(_apart(part) if i % 2 == 0 else code(part) for i, part in enumerate(parts))


def _apart(text: str) -> str:
    """Escaped text that keeps the spaces at its ends."""
    lead = " " if text[:1].isspace() else ""
    trail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{markdown(text)}{trail}"
