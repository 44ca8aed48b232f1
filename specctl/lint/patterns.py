"""Patterns of a team's own rules: regular expressions that cannot run away.

A spec may come from a stranger, and Python's matcher tries every way that a pattern can be taken:
``(a+)+b`` takes longer than anybody lives. So a pattern is read before it is compiled. References
back and around are refused; ``*`` and ``+`` become ``{0,250}`` and ``{1,250}``; and the steps
that it can take from one character of the text on are counted and limited, which makes every
search linear in the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

REACH = 250
"""How often ``*`` and ``+`` repeat at most."""
MOST_STEPS = 30_000
"""Steps from one character on."""
_DEEPEST = 10
_COUNT = re.compile(r"\{(\d{0,4})(?:(,)(\d{0,4}))?\}")
_CLASS = re.compile(r"\[\^?\]?(?:[^\\\]]|\\.)*\]", re.DOTALL)
_ESCAPES = frozenset("dDsSwWbBAZnrtfv")
_TOO_MANY = (
    "it could take too long; use one `*` or `+` at most, or list `words` instead of a pattern"
)


class Unsound(ValueError):
    """A pattern that is none, or that is refused: why."""


class _Cost(NamedTuple):
    """The ways in which a part can match at one place, and the steps to try them all."""

    ways: int = 1
    steps: int = 1

    def then(self, other: _Cost) -> _Cost:
        return _checked(_Cost(self.ways * other.ways, self.steps + self.ways * other.steps))

    def either(self, other: _Cost) -> _Cost:
        return _checked(_Cost(self.ways + other.ways, self.steps + other.steps))

    def repeated(self, least: int, most: int) -> _Cost:
        total, once = _Cost(int(least == 0), 1), _Cost()
        for times in range(1, most + 1):
            once = once.then(self)
            ways = total.ways + (once.ways if times >= least else 0)
            total = _checked(_Cost(ways, once.steps + ways))
        return total


def _checked(cost: _Cost) -> _Cost:
    if cost.steps > MOST_STEPS or cost.ways > MOST_STEPS:
        raise Unsound(_TOO_MANY)
    return cost


@lru_cache(maxsize=256)
def compiled(pattern: str, ignore_case: bool = False) -> re.Pattern[str]:
    """What searches for a pattern.

    Raises:
        Unsound: it is no regular expression, or one that could take too long.
    """
    reader = _Reader(pattern)
    reader.read()
    try:
        return re.compile("".join(reader.out), re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unsound(f"it is no regular expression: {error}") from None


@lru_cache(maxsize=256)
def of_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """What searches for any of these words and phrases, whole and in any case."""
    phrases = (r"\s+".join(map(re.escape, word.split())) for word in words if word.strip())
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


class _Reader:
    """One pass over a pattern, which writes it anew with bounded repeats."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.out = pattern, 0, list[str]()

    def read(self) -> None:
        """Read all of it. Raises Unsound."""
        self._choice(0)
        if self.at < len(self.pattern):
            raise Unsound("it is no regular expression: a `)` closes nothing")

    def _choice(self, depth: int) -> _Cost:
        if depth > _DEEPEST:
            raise Unsound(f"its groups nest deeper than {_DEEPEST}")
        total = self._sequence(depth)
        while self._next() == "|":
            self._take(1)
            total = total.either(self._sequence(depth))
        return total

    def _sequence(self, depth: int) -> _Cost:
        total = _Cost()
        while self._next() not in ("", "|", ")"):
            total = total.then(self._quantified(self._atom(depth)))
        return total

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self, many: int) -> str:
        text = self.pattern[self.at : self.at + many]
        self.out.append(text)
        self.at += many
        return text

    def _atom(self, depth: int) -> _Cost:
        char = self._next()
        if char == "(":
            return self._group(depth)
        if char == "[":
            match = _CLASS.match(self.pattern, self.at)
            if match is None:
                raise Unsound("it is no regular expression: a `[` is never closed")
            self._take(len(match[0]))
        elif char == "\\":
            after = self.pattern[self.at + 1 : self.at + 2]
            if after.isalnum() and after not in _ESCAPES:
                raise Unsound(f"`\\{after}` is not allowed in it")
            self._take(2)
        else:
            self._take(1)
        return _Cost()

    def _group(self, depth: int) -> _Cost:
        plain = self.pattern.startswith("(?:", self.at)
        if not plain and self.pattern.startswith("(?", self.at):
            raise Unsound("of the groups that begin with `(?` only `(?:` is allowed in it")
        self.at += 3 if plain else 1
        self.out.append("(?:")
        inner = self._choice(depth + 1)
        if self._next() != ")":
            raise Unsound("it is no regular expression: a `(` is never closed")
        self._take(1)
        return inner

    def _quantified(self, cost: _Cost) -> _Cost:
        char = self._next()
        bounds = {"*": (0, REACH), "+": (1, REACH), "?": (0, 1)}.get(char)
        length = 1
        if char == "{" and (match := _COUNT.match(self.pattern, self.at)) and match[0] != "{}":
            length = len(match[0])
            least = int(match[1] or 0)
            bounds = least, int(match[3] or max(REACH, least)) if match[2] else least
        if bounds is None:
            return cost
        self.at += length
        self.out.append(f"{{{bounds[0]},{bounds[1]}}}")
        if self._next() == "?":  # as few as will do: the same ways, in another order
            self._take(1)
        if self._next() in ("*", "+", "?"):
            raise Unsound("it repeats a repeat; `(?:...)` makes clear what is meant")
        return cost.repeated(*bounds)
