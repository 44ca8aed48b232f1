"""A page made of its template: one file that needs nothing else, and asks for nothing.

One template lays a page out, and every value that it shows is escaped. A page allows its own style
and script by their hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

_MANY = 1000
"""From so many rows on a browser lays out only what is on the screen."""

_KEYS = (
    ("j", "next row"),
    ("k", "previous row"),
    ("o or Enter", "open or close it"),
    ("c", "copy the link to it"),
    ("/", "search"),
    ("r", "show all rows again"),
    ("e", "open or close all rows"),
    ("v", "inline or side by side"),
    ("t", "light or dark"),
    ("?", "these keys"),
)
"""What the script listens to; it is said here so that the help is part of the page."""


def sheet(
    template: str, page: Any, styles: Sequence[str], keys: Sequence[tuple[str, str]] = ()
) -> str:
    """A page as HTML.

    Args:
        template: the name of its template.
        page: what it shows.
        styles: the names of its style sheets.
        keys: what the script listens to on this page alone, and what that does.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    css, script = "".join(map(_part, styles)), _part("app.js")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_part),
    )
    return environment.get_template(template).render(
        page=page,
        KEYS=(*_KEYS[:-1], *keys, _KEYS[-1]),
        MANY=_MANY,
        css=Markup(css),  # noqa: S704  # ours, and allowed by its hash
        script=Markup(script),  # noqa: S704
        policy=_policy(css, script),
    )


def _part(name: str) -> str:
    return files("specctl.render.page").joinpath(name).read_text("utf-8")


def _policy(css: str, script: str) -> str:
    """What the page may do: be styled and run by these two texts."""
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
