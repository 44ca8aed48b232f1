"""The spec on which fixes work: what was read, and the bytes that it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from specctl.lint.card import EvalCard, unread_card
from specctl.lint.facts import card_of
from specctl.lint.fixes.text import Edit, Text, text_of
from specctl.lint.rules.typography import dash_form
from specctl.lint.settings import settings_of
from specctl.lint.whole import Whole, whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Eval, Section, Spec


def held(spec: Spec) -> dict[str, Section | Eval]:
    """What each file of a spec holds, by path."""
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    return {value.path: value for value in values}


class Draft:
    """A spec with the texts of its files.

    Attributes:
        spec: as read.
        content: the bytes of each file, by ``place.path``.
    """

    def __init__(self, spec: Spec, content: Mapping[str, bytes]) -> None:
        self.spec, self.content = spec, content
        self._texts: dict[str, Text] = {}

    def text(self, path: str) -> Text | None:
        """A file's text, or None where there is none that could be read."""
        if path not in self.spec.lines or path not in self.content:
            return None
        if path not in self._texts:
            try:
                content = self.content[path].decode("utf-8")
            except UnicodeDecodeError:
                return None
            self._texts[path] = text_of(path, content)
        return self._texts[path]

    def said(self, place: Place) -> str:
        """What stands at a place, or ""."""
        text = self.text(place.path)
        if text is None or place.end_line > max(len(text.lines), 1):
            return ""
        start, end = text.stretch(place)
        return text.content[start:end]

    def replaced(self, place: Place, by: str) -> tuple[Edit, ...]:
        """The edit of a stretch of a file that could be read."""
        text = self.text(place.path)
        return (text.replaced(place, by),) if text else ()

    def comments(self, edit: Edit) -> bool:
        """Whether an edit touches a comment, of a verdict or any other: none may."""
        text = self.text(edit.path)
        return text is not None and any(
            (edit.start < end and start < edit.end) or start < edit.start < end
            for start, end in text.comments
        )

    @cached_property
    def files(self) -> Mapping[str, Section | Eval]:
        """What each file holds, by path."""
        return held(self.spec)

    @cached_property
    def whole(self) -> Whole:
        """What rules about the whole spec see."""
        lines = self.spec.lines
        cards = [card_of(value, lines.get(path, ())) for path, value in self.files.items()]
        manifest = self.spec.manifest
        unread = [
            unread_card(path, lines.get(path, ()))
            for path in self.content
            if path not in self.files and path != manifest.place.path
        ]
        folder = self.spec.folder
        return whole([*cards, *unread], folder, manifest, settings_of(manifest), date.min)

    @cached_property
    def evals(self) -> Mapping[str, EvalCard]:
        """The cards of the evals, by path."""
        return {one.path: one for one in self.whole.evals}

    @cached_property
    def dash(self) -> str:
        """The form that dashes have in this spec."""
        return dash_form(self.whole)


Make = Callable[[Finding, Draft], tuple[Edit, ...]]


class Fix(NamedTuple):
    """How the findings of a rule are mended, by how much that changes.

    Attributes:
        safe: gives the edits that change nothing but what the rule is about; none where that
            cannot be done.
        unsafe: gives those that a person must have asked for: they change what a clause says, or
            a title.
        removing: gives those that take something away. A person must have asked for them, too,
            and they come last: what another fix mends may be what was missing.
    """

    safe: Make | None = None
    unsafe: Make | None = None
    removing: Make | None = None
