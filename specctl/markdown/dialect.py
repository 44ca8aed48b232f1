"""The dialect: which of markdown-it-py's rules find the blocks, links, code and anchors."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link as link_rule
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

_BlockRule = Callable[[StateBlock, int, int, bool], bool]

_ANCHOR = re.compile(r"\[\^([^\]\s]{1,100})\]")
_PLAIN = re.compile(rf"{_ANCHOR.pattern}|\[[^\[\]`\\<]*+\]\(#((?a:[\w-])+)\)")
"""An anchor, or a link to a section in whose words nothing is marked up."""
_INLINE = re.compile(r"[\[`\\<]")
"""What links, code, escapes and tags begin with."""

DEEPEST = 41
"""The level from which on text is dropped: 20 lists of two levels, or 40 quotations, are read."""

_BEGINNINGS = {
    "math_block": "$",
    "admonition": "!?",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "html_block": "<",
    "heading": "#",
}
"""What a line must begin with for a rule of blocks to look at it twice."""

_UNUSED = ("emphasis", "entity", "image", "balance_pairs", "fragments_join")
_PLAIN_TARGET = re.compile(r"#[\w-]+", re.ASCII)


@lru_cache(maxsize=1)
def blocks() -> MarkdownIt:
    """The parser of blocks; every line of text stays visible, so no link definitions."""
    parser = MarkdownIt("commonmark").enable("table").use(admon_plugin).use(dollarmath_plugin)
    parser.options["maxNesting"] = DEEPEST
    for rule in parser.block.ruler.__rules__:  # before `disable`, from when on they are fixed
        if rule.name in _BEGINNINGS:
            rule.fn = _guarded(rule.fn, frozenset(_BEGINNINGS[rule.name]))
    parser.disable(["inline", "text_join", "reference"])  # every line of text stays visible
    parser.core.ruler.at("normalize", _normalized)
    return parser


def _guarded(rule: _BlockRule, beginnings: frozenset[str]) -> _BlockRule:
    """The same rule, called where it may find something: nearly no line begins any of them."""

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in beginnings and rule(state, start, end, silent)

    return guarded


def _normalized(state: StateCore) -> None:
    """The rule of markdown-it, where it has something to do: it costs as much as finding lists."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


@lru_cache(maxsize=1)
def _inline() -> MarkdownIt:
    parser = MarkdownIt("commonmark").disable(_UNUSED)
    parser.inline.ruler.at("link", _placed(link_rule))
    parser.inline.ruler.before("link", "anchor", _anchor)
    parser.normalizeLink = _normal  # type: ignore[assignment,method-assign]
    return parser


def _normal(target: str) -> str:
    """A link's target as markdown-it writes it: of an id all characters stay as they are."""
    return target if _PLAIN_TARGET.fullmatch(target) else normalizeLink(target)


def _anchor(state: StateInline, silent: bool) -> bool:
    match = _ANCHOR.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        state.push("anchor", "", 0).meta = {"span": match.span(), "id": match[1]}
    state.pos = match.end()
    return True


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """markdown-it keeps no inline positions: the same rule, with its span noted on its token."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type == "link_open":
                token.meta = {"span": (start, state.pos)}
                break
        return True

    return placed


class Reference(NamedTuple):
    """An anchor or a link to a section in a paragraph, with its offsets there."""

    kind: str
    target: str
    start: int
    end: int


def references(content: str) -> list[Reference]:
    """The anchors and the links to sections of a paragraph, in order."""
    if "[" not in content:
        return []
    if not _INLINE.search(_PLAIN.sub("", content)):  # the rules could find nothing else
        return [
            Reference("anchor", m[1], *m.span()) if m[1] else Reference("link", m[2], *m.span())
            for m in _PLAIN.finditer(content)
        ]
    parser = _inline()
    found = []
    for token in parser.inline.parse(content, parser, {}, []):
        if token.type == "anchor":
            found.append(Reference("anchor", token.meta["id"], *token.meta["span"]))
        elif token.type == "link_open" and "span" in token.meta:
            target = str(token.attrGet("href") or "")
            if target.startswith("#"):
                found.append(Reference("link", target[1:], *token.meta["span"]))
    return found
