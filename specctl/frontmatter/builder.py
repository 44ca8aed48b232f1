"""Plain data built from the parser's events, without recursion."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from math import isfinite
from typing import Any

from specctl.frontmatter.document import Document, Unreadable, resolved
from specctl.model.place import Place

MAX_DEPTH = 12
MAX_NODES = 50_000
_NO_TAGS = ("", "None", "!")
_TEXTS = ("str", "timestamp")
_OTHER_BREAKS = "\x85\u2028\u2029"
"""Where YAML 1.1 ends a line, and a text file does not."""

_At = tuple[int, int]
"""A line and a column of the text, both from 0."""


class _Frame:
    """A mapping or list that is not complete yet."""

    __slots__ = ("begun", "container", "key", "key_at", "last_end", "mapping", "path")

    def __init__(self, container: Any, path: str, begun: _At | None) -> None:
        self.container, self.path, self.begun = container, path, begun
        self.mapping = isinstance(container, dict)
        self.key: str | None = None  # the key whose value comes next
        self.key_at: _At = (0, 0)
        self.last_end: _At | None = None


class Builder:
    """Builds plain data from events, without recursion."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.lines, self.path, self.first_line = text.split("\n"), path, first_line
        self.places: dict[str, Place] = {}
        self.raw: dict[str, str] = {}
        self.duplicates: list[tuple[str, Place]] = []
        self.stack: list[_Frame] = []
        self.root: Any = None
        self.documents = 0
        self.nodes = 0
        breaks = not text.isascii() and any(mark in text for mark in _OTHER_BREAKS)
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))] if breaks else []

    def position(self, mark: Any) -> _At:
        """A mark's line and column in the file, both from 0: YAML breaks lines elsewhere too."""
        if not self.starts:
            return mark.line, mark.column
        line = bisect_right(self.starts, mark.index) - 1
        return line, mark.index - self.starts[line]

    def at(self, line: int, column: int) -> Place:
        """The character at (line, column), both from 0; after the last one it is that."""
        line = min(line, len(self.lines) - 1)
        column = min(column + 1, len(self.lines[line])) or 1
        return Place(self.path, self.first_line + line, column, self.first_line + line, column)

    def build(self, events: Iterator[Any]) -> Document:
        """Everything that the events say. Raises Unreadable where it is more than plain data."""
        for event in events:
            name = type(event).__name__
            if name == "ScalarEvent":
                self._scalar(event)
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                self._open({} if name == "MappingStartEvent" else [], event)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self._shut(event)
            elif name == "DocumentStartEvent":
                self.documents += 1
                if self.documents > 1:
                    raise Unreadable("holds a second YAML document", self._here(event))
            elif name == "AliasEvent":
                raise Unreadable("uses a YAML alias; write the value out", self._here(event))
        if self.root is None:
            self.root = {}
        if not isinstance(self.root, dict):
            raise Unreadable("is not a mapping of `key: value` lines", self.at(0, 0))
        return Document(self.root, self.places, self.raw, tuple(self.duplicates))

    def _here(self, event: Any) -> Place:
        return self.at(*self.position(event.start_mark))

    def _end(self, event: Any, start: _At) -> _At:
        """Where a value ends; a block of text ends with its last line, not before the next key."""
        line, column = self.position(event.end_mark)
        while column == 0 and line > start[0]:
            line -= 1
            column = len(self.lines[line].rstrip())
        return line, column

    def _guard(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unreadable(f"has more than {MAX_NODES} values", self._here(event))
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(f"nests deeper than {MAX_DEPTH} levels", self._here(event))
        tag = event.tag
        if tag is not None and tag not in _NO_TAGS:
            raise Unreadable(f"uses the YAML tag {tag}; only plain data is read", self._here(event))

    def _open(self, container: Any, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            raise Unreadable("uses a list or mapping as a key", self._here(event))
        self._guard(event)
        path, begun = self._put(top, container, self.position(event.start_mark))
        self.stack.append(_Frame(container, f"{path}." if top else "", begun))

    def _shut(self, event: Any) -> None:
        frame = self.stack.pop()
        start = self.position(event.start_mark)
        # A block collection ends, for YAML, where the next thing begins: its last value counts.
        end = self._end(event, start) if event.end_mark.column and _flow(event) else frame.last_end
        end = end or self._end(event, start)
        if frame.begun:
            self._finish(frame.path[:-1], frame.begun, end)
        if self.stack:
            self.stack[-1].last_end = end

    def _scalar(self, event: Any) -> None:
        self._guard(event)
        text: str = event.value
        kind = resolved(text) if event.implicit[0] else "str"
        start = self.position(event.start_mark)
        end = self._end(event, start)
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            if kind not in _TEXTS:
                self.raw[f"{top.path}{text}#key"] = text
            top.key, top.key_at, top.last_end = text, start, end
            return
        value = text if kind in _TEXTS else _PLAIN.get(kind, str)(text)
        if value is None and not text and top and top.last_end:
            end = top.last_end  # `key:` alone; YAML has its value on the next line
        path, begun = self._put(top, value, start)
        if kind not in _TEXTS:
            self.raw.setdefault(path, text)
        if begun:
            self._finish(path, begun, end)
        if top:
            top.last_end = end

    def _put(self, top: _Frame | None, value: Any, start: _At) -> tuple[str, _At | None]:
        """Put a value where it belongs; returns its path, and where that begins if it counts."""
        if top is None:
            self.root = value
            return "", None
        key = top.key
        if key is None:
            top.container.append(value)
            return f"{top.path}{len(top.container) - 1}", start
        top.key = None
        path = f"{top.path}{key}"
        if key not in top.container:
            top.container[key] = value
            return path, top.key_at
        line, column = top.key_at
        last = self.at(line, column + len(key) - 1)
        self.duplicates.append((path, self.at(line, column).to(last)))
        return f"{path}#{len(self.duplicates)}", None

    def _finish(self, path: str, begun: _At, end: _At) -> None:
        line = min(begun[0], len(self.lines) - 1)
        column = min(begun[1] + 1, len(self.lines[line])) or 1
        line += self.first_line
        last = max((self.first_line + end[0], end[1]), (line, column))
        self.places[path] = Place(self.path, line, column, *last)


def _flow(event: Any) -> bool:
    """Whether a collection's end event is a closing bracket, which has a width."""
    start, end = event.start_mark, event.end_mark
    return bool((start.line, start.column) != (end.line, end.column))


def _integer(text: str) -> int | str:
    plain = text.replace("_", "")
    try:
        return int(plain, 0) if plain.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else int(plain)
    except ValueError:  # more digits than Python converts
        return text


def _number(text: str) -> float | str:
    try:
        number = float(text.replace("_", ""))
    except ValueError:  # .inf and .nan, which JSON cannot say either
        return text
    return number if isfinite(number) else text


_PLAIN: dict[str, Any] = {
    "int": _integer,
    "float": _number,
    "bool": lambda text: text.lower() == "true",
    "null": lambda _: None,
}
