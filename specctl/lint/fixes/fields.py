"""Edits of front matter: of the bytes of one entry, held to say what is meant and no more.

Each function gives the edit that makes one change to the data, or None where the YAML is written
in a way that it does not know: then a person does it. What it gives was read again: the data is
the old one with that change, and every comment is still there.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from specctl import frontmatter
from specctl.lint.fixes.text import Edit, Front, Text, applied, text_of
from specctl.model.place import Place

ORDER = (
    *("id", "name", "version", "title", "authority", "kind", "status", "target", "clauses"),
    *("confirmed", "sections", "owners", "tags", "exception_to", "formerly", "successor"),
    *("examples", "prompts", "rubrics"),
)
"""The house's order of keys: a new one comes after those that are before it here."""

Value = str | Mapping[str, str]

_KEY = re.compile(r"(?:[\w-]+|\"[^\"]*\"|'[^']*')[ \t]*:[ \t]*")


def appended(text: Text, key: str, value: Value, after: int | None = None) -> Edit | None:
    """Add an entry to a list at the top level.

    Args:
        text: the file's.
        key: the list's; it is made where it is missing or empty.
        value: the entry.
        after: the number of the entry that it comes after; the last one by default.
    """
    front = text.front
    if front is None:
        return None
    old = front.document.data.get(key)
    if isinstance(old, list) and old:
        at = len(old) if after is None else after + 1
        wanted = [*old[:at], value, *old[at:]]
        edit = _beside(front, f"{key}.{at - 1}", value)
    elif old is None or old == []:
        wanted = [value]
        edit = _begun(front, key, [value])
    else:
        return None
    return sound(front, edit, {**front.document.data, key: wanted})


def begun(text: Text, key: str, values: Sequence[Value]) -> Edit | None:
    """Make a list where there is none, or nothing in it; and front matter, where there is none."""
    front = text.front
    if front is not None:
        data = front.document.data
        return (
            sound(front, _begun(front, key, values), {**data, key: [*values]})
            if not data.get(key)
            else None
        )
    if not text.plain:
        return None
    rows = ["---", *_rows(key, values), "---", ""]
    return Edit(text.path, 0, 0, text.newline.join(rows))


def removed(text: Text, key: str, number: int) -> Edit | None:
    """Remove an entry of a list at the top level; the last one that there is leaves ``[]``."""
    front = text.front
    old = front.document.data.get(key) if front else None
    if front is None or not isinstance(old, list) or number >= len(old):
        return None
    edit = _emptied(front, key) if len(old) == 1 else _left_out(front, key, number, len(old))
    left = [*old[:number], *old[number + 1 :]]
    return sound(front, edit, {**front.document.data, key: left})


def put(text: Text, path: str, value: str) -> Edit | None:
    """Give the text at a path of keys (``examples.0.title``) another value, in its own quotes.

    In a mapping that has an ``id`` the last key may be missing: it comes after that.
    """
    front = text.front
    if front is None:
        return None
    wanted = copy.deepcopy(front.document.data)
    *keys, last = path.split(".")
    try:
        holder: Any = wanted
        for key in keys:
            holder = holder[int(key)] if isinstance(holder, list) else holder[key]
        there = isinstance(holder, list) or last in holder
        holder[int(last) if isinstance(holder, list) else last] = value
    except (IndexError, KeyError, TypeError, ValueError):
        return None  # a key holds a dot
    edits = _valued(front, path, value) if there else _keyed(front, ".".join(keys), last, value)
    return next((edit for edit in (sound(front, e, wanted) for e in edits) if edit), None)


def sound(front: Front, edit: Edit | None, wanted: Mapping[str, Any]) -> Edit | None:
    """The edit, if the YAML then says what is wanted and has all its comments."""
    if edit is None:
        return None
    fresh = text_of(front.text.path, applied(front.text.content, [edit])).front
    if fresh is None or fresh.comments != front.comments or fresh.document.data != wanted:
        return None
    doubled = len(fresh.document.duplicates) > len(front.document.duplicates)
    return None if doubled else edit


# --- adding --------------------------------------------------------------------------------------


def _beside(front: Front, path: str, value: Value) -> Edit | None:
    """A new entry after the one at ``path``, written as that one is."""
    text, place = front.text, front.document.places[path]
    mark = text.lines[place.line - 1][: place.column - 1]
    if mark.strip() == "-":
        rows = _block(value, mark, text.newline)
        at = text.line_end(place.end_line)
        return Edit(text.path, at, at, text.newline + rows, stacks=True)
    at = text.stretch(place)[1]
    return Edit(text.path, at, at, f", {_flow(value)}", stacks=True)


def _begun(front: Front, key: str, values: Sequence[Value]) -> Edit | None:
    """A list with its first entries, where there is no such key, or nothing in it."""
    text, place = front.text, front.document.places.get(key)
    if place is None:
        return _new_key(front, key, values)
    start, end = text.stretch(place)
    empty = re.search(r"\[\s*\]\Z", text.content[start:end])
    colon = re.compile(r"[ \t]*:").match(text.content, end)
    if not empty and not colon:
        return None
    begin = start + empty.start() if empty else colon.end() if colon else end
    stop, last = end if empty else begin, text.line_end(place.end_line)
    alone = not text.content[stop:last].strip() and place.column == 1
    if alone and any(isinstance(value, Mapping) for value in values):
        begin -= len(text.content[:begin]) - len(text.content[:begin].rstrip(" \t"))
        rows = [_block(value, "  - ", text.newline) for value in values]
        return Edit(text.path, begin, last, text.newline + text.newline.join(rows))
    lead = "" if empty else " "
    return Edit(text.path, begin, stop, f"{lead}[{', '.join(map(_flow, values))}]")


def _new_key(front: Front, key: str, values: Sequence[Value]) -> Edit:
    text, places = front.text, front.document.places
    before = ORDER[: ORDER.index(key)]
    known = [places[k] for k in front.document.data if k in before and k in places]
    every = [places[k] for k in front.document.data if k in places]
    after = max((place.end_line for place in known or every), default=front.last - 1)
    block = text.newline.join(_rows(key, values))
    if after < 1:  # a manifest without a line
        return Edit(text.path, 0, 0, block + text.newline)
    at = text.line_end(after)
    return Edit(text.path, at, at, text.newline + block)


def _rows(key: str, values: Sequence[Value]) -> list[str]:
    """A key with its list, in the house's style."""
    plain = [dict(value) if isinstance(value, Mapping) else value for value in values]
    return frontmatter.dump({key: plain}).removesuffix("\n").split("\n")


def _keyed(front: Front, path: str, key: str, value: str) -> Iterable[Edit]:
    """A new key after the ``id`` of the mapping at ``path``."""
    text, places = front.text, front.document.places
    first, whole = places.get(f"{path}.id"), places.get(path)
    if first is None or whole is None:
        return
    at = text.stretch(first)[1]
    if text.content[text.stretch(whole)[0]] == "{":
        yield Edit(text.path, at, at, f", {key}: {json.dumps(value, ensure_ascii=False)}")
        return
    at = text.line_end(first.end_line)
    for written in _scalars(value):
        lead = text.newline + " " * (first.column - 1)
        yield Edit(text.path, at, at, f"{lead}{key}: {written}")


def _block(value: Value, mark: str, newline: str) -> str:
    """An entry of a block list, in as many lines as it needs."""
    if isinstance(value, str):
        return mark + scalar(value)
    rows = frontmatter.dump(dict(value)).removesuffix("\n").split("\n")
    return newline.join((mark if n == 0 else " " * len(mark)) + row for n, row in enumerate(rows))


def _flow(value: Value) -> str:
    if isinstance(value, str):
        return scalar(value)
    inside = (f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
    return f"{{{', '.join(inside)}}}"


def scalar(value: str) -> str:
    """A text as YAML, quoted where it must be."""
    return frontmatter.dump({"_": value}).removeprefix("_: ").removesuffix("\n")


# --- removing and replacing ----------------------------------------------------------------------


def _emptied(front: Front, key: str) -> Edit | None:
    """``key: []`` in the place of a list."""
    text, place = front.text, front.document.places[key]
    start, end = text.stretch(place)
    name = _KEY.match(text.content, start, end)
    if name is None:
        return None
    begin = start + len(name[0].rstrip(" \t"))
    return Edit(text.path, begin, end, " []")


def _left_out(front: Front, key: str, number: int, count: int) -> Edit | None:
    """A list without one of its entries.

    What removes the last one claims the whole list, so that no round removes them all.
    """
    text, places = front.text, front.document.places
    here, last = places[f"{key}.{number}"], number == count - 1
    mark = text.lines[here.line - 1][: here.column - 1]
    if mark.strip() == "-":
        start = text.line_end(here.line - 1)
        end = text.line_end(here.end_line)
    elif last:
        start = text.stretch(places[f"{key}.{number - 1}"])[1]
        end = text.stretch(here)[1]
    else:
        start = text.stretch(here)[0]
        end = text.stretch(places[f"{key}.{number + 1}"])[0]
    whole = text.stretch(places[key])
    claim = (whole[0], max(whole[1], end) + 1) if last else None
    return Edit(text.path, start, end, "", claim)


def _valued(front: Front, path: str, value: str) -> Iterable[Edit]:
    """The ways to write another value at ``path``, the best first."""
    place = front.document.places.get(path)
    if place is None:
        return
    text, (start, end) = front.text, front.text.stretch(place)
    if not path.rpartition(".")[2].isdigit():
        key = _KEY.match(text.content, start)
        if key is None:
            return
        start, end = key.end(), max(end, key.end())
    old = text.content[start:end]
    if old[:1] in ("|", ">") or "\n" in old or "\r" in old:
        return
    lead = "" if old or text.content[start - 1] in " \t" else " "
    for written in _scalars(value, old[:1]):
        yield Edit(text.path, start, end, lead + written)


def _scalars(value: str, quote: str = "") -> Sequence[str]:
    doubled = json.dumps(value, ensure_ascii=False)
    if quote == '"':
        return (doubled,)
    single = "'" + value.replace("'", "''") + "'"
    return (single, doubled) if quote == "'" else (scalar(value), doubled)


def path_of(front: Front, place: Place, *, under: str = "") -> str | None:
    """The path of keys that stands at a place."""
    return next(
        (p for p, at in front.document.places.items() if at == place and p.startswith(under)), None
    )
