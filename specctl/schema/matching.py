"""Patterns of schemas, matched in time that grows with the text alone.

A team's own fields have schemas with patterns, and a spec may come from a stranger: Python's
matcher tries every way that a pattern can be taken, so that ``^(a+)+b$`` takes longer than anybody
lives. Here all ways are followed at once, as by Thompson (Regular expression search algorithm,
1968), and what cannot be told that way is refused. Only whether a text matches is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Search = Callable[[str], object]

MOST_STATES = 400
"""Parts of a pattern, with each repeat written out."""
_DEEPEST = 20
_KNOWN = 10_000
"""Steps that are remembered; more begin anew."""

_PLAIN = re.compile(r"\^[^()|*+?{]*(?:[*+?]|\{\d+\})?[^()|*+?{]*\Z")
"""Anchored, and with one repeat at most, which Python's own matcher takes in its stride."""
_COUNT = re.compile(r"\{(\d*)(?:(,)(\d*))?\}")
_CLASS = re.compile(r"\[\^?\]?(?:[^\\\]]|\\.)*\]", re.DOTALL)
_CHARACTERS, _PLACES = frozenset("dDsSwWnrtfv"), frozenset("bAZ")
_WORD = re.compile(r"\w")
_LAST_BREAK = "\n\0"
"""What stands ahead of the line break that a text ends with: ``$`` matches there, too."""


class Unsound(ValueError):
    """A pattern that is none, or that is refused: why."""


@lru_cache(maxsize=256)
def searcher(pattern: str) -> Search:
    """What tells whether a pattern matches anywhere in a text.

    Raises:
        Unsound: it is no regular expression, or one that is refused.
    """
    try:
        plain = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unsound(f"it is no regular expression: {error}") from None
    return plain.search if _PLAIN.match(pattern) else _Machine(pattern).search


class _Machine:
    """The states of a pattern.

    Each is the text of a character (``[a-z]``) or of a place (``$``) and the states after it; one
    that is empty only parts the ways. Each character is a state more, whatever it is.
    """

    def __init__(self, pattern: str) -> None:
        self.states: list[tuple[str, Sequence[int]]] = [("", ())]  # the first one is the end
        parts = _Parts(pattern)
        self.start = self._choice(parts.read(), 0)
        self.takes = {text: re.compile(text).match for text in parts.characters}
        self.steps: dict[tuple[frozenset[int], str, str], frozenset[int] | None] = {}

    def search(self, text: str) -> bool:
        """Whether it matches anywhere in a text."""
        at, behind, last = frozenset[int](), "", len(text) - 1
        for number, character in enumerate(text):
            ahead = _LAST_BREAK if number == last and character == "\n" else character
            step = behind, ahead
            if (at, *step) not in self.steps:
                if len(self.steps) >= _KNOWN:
                    self.steps.clear()
                self.steps[(at, *step)] = self._after(at, behind, ahead)
            after = self.steps[(at, *step)]
            if after is None:
                return True
            at, behind = after, character
        return self._after(at, behind, "") is None

    def _after(self, at: frozenset[int], behind: str, ahead: str) -> frozenset[int] | None:
        """Where a character leads; None where the end is reached before it."""
        seen, waiting, after = set[int](), [*at, self.start], set[int]()
        while waiting:
            state = waiting.pop()
            if state == 0:
                return None
            if state in seen:
                continue
            seen.add(state)
            text, ways = self.states[state]
            if text in self.takes:
                if ahead and self.takes[text](ahead[0]):
                    after.update(ways)
            elif not text or _holds(text, behind, ahead):
                waiting.extend(ways)
        return frozenset(after)

    def _state(self, text: str, ways: Sequence[int]) -> int:
        if len(self.states) > MOST_STATES:
            raise Unsound("it is too large; write fewer or smaller repeats")
        self.states.append((text, ways))
        return len(self.states) - 1

    def _choice(self, choice: _Choice, after: int) -> int:
        ways = [self._sequence(sequence, after) for sequence in choice]
        return ways[0] if len(ways) == 1 else self._state("", ways)

    def _sequence(self, sequence: _Sequence, after: int) -> int:
        for atom, least, most in reversed(sequence):
            after = self._repeated(atom, least, most, after)
        return after

    def _repeated(self, atom: str | _Choice, least: int, most: int | None, after: int) -> int:
        if most is None:
            around = self._state("", ())
            self.states[around] = ("", (self._atom(atom, around), after))
            after = around
        else:
            beyond = after
            for _ in range(most - least):
                after = self._state("", (self._atom(atom, after), beyond))
        for _ in range(least):
            after = self._atom(atom, after)
        return after

    def _atom(self, atom: str | _Choice, after: int) -> int:
        return self._state(atom, (after,)) if isinstance(atom, str) else self._choice(atom, after)


def _holds(place: str, behind: str, ahead: str) -> bool:
    match place:
        case "^" | r"\A":
            return not behind
        case "$":
            return ahead in ("", _LAST_BREAK)
        case r"\Z":
            return not ahead
    return bool(_WORD.match(behind)) != bool(_WORD.match(ahead))


_Sequence = list[tuple["str | _Choice", int, "int | None"]]
_Choice = list[_Sequence]


class _Parts:
    """One pass over a pattern that is known to be a regular expression."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0
        self.characters: set[str] = set()

    def read(self, depth: int = 0) -> _Choice:
        """What it, or a group in it, is a choice of. Raises Unsound."""
        if depth > _DEEPEST:
            raise Unsound(f"its groups nest deeper than {_DEEPEST}")
        choice: _Choice = [[]]
        while (ahead := self._ahead(1)) not in ("", ")"):
            if ahead == "|":
                self.at += 1
                choice.append([])
            else:
                choice[-1].append((self._atom(depth), *self._count()))
        return choice

    def _ahead(self, many: int) -> str:
        return self.pattern[self.at : self.at + many]

    def _atom(self, depth: int) -> str | _Choice:
        if self._ahead(1) == "(":
            return self._group(depth)
        text = self._text()
        self.at += len(text)
        if text in ("^", "$") or text[1:] in _PLACES:
            return text
        if len(text) == 1:
            text = text if text == "." else re.escape(text)
        self.characters.add(text)
        return text

    def _text(self) -> str:
        if self._ahead(1) == "[" and (match := _CLASS.match(self.pattern, self.at)):
            return match[0]
        if self._ahead(1) != "\\":
            return self._ahead(1)
        text = self._ahead(2)
        if text[1].isalnum() and text[1] not in _CHARACTERS | _PLACES:
            raise Unsound(f"`{text}` is not allowed in it")
        return text

    def _group(self, depth: int) -> _Choice:
        plain = self._ahead(3) == "(?:"
        if not plain and self._ahead(2) == "(?":
            raise Unsound("of the groups that begin with `(?` only `(?:` is allowed in it")
        self.at += 3 if plain else 1
        inner = self.read(depth + 1)
        self.at += 1
        return inner

    def _count(self) -> tuple[int, int | None]:
        counts: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        count, length = counts.get(self._ahead(1)), 1
        match = _COUNT.match(self.pattern, self.at)
        if match and match[0] != "{}":
            least = int(match[1] or 0)
            most = (int(match[3]) if match[3] else None) if match[2] else least
            count, length = (least, most), len(match[0])
        if count is None:
            return 1, 1
        if max(count[0], count[1] or 0) > MOST_STATES:
            raise Unsound("it is too large; write fewer or smaller repeats")
        self.at += length
        if self._ahead(1) == "?":  # as few as will do: the same texts match
            self.at += 1
        if self._ahead(1) == "+":
            raise Unsound("it repeats a repeat; `(?:...)` makes clear what is meant")
        return count
