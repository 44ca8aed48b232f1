"""One pass over a body's blocks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TypeVar

from markdown_it.token import Token

from specctl import sentences
from specctl.conversation import parse_conversation
from specctl.markdown.dialect import DEEPEST, blocks, references
from specctl.markdown.text import Text
from specctl.markdown.values import Body, Heading, Titled
from specctl.model.place import Place
from specctl.model.spec import Anchor, Conversation, Link, Passage, PassageRole
from specctl.words import fold, without_anchors

_T = TypeVar("_T")

EXAMPLE = re.compile(r"\*\*Example\*\*:[ \t]*(?P<title>\S.*)?", re.DOTALL)
_TERM = re.compile(r"\*\*(?P<inside>[^*\n]+?)(?::\*\*|\*\*:)(?=\s|\Z)")
_CODE_TERM = re.compile(r"(`+)\s?(?P<term>[^`]+?)\s?\1(?!`)")
_MARKER = re.compile(r"^[ \t]*(?:\d{1,9}[.)]|[-*+])[ \t]+", re.MULTILINE)
_LEADS = re.compile(r":(?:\[\^[^\]\s]{1,100}\]|[*_\"'\u201d\u2019)\s])*\Z")
_SPEAKS = re.compile(r"\s*<(?:system|developer|user|assistant|tool|comparison)\b")
_READ = frozenset(
    "inline admonition_open html_block tr_open fence code_block math_block math_block_label".split()
)
"""The tokens that a body's passages and examples are read from."""

_CONTAINERS = frozenset("blockquote_open list_item_open admonition_open".split())

_INTRODUCIBLE = frozenset(
    "bullet_list_open ordered_list_open fence code_block table_open blockquote_open "
    "math_block math_block_label".split()
)


def parse_body(lines: Sequence[str], path: str, first_line: int, kind: str) -> Body:
    """Read a body.

    Args:
        lines: the lines after the front matter, without line ends.
        path: for the places.
        first_line: the number of the first of them in the file.
        kind: the section's kind. In a rule every sentence outside commentary is a clause; in
            other kinds only anchored sentences are, the rest is rationale. A definition's
            paragraphs and list items define terms.

    Returns:
        Passages and examples in the order of the file.
    """
    return _Reader(lines, path, first_line, kind).read()


def headings(lines: Sequence[str]) -> list[Heading]:
    """The headings of a whole document, outside fences, lists and quotations."""
    tokens = blocks().parse("\n".join(lines))
    return [
        Heading(int(token.tag[1:]), tokens[i + 1].content, token.map[0] + 1, token.map[1])
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]


def term_of(paragraph: str) -> str | None:
    """The term that a paragraph beginning ``**Term**:`` (or ``**Term:**``) defines, or None."""
    match = _TERM.match(paragraph)
    return match["inside"].strip() if match and match["inside"] != "Example" else None


class _Reader:
    """One pass over the block tokens of one body."""

    def __init__(self, lines: Sequence[str], path: str, first_line: int, kind: str) -> None:
        self.lines, self.path, self.first_line = lines, path, first_line
        self.rule, self.definition = kind == "rule", kind == "definition"
        self.tokens = blocks().parse("\n".join(lines))
        self.passages: list[Passage] = []
        self.examples: list[Titled] = []
        self.unclosed: list[tuple[Place, str]] = []
        self.untitled: list[Place] = []

    def read(self) -> Body:
        index = 0
        while index < len(self.tokens):
            index = self._block(index) if self.tokens[index].type in _READ else index + 1
        found = tuple(self.passages), tuple(self.examples), tuple(self.unclosed)
        return Body(*found, tuple(self._too_deep()), tuple(self.untitled))

    def _too_deep(self) -> Iterator[Place]:
        """Containers whose content the parser has dropped."""
        for token in self.tokens:
            if token.level >= DEEPEST - 1 and token.nesting == 1 and token.type in _CONTAINERS:
                start = token.map[0] if token.map else 0
                yield self._rows(start, start + 1)

    def _block(self, index: int) -> int:
        """Read the block at ``index``; returns the index after what was read."""
        token = self.tokens[index]
        if token.type == "inline":
            return self._inline(index)
        if token.type == "admonition_open":
            end = self._close(index)
            self._whole(token, PassageRole.COMMENTARY, self.tokens[index:end])
            return end
        if token.type == "html_block":
            comment = token.content.lstrip().startswith("<!--")
            self._whole(token, PassageRole.COMMENTARY if comment else None)
            if comment and "-->" not in token.content:
                self._never_closes(token, "the comment never closes; end it with `-->`")
        elif token.type == "tr_open":
            end = self._close(index)
            self._whole(token, None, self.tokens[index:end])
            return end
        else:
            self._whole(token, None)
            if why := self._open_fence(token):
                self._never_closes(token, why)
            if token.map and token.info.strip() == "xml" and _SPEAKS.match(token.content):
                self.untitled.append(self._rows(token.map[0], token.map[0] + 1))
        return index + 1

    def _never_closes(self, token: Token, why: str) -> None:
        if token.map:
            self.unclosed.append((self._rows(token.map[0], token.map[0] + 1), why))

    def _open_fence(self, token: Token) -> str:
        """What to do about a fence that ends only with the file, or with the list that holds it."""
        if token.type != "fence" or not token.map:
            return ""
        last = self.lines[token.map[1] - 1].lstrip(" \t>").rstrip()
        closed = len(last) >= len(token.markup) and set(last) == {token.markup[0]}
        if closed and token.map[1] - token.map[0] > 1:
            return ""
        return f"the fence never closes; end it with a line that holds only {token.markup}"

    def _close(self, index: int) -> int:
        """The index after the token that closes the one at ``index``."""
        opened = self.tokens[index]
        closing = opened.type.replace("_open", "_close")
        for later in range(index + 1, len(self.tokens)):
            token = self.tokens[later]
            if token.type == closing and token.level == opened.level:
                return later + 1
        return len(self.tokens)

    def _inline(self, index: int) -> int:
        token, opener = self.tokens[index], self.tokens[index - 1]
        if opener.type == "paragraph_open" and (title := EXAMPLE.match(token.content)):
            return self._example(index, title)
        if opener.type == "heading_open":
            self._whole(opener, PassageRole.RATIONALE, (token,))
        else:
            self._sentences(index)
        return index + 1

    def _example(self, index: int, match: re.Match[str]) -> int:
        title = " ".join((match["title"] or "").split())
        text = self._text(self.tokens[index])
        title_place = text.place(0, len(text.content))
        links = tuple(link for _, link in self._references(text)[1])
        after = index + 2
        fence = self.tokens[after] if after < len(self.tokens) else None
        if fence is None or fence.type != "fence" or fence.info.strip() != "xml" or not fence.map:
            self.examples.append(Titled(title, title_place, title_place, None, links))
            return index + 1
        place = title_place.to(self._rows(*fence.map))
        self.examples.append(Titled(title, place, title_place, self._conversation(fence), links))
        return after + 1

    def _conversation(self, fence: Token) -> Conversation:
        assert fence.map is not None
        start = fence.map[0] + 1
        content = fence.content.split("\n")[:-1] if fence.content else []
        if why := self._open_fence(fence):
            place = self._rows(*fence.map)
            return Conversation((), place, why, self._rows(start - 1, start))
        rows = list(self.lines[start : start + len(content)])
        if rows == content:  # as nearly everywhere
            shifts = [0] * len(rows)
        else:
            shifts = [max(len(r) - len(c), 0) for r, c in zip(rows, content, strict=True)]
        return parse_conversation(content, self.path, self.first_line + start, shifts)

    def _sentences(self, index: int) -> None:
        token = self.tokens[index]
        text = self._text(token)
        anchors, links = self._references(text)
        term = self._term(index)
        formula = token.content.lstrip("\\").startswith("[") and token.content.startswith("\\")
        spans = [(0, len(text.content))] if formula else sentences.split(text.content)
        for start, end in spans:
            sentence = text.content[start:end]
            leads = end == spans[-1][1] and ":" in sentence and _LEADS.search(sentence)
            block = self._introduced(index) if leads else None
            place = text.place(start, end)
            within = (_between(anchors, start, end), _between(links, start, end))
            self._add(sentence, place, *within, block, term)

    def _add(
        self,
        text: str,
        place: Place,
        anchors: tuple[Anchor, ...],
        links: tuple[Link, ...],
        block: Token | None = None,
        term: str | None = None,
        role: PassageRole | None = None,
    ) -> None:
        if role is None:
            role = PassageRole.CLAUSE if self.rule or anchors else PassageRole.RATIONALE
        introduces, extent = "", place
        if block is not None and block.map:
            rows = self.lines[block.map[0] : block.map[1]]
            introduces = fold(without_anchors(_MARKER.sub("- ", "\n".join(rows))))
            extent = place.to(self._rows(*block.map))
        norm = fold(without_anchors(text))
        self.passages.append(
            Passage(role, text, norm, place, anchors, links, introduces, extent, term)
        )

    def _introduced(self, index: int) -> Token | None:
        """The list or block right after the paragraph at ``index``, in the same container."""
        after = index + 2
        if after < len(self.tokens) and self.tokens[after].type in _INTRODUCIBLE:
            return self.tokens[after]
        return None

    def _term(self, index: int) -> str | None:
        if not self.definition:
            return None
        content = self.tokens[index].content
        if index >= 2 and self.tokens[index - 2].type == "list_item_open":
            match = _CODE_TERM.match(content)
            return match["term"] if match else None
        return term_of(content) if self.tokens[index - 1].level == 0 else None

    def _whole(self, token: Token, role: PassageRole | None, inner: Sequence[Token] = ()) -> None:
        """Add a block that is one passage: commentary, code, a formula, a table row, a heading."""
        if not token.map:
            return
        place = self._rows(*token.map)
        found = [self._references(self._text(t)) for t in inner if t.type == "inline" and t.map]
        anchors = tuple(a for pairs, _ in found for _, a in pairs)
        links = tuple(link for _, pairs in found for _, link in pairs)
        rows = self.lines[place.line - self.first_line : place.end_line - self.first_line + 1]
        self._add("\n".join(rows).strip(), place, anchors, links, role=role)

    def _rows(self, start: int, end: int) -> Place:
        """Lines ``start`` to ``end`` (from 0, end excluded) without trailing blank ones."""
        while end - 1 > start and not self.lines[end - 1].strip():
            end -= 1
        first, last = self.lines[start], self.lines[end - 1]
        column = len(first) - len(first.lstrip()) + 1
        at = self.first_line
        return Place(self.path, at + start, column, at + end - 1, max(len(last.rstrip()), 1))

    def _text(self, token: Token) -> Text:
        return Text(token, self.lines, self.path, self.first_line)

    def _references(self, text: Text) -> tuple[list[tuple[int, Anchor]], list[tuple[int, Link]]]:
        anchors: list[tuple[int, Anchor]] = []
        links: list[tuple[int, Link]] = []
        for kind, target, start, end in references(text.content):
            place = text.place(start, end)
            if kind == "anchor":
                anchors.append((start, Anchor(target, place)))
            else:
                label = text.content[start + 1 : text.content.rfind("](", start, end)]
                links.append((start, Link(target, label, place)))
        return anchors, links


def _between(found: Sequence[tuple[int, _T]], start: int, end: int) -> tuple[_T, ...]:
    """What stands from offset ``start`` to ``end``, of references in order."""
    if not found:
        return ()
    first, last = (bisect_left(found, at, key=itemgetter(0)) for at in (start, end))
    return tuple(reference for _, reference in found[first:last])
