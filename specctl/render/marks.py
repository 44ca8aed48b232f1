"""Old and new at word level, shortened around what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from specctl.model import Change, Example, Word
from specctl.render.layout import Run
from specctl.render.saying import is_list, say

_CONTEXTS = (120, 60, 36, 20, 10)
"""How many characters to keep on each side of a mark; the first that fits is taken."""
_BEGIN = 36
"""How many of them to keep at either end of what two texts begin with."""


_NAMED = ("field", "manifest")
"""Kinds of subject whose name leads their marks."""


def words(change: Change) -> tuple[Word, ...]:
    """A row's marks: its own, else made from whatever it has on either side."""
    marked = _marked(change)
    lead = _field(change)
    return (Word("=", f"{lead}: "), *marked) if lead and marked else marked


def parts(row: Change) -> tuple[Word, ...]:
    """The title and the texts of a whole section that came or went; examples by their titles."""
    delta = row.deltas[0] if len(row.deltas) == 1 else None
    if delta is None or delta.kind != "section" or not delta.parts:
        return ()
    op = "+" if delta.op == "added" else "-"
    said = (
        f"Example: {part.source.title}" if isinstance(part.source, Example) else str(part.shown)
        for part in delta.parts
        if isinstance(part.shown, str)
    )
    return tuple(Word(op, text) for text in (delta.one.source.title, *said))


def still(row: Change) -> str:
    """The text of a passage that stands elsewhere as it was: no mark shows it; else ""."""
    moved = "clause-moved" in row.classes and row.bulk == 1
    return row.after if moved and not row.words and isinstance(row.after, str) else ""


def _field(change: Change) -> str | None:
    """The field's name, where neither class nor text says which one it is."""
    if change.subject.kind in _NAMED:
        return change.subject.id
    keys = [delta.one.key for delta in change.deltas[:1] if delta.kind == "field"]
    if change.cls not in _ANY_FIELD or not keys:
        return None
    return keys[0].partition("/")[2].partition("@")[0]


_ANY_FIELD = ("scope-changed", "field-changed")


def _marked(change: Change) -> tuple[Word, ...]:
    return change.words or _compared(change.before, change.after)


def _compared(before: Any, after: Any) -> tuple[Word, ...]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _parts([(key, before.get(key), after.get(key)) for key in {**before, **after}])
    if is_list(before) and is_list(after):
        return _items([say(one) for one in before], [say(one) for one in after])
    return _pair(before, after)


def _pair(before: Any, after: Any) -> tuple[Word, ...]:
    if before == after:
        return ()
    sides = (("-", before), ("+", after))
    return tuple(Word(op, say(value)) for op, value in sides if value not in (None, ""))


def _parts(parts: Sequence[tuple[Any, Any, Any]]) -> tuple[Word, ...]:
    """The keys that differ, each with what it was and is."""
    found: list[Word] = []
    for key, before, after in parts:
        if before != after:
            lead = f"{'; ' if found else ''}{key}: "
            found += [Word("=", lead), *_compared(before, after)]
    return tuple(found)


def _items(before: Sequence[str], after: Sequence[str]) -> tuple[Word, ...]:
    """The entries of two lists, in the order of the new one; only a new order shows both whole."""
    gone = [one for one in before if one not in after]
    if not gone and all(one in before for one in after):
        return _pair(before, after)
    ops = [*(("-", one) for one in gone), *(("=" if one in before else "+", one) for one in after)]
    found: list[Word] = []
    for op, text in ops:
        found += [Word("=", ", ")] if found else []
        found.append(Word(op, text))
    return tuple(found)


def wholes(marked: Sequence[Word], most: int = 0) -> tuple[Word, ...]:
    """Old and new as a whole each, where marks within one text would not read; else nothing.

    So it is where there is only one of them, and where little of either was kept. With ``most``,
    texts longer than that are without the middle of what both begin with, so that the place where
    they part is seen.
    """
    ops = [op for op, _ in marked]
    old, new, kept = (_joined(marked, wanted) for wanted in ("=-", "=+", "="))
    alone = len(ops) == 1 or (ops == ["-", "+"] and len(old) + len(new) > 60)
    scattered = len(ops) > 4 and 2 * len(kept) < min(len(old), len(new))
    if not alone and not scattered:
        return ()
    if most and ops[0] == "=" and max(len(old), len(new)) > most:
        begin = _kept(marked[0].text, _BEGIN, False, False)
        old, new = (begin + text[len(marked[0].text) :] for text in (old, new))
    return tuple(
        Word(op, text) for op, text in (("-", old), ("+", new)) if text.strip() and op in ops
    )


def _joined(marked: Sequence[Word], ops: str) -> str:
    return "".join(text for op, text in marked if op in ops)


def shorten(marked: Sequence[Word], most: int) -> tuple[Word, ...]:
    """Marks in about ``most`` characters: what changed, with some of the words around it.

    Kept text goes first, then the middle of long changes, then the last changes.
    """
    if _size(marked) <= most:
        return tuple(marked)
    share = max(most // max(sum(op != "=" for op, _ in marked), 1), 24)
    tried: tuple[Word, ...] = ()
    for around in _CONTEXTS:
        tried = tuple(
            Word(op, _kept(text, around, i == 0, i == len(marked) - 1))
            if op == "="
            else Word(op, _middle(text, max(share, around)))
            for i, (op, text) in enumerate(marked)
        )
        if _size(tried) <= most:
            return tried
    return _cut(tried, most)


def _size(marked: Sequence[Word]) -> int:
    return sum(len(text) + (4 if op != "=" else 0) for op, text in marked)


def _kept(text: str, around: int, first: bool, last: bool) -> str:
    """Kept text beside a mark: its end before one, its beginning after one, both between two."""
    room = around * (1 if first or last else 2)
    if len(text) <= room + 3:
        return text
    head = "" if first else text[:around].rpartition(" ")[0]
    tail = "" if last else text[-around:].partition(" ")[2]
    return f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}"


def _middle(text: str, most: int) -> str:
    """A long change without its middle, cut between words where there are any."""
    if len(text) <= most:
        return text
    half = max(most // 2 - 2, 4)
    head = text[:half].rpartition(" ")[0]
    tail = text[-half:].partition(" ")[2]
    head = head if head.strip() else _first(text, half)
    tail = tail if tail.strip() else _first(text[::-1], half)[::-1]
    return f"{head} … {tail}" if len(head) + len(tail) + 3 < len(text) else text


def _first(text: str, most: int) -> str:
    """The first word of a text, whole: what is left of "unspecified" may say the opposite.

    One that is too long to be a word is cut.
    """
    found = _FIRST.match(text)
    return found[0] if found and len(found[0]) <= max(most, _WORD) else text[:most]


_FIRST = re.compile(r"\s*\S+")
_WORD = 24
"""No word of a sentence is longer; links are."""


def _cut(marked: Sequence[Word], most: int) -> tuple[Word, ...]:
    """The first marks that fit, at least one, and how many more there are."""
    found: list[Word] = []
    for i, word in enumerate(marked):
        marks_so_far = any(op != "=" for op, _ in found)
        if marks_so_far and word.op != "=" and _size([*found, word]) > most:
            more = sum(op != "=" for op, _ in marked[i:])
            return (*found, Word("=", f" … (+{more} more)"))
        found.append(word)
    return tuple(found)


def runs(marked: Sequence[Word], colour: bool) -> list[Run]:
    """Marks as runs: struck out and green, or ``[-old-]{+new+}`` where there is no colour."""
    found: list[Run] = []
    for op, text in marked:
        if op == "=" or not text.strip():
            found.append(Run("", text))
            continue
        core = text.strip()
        lead, _, trail = text.partition(core)
        role, left, right = _LOOKS[op]
        glued = found and found[-1].role == "removed" and not lead and colour
        pieces = (
            Run("", lead or (" " if glued else "")),
            Run(role, core if colour else f"{left}{core}{right}"),
            Run("", trail),
        )
        found += [piece for piece in pieces if piece.text]
    return found


_LOOKS = {"-": ("removed", "[-", "-]"), "+": ("added", "{+", "+}")}
