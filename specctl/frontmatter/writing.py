"""YAML written and rewritten, so that comments, order and quoting stay the author's."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from specctl.frontmatter.document import Document, Unreadable, resolved
from specctl.frontmatter.reading import read
from specctl.model.place import Place

_BREAKS = re.compile("[\x85\u2028\u2029]")  # they count as line breaks to YAML alone


def dump(data: Mapping[str, Any]) -> str:
    """Plain data as YAML in the house style, ending in a newline; strings quoted where needed."""
    stream = io.StringIO()
    _writer().dump(_quoted(data), stream)
    return stream.getvalue()


def update(text: str, edits: Mapping[str, Any]) -> str:
    """Rewrite top-level keys of a YAML mapping; every other line stays as it is.

    Args:
        text: the YAML as written.
        edits: new value by key; None removes the key. A value equal to the present one changes
            nothing; in a list of mappings, entries with a known ``id`` keep their comments. A key
            that is not there yet comes after the one before it in ``edits``, else last.

    Returns:
        The new text; ``text`` itself where nothing changes.

    Raises:
        Unreadable: as :func:`read`.
    """
    document = read(text, "")
    merged = {**document.data, **edits}
    wanted = {k: v for k, v in merged.items() if v is not None or k not in edits}
    if wanted == document.data:
        return text
    changed = _spliced(text, document, edits)
    if changed is None or read(changed, "").data != wanted:
        changed = _rewritten(text, edits)
    return changed


def _spliced(text: str, document: Document, edits: Mapping[str, Any]) -> str | None:
    """``text`` with only the lines of edited keys replaced; None where keys may share lines."""
    data, places = document.data, document.places
    if not data or any(places[key].column > 1 for key in data) or _BREAKS.search(text):
        return None
    rows = _rows(text)
    after = max(places[key].end_line for key in data)
    for key, value in edits.items():
        if key in data:
            first, after = places[key].line - 1, places[key].end_line
            if value != data[key]:
                block = "".join(rows[first:after])
                inner = _list_block if isinstance(value, list) else _mapping_block
                fresh = inner(block, key, value) or _rewritten(block, {key: value})
                rows[first:after] = [fresh, *[""] * (after - first - 1)]
        elif value is not None:
            rows[after - 1] += dump({key: value})
    return "".join(rows)


def _list_block(block: str, key: str, new: list[Any]) -> str | None:
    """``key:`` and its items, one under the other; None where they are written otherwise.

    What stays the same keeps its lines, with the comments before it; an entry with the id of an
    old one keeps the lines of what is the same in it.
    """
    document, rows = read(block, ""), _rows(block)
    old = document.data[key]
    places = [document.places[f"{key}.{i}"] for i in range(len(old))] if _is(list, old) else []
    marks = [rows[place.line - 1][: place.column - 1] for place in places]
    if not places or any(mark.strip() != "-" for mark in marks):
        return None
    found, left = rows[:1], list(range(len(old)))
    for value in new:
        at = _same(value, [(i, old[i]) for i in left])
        if at is None:
            found.append(_indented(_item(value), marks[0], " " * len(marks[0])))
            continue
        left.remove(at)
        start = places[at - 1].end_line if at else 1
        found.extend(rows[start : places[at].line - 1])
        lines = rows[places[at].line - 1 : places[at].end_line]
        if old[at] != value:
            gone = dict.fromkeys(old[at].keys() - value.keys())
            changed = update(_outdented(lines, len(marks[at])), {**value, **gone})
            lines = [_indented(changed, marks[at], " " * len(marks[at]))]
        found.extend(lines)
    return "".join(found) if new else None


def _mapping_block(block: str, key: str, new: Any) -> str | None:
    """``key:`` and the keys under it; None where they are written otherwise."""
    document, rows = read(block, ""), _rows(block)
    old = document.data[key]
    if not _is(dict, old) or not _is(dict, new):
        return None
    columns = {document.places[f"{key}.{k}"].column for k in old}
    first = min(document.places[f"{key}.{k}"].line for k in old)
    if first == 1 or len(columns) > 1:
        return None
    width = columns.pop() - 1
    gone = dict.fromkeys(old.keys() - new.keys())
    changed = update(_outdented(rows[1:], width), {**new, **gone})
    return rows[0] + _indented(changed, " " * width, " " * width)


def _rows(text: str) -> list[str]:
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _is(kind: type, value: Any) -> bool:
    return isinstance(value, kind) and bool(value)


def _same(value: Any, old: Sequence[tuple[int, Any]]) -> int | None:
    """The old item that is this one: equal, or of the same id."""
    for at, item in old:
        if item == value:
            return at
    for at, item in old:
        if isinstance(value, dict) and isinstance(item, dict) and value.get("id") == item.get("id"):
            return at
    return None


def _item(value: Any) -> str:
    """A new list item as YAML, without its dash."""
    return dump(value) if isinstance(value, dict) else dump({"_": value}).removeprefix("_: ")


def _outdented(rows: Sequence[str], width: int) -> str:
    first, *rest = rows
    return first[width:] + "".join(r[width:] if not r[:width].strip() else r.lstrip() for r in rest)


def _indented(text: str, first: str, rest: str) -> str:
    rows = _rows(text)
    return first + rows[0] + "".join(rest + row if row.strip() else row for row in rows[1:])


def _rewritten(text: str, edits: Mapping[str, Any]) -> str:
    """``text`` through the round-trip loader.

    That keeps order and quoting, but files a comment under the value before it, and so may lose
    the one together with the other.
    """
    from ruamel.yaml.error import YAMLError

    writer = _writer()
    try:
        tree = writer.load(text)
    except YAMLError as error:
        what = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise Unreadable(f"cannot be rewritten as YAML: {what}", Place("")) from None
    if tree is None:
        return text + dump({k: v for k, v in edits.items() if v is not None})
    for key, value in edits.items():
        if value is None:
            tree.pop(key, None)
        elif key not in tree or tree[key] != value:
            tree[key] = _merged(tree.get(key), value)
    if not tree:
        return ""
    stream = io.StringIO()
    writer.dump(tree, stream)
    return stream.getvalue()


def _merged(old: Any, new: Any) -> Any:
    """``new`` in the clothes of ``old``: what is the same keeps its comments and quoting."""
    if isinstance(old, list) and isinstance(new, list) and old:
        known: dict[Any, Any] = {e["id"]: e for e in old if isinstance(e, dict) and "id" in e}
        texts = {e: e for e in old if isinstance(e, str)}  # as they are quoted
        fresh = [
            _merged(known.get(e.get("id")), e)
            if isinstance(e, dict)
            else texts.get(e) or _quoted(e)
            for e in new
        ]
        old[:] = fresh
        return old
    if isinstance(old, dict) and isinstance(new, dict) and old:
        for key in [k for k in old if k not in new]:
            del old[key]
        for key, value in new.items():
            if key not in old or old[key] != value:
                old[key] = _merged(old.get(key), value)
        return old
    return _quoted(new)


def _quoted(value: Any) -> Any:
    """Copies of plain data in which strings that YAML would read otherwise are double-quoted."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, Mapping):
        return CommentedMap((_quoted(k), _quoted(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        items = CommentedSeq(_quoted(v) for v in value)
        if all(isinstance(v, str) for v in value):
            items.fa.set_flow_style()
        return items
    if isinstance(value, str) and resolved(value) != "str":
        return DoubleQuotedScalarString(value)
    return value


def _writer() -> Any:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.preserve_quotes = True
    writer.width = 10_000
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer
