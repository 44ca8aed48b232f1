"""What a changed sentence does: its modal words, its polarity, its overrides.

Facts about words, decided by the tables of :mod:`specctl.classify.english`; each verdict comes
with the words that decided it. What the words do not decide is never decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from specctl.classify import english
from specctl.words import aligned, fold

_SHIELDED = re.compile(r'`[^`]*`|"[^"]*"|\]\([^)]{0,500}\)|\[\^[^\]]{1,100}\]')
_WORD = re.compile(r"\w+(?:'\w+)?|[.;:!?]")
_LINK_TARGET = re.compile(r"\]\([^)\s]{0,500}\)")
_NEAR = 3


class Verdict(NamedTuple):
    """A class that the words of a change decide, and those words."""

    cls: str
    words: str


def judge(before: str, after: str) -> tuple[Verdict, ...]:
    """The classes that the words of a reworded clause decide.

    Args:
        before, after: normalised texts.

    Returns:
        Verdicts of polarity-flipped, override-changed, modality-strengthened and
        modality-weakened; none where the words decide nothing.
    """
    old, new = words(before), words(after)
    found = (_polarity(old, new), _override(old, new), *_modality(old, new))
    return tuple(v for v in found if v is not None)


def retargeted(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but where their links lead."""
    return before != after and _LINK_TARGET.sub("]()", before) == _LINK_TARGET.sub("]()", after)


def words(text: str) -> list[str]:
    """The words that count: lower case, contractions written out, no quotations, code or links."""
    plain = _SHIELDED.sub(" ", fold(text))
    found: list[str] = []
    for word in _WORD.findall(plain.casefold()):
        if word in english.CONTRACTIONS:
            found += english.CONTRACTIONS[word].split()
        elif word.endswith("n't"):
            found += [word[:-3], "not"]
        else:
            found.append(word)
    return found


# --- polarity ------------------------------------------------------------------------------------


def _polarity(old: list[str], new: list[str]) -> Verdict | None:
    """A word that both texts share, denied in one of them and affirmed in the other.

    Denied means that a negation stands right before it; affirmed, that none stands before it in
    its part of the sentence at all (what follows "not" may be denied with it).
    """
    poles_old, poles_new = [_pole(w) for w in old], [_pole(w) for w in new]
    said = []
    for i, j in aligned([w for w, _ in poles_old], [w for w, _ in poles_new]):
        if not _content(old[i]) or not _content(new[j]):
            continue
        before, after = _sign(old, i, poles_old[i][1]), _sign(new, j, poles_new[j][1])
        if before * after < 0:
            said.append(f"{_signed(old[i], before)} -> {_signed(new[j], after)}")
    return Verdict("polarity-flipped", ", ".join(said)) if said else None


def _content(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and (word not in _GRAMMAR or _pole(word)[0] != word)


def _pole(word: str) -> tuple[str, bool]:
    """A word with its sign: ``forbidden`` is ``allowed``, denied."""
    permitted, prohibited = english.OPPOSITES
    if word in permitted:
        return "allowed", True
    return ("allowed", False) if word in prohibited else (word, True)


def _sign(text: list[str], at: int, affirmative: bool) -> int:
    """1 where the word at ``at`` is affirmed, -1 where it is denied, 0 where that is unclear."""
    sign = 1 if affirmative else -1
    if at in _denied(text):
        return -sign
    part = text[_start(text, at) : at]
    return 0 if english.NEGATIONS.intersection(part) else sign


def _signed(word: str, sign: int) -> str:
    return f"not {word}" if sign * (1 if _pole(word)[1] else -1) < 0 else word


def _denied(text: list[str]) -> set[int]:
    """Positions of the words that a negation denies: the first one after it that says something."""
    found = set()
    for at, word in enumerate(text):
        if word in english.NEGATIONS:
            target = at + 1
            while target < len(text) and text[target] in english.TRANSPARENT:
                target += 1
            if target < len(text) and text[target] in english.FOCUS:
                continue
            if target + 1 < len(text) and text[target].endswith("ly"):
                target += 1  # "not directly reveal" denies to reveal
            if target <= at + _NEAR + 1:
                found.add(target)
    return found


def _start(text: list[str], at: int) -> int:
    """Where the part of the sentence begins in which a word stands."""
    while at and text[at - 1] not in english.PARTS:
        at -= 1
    return at


_GRAMMAR = {*english.STRENGTH, *english.NEGATIONS, *english.TRANSPARENT, *english.PARTS}


# --- overrides -----------------------------------------------------------------------------------


def _override(old: list[str], new: list[str]) -> Verdict | None:
    before, after = _phrases(old), _phrases(new)
    if before == after:
        return None
    lost = [f"-{p}" for p in sorted((before - after).elements())]
    won = [f"+{p}" for p in sorted((after - before).elements())]
    return Verdict("override-changed", ", ".join([*lost, *won]))


def _phrases(text: list[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for phrase in english.OVERRIDES:
        size = len(phrase)
        count = sum(tuple(text[i : i + size]) == phrase for i in range(len(text) - size + 1))
        if count:
            found[" ".join(phrase)] = count
    return found


# --- modality ------------------------------------------------------------------------------------


def _modality(old: list[str], new: list[str]) -> list[Verdict]:
    before, after = _modals(old), _modals(new)
    lost, won = before - after, after - before
    shift = _shift(lost, won)
    hedged = _hedges(new) - _hedges(old), _hedges(old) - _hedges(new)
    found: dict[str, list[str]] = {}
    if shift:
        cls = "modality-strengthened" if shift > 0 else "modality-weakened"
        found[cls] = [_named(lost) + " -> " + _named(won)]
    elif hedged[0] and not hedged[1]:
        found["modality-weakened"] = [f"+{w}" for w in sorted(hedged[0])]
    elif hedged[1] and not hedged[0]:
        found["modality-strengthened"] = [f"-{w}" for w in sorted(hedged[1])]
    return [Verdict(cls, ", ".join(why)) for cls, why in found.items()]


def _modals(text: list[str]) -> Counter[tuple[str, int]]:
    """Modal words with their strength."""
    found: Counter[tuple[str, int]] = Counter()
    for at, word in enumerate(text):
        strength = english.STRENGTH.get(word)
        released = at > 0 and text[at - 1] == "not" and word in english.RELEASING
        if strength is None or released:
            continue
        if at + 1 < len(text) and text[at + 1] == "not":
            found[f"{word} not", 3 if word in english.FORBIDDING else strength] += 1
        else:
            found[word, strength] += 1
    return found


def _shift(lost: Counter[tuple[str, int]], won: Counter[tuple[str, int]]) -> int:
    """Above 0 where the clause obliges more than before, below 0 where it obliges less."""
    least = max((s for _, s in lost), default=0)
    most = max((s for _, s in won), default=0)
    if lost and won:
        return most - least
    if won:
        return 1 if most >= 2 else 0  # a permission that is added obliges nobody more
    return -1 if least >= 2 else 0


def _hedges(text: list[str]) -> set[str]:
    return {w for w in text if w in english.HEDGES}


def _named(modals: Counter[tuple[str, int]]) -> str:
    return " + ".join(sorted(w for w, _ in modals.elements())) or "nothing"
