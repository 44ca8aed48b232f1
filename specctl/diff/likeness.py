"""How alike two texts are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from specctl.model.spec import Eval, Section
from specctl.words import similarity, terms

FEW = 40_000
"""Up to so many pairs of texts are all compared."""
COMMON, NEAREST = 60, 10
"""Beyond, a text is compared with the nearest of those that share one of its rarer words."""


class Counted(NamedTuple):
    """In how many passages each word is, and how many passages there are."""

    words: Mapping[str, int]
    passages: int


def counted(section: Section | Eval) -> Counted:
    """The words of a section or eval."""
    found = Counter(chain.from_iterable({*terms(passage.norm)} for passage in section.passages))
    return Counted(found, len(section.passages))


def total(parts: Iterable[Counted]) -> Counted:
    """The words of several sections."""
    words: Counter[str] = Counter()
    passages = 0
    for one in parts:
        words.update(one.words)
        passages += one.passages
    return Counted(words, passages)


class Likeness:
    """How alike two texts are, in the light of which words are rare in both specs.

    A level's new name counts as the old one, so that a relabelling does not make texts unlike.
    """

    def __init__(self, counts: Counted, renamed: Mapping[str, str]) -> None:
        self._renamed = renamed
        self._seen: dict[str, tuple[list[str], dict[str, float], float]] = {}
        self._passages = counts.passages
        self._frequency: Counter[str] = Counter()
        for word, many in counts.words.items():
            self._frequency[renamed.get(word, word)] += many

    def __call__(self, left: str, right: str) -> float:
        """0.0 to 1.0: the better of word order kept and rare words shared."""
        a, u, n = self._read(left)
        b, v, m = self._read(right)
        if not a or not b:
            return 0.0
        shared = sum(u[w] * v[w] for w in u.keys() & v.keys())
        return max(similarity(a, b), shared / math.sqrt(n * m) if n and m else 0.0)

    def likely(self, left: Sequence[str], right: Sequence[str]) -> Iterable[tuple[int, int]] | None:
        """Positions of the texts that may be alike; None where all of them can be compared.

        Among very many texts only those that share rare words are worth a look.
        """
        if len(left) * len(right) <= FEW:
            return None
        holders: dict[str, list[int]] = defaultdict(list)
        for j, text in enumerate(right):
            for word in self._read(text)[1]:
                holders[word].append(j)
        found: set[tuple[int, int]] = set()
        for i, text in enumerate(left):
            shared: dict[int, float] = defaultdict(float)
            for word, weight in self._read(text)[1].items():
                near = holders.get(word, ())
                for j in near if len(near) <= COMMON else ():
                    shared[j] += weight
            found.update((i, j) for j in nlargest(NEAREST, shared, key=lambda j: (shared[j], -j)))
        return sorted(found)

    def _terms(self, text: str) -> list[str]:
        return [self._renamed.get(w, w) for w in terms(text)]

    def _read(self, text: str) -> tuple[list[str], dict[str, float], float]:
        if text not in self._seen:
            words = self._terms(text)
            vector = {word: many * self._weight(word) for word, many in Counter(words).items()}
            self._seen[text] = words, vector, sum(x * x for x in vector.values())
        return self._seen[text]

    def _weight(self, word: str) -> float:
        return math.log((self._passages + 1) / (self._frequency[word] + 0.5))
