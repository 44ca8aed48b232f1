"""Which thing of one spec is which thing of the other.

Ids first, then exact normalised text, then similarity with a threshold and a clear lead over the
runner-up. A missed pair is noise, a wrong one is a lie: in doubt things stay apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import product
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
"""Examples and prompts, by what they hold."""
WHOLE = (Threshold(0.5, 0.35),)
"""Whole sections, by what they hold: one that went to two others in like parts became neither."""
FEW_WORDS, SMALL, OTHER = 8, 4, 0.15
"""A section is another one under the same id if, of so many words longer than ``SMALL``, it shares
less than ``OTHER``."""
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
    left: Sequence[T],
    right: Sequence[T],
    score: Score[T],
    thresholds: Sequence[Threshold],
    likely: Iterable[tuple[int, int]] | None = None,
) -> list[tuple[T, T]]:
    """Pair what is most alike, best first, where no rival on either side comes near.

    Rivals are the things that are still single: what is told for certain competes no more.
    Where ``likely`` is given, only these positions are compared.
    """
    floor = min(t.least - t.lead for t in thresholds)  # less than this is nobody's rival
    asked = product(range(len(left)), range(len(right))) if likely is None else likely
    scored = ((i, j, score(left[i], right[j])) for i, j in asked)
    table = {(i, j): s for i, j, s in scored if s >= max(floor, 0.01)}
    rivals = _Rivals(table)
    for threshold in thresholds:
        ranked = sorted((-s, i, j) for (i, j), s in table.items() if s >= threshold.least)
        for negative, i, j in ranked:
            if rivals.single(i, j) and -negative - rivals.best(i, j) >= threshold.lead:
                rivals.take(i, j)
    return [(left[i], right[j]) for i, j in rivals.took.items()]


def enough(left: Sequence[T], right: Sequence[T], thresholds: Sequence[Threshold]) -> float:
    """From which score on :func:`by_score` asks no further: between two that have no rivals."""
    return min(t.least for t in thresholds) if len(left) == len(right) == 1 else 1.0


class _Rivals:
    """Who else comes near whom, best first, and who is single still."""

    def __init__(self, table: Mapping[tuple[int, int], float]) -> None:
        self.took: dict[int, int] = {}
        self._taken: set[int] = set()
        self._rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._columns: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (i, j), score in table.items():
            self._rows[i].append((score, j))
            self._columns[j].append((score, i))
        for near in (*self._rows.values(), *self._columns.values()):
            near.sort(reverse=True)

    def take(self, i: int, j: int) -> None:
        self.took[i] = j
        self._taken.add(j)

    def single(self, i: int, j: int) -> bool:
        return i not in self.took and j not in self._taken

    def best(self, i: int, j: int) -> float:
        """The score of the best rival that ``i`` has for ``j``, or ``j`` for ``i``."""
        row = (s for s, b in self._rows[i] if b != j and b not in self._taken)
        column = (s for s, a in self._columns[j] if a != i and a not in self.took)
        return max(next(row, -1.0), next(column, -1.0))


def stepwise(left: Sequence[T], right: Sequence[T], *ways: Way[T]) -> list[tuple[T, T]]:
    """Pair in several ways, the surest first; each has what the ones before it left over."""
    pairs: list[tuple[T, T]] = []
    for way in ways:
        old = left_over(left, (a for a, _ in pairs))
        new = left_over(right, (b for _, b in pairs))
        if not old or not new:
            break
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


def _by_file(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Pairs by id in the same file: an id that is taken twice is first looked for there."""
    return by_key(old, new, lambda item: (item.id, item.path.partition("/")[2]))


def match_sections(base: Spec, head: Spec) -> list[tuple[Section, Section]]:
    """Pairs of sections: by id, by ``formerly``, by exact text, by what they hold.

    An id that now stands over something else altogether pairs nothing: what it stood over is gone.
    """
    return stepwise(
        base.sections,
        head.sections,
        lambda old, new: _same_things(_by_file(old, new)),
        lambda old, new: _same_things(by_key(old, new, lambda s: s.id)),
        _by_former,
        _by_text,
        _by_content,
    )


def _same_things(pairs: Iterable[tuple[Section, Section]]) -> list[tuple[Section, Section]]:
    return [(old, new) for old, new in pairs if not _reused(old, new)]


def _reused(old: Section, new: Section) -> bool:
    """Whether two sections of one id have neither title, text nor anchors in common."""
    if old.title == new.title or similarity(terms(old.title), terms(new.title)) >= SAME_NAME:
        return False
    before, after = _vocabulary(old), _vocabulary(new)
    shared = len(before & after) / max(min(len(before), len(after)), 1)
    return min(len(before), len(after)) >= FEW_WORDS and shared < OTHER


def _vocabulary(section: Section) -> set[str]:
    """The longer words of a section's text, and its anchors."""
    said = {w for p in section.passages for w in terms(p.norm) if len(w) > SMALL}
    return said | {f"[^{anchor.id}]" for anchor in section.anchors}


def _by_former(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    by_id = {s.id: s for s in old}
    return [(by_id.pop(f), s) for s in new for f in s.formerly if f in by_id]


def _by_text(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    """Pairs of sections that hold the same, where nothing else holds it."""
    return by_sole_key(old, new, lambda s: tuple(sorted(holds(s).items())) or None)


def _by_content(old: Sequence[Section], new: Sequence[Section]) -> list[tuple[Section, Section]]:
    """Pairs by what two sections share; one that kept its title may be another length by far."""
    held = {s.path: holds(s) for s in old}, {s.path: holds(s) for s in new}

    def score(left: Section, right: Section) -> float:
        a, b = held[0][left.path], held[1][right.path]
        both = (a & b).total()
        if not both:
            return 0.0
        kept = both / min(a.total(), b.total()) if _same_name(left, right) else 0.0
        return max(2 * both / (a.total() + b.total()), kept)

    return by_score(old, new, score, WHOLE)


def _same_name(left: Section, right: Section) -> bool:
    named = similarity(terms(left.title), terms(right.title))
    return max(named, similarity(left.id.split("_"), right.id.split("_"))) >= SAME_NAME


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
