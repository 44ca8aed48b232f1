"""What a changed sentence does: its modal words, its polarity, its overrides.

Facts about words; each verdict comes with the words that decided it. What the words do not decide
is never decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from specctl.classify import english
from specctl.classify.negation import opposite, pole
from specctl.classify.reading import Modals, Override, Reading, read, watched
from specctl.words import aligned, similarity, terms, without_anchors

_ALIKE = 0.4
"""The share of their words that two texts must have in common for a word to be turned round."""

_UNLIKE = 0.2
"""Two texts that share less than this, by words and by their order, are not alike."""
_MOST = 0.6
"""The share of a sentence's words that stood in another one from which it was split off."""
_TELLING = 3
"""So many words that say something a text needs for that to be told."""

_JOINS = ("and", "or")
_FEW = 40
"""So many conditions are held against one another; no sentence that somebody wrote has more."""

_LINK_TARGET = re.compile(r"\]\([^)\s]{0,500}\)")
_GRAMMAR = frozenset(
    {*english.STRENGTH, *english.NEGATIONS, *english.DENIALS, *english.PARTS, *english.COMMON}
)
"""Words that say nothing by themselves; those of ``TRANSPARENT`` are among the common ones."""


class Verdict(NamedTuple):
    """A class that the words of a change decide, and those words."""

    cls: str
    words: str


def judge(before: str, after: str, levels: Mapping[str, str]) -> tuple[Verdict, ...]:
    """The classes that the words of a reworded clause decide.

    Args:
        before, after: normalised texts.
        levels: each authority level by the name that it has in the head.

    Returns:
        Verdicts of polarity-flipped, override-changed, modality-strengthened and
        modality-weakened; none where the words decide nothing.
    """
    old, new = read(before, levels), read(after, levels)
    found = (_polarity(old, new), _override(old, new), *_modality(old, new))
    return tuple(v for v in found if v is not None)


def retargeted(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but where their links lead."""
    return before != after and _LINK_TARGET.sub("]()", before) == _LINK_TARGET.sub("]()", after)


def noted(before: str, after: str) -> str:
    """The numbers, and the words of how much a clause covers, that came, went or changed.

    They decide no class, but a reader wants them pointed out. "and" and "or" count where one became
    the other, "one" where it became another number or another number became it.
    """
    old, new = watched(before), watched(after)
    lost, won = old - new, new - old
    swapped = (lost["and"] and won["or"]) or (lost["or"] and won["and"])
    counted = (lost["one"] and _numbers(won)) or (won["one"] and _numbers(lost))
    idle = {*(() if swapped else _JOINS), *(() if counted else ("one",))}
    return _turned(*(sorted(w for w in words if w not in idle) for words in (lost, won)))


def _numbers(words: Iterable[str]) -> bool:
    return any(word in english.NUMBERS or word[:1].isdigit() for word in words)


def unlike(before: str, after: str) -> bool:
    """Whether two texts have hardly a word in common: one is no rewording of the other.

    Words of grammar do not count, and of two texts the shorter one decides.
    """
    old, new = (
        [w for w in terms(without_anchors(text)) if w not in english.COMMON]
        for text in (before, after)
    )
    least = min(len(set(old)), len(set(new)))
    shared = len(set(old) & set(new)) / least if least else 0.0
    return least >= _TELLING and shared < _UNLIKE and similarity(old, new) < _UNLIKE


def whole(text: str, other: str, beside: Sequence[str]) -> str:
    """A text with the sentences that were split off from it, or that it was joined from.

    Args:
        text: one side of a changed text, normalised.
        other: its other side.
        beside: texts of its section that are on its own side alone.

    Returns:
        The text, and after it each of those of which the other side says most and the text does
        not.
    """
    if not beside:
        return text
    fresh = _content_of(other) - _content_of(text)
    held = ((one, _content_of(one)) for one in beside)
    parts = [one for one, said in held if len(said) > 1 and len(said & fresh) >= _MOST * len(said)]
    return " ".join([text, *parts])


@lru_cache(maxsize=1 << 12)  # each is asked for by every reworded sentence of its section
def _content_of(text: str) -> frozenset[str]:
    return frozenset(word for word in terms(text) if word not in english.COMMON)


def _polarity(old: Reading, new: Reading) -> Verdict | None:
    """A thing that both texts speak of, denied in one of them and affirmed in the other.

    Between two texts that share hardly a word only opposites count.
    """
    shared = aligned(old.poles, new.poles)
    alike = 2 * len(shared) >= _ALIKE * (len(old.words) + len(new.words))
    said = [
        f"{_signed(old.words[i], old.signs[i])} -> {_signed(new.words[j], new.signs[j])}"
        for i, j in sorted({*shared, *_sole(old.poles, new.poles)})
        if old.signs[i] * new.signs[j] < 0 and _telling(old.words[i], new.words[j], alike)
    ]
    return Verdict("polarity-flipped", ", ".join(dict.fromkeys(said))) if said else None


def _sole(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions of what either text says exactly once, in whatever order."""
    counts = Counter(old), Counter(new)
    at = {word: n for n, word in enumerate(new)}
    for n, word in enumerate(old):
        if counts[0][word] == counts[1][word] == 1:
            yield n, at[word]


def _telling(old: str, new: str, alike: bool) -> bool:
    """Whether two words that differ in their sign turn something round.

    Opposites do, and words that lead a list; others where the texts are alike.
    """
    if all(opposite(word) or word in english.STRENGTH for word in (old, new)):
        return True
    return alike and _content(old) and _content(new)


def _content(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and word not in _GRAMMAR


def _signed(word: str, sign: int) -> str:
    return f"not {word}" if sign * pole(word)[1] < 0 else word


def _override(old: Reading, new: Reading) -> Verdict | None:
    lost = sorted((old.overrides - new.overrides).elements())
    won = sorted((new.overrides - old.overrides).elements())
    for one in [*lost] if max(len(lost), len(won)) <= _FEW else ():
        same = next((other for other in won if _reworded(one, other)), None)
        if same is not None:
            lost.remove(one)
            won.remove(same)
    before, after = ([*dict.fromkeys(one.phrase for one in side)] for side in (lost, won))
    both = [phrase for phrase in before if phrase in after]
    gone = [old.spelt.get(p, p) for p in before if p not in both]
    come = [new.spelt.get(p, p) for p in after if p not in both]
    told = {word for phrase in (*gone, *come) for word in phrase.split()}
    others = (_others(phrase, (lost, old.spelt), (won, new.spelt), told) for phrase in both)
    said = ", ".join(filter(None, (_turned(gone, come), *others)))
    return Verdict("override-changed", said) if said else None


def _reworded(old: Override, new: Override) -> bool:
    """Whether two conditions say much the same: "when the guest has one", "carries one".

    That is open where the condition is an exception, and untrue where "and" became "or".
    """
    if old.phrase != new.phrase or old.phrase not in english.LOOSE or old.joined != new.joined:
        return False
    shared, both = {*old.condition} & {*new.condition}, {*old.condition} | {*new.condition}
    return 2 * len(shared) >= len(both)


_Said = tuple[Sequence[Override], Mapping[str, str]]
"""The overrides of one side, and how its words are spelt."""


def _others(phrase: str, old: _Said, new: _Said, told: Set[str]) -> str:
    """The words in which the conditions after one phrase differ, as each side has them.

    Where they are told already, as a level that took the place of another, nothing is added.
    """
    before, after = ({*_after(phrase, side)} for side, _ in (old, new))
    gone, come = _spelt(before - after, old[1]), _spelt(after - before, new[1])
    if {*gone, *come} and {*gone, *come} <= told:
        return ""
    few = len(gone) + len(come) <= _FEW
    return f"{phrase} ...: {(few and _turned(gone, come)) or 'otherwise'}"


def _after(phrase: str, side: Sequence[Override]) -> Iterator[str]:
    for one in side:
        if one.phrase == phrase:
            yield from (*one.condition, *one.joined)


def _spelt(words: Set[str], spelt: Mapping[str, str]) -> list[str]:
    """Words of a condition as the clause has them, in its order."""
    order = {word: at for at, word in enumerate(spelt)}
    return [spelt.get(w, w) for w in sorted(words, key=lambda w: (order.get(w, len(order)), w))]


def _modality(old: Reading, new: Reading) -> list[Verdict]:
    lost, won = old.modals - new.modals, new.modals - old.modals
    if len(lost) == len(won) > 1:
        turned = [_shifted(Counter([a]), Counter([b])) for a, b in zip(lost, won, strict=True)]
        by_class = {one.cls: one for one in turned if one is not None}
        if len(by_class) > 1:
            return list(by_class.values())
    shifted = _shifted(lost, won)
    if shifted is not None:
        return [shifted]
    more, fewer = new.hedges - old.hedges, old.hedges - new.hedges
    if bool(more) == bool(fewer):
        return []
    cls = "modality-weakened" if more else "modality-strengthened"
    return [Verdict(cls, _turned(sorted(fewer), sorted(more)))]


def _shifted(lost: Modals, won: Modals) -> Verdict | None:
    shift = _shift(lost, won)
    if not shift:
        return None
    cls = "modality-strengthened" if shift > 0 else "modality-weakened"
    return Verdict(cls, _turned(_named(lost), _named(won)))


def _shift(lost: Modals, won: Modals) -> int:
    """Above 0 where the clause obliges more than before, below 0 where it obliges less."""
    least = max((s for _, s in lost), default=0)
    most = max((s for _, s in won), default=0)
    if lost and won:
        return most - least
    if won:
        return 1 if most >= 2 else 0  # a permission that is added obliges nobody more
    return -1 if least >= 2 else 0


def _named(found: Modals) -> list[str]:
    return sorted({word for word, _ in found})


def _turned(lost: Sequence[str], won: Sequence[str]) -> str:
    """What became what: ``should -> must``; what only went or came has a sign before it."""
    if lost and won:
        return f"{' + '.join(lost)} -> {' + '.join(won)}"
    return ", ".join([*(f"-{w}" for w in lost), *(f"+{w}" for w in won)])
