"""Messages, comparisons and verdicts, from the nodes of a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from specctl.conversation.tree import Comment, Node, Refused, Text, tree
from specctl.model.place import Place
from specctl.model.spec import Comparison, Conversation, Message, StrayText, Verdict

_VERDICT = re.compile(
    r"(?P<verdict>GOOD|BAD|OK)"
    r"(?:\[(?P<blame>#[\w-]+(?:,\s*#[\w-]+)*)\])?"
    r"(?::\s+(?P<reason>\S.*))?\Z",
    re.DOTALL,
)
_BEGINS = re.compile(r"(GOOD|BAD|OK)(?![A-Za-z])")
_BLAMED = re.compile(r"\[([^\]]*)\]")


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
        root = tree(lines)
    except Refused as refused:
        why, line, column = refused.args
        return Conversation((), where, why, locate.point(line, column))
    return Conversation(tuple(_parts(root, locate)), where)


class _Locator:
    """The way from the parser's lines and columns (both from 0) to the file's."""

    __slots__ = ("first_line", "lines", "path", "shifts")

    def __init__(
        self, lines: Sequence[str], path: str, first_line: int, shifts: Sequence[int]
    ) -> None:
        self.lines, self.path, self.first_line, self.shifts = lines, path, first_line, shifts

    def stretch(self, line: int, column: int, end_line: int, end_column: int) -> Place:
        """A place; the end column is excluded."""
        start, end = self.shifts[line] + column + 1, self.shifts[end_line] + end_column
        return Place(self.path, self.first_line + line, start, self.first_line + end_line, end or 1)

    def point(self, line: int, column: int) -> Place:
        """One character; the parser may complain after the last one, then it is that."""
        line = min(max(line, 0), len(self.lines) - 1)
        column = min(column, max(len(self.lines[line]) - 1, 0))
        return self.stretch(line, column, line, column + 1 if self.lines[line] else 0)

    def span(self, node: Node) -> Place:
        return self.stretch(node.line, node.column, *node.end)

    def comment(self, part: Comment) -> Place:
        broken = f"<!--{part.text}-->".split("\n")
        end = len(broken[-1]) + (part.column if len(broken) == 1 else 0)
        return self.stretch(part.line, part.column, part.line + len(broken) - 1, end)


def _parts(root: Node, locate: _Locator) -> list[Message | Comparison | StrayText]:
    found: list[Message | Comparison | StrayText] = []
    for part in root.parts:
        if isinstance(part, Node) and part.name == "comparison":
            replies = tuple(_message(p, locate) for p in part.parts if isinstance(p, Node))
            found.extend((Comparison(replies, locate.span(part)), *_stray(part, locate)))
        elif isinstance(part, Node):
            found.append(_message(part, locate))
    found.extend(_stray(root, locate))
    return sorted(found, key=attrgetter("place"))


def _stray(node: Node, locate: _Locator) -> list[StrayText]:
    """One value for each line of text that stands where only messages belong, as written."""
    found: list[StrayText] = []
    first: Text | None = None
    for part in node.parts:
        if isinstance(part, Text):
            first = first or part
        elif first is not None and not isinstance(part, str):
            found.extend(_rows(first, (part.line, part.column), locate))
            first = None
    if first is not None:
        found.extend(_rows(first, node.closing, locate))
    return found


def _rows(start: Text, stop: tuple[int, int], locate: _Locator) -> Iterator[StrayText]:
    for line in range(max(start.line, 0), min(stop[0] + 1, len(locate.lines))):
        begin = start.column if line == start.line else 0
        row = locate.lines[line][begin : stop[1] if line == stop[0] else None]
        text = row.strip()
        if text:
            begin += len(row) - len(row.lstrip())
            yield StrayText(text, locate.stretch(line, begin, line, begin + len(text)))


def _message(node: Node, locate: _Locator) -> Message:
    comment = _first_comment(node)
    text = "".join([_markup(p) for p in node.parts if p is not comment]).strip()
    attributes = tuple(sorted(node.attributes.items())) if node.attributes else ()
    base = (node.name, attributes, text, locate.span(node))
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


def _first_comment(node: Node) -> Comment | None:
    """The comment that bears a verdict stands before any text of its message."""
    for part in node.parts:
        if isinstance(part, Comment):
            return part
        if isinstance(part, Node) or (part if isinstance(part, str) else part.text).strip():
            return None
    return None


def _markup(part: Node | Text | Comment | str) -> str:
    """The decoded text of a part; nested elements and comments keep their tags."""
    if isinstance(part, str):
        return part
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Comment):
        return f"<!--{part.text}-->"
    attributes = "".join(f' {k}="{v}"' for k, v in part.attributes.items())
    inner = "".join(_markup(p) for p in part.parts)
    return f"<{part.name}{attributes}>{inner}</{part.name}>"
