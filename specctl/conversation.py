"""Conversations: the XML inside an example's fence, read with a hardened parser.

Expat with every document type declaration refused: without one there are no entities to expand
and nothing external to fetch (the attacks that defusedxml's documentation lists). Positions come
from the parser, so every message knows its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from specctl.model.place import Place
from specctl.model.spec import Comparison, Conversation, Message, StrayText, Verdict

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
_VERDICT = re.compile(
    r"(?P<verdict>GOOD|BAD|OK)"
    r"(?:\[(?P<blame>#[\w-]+(?:,\s*#[\w-]+)*)\])?"
    r"(?::\s+(?P<reason>\S.*))?\Z",
    re.DOTALL,
)
_BEGINS = re.compile(r"(GOOD|BAD|OK)(?![A-Za-z])")
_BLAMED = re.compile(r"\[([^\]]*)\]")


class _Refused(Exception):
    """What no conversation may hold: why, and the line and column (both from 0)."""


@dataclass(slots=True)
class _Node:
    name: str
    attributes: dict[str, str]
    line: int
    column: int
    parts: list[_Node | _Text | _Comment] = field(default_factory=list)
    closing: tuple[int, int] = (0, 0)  # where its closing tag begins
    end_line: int = 0
    end_column: int = 0


@dataclass(slots=True)
class _Text:
    """A piece of text; its place is known only between messages, where none belongs."""

    text: str
    line: int
    column: int


@dataclass(slots=True)
class _Comment:
    text: str
    line: int
    column: int


def parse_conversation(
    lines: Sequence[str], path: str, first_line: int, shifts: Sequence[int]
) -> Conversation:
    """Read a conversation from the lines between its fences.

    Args:
        lines: the fence's content, without line ends and without what the file has before it.
        path: for the places.
        first_line: the line number of the first of them in the file.
        shifts: for each line, how many columns were taken off its front.

    Returns:
        The conversation; where the XML is malformed, one without parts that says why and where.
    """
    if not lines:  # nothing stands between the fences: the place is the first one's
        return Conversation((), Place(path, first_line - 1, 1, first_line - 1, 1))
    locate = _Locator(lines, path, first_line, shifts)
    where = locate.stretch(0, 0, len(lines) - 1, len(lines[-1]))
    try:
        root = _tree(lines)
    except _Refused as refused:
        why, line, column = refused.args
        return Conversation((), where, why, locate.point(line, column))
    return Conversation(tuple(_parts(root, locate)), where)


@dataclass(frozen=True, slots=True)
class _Locator:
    """The way from the parser's lines and columns (both from 0) to the file's."""

    lines: Sequence[str]
    path: str
    first_line: int
    shifts: Sequence[int]

    def stretch(self, line: int, column: int, end_line: int, end_column: int) -> Place:
        """A place; the end column is excluded."""
        start, end = self.shifts[line] + column + 1, self.shifts[end_line] + end_column
        return Place(self.path, self.first_line + line, start, self.first_line + end_line, end or 1)

    def point(self, line: int, column: int) -> Place:
        """One character; the parser may complain after the last one, then it is that."""
        line = min(max(line, 0), len(self.lines) - 1)
        column = min(column, max(len(self.lines[line]) - 1, 0))
        return self.stretch(line, column, line, column + 1 if self.lines[line] else 0)

    def span(self, node: _Node) -> Place:
        return self.stretch(node.line, node.column, node.end_line, node.end_column)

    def comment(self, part: _Comment) -> Place:
        broken = f"<!--{part.text}-->".split("\n")
        end = len(broken[-1]) + (part.column if len(broken) == 1 else 0)
        return self.stretch(part.line, part.column, part.line + len(broken) - 1, end)


def _tree(lines: Sequence[str]) -> _Node:
    """Parse ``lines`` into nodes. Raises _Refused."""
    parser = expat.ParserCreate(encoding="utf-8")
    stack: list[_Node] = [_Node("", {}, 0, 0)]

    def here() -> tuple[int, int]:
        return parser.CurrentLineNumber - 2, parser.CurrentColumnNumber  # the root has a line

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise _Refused(f"elements nest deeper than {MAX_DEPTH}", *here())
        node = _Node(name, attributes, *here())
        stack[-1].parts.append(node)
        stack.append(node)

    def end(name: str) -> None:
        node = stack.pop()
        node.closing = here()
        node.end_line, node.end_column = _closed(lines, name, *node.closing)

    def text(data: str) -> None:
        node = stack[-1]
        between = len(stack) == 2 or node.name == "comparison"
        node.parts.append(_Text(data, *here()) if between else _Text(data, 0, 0))

    def comment(data: str) -> None:
        stack[-1].parts.append(_Comment(data, *here()))

    def refuse(*_: object) -> None:
        raise _Refused("a processing instruction is not allowed", *here())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.CommentHandler = comment
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.EntityDeclHandler = refuse
    document = "\n".join((f"<{_ROOT}>", *lines, f"</{_ROOT}>"))
    try:
        parser.Parse(document.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise _why(error, lines, stack[-1]) from None
    node = stack[0].parts[0]
    assert isinstance(node, _Node)
    return node


def _closed(lines: Sequence[str], name: str, line: int, column: int) -> tuple[int, int]:
    """Where the closing tag ends that begins here; a tag that closes itself has ended already."""
    if line >= len(lines) or not lines[line].startswith(f"</{name}", column):
        return line, column
    while (at := lines[line].find(">", column)) < 0:
        line, column = line + 1, 0
    return line, at + 1


def _why(error: expat.ExpatError, lines: Sequence[str], opened: _Node) -> _Refused:
    """What is wrong, in words of a writer, and where."""
    line, column = error.lineno - 2, error.offset
    source = lines[line] if 0 <= line < len(lines) else ""
    if error.code == _MISMATCH and line >= len(lines):
        return _Refused(f"<{opened.name}> is never closed", opened.line, opened.column)
    if error.code == _MISMATCH:
        column = max(source.rfind("</", 0, column + 1), 0)
        tag = source[column : source.find(">", column) + 1]
        still = f"stands here while <{opened.name}> is still open"
        return _Refused(f"{tag} {still if opened.line >= 0 else 'closes nothing'}", line, column)
    if error.code == _ENTITY:
        why = "XML does not know this entity; write the character itself, or & as &amp;"
        return _Refused(why, line, column)
    if error.code == _UNCLOSED:
        return _Refused("what begins here never ends", line, column)
    if error.code == _INVALID:
        return _invalid(source, line, column)
    return _Refused(expat.ErrorString(error.code), line, column)


def _invalid(source: str, line: int, column: int) -> _Refused:
    before = source[:column]
    if before.endswith("&"):
        return _Refused("write & as &amp;", line, column - 1)
    if before.endswith("<!"):
        return _Refused("a document type declaration is not allowed", line, column - 2)
    if before.endswith("<"):
        return _Refused("write < as &lt; where it begins no tag", line, column - 1)
    if before.endswith("--") and before.rfind("<!--", 0, -2) > before.rfind("-->"):
        return _Refused("a comment may not hold `--`; write a dash as \u2014", line, column - 2)
    return _Refused("XML does not allow this character here", line, column)


def _parts(root: _Node, locate: _Locator) -> list[Message | Comparison | StrayText]:
    found: list[Message | Comparison | StrayText] = []
    for part in root.parts:
        if isinstance(part, _Node) and part.name == "comparison":
            replies = tuple(_message(p, locate) for p in part.parts if isinstance(p, _Node))
            found.extend((Comparison(replies, locate.span(part)), *_stray(part, locate)))
        elif isinstance(part, _Node):
            found.append(_message(part, locate))
    return sorted((*found, *_stray(root, locate)), key=lambda p: p.place)


def _stray(node: _Node, locate: _Locator) -> list[StrayText]:
    """One value for each line of text that stands where only messages belong, as written."""
    found: list[StrayText] = []
    first: _Text | None = None
    for part in (*node.parts, None):
        if isinstance(part, _Text):
            first = first or part
        elif first is not None:
            stop = (part.line, part.column) if part else node.closing
            found.extend(_rows(first, stop, locate))
            first = None
    return found


def _rows(start: _Text, stop: tuple[int, int], locate: _Locator) -> Iterator[StrayText]:
    for line in range(max(start.line, 0), min(stop[0] + 1, len(locate.lines))):
        begin = start.column if line == start.line else 0
        row = locate.lines[line][begin : stop[1] if line == stop[0] else None]
        text = row.strip()
        if text:
            begin += len(row) - len(row.lstrip())
            yield StrayText(text, locate.stretch(line, begin, line, begin + len(text)))


def _message(node: _Node, locate: _Locator) -> Message:
    comment = _first_comment(node)
    text = "".join(_markup(p) for p in node.parts if p is not comment).strip()
    base = (node.name, tuple(sorted(node.attributes.items())), text, locate.span(node))
    if comment is None:
        return Message(*base)
    return _judged(base, comment.text.strip(), locate.comment(comment))


def _judged(
    base: tuple[str, tuple[tuple[str, str], ...], str, Place], comment: str, place: Place
) -> Message:
    match = _VERDICT.match(comment)
    if match:
        blame = tuple(re.findall(r"#([\w-]+)", match["blame"] or ""))
        reason = match["reason"] or ""
        return Message(*base, Verdict(match["verdict"]), reason, blame, place)
    begins = _BEGINS.match(comment)
    verdict = Verdict(begins[1]) if begins else None
    rest = comment[begins.end() :].strip(" ,;:") if begins else ""
    blamed = _BLAMED.match(comment[begins.end() :]) if begins else None
    blame = tuple(re.findall(r"#([\w-]+)", blamed[1])) if blamed else ()
    return Message(*base, verdict, rest, blame, place, malformed_verdict=comment)


def _first_comment(node: _Node) -> _Comment | None:
    """The comment that bears a verdict stands before any text of its message."""
    for part in node.parts:
        if isinstance(part, _Comment):
            return part
        if isinstance(part, _Node) or part.text.strip():
            return None
    return None


def _markup(part: _Node | _Text | _Comment) -> str:
    """The decoded text of a part; nested elements and comments keep their tags."""
    if isinstance(part, _Text):
        return part.text
    if isinstance(part, _Comment):
        return f"<!--{part.text}-->"
    attributes = "".join(f' {k}="{v}"' for k, v in part.attributes.items())
    inner = "".join(_markup(p) for p in part.parts)
    return f"<{part.name}{attributes}>{inner}</{part.name}>"
