"""The dialect: which of markdown-it-py's rules find the blocks, links, code and anchors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link as link_rule
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

_ANCHOR = re.compile(r"\[\^([^\]\s]{1,100})\]")


@lru_cache(maxsize=1)
def blocks() -> MarkdownIt:
    """The parser of blocks; every line of text stays visible, so no link definitions."""
    parser = MarkdownIt("commonmark").enable("table").use(admon_plugin).use(dollarmath_plugin)
    parser.disable(["inline", "text_join", "reference"])  # every line of text stays visible
    return parser


@lru_cache(maxsize=1)
def _inline() -> MarkdownIt:
    parser = MarkdownIt("commonmark").disable(["emphasis", "entity", "image"])
    parser.inline.ruler.at("link", _placed(link_rule))
    parser.inline.ruler.before("link", "anchor", _anchor)
    return parser


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


def inline_tokens(content: str) -> Iterator[Token]:
    """The inline tokens of a paragraph; anchors and links have their ``span`` in ``meta``."""
    for token in _inline().parseInline(content):
        yield from token.children or ()
