"""What the dialect reads without markdown-it's rules is what they would find."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from specctl.markdown import dialect

PIECES = st.sampled_from(
    [
        "[^ab1]",
        "[^a",
        "]",
        "[",
        "[?](#id)",
        "](#x",
        ")",
        "`",
        "\\",
        "<",
        ">",
        "word ",
        "\n",
        "!",
        "^",
        "é",
    ]
)


@settings(max_examples=600, deadline=None)
@given(content=st.lists(PIECES, max_size=12).map("".join))
@example(content="a[^b1], c[^d[^e]")
@example(content="`[^b1]`[^b1]")
@example(content="see [?](#be_clear) and ![it](#a-1)[^b1]")
@example(content="[^b1](#a) [](#a) [a [b](#c)](#d) [a](#a )")
@example(content="\\[?](#a) [a`](#a)` [a](#b.c) [a](#caf\u00e9) [a\n*b](#c)*")
def test_references_are_what_the_parser_finds(content: str) -> None:
    parser = dialect._inline()
    found = parser.inline.parse(content, parser, {}, [])
    anchors = [(t.meta["id"], *t.meta["span"]) for t in found if t.type == "anchor"]
    assert anchors == [r[1:] for r in dialect.references(content) if r.kind == "anchor"]
    links = [t for t in found if t.type == "link_open" and "span" in t.meta]
    targets = [(str(t.attrGet("href") or ""), *t.meta["span"]) for t in links]
    assert [(t[1:], *span) for t, *span in targets if t.startswith("#")] == [
        r[1:] for r in dialect.references(content) if r.kind == "link"
    ]


@settings(max_examples=200, deadline=None)
@given(target=st.from_regex(r"#[\w.%-]*", fullmatch=True) | st.text(max_size=8))
@example(target="#be_clear")
@example(target="#caf\u00e9")
def test_a_target_is_written_as_the_parser_writes_it(target: str) -> None:
    assert dialect._normal(target) == normalizeLink(target)


BLOCKS = st.sampled_from(
    ["\n", "\n\n", "    ", "  ", " ", "\t", "- ", "-", "* ", "*", "1. ", "12) ", "> ", ">", "```", "~~~", "# ", "##", "$$", "$", '!!! meta "x"', "???", "<div>", "<!--", "-->", "| a | b |", "|---|---|", "a", "b c", "---", "===", "_", "+ ", "\\", "`", "\u00e9", ":", "\u00a0"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(text=st.lists(BLOCKS, max_size=16).map("".join))
@example(text="a\n- b\n  > c\n  ```\nd")
@example(text='!!! meta "x"\n    a\n\n    1. b\n       ***')
def test_rules_are_called_where_they_find_something(text: str) -> None:
    plain = MarkdownIt("commonmark").enable("table").use(admon_plugin).use(dollarmath_plugin)
    plain.options["maxNesting"] = dialect.DEEPEST
    plain.disable(["inline", "text_join", "reference"])
    assert dialect.blocks().parse(text) == plain.parse(text)
