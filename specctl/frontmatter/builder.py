"""Plain data built from the parser's events, without recursion."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from specctl.frontmatter.document import Document, Unreadable, resolved
from specctl.model.place import Place

MAX_DEPTH = 12
MAX_NODES = 50_000
_NO_KEYS = ("MappingStartEvent", "SequenceStartEvent")
_OTHER_BREAKS = "\x85\u2028\u2029"
"""Where YAML 1.1 ends a line, and a text file does not."""


class Builder:
    """Builds plain data from events, without recursion."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.lines, self.path, self.first_line = text.split("\n"), path, first_line
        self.places: dict[str, Place] = {}
        self.begun: dict[str, tuple[int, int]] = {}
        self.raw: dict[str, str] = {}
        self.duplicates: list[tuple[str, Place]] = []
        self.stack: list[_Frame] = []
        self.root: Any = None
        self.documents = 0
        self.nodes = 0
        breaks = any(mark in text for mark in _OTHER_BREAKS)
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))] if breaks else []

    def position(self, mark: Any) -> tuple[int, int]:
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
            self._event(event, type(event).__name__)
        if self.root is None:
            self.root = {}
        if not isinstance(self.root, dict):
            raise Unreadable("is not a mapping of `key: value` lines", self.at(0, 0))
        return Document(self.root, self.places, self.raw, tuple(self.duplicates))

    def _event(self, event: Any, name: str) -> None:
        if self.stack and self.stack[-1].wants_key and name in _NO_KEYS:
            raise Unreadable("uses a list or mapping as a key", self._here(event))
        if name == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise Unreadable("holds a second YAML document", self._here(event))
        elif name == "AliasEvent":
            raise Unreadable("uses a YAML alias; write the value out", self._here(event))
        elif name in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent"):
            self._guard(event)
            if name == "ScalarEvent":
                self._add(self._scalar(event), event, self._end(event))
            else:
                self._open({} if name == "MappingStartEvent" else [], event)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._shut(event)

    def _here(self, event: Any) -> Place:
        return self.at(*self.position(event.start_mark))

    def _end(self, event: Any) -> tuple[int, int]:
        """Where a value ends; a block of text ends with its last line, not before the next key."""
        line, column = self.position(event.end_mark)
        first, _ = self.position(event.start_mark)
        while column == 0 and line > first:
            line -= 1
            column = len(self.lines[line].rstrip())
        return line, column

    def _guard(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unreadable(f"has more than {MAX_NODES} values", self._here(event))
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(f"nests deeper than {MAX_DEPTH} levels", self._here(event))
        tag = event.tag or (event.ctag if getattr(event, "ctag", None) else None)
        if tag is not None and str(tag) not in ("", "None", "!"):
            raise Unreadable(f"uses the YAML tag {tag}; only plain data is read", self._here(event))

    def _scalar(self, event: Any) -> Any:
        value: str = event.value
        kind = resolved(value) if event.implicit[0] else "str"
        if kind in ("str", "timestamp") or (self.stack and self.stack[-1].wants_key):
            if kind not in ("str", "timestamp"):
                self.raw[f"{self.stack[-1].path}{value}#key"] = value
            return value
        found = _PLAIN.get(kind, str)(value)
        self._pending_raw = value
        return found

    _pending_raw: str | None = None

    def _open(self, container: Any, event: Any) -> None:
        path = self._place_next(container, event)
        self.stack.append(_Frame(container, path))

    def _shut(self, event: Any) -> None:
        frame = self.stack.pop()
        # A block collection ends, for YAML, where the next thing begins: its last value counts.
        end = self._end(event) if event.end_mark.column and _flow(event) else frame.last_end
        end = end or self._end(event)
        self._finish(frame.path, end)
        if self.stack:
            self.stack[-1].last_end = end

    def _add(self, value: Any, event: Any, end: tuple[int, int]) -> None:
        if value is None and not event.value and self.stack and self.stack[-1].last_end:
            end = self.stack[-1].last_end  # `key:` alone; YAML has its value on the next line
        if self.stack and self.stack[-1].wants_key:
            self.stack[-1].key = (value, *self.position(event.start_mark))
            self.stack[-1].last_end = end
            return
        path = self._place_next(value, event)
        if self._pending_raw is not None:
            self.raw.setdefault(path.removesuffix("."), self._pending_raw)
            self._pending_raw = None
        self._finish(path, end)
        if self.stack:
            self.stack[-1].last_end = end

    def _place_next(self, value: Any, event: Any) -> str:
        """Put a value where it belongs; returns its path."""
        line, column = self.position(event.start_mark)
        if not self.stack:
            self.root = value
            return ""
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            path = f"{frame.path}{len(frame.container) - 1}"
            self.begun[path] = (line, column)
            return path + "."
        key, key_line, key_column = frame.key
        frame.key = None
        path = f"{frame.path}{key}"
        if key in frame.container:
            start = self.at(key_line, key_column)
            end = self.at(key_line, key_column + len(str(key)) - 1)
            self.duplicates.append((path, start.to(end)))
            return f"{path}#{len(self.duplicates)}."
        frame.container[key] = value
        self.begun[path] = (key_line, key_column)
        return path + "."

    def _finish(self, path: str, end: tuple[int, int]) -> None:
        path = path.removesuffix(".")
        if path in self.begun:
            start = self.at(*self.begun[path])
            last = max((self.first_line + end[0], end[1]), (start.line, start.column))
            self.places[path] = Place(self.path, start.line, start.column, *last)


@dataclass(slots=True)
class _Frame:
    container: Any
    path: str
    key: Any = None
    last_end: tuple[int, int] | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.container, dict) and self.key is None


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
