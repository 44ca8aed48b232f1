"""What the words of a clause affirm and what they deny.

Two forms of a word are one, and so are opposites, with their signs: what is forbidden is what is
not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from specctl.classify import english

_OPPOSITE = "opposite"
_NEAR = 3
_BESIDE = 2
_FAR = 30
"""So many words after a word are looked at."""


def pole(word: str) -> tuple[str, int]:
    """A word as one of a pair of opposites, with its sign: ``forbidden`` is ``allowed``, -1."""
    known = stem(word)
    return _poles().get(known, (known, 1))


def opposite(word: str) -> bool:
    """Whether a word has an opposite in the tables."""
    return stem(word) in _poles()


@lru_cache(maxsize=1)
def _poles() -> Mapping[str, tuple[str, int]]:
    """The pole and the sign of each word that has an opposite, by its stem."""
    return {
        stem(word): (f"{_OPPOSITE} {number}", sign)
        for number, pair in enumerate(english.OPPOSITES)
        for words, sign in zip(pair, (1, -1), strict=True)
        for word in words
    }


_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """A word without its ending, so that ``sharing`` and ``share`` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def leads(text: Sequence[str], at: int) -> bool:
    """Whether a modal word leads a list, with or without ``not``: "The assistant must not:"."""
    after = text[at + 1 : at + 1 + _BESIDE]
    return text[at] in english.STRENGTH and (after[:1] == (":",) or after == ("not", ":"))


def _denies(text: Sequence[str], at: int) -> bool:
    """Whether a word denies what follows: "not", "avoid", "prohibited from"."""
    word = text[at]
    if word in english.NEGATIONS or word in english.DENIALS:
        return True
    return word in english.FORBIDS and text[at + 1 : at + 2] in (("from",), ("to",))


def signs(text: Sequence[str]) -> Iterator[int]:
    """The sign of each word.

    Denied is what a negation stands right before; affirmed, what has none before it in its part of
    the sentence at all (what follows "not" may be denied with it). Two negations make none. What is
    not permitted is denied with the permission.
    """
    denied: dict[int, bool] = {}
    for at in (n for n in range(len(text)) if _denies(text, n)):
        target, last = _target(text, at), -1
        while target is not None and target > last:  # before a colon it would go back
            denied[target] = not denied.get(at, False)
            permits, last = text[target] in english.PERMITTING, target
            target = _target(text, target) if permits else None
        if text[at] not in english.FORBIDS:
            denied.pop(at, None)
    clear = True
    for at, word in enumerate(text):
        clear = clear or word in english.PARTS or _obliges(word)
        sign = (-1 if denied[at] else 1) if at in denied else int(clear)
        yield sign * pole(word)[1]
        clear = clear and not _denies(text, at)


def _obliges(word: str) -> bool:
    return word in english.STRENGTH and not opposite(word)


def _target(text: Sequence[str], at: int) -> int | None:
    """The position of what a negation denies: the first word after it that says something.

    What stands in parentheses, or between two commas right after it, is passed over. Before a colon
    it is the modal word that is denied.
    """
    if text[at + 1 : at + 2] == (":",):
        return at - 1 if at and text[at - 1] in english.STRENGTH else None
    if text[at + 1 : at + 2] and text[at + 1] in english.RELEASING and not opposite(text[at + 1]):
        return None
    target = _past(text, at + 1)
    start = target
    while target < len(text) and (text[target] in _PASSED or text[target] == ","):
        target += 1
    if target < len(text) and text[target] in english.FOCUS:
        return None
    if target + 1 < len(text) and text[target].endswith("ly"):
        target += 1  # "not directly reveal" denies to reveal
    return target if target < min(start + _NEAR + 1, len(text)) else None


_PASSED = english.TRANSPARENT | english.ASSISTANT | {*filter(_obliges, english.STRENGTH)} | {"from"}
_CLOSES = {"(": ")", ",": ","}


def _past(text: Sequence[str], at: int) -> int:
    """The position after what is interposed at a position, or that position."""
    close = _CLOSES.get(text[at]) if at < len(text) else None
    inside = text[at + 1 : at + _FAR]
    return at + 2 + inside.index(close) if close in inside else at
