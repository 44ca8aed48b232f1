"""How alike two texts are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
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

    A level's new name counts as the old one, so that a relabelling does not make texts unlike. The
    words of both specs are counted when they are first asked for, which a small edit may never do.
    """

    def __init__(self, counts: Callable[[], Counted], renamed: Mapping[str, str]) -> None:
        self._renamed = renamed
        self._count = counts
        self._seen: dict[str, tuple[dict[str, float], float]] = {}

    def __call__(self, left: str, right: str, enough: float = 1.0) -> float:
        """0.0 to 1.0: the better of word order kept and rare words shared.

        Args:
            left, right: normalised.
            enough: if they are as alike as that, it does not matter how much more they are.
        """
        a, b = self._terms(left), self._terms(right)
        if not a or not b:
            return 0.0
        ordered = similarity(a, b)
        if ordered >= enough:
            return ordered
        (u, n), (v, m) = self._read(left), self._read(right)
        shared = sum(u[w] * v[w] for w in u.keys() & v.keys())
        return max(ordered, shared / math.sqrt(n * m) if n and m else 0.0)

    def likely(self, left: Sequence[str], right: Sequence[str]) -> Iterable[tuple[int, int]] | None:
        """Positions of the texts that may be alike; None where all of them can be compared.

        Among very many texts only those that share rare words are worth a look.
        """
        if len(left) * len(right) <= FEW:
            return None
        holders: dict[str, list[int]] = defaultdict(list)
        for j, text in enumerate(right):
            for word in self._read(text)[0]:
                holders[word].append(j)
        found: set[tuple[int, int]] = set()
        for i, text in enumerate(left):
            shared: dict[int, float] = defaultdict(float)
            for word, weight in self._read(text)[0].items():
                near = holders.get(word, ())
                for j in near if len(near) <= COMMON else ():
                    shared[j] += weight
            found.update((i, j) for j in nlargest(NEAREST, shared, key=lambda j: (shared[j], -j)))
        return sorted(found)

    def _terms(self, text: str) -> list[str]:
        return [self._renamed.get(w, w) for w in terms(text)]

    def _read(self, text: str) -> tuple[dict[str, float], float]:
        if text not in self._seen:
            terms_ = Counter(self._terms(text))
            vector = {word: many * self._weight(word) for word, many in terms_.items()}
            self._seen[text] = vector, sum(x * x for x in vector.values())
        return self._seen[text]

    def _weight(self, word: str) -> float:
        frequency, passages = self._counted
        return math.log((passages + 1) / (frequency[word] + 0.5))

    @cached_property
    def _counted(self) -> tuple[Counter[str], int]:
        """In how many passages each word is, and how many passages there are."""
        counts = self._count()
        frequency: Counter[str] = Counter()
        for word, many in counts.words.items():
            frequency[self._renamed.get(word, word)] += many
        return frequency, counts.passages
