"""What a changed sentence does: its modal words, its polarity, its overrides.

Facts about words; each verdict comes with the words that decided it. What the words do not decide
is never decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from specctl.classify import english
from specctl.classify.reading import (
    OPPOSITE,
    Modals,
    Override,
    hedges,
    modals,
    overrides,
    pole,
    signs,
    words,
)
from specctl.words import aligned, similarity, terms, without_anchors

_ALIKE = 0.4
"""The share of their words that two texts must have in common for a word to be turned round."""

_UNLIKE = 0.2
"""Two texts that share less than this, by words and by their order, are not alike."""
_TELLING = 3
"""So many words that say something a text needs for that to be told."""

_LINK_TARGET = re.compile(r"\]\([^)\s]{0,500}\)")
_SECTION = re.compile(r"\]\(#([^)\s]{1,500})\)")
_GRAMMAR = frozenset(
    {*english.STRENGTH, *english.NEGATIONS, *english.DENIALS, *english.TRANSPARENT, *english.PARTS}
)


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
    old, new = words(before), words(after)
    found = (_polarity(old, new), _override(old, new, levels), *_modality(old, new))
    return tuple(v for v in found if v is not None)


def retargeted(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but where their links lead."""
    return before != after and _LINK_TARGET.sub("]()", before) == _LINK_TARGET.sub("]()", after)


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


def renamed(text: str, levels: Mapping[str, str], sections: Mapping[str, str]) -> str:
    """A text as it reads after levels and sections got their new names.

    Args:
        text: normalised.
        levels, sections: old names to new ones; those that stay may be there.
    """

    def target(match: re.Match[str]) -> str:
        return f"](#{sections.get(match[1], match[1])})"

    text = _SECTION.sub(target, text)
    for old, new in levels.items():
        if old != new:
            text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
            text = re.sub(rf"(?<!\w){re.escape(old.title())}(?!\w)", new.title(), text)
    return text


def _polarity(old: Sequence[str], new: Sequence[str]) -> Verdict | None:
    """A word that both texts share, denied in one of them and affirmed in the other.

    Between two texts that share hardly a word only opposites count.
    """
    poles = [pole(w)[0] for w in old], [pole(w)[0] for w in new]
    shared = aligned(*poles)
    alike = 2 * len(shared) >= _ALIKE * (len(old) + len(new))
    before, after = signs(old), signs(new)
    said = [
        f"{_signed(old[i], before[i])} -> {_signed(new[j], after[j])}"
        for i, j in shared
        if before[i] * after[j] < 0
        and (_opposite(old[i]) or (alike and _content(old[i]) and _content(new[j])))
    ]
    return Verdict("polarity-flipped", ", ".join(said)) if said else None


def _content(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and word not in _GRAMMAR


def _opposite(word: str) -> bool:
    return pole(word)[0].startswith(OPPOSITE)


def _signed(word: str, sign: int) -> str:
    return f"not {word}" if sign * pole(word)[1] < 0 else word


def _override(old: Sequence[str], new: Sequence[str], levels: Mapping[str, str]) -> Verdict | None:
    before, after = overrides(old, levels), overrides(new, levels)
    lost, won = sorted((before - after).elements()), sorted((after - before).elements())
    if len(lost) == len(won) == 1 and lost[0].phrase == won[0].phrase:
        return Verdict("override-changed", _another(lost[0], won[0]))
    said = _turned([one.phrase for one in lost], [one.phrase for one in won])
    return Verdict("override-changed", said) if said else None


def _another(old: Override, new: Override) -> str:
    """The words in which two conditions after the same phrase differ."""
    gone = [w for w in old.condition if w not in new.condition]
    come = [w for w in new.condition if w not in old.condition]
    return f"{old.phrase} ...: {_turned(gone, come) or 'in another order'}"


def _modality(old: Sequence[str], new: Sequence[str]) -> list[Verdict]:
    before, after = modals(old), modals(new)
    lost, won = before - after, after - before
    shift = _shift(lost, won)
    if shift:
        cls = "modality-strengthened" if shift > 0 else "modality-weakened"
        return [Verdict(cls, _turned(_named(lost), _named(won)))]
    more, fewer = hedges(new) - hedges(old), hedges(old) - hedges(new)
    if bool(more) == bool(fewer):
        return []
    cls = "modality-weakened" if more else "modality-strengthened"
    return [Verdict(cls, _turned(sorted(fewer), sorted(more)))]


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
    return sorted(w for w, _ in found.elements())


def _turned(lost: Sequence[str], won: Sequence[str]) -> str:
    """What became what: ``should -> must``; what only went or came has a sign before it."""
    if lost and won:
        return f"{' + '.join(lost)} -> {' + '.join(won)}"
    return ", ".join([*(f"-{w}" for w in lost), *(f"+{w}" for w in won)])
