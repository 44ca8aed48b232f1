"""Pages to look at: how they are made, opened in a browser, and read without one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

import specctl
from specctl.model import Review
from specctl.model.audit import Audit
from specctl.render import render

Open = Callable[..., AbstractContextManager[Page]]
_INLINE = ("code", "b", "small", "span", "a", "i", "strong")
_EMPTY = ("meta", "input", "rect", "br", "hr", "img", "link")


def between(old: Path, new: Path) -> Review:
    """The review of what differs between two folders that hold a spec."""
    return specctl.review(specctl.Context(), [f"dir:{old}..dir:{new}"])


def saved(folder: Path, value: Review | Audit, what: str = "review") -> Path:
    path = folder / f"{what}.html"
    path.write_text(render(what, "html", value), "utf-8")
    return path


@contextmanager
def opened(
    browser: Browser,
    path: Path,
    fragment: str = "",
    errors: list[str] | None = None,
    **options: Any,
) -> Iterator[Page]:
    """A page that asks for nothing but itself and has no errors; that is checked at the end.

    Who expects errors gives a list for them.
    """
    size = {"width": options.pop("width", 1280), "height": 800}
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    asked: list[str] = []
    wrong: list[str] = [] if errors is None else errors
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.goto(f"{path.as_uri()}{fragment}")
    try:
        yield page
        assert errors is not None or wrong == [], wrong
        assert {url.partition("#")[0] for url in asked} == {path.as_uri()}
    finally:
        context.close()


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "".join(self.text)


class Source(HTMLParser):
    """The elements of a page in order, each with all the text within it; blocks and marks are set apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _INLINE:
            self.handle_data(" ")
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def runs_only_its_own(self) -> bool:
        """Whether it has one style and one script, and its policy allows these and nothing else."""
        own = {tag: [e.words for e in self.elements if e.tag == tag] for tag in ("style", "script")}
        assert [len(texts) for texts in own.values()] == [1, 1]
        css, script = (
            base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
            for texts in own.values()
        )
        names = {name for e in self.elements for name in e.attributes}
        policies = [
            e.attributes["content"]
            for e in self.elements
            if e.attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        return "style" not in names and policies == [
            f"default-src 'none'; style-src 'sha256-{css}'; script-src 'sha256-{script}'; "
            "base-uri 'none'; form-action 'none'"
        ]

    def by_class(self, name: str) -> list[Element]:
        return [e for e in self.elements if name in e.attributes.get("class", "").split()]
