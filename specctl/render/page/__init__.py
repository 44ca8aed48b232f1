"""A review as one page: a single HTML file that needs nothing else, and asks for nothing.

The view is made of plain values, one template lays it out, and every value that it shows is
escaped. The page allows its own style and script by their hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from specctl.model import Review
from specctl.render.page.view import view
from specctl.render.style import Style

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
    ("m", "to the map of the spec"),
    ("?", "these keys"),
)
"""What the script listens to; it is said here so that the help is part of the page."""


def render(review: Review, style: Style) -> str:
    """The whole review."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    css, script = _part("style.css"), _part("app.js")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_part("page.html"))
    return template.render(
        page=view(review),
        KEYS=_KEYS,
        MANY=_MANY,
        css=Markup(css),  # noqa: S704  # ours, and allowed by its hash
        script=Markup(script),  # noqa: S704
        policy=_policy(css, script),
    )


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")


def _policy(css: str, script: str) -> str:
    """What the page may do: be styled and run by these two texts."""
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
