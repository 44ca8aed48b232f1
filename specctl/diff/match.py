"""Which thing of one spec is which thing of the other.

Ids first, then exact normalised text, then similarity with a threshold and a clear lead over the
runner-up. A missed pair is noise, a wrong one is a lie: in doubt things stay apart.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from specctl.model.spec import Eval, Section, Spec
from specctl.words import fold, similarity, terms

T = TypeVar("T")
Item = TypeVar("Item", Section, Eval)
Key = Callable[[T], Hashable]
Score = Callable[[T, T], float]
Way = Callable[[Sequence[T], Sequence[T]], list[tuple[T, T]]]


class Threshold(NamedTuple):
    """A pair holds from ``least`` on, if it leads over every rival by ``lead``."""

    least: float
    lead: float


NEAR = (Threshold(0.5, 0.1), Threshold(0.3, 0.2))
"""Within one section: alike, or less so but like nothing else."""
FAR = (Threshold(0.8, 0.15),)
"""Between sections, where chance has more to choose from."""
CONTENT = (Threshold(0.5, 0.15),)
"""Whole sections and examples, by what they hold."""
SAME_NAME = 0.6
"""From here on two titles or ids are alike."""


def by_key(left: Sequence[T], right: Sequence[T], key: Key[T]) -> list[tuple[T, T]]:
    """Pair equal keys in their order; None is nobody's key."""
    waiting: dict[Hashable, list[T]] = defaultdict(list)
    for item in right:
        waiting[key(item)].append(item)
    pairs = []
    for item in left:
        known = key(item)
        if known is not None and waiting.get(known):
            pairs.append((item, waiting[known].pop(0)))
    return pairs


def by_sole_key(left: Sequence[T], right: Sequence[T], key: Key[T]) -> list[tuple[T, T]]:
    """Pair equal keys that nothing else on either side has; None is nobody's key."""
    counts = Counter(key(item) for item in left), Counter(key(item) for item in right)
    return by_key(left, right, lambda i: key(i) if all(c[key(i)] == 1 for c in counts) else None)


def by_score(
    left: Sequence[T], right: Sequence[T], score: Score[T], thresholds: Sequence[Threshold]
) -> list[tuple[T, T]]:
    """Pair what is most alike, best first, where no rival on either side comes near.

    Rivals are the things that are still single: what is told for certain competes no more.
    """
    floor = min(t.least - t.lead for t in thresholds)  # less than this is nobody's rival
    scored = ((i, j, score(a, b)) for i, a in enumerate(left) for j, b in enumerate(right))
    table = {(i, j): s for i, j, s in scored if s >= max(floor, 0.01)}
    pairs: list[tuple[T, T]] = []
    for threshold in thresholds:
        ranked = sorted((-s, i, j) for (i, j), s in table.items() if s >= threshold.least)
        for negative, i, j in ranked:
            if (i, j) in table and _leads(table, i, j, -negative, threshold.lead):
                pairs.append((left[i], right[j]))
                table = {(a, b): s for (a, b), s in table.items() if a != i and b != j}
    return pairs


def _leads(
    table: Mapping[tuple[int, int], float], i: int, j: int, score: float, lead: float
) -> bool:
    rivals = (s for (a, b), s in table.items() if (a == i) != (b == j))
    return all(score - s >= lead for s in rivals)


def stepwise(left: Sequence[T], right: Sequence[T], *ways: Way[T]) -> list[tuple[T, T]]:
    """Pair in several ways, the surest first; each has what the ones before it left over."""
    pairs: list[tuple[T, T]] = []
    for way in ways:
        old = left_over(left, (a for a, _ in pairs))
        new = left_over(right, (b for _, b in pairs))
        pairs += way(old, new)
    return pairs


def left_over(items: Sequence[T], taken: Iterable[T]) -> list[T]:
    """The items that are not among ``taken``, by identity, in order."""
    gone = {id(t) for t in taken}
    return [item for item in items if id(item) not in gone]


def levels(base: Spec, head: Spec) -> dict[str, str]:
    """Authority levels that got a new name: old name -> new name.

    Levels are matched by name. One that vanished is matched with the new one that took most of
    its sections.
    """
    gone = [n for n in base.manifest.levels if n not in head.manifest.levels]
    new = [n for n in head.manifest.levels if n not in base.manifest.levels]
    found: dict[str, str] = {}
    for name in gone:
        took = Counter(
            after.authority
            for before in base.sections
            if before.authority == name
            and (after := head.section(before.id))
            and after.authority in new
            and after.authority not in found.values()
        )
        if took:
            best = max(took.values())
            found[name] = next(n for n in new if took.get(n) == best)
    return found


class Likeness:
    """How alike two texts are, in the light of which words are rare in both specs.

    A level's new name counts as the old one, so that a relabelling does not make texts unlike.
    """

    def __init__(self, specs: Iterable[Spec], renamed: Mapping[str, str]) -> None:
        self._renamed = renamed
        self._seen: dict[str, tuple[list[str], dict[str, float], float]] = {}
        frequency: Counter[str] = Counter()
        count = 0
        for spec in specs:
            for section in spec.sections:
                for passage in section.passages:
                    frequency.update(set(self._terms(passage.norm)))
                    count += 1
        self._weights = {w: math.log((count + 1) / (n + 0.5)) for w, n in frequency.items()}
        self._unknown = math.log((count + 1) / 0.5)

    def __call__(self, left: str, right: str) -> float:
        """0.0 to 1.0: the better of word order kept and rare words shared."""
        a, u, n = self._read(left)
        b, v, m = self._read(right)
        if not a or not b:
            return 0.0
        shared = sum(u[w] * v[w] for w in u.keys() & v.keys())
        return max(similarity(a, b), shared / math.sqrt(n * m) if n and m else 0.0)

    def _terms(self, text: str) -> list[str]:
        return [self._renamed.get(w, w) for w in terms(text)]

    def _read(self, text: str) -> tuple[list[str], dict[str, float], float]:
        if text not in self._seen:
            words = self._terms(text)
            vector = {w: c * self._weights.get(w, self._unknown) for w, c in Counter(words).items()}
            self._seen[text] = words, vector, sum(x * x for x in vector.values())
        return self._seen[text]


def _by_file(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Pairs by id in the same file: an id that is taken twice is first looked for there."""
    return by_key(old, new, lambda item: (item.id, item.path.partition("/")[2]))


def match_sections(base: Spec, head: Spec) -> list[tuple[Section, Section]]:
    """Pairs of sections: by id, by ``formerly``, by exact text, by what they hold."""
    return stepwise(
        base.sections, head.sections, _by_file, _by_id, _by_former, _by_text, _by_content
    )


def _by_id(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    return by_key(old, new, lambda s: s.id)


def _by_former(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    by_id = {s.id: s for s in old}
    return [(by_id.pop(f), s) for s in new for f in s.formerly if f in by_id]


def _by_text(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    """Pairs of sections that hold the same, where nothing else holds it."""
    return by_sole_key(old, new, lambda s: tuple(sorted(holds(s).items())) or None)


def _by_content(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    return by_score(old, new, _section_score, CONTENT)


def _section_score(left: Section, right: Section) -> float:
    """What two sections share; one that kept its title may have grown a good deal."""
    a, b = holds(left), holds(right)
    named = max(
        similarity(terms(left.title), terms(right.title)),
        similarity(left.id.split("_"), right.id.split("_")),
    )
    kept = (a & b).total() / a.total() if a and named >= SAME_NAME else 0.0
    return max(overlap(a, b), kept)


def holds(section: Section) -> Counter[str]:
    """What a section holds, weighed by length: its texts, conversations and anchors."""
    found: Counter[str] = Counter()
    for passage in section.passages:
        found[passage.norm] += max(len(passage.norm), 1)
        for anchor in passage.anchors:
            found[f"[^{anchor.id}]"] += 100
    for example in section.examples:
        for message in example.conversation.messages if example.conversation else ():
            found[fold(message.text)] += max(len(message.text), 1)
    return found


def overlap(left: Counter[str], right: Counter[str]) -> float:
    """The share of two bags' whole weight that both hold, 0 to 1 (Dice's coefficient)."""
    both = (left & right).total()
    whole = left.total() + right.total()
    return 2 * both / whole if whole else 0.0


def match_evals(base: Spec, head: Spec) -> list[tuple[Eval, Eval]]:
    """Pairs of evals: by id, by ``formerly``, by the same prompts."""
    return stepwise(
        base.evals,
        head.evals,
        _by_file,
        lambda old, new: by_key(old, new, lambda e: e.id),
        _eval_by_former,
        lambda old, new: by_sole_key(old, new, _prompts),
    )


def _eval_by_former(old: Sequence[Eval], new: Sequence[Eval]) -> list[tuple[Eval, Eval]]:
    by_id = {e.id: e for e in old}
    return [(by_id.pop(f), e) for e in new for f in e.formerly if f in by_id]


def _prompts(one: Eval) -> Hashable:
    """An eval's prompts by their text; None where it has none."""
    return (
        tuple(
            fold(f"{m.role} {m.text}")
            for p in one.prompts
            if p.conversation
            for m in p.conversation.messages
        )
        or None
    )


def longest_increasing(numbers: Sequence[int]) -> set[int]:
    """Positions in ``numbers`` of one longest increasing subsequence (patience sorting)."""
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [position]
    found: set[int] = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        found.add(position)
        position = before[position]
    return found
