"""Rules of wording in one file: words that stand twice, titles, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import eq

from specctl.lint.file import File
from specctl.lint.prose import Stretch, prose, region
from specctl.lint.rules import where
from specctl.model.finding import Finding
from specctl.model.spec import Section

# --- words that stand twice ----------------------------------------------------------------------

_TWICE = re.compile(
    r"(?<![\w'\u2019/-])(?P<word>[^\W\d_]+)(?:[ \t]+|[ \t]*\n[ \t>]*)"
    r"(?P<again>(?i:(?P=word)))(?![\w'\u2019/-])"
)
_MAY_STAND_TWICE = frozenset(
    "that had her you do will can may very really so much many long far well now there then "
    "no yes ha he hi ho bye blah knock please".split()
)
_SLIPS = frozenset(
    "a an the of to for at from with by as and or but if is are was were be been being it its "
    "this these those they them their we our your my she also not which when where while "
    "should must would could have has".split()
)
"""Words that nobody doubles on purpose, not even a poet."""

_ASKS = re.compile(r"\b(?:what|all|who|where|how|why|thing)\b", re.IGNORECASE)
_PARTICLES = frozenset("in on up out over off".split())
_PHRASAL = re.compile(
    r"\b(?:log|sign|check|turn|mov|carr|pass|go|com|hold|ke?p|dial|fill|switch)\w*(?: \w+){0,2} \Z"
)


def doubled_word(file: File) -> Iterator[Finding]:
    """A word that stands twice in a row; in replies only one that nobody doubles on purpose."""
    words = "\n".join(file.lines).lower().replace(".", "").replace(",", "").split()
    if not any(map(eq, words, words[1:])):
        return
    for stretch in prose(file.value, file.lines, _TWICE.search):
        yield from _twice(file, stretch, fixable=True)
    for item in file.titled:
        yield from _twice(file, region(file.lines, item.title_place))
        for message in item.conversation.messages if item.conversation else ():
            if message.role == "assistant" and not message.attributes:
                reply = region(file.lines, message.place, blanked=True)
                yield from _twice(file, reply, _SLIPS, fixable=True)
            if message.verdict_place is not None:
                yield from _twice(file, region(file.lines, message.verdict_place))


def _twice(
    file: File, stretch: Stretch, only: frozenset[str] | None = None, *, fixable: bool = False
) -> Iterator[Finding]:
    for match in _TWICE.finditer(stretch.text):
        word = match["again"]
        if not _on_purpose(match) and (only is None or word in only):
            message = f"'{word}' stands twice; write it once"
            place = stretch.place(*match.span())
            yield file.finding("doubled-word", place, message, fixable=fixable)


def _on_purpose(match: re.Match[str]) -> bool:
    """Whether English may have this word twice here: "what it is is", "log in in"."""
    word, again = match["word"], match["again"]
    before = match.string[max(0, match.start() - 60) : match.start()]
    if again in _MAY_STAND_TWICE or again != again.lower() or (len(again) == 1 and again != "a"):
        return True  # names, too: "Walla Walla"
    if word != again:
        return again not in _SLIPS  # "The the", and not "May may"
    if again in ("is", "was"):
        return bool(_ASKS.search(before))
    return again in _PARTICLES and bool(_PHRASAL.search(before))


# --- titles --------------------------------------------------------------------------------------

_ENDS = re.compile(r"(?:[,;:]|(?<![.\u2026])\.)\Z")
_SHORT = re.compile(
    r"(?:\b(?:etc|e\.g|i\.e|vs|cf|ca|al|Inc|Ltd|Co|Corp|Jr|Sr|No|St|Dr|Mrs?|Ms|Prof|approx)"
    r"|\b[A-Za-z])\.\Z"  # a letter: "in the U.S.", "at 5 p.m."
)


def title_punctuation(file: File) -> Iterator[Finding]:
    """A title that ends like a sentence; an example's may end in a colon, its text follows."""
    one = file.value
    if isinstance(one, Section) and _marked(one.title):
        place = where.field(one, "title")
        written = where.within(file.lines, place, one.title)
        found = written != place  # else YAML escapes it, or it runs over lines
        last = written._replace(line=written.end_line, column=written.end_column)
        yield file.finding(
            "title-punctuation",
            last if found else place,
            _unmarked(one.title),
            one.id,
            fixable=found,
        )
    for item in file.titled:
        title, place = item.title, item.title_place
        if _marked(title) and not title.endswith(":"):
            yield file.finding("title-punctuation", place, _unmarked(title), item.id)


def _marked(title: str) -> bool:
    return bool(_ENDS.search(title)) and not _SHORT.search(title)


def _unmarked(title: str) -> str:
    return f"the title ends in '{title[-1]}'; leave it out"


# --- quotes --------------------------------------------------------------------------------------

_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")
_QUOTE = re.compile("(?<![\\d\x00])['\"]|[\u2018\u2019\u201c\u201d]")  # 5'10" has none
_NEAR = 8
_OPENING = "([{-\u2013\u2014*_/"

STRAIGHT = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
"""The straight form of each curly quote."""


def mixed_quotes(file: File) -> Iterator[Finding]:
    """Straight and curly quotes in the prose of one file: those of which there are fewer."""
    if not isinstance(file.value, Section) or not any(
        _CURLY.search(p.text) for p in file.value.passages if not p.text.isascii()
    ):
        return
    found = [
        (stretch, match)
        for stretch in prose(file.value, file.lines, _QUOTE.search)
        if stretch.own
        for match in _QUOTE.finditer(stretch.text)
    ]
    curly = sum(match[0] in STRAIGHT for _, match in found)
    odd = curly <= len(found) - curly  # whether the curly ones are fewer
    for stretch, match in found if curly < len(found) else ():
        if (match[0] in STRAIGHT) is odd:
            wrong, right = ("curly", "straight") if odd else ("straight", "curly")
            wanted = STRAIGHT[match[0]] if odd else curled(match[0], _before(match))
            message = (
                f"{match[0]} is {wrong}, and most quotes of this file are {right}; write {wanted}"
            )
            yield file.finding("mixed-quotes", stretch.place(*match.span()), message, fixable=True)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _NEAR) : match.start()]


def curled(mark: str, before: str) -> str:
    """The curly form of a straight quote.

    Args:
        mark: the quote.
        before: what stands before it, as far as that matters: after a space, a bracket, a dash or
            emphasis it opens, and so does one that follows another there.
    """
    word = before[-_NEAR:].rstrip("'\"" + "".join(STRAIGHT))
    opens = not word or word[-1].isspace() or word[-1] in _OPENING
    pair = "\u2018\u2019" if mark == "'" else "\u201c\u201d"
    return pair[0 if opens else 1]
