"""The XML of a conversation as nodes that know where they stand.

Expat with every document type declaration refused: without one there are no entities to expand
and nothing external to fetch (the attacks that defusedxml's documentation lists). Positions come
from the parser, so every message knows its lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.parsers import expat

MAX_DEPTH = 16
_ROOT = "conversation"
_INVALID, _UNCLOSED, _MISMATCH, _ENTITY = (
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_INVALID_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_TAG_MISMATCH,
        expat.errors.XML_ERROR_UNDEFINED_ENTITY,
    )
)


class Refused(Exception):
    """What no conversation may hold: why, and the line and column (both from 0)."""


class Text(NamedTuple):
    """A piece of text between messages, where none belongs."""

    line: int
    column: int
    text: str


class Comment(NamedTuple):
    """A comment; ``text`` is what stands in it."""

    line: int
    column: int
    text: str


class Node:
    """An element; ``closing`` is where its closing tag begins, ``end`` where that ends.

    Its parts are strings where text belongs, and :class:`Text` where none does.
    """

    __slots__ = ("attributes", "closing", "column", "end", "line", "name", "parts")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int, column: int) -> None:
        self.name, self.attributes, self.line, self.column = name, attributes, line, column
        self.parts: list[Node | Text | Comment | str] = []
        self.closing = self.end = (0, 0)


def tree(lines: Sequence[str]) -> Node:
    """Parse ``lines`` into nodes. Raises Refused."""
    document = "\n".join((f"<{_ROOT}>", *lines, f"</{_ROOT}>"))
    builder = _Builder(lines, references="&#" in document or "<![" in document)
    try:
        builder.parser.Parse(document.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise _why(error, lines, builder.top) from None
    finally:
        del builder.parser  # it and the builder hold each other, and it is large
    root = builder.top.parts[0]
    assert isinstance(root, Node)
    return root


class _Builder:
    """What the parser calls. Text comes in one piece where it belongs; elsewhere with its place."""

    def __init__(self, lines: Sequence[str], references: bool) -> None:
        self.lines, self.references = lines, references
        self.top = Node("", {}, 0, 0)
        self.stack = [self.top]
        self.parser = parser = expat.ParserCreate(encoding="utf-8")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.CommentHandler = self.comment
        parser.StartDoctypeDeclHandler = self.refuse
        parser.ProcessingInstructionHandler = self.refuse
        parser.EntityDeclHandler = self.refuse

    def here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber - 2, self.parser.CurrentColumnNumber  # after the root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        depth, parser = len(self.stack), self.parser
        if depth > MAX_DEPTH:
            raise Refused(f"elements nest deeper than {MAX_DEPTH}", *self.here())
        node = Node(name, attributes, parser.CurrentLineNumber - 2, parser.CurrentColumnNumber)
        self.top.parts.append(node)
        self.stack.append(node)
        self.top = node
        parser.buffer_text = depth > 1 and name != "comparison"

    def end(self, name: str) -> None:
        stack, parser = self.stack, self.parser
        node = stack.pop()
        self.top = above = stack[-1]
        line, column = parser.CurrentLineNumber - 2, parser.CurrentColumnNumber
        node.closing = line, column
        node.end = _closed(self.lines, name, line, column)
        parser.buffer_text = len(stack) > 2 and above.name != "comparison"

    def text(self, data: str) -> None:
        if self.parser.buffer_text:
            self.top.parts.append(data)
        elif data != "\n" or self.references:  # a line that ends is nothing unless it was written
            self.top.parts.append(Text(*self.here(), data))

    def comment(self, data: str) -> None:
        self.top.parts.append(Comment(*self.here(), data))

    def refuse(self, *_: object) -> None:
        raise Refused("a processing instruction is not allowed", *self.here())


def _closed(lines: Sequence[str], name: str, line: int, column: int) -> tuple[int, int]:
    """Where the closing tag ends that begins here; a tag that closes itself has ended already."""
    if line >= len(lines) or not lines[line].startswith(f"</{name}", column):
        return line, column
    while (at := lines[line].find(">", column)) < 0:
        line, column = line + 1, 0
    return line, at + 1


def _why(error: expat.ExpatError, lines: Sequence[str], opened: Node) -> Refused:
    """What is wrong, in words of a writer, and where."""
    line, column = error.lineno - 2, error.offset
    source = lines[line] if 0 <= line < len(lines) else ""
    if error.code == _MISMATCH and line >= len(lines):
        return Refused(f"<{opened.name}> is never closed", opened.line, opened.column)
    if error.code == _MISMATCH:
        column = max(source.rfind("</", 0, column + 1), 0)
        tag = source[column : source.find(">", column) + 1]
        still = f"stands here while <{opened.name}> is still open"
        return Refused(f"{tag} {still if opened.line >= 0 else 'closes nothing'}", line, column)
    if error.code == _ENTITY:
        why = "XML does not know this entity; write the character itself, or & as &amp;"
        return Refused(why, line, column)
    if error.code == _UNCLOSED:
        return Refused("what begins here never ends", line, column)
    if error.code == _INVALID:
        return _invalid(source, line, column)
    return Refused(expat.ErrorString(error.code), line, column)


def _invalid(source: str, line: int, column: int) -> Refused:
    before = source[:column]
    if before.endswith("&"):
        return Refused("write & as &amp;", line, column - 1)
    if before.endswith("<!"):
        return Refused("a document type declaration is not allowed", line, column - 2)
    if before.endswith("<"):
        return Refused("write < as &lt; where it begins no tag", line, column - 1)
    if before.endswith("--") and before.rfind("<!--", 0, -2) > before.rfind("-->"):
        return Refused("a comment may not hold `--`; write a dash as \u2014", line, column - 2)
    return Refused("XML does not allow this character here", line, column)
