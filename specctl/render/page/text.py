"""Text of the spec as parts, which the template turns into elements.

Nothing here makes HTML: parts are plain strings, and the template escapes every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from specctl.model import Word
from specctl.render.style import visible
from specctl.words import fold, marks


class Part(NamedTuple):
    """A piece of text.

    Attributes:
        mark: ``del`` or ``ins`` for what went or came, else "".
        kind: "" for plain text, ``space`` for white space that came or went, else what
            :data:`_REFERENCE` finds.
        text: what to show.
        to: the fragment that it leads to, or the id that it refers to.
    """

    mark: str
    kind: str
    text: str
    to: str = ""


Text = tuple[Part, ...]
_MARKS = {"=": "", "-": "del", "+": "ins"}

_REFERENCE = re.compile(
    r"\[\^(?P<anchor>[^\]\s]{1,100})\]"
    r"|\[(?P<words>[^\[\]]{0,300})\]\(#(?P<link>[^)\s]{0,100})\)"
    r"|(?P<code>`[^`\n]+`)"
    r"|(?P<strong>\*\*[^*\n]+\*\*)"
)
_SIGNS = frozenset("[`*")
_UNSAFE_IN_FRAGMENT = re.compile(r"[^A-Za-z0-9._-]")
_BREAK = re.compile(r"\s*\n[ \t]*|\t")
_LINE, _COLUMN = "\ue000", "\ue001"
_KEPT_BREAK = re.compile(f" ?{_LINE}({_COLUMN}*) ?")


@dataclass(frozen=True, slots=True)
class Known:
    """What references lead to.

    Attributes:
        titles: of the sections, by id.
        anchors: those whose eval stands on the page, with its id.
        examples: the titles of those that stand on the page, by ``section#example``.
        places: their fragments; their own names would make half of the page's links.
    """

    titles: Mapping[str, str]
    anchors: Mapping[str, str]
    examples: Mapping[str, str]
    places: Mapping[str, str]

    @property
    def unlinked(self) -> Known:
        """The same for a summary, in which no link may stand: it is a control itself."""
        return replace(self, anchors={})


def fragment(kind: str, name: str) -> str:
    """The ``id`` of an element on the page, in characters that need no escape anywhere."""
    return f"{kind}-{_UNSAFE_IN_FRAGMENT.sub(lambda m: f'~{ord(m[0]):x}~', name)}"


def shown(text: str) -> str:
    """Text in which nothing hides or acts; its lines stay lines."""
    if text.isprintable():
        return text
    return "\n".join(visible(line.expandtabs(4)) for line in text.split("\n"))


def plain(text: str, known: Known) -> Text:
    """Text with its references told apart."""
    return tuple(_parts(text, known, ""))


def marked(words: Sequence[Word], known: Known) -> Text:
    """Word-level marks; the white space around what came or went is told apart from it."""
    return tuple(part for op, text in words for part in _changed(text, known, _MARKS[op]))


def _changed(text: str, known: Known, mark: str) -> Iterator[Part]:
    core = text.strip() if mark else text
    if core == text:
        yield from _parts(text, known, mark)
        return
    lead, _, trail = text.partition(core) if core else (text, "", "")
    for part in (lead, core, trail):
        yield from _parts(part, known, mark) if part.strip() else _space(part, mark)


def _space(text: str, mark: str) -> Iterator[Part]:
    if text:
        yield Part(mark, "space", text)


def compared(before: str, after: str, known: Known, *, exact: bool = False) -> Text:
    """The marks between two texts of several lines; line breaks and what indents them stay.

    Args:
        before, after: as written.
        known: what references lead to.
        exact: whether dashes, quotes and the like count.
    """
    old, new = (_kept(one if exact else _folded(one)) for one in (before, after))
    found = (Word(op, _KEPT_BREAK.sub(_lines, text)) for op, text in marks(old, new))
    return marked(tuple(found), known)


def _folded(text: str) -> str:
    return "\n".join(_indented(line) for line in text.split("\n"))


def _indented(line: str) -> str:
    """A line with its typography folded, behind the spaces that it begins with."""
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}{fold(bare)}"


def _kept(text: str) -> str:
    """Line breaks as words, so that they outlast a comparison by words."""
    return _BREAK.sub(_as_word, text)


def _as_word(found: re.Match[str]) -> str:
    if "\n" not in found[0]:
        return "    "
    indent = found[0].rpartition("\n")[2].expandtabs(4)
    return f" {_LINE * found[0].count(chr(10))}{_COLUMN * len(indent)} "


def _lines(found: re.Match[str]) -> str:
    return "\n" + " " * len(found[1])


def prose(text: str) -> Text:
    """A sentence of ours; what it quotes in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return (Part("", "", shown(text)),)
    return tuple(Part("", "code" if n % 2 else "", shown(s)) for n, s in enumerate(parts) if s)


def _parts(text: str, known: Known, mark: str) -> Iterator[Part]:
    """The text's pieces in order."""
    at = 0
    for found in _REFERENCE.finditer(text) if set(text) & _SIGNS else ():
        if found.start() > at:
            yield Part(mark, "", shown(text[at : found.start()]))
        yield Part(mark, *_reference(found, known))
        at = found.end()
    if at < len(text):
        yield Part(mark, "", shown(text[at:]))


def _reference(found: re.Match[str], known: Known) -> tuple[str, str, str]:
    """What kind of reference it is, how it reads, and where it leads."""
    kind = found.lastgroup or ""
    if kind == "anchor":
        eval_id = known.anchors.get(found["anchor"])
        return kind, shown(found[0]), fragment("eval", eval_id) if eval_id else ""
    if kind == "link":
        words = found["words"]
        words = known.titles.get(found["link"], "") if words == "?" else words
        return kind, shown(words), shown(f"#{found['link']}")
    return kind, shown(found[0]), ""


def both(text: Text) -> bool:
    """Whether something came and something went, so that old and new can stand side by side."""
    return {part.mark for part in text} >= {"del", "ins"}
