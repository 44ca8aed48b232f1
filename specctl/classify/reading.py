"""What the words of one clause say: which oblige, which deny, which let it be overridden.

Everything that is counted as a fact about a sentence is read here, from the tables of
:mod:`specctl.classify.english`; :mod:`specctl.classify.wording` compares two readings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from specctl.classify import english
from specctl.words import fold

OPPOSITE = "opposite"
"""How the pole of a pair of opposites is called, with its number."""

Modals = Counter[tuple[str, int]]
"""Modal words with their strength."""

_SHIELDED = re.compile(r'`[^`]*`|"[^"]*"|\]\([^)]{0,500}\)|\[\^[^\]]{1,100}\]')
_WORD = re.compile(r"\w+(?:'\w+)?|[.,;:!?()]")
_BREAKS = frozenset(".,;:!?()")
_COORDINATORS = frozenset({"and", "but", "or"})
_NEAR = 3
_BESIDE = 2
_FAR = 30
"""So many words around a word are looked at: a sentence of a megabyte has no grammar."""


def words(text: str) -> list[str]:
    """The words that count: lower case, contractions written out, no quotations, code or links.

    Phrases of the tables are one word, and so are commas and other marks that part a sentence.
    """
    plain = _SHIELDED.sub(" ", fold(text))
    found: list[str] = []
    for word in _WORD.findall(plain.casefold()):
        if word in english.CONTRACTIONS:
            found += english.CONTRACTIONS[word].split()
        elif word.endswith("n't"):
            found += [word[:-3], "not"]
        else:
            found.append(word)
    return list(_joined(found))


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The phrases of several words, the longest first, by their first word."""
    tables: Iterable[Iterable[str]] = (
        *(english.STRENGTH, english.HEDGES, english.SOFTENERS, english.DENIALS),
        english.OVERRIDES,
    )
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({tuple(one.split()) for table in tables for one in table}):
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append(phrase)
    return {k: tuple(sorted(v, key=len, reverse=True)) for k, v in found.items()}


def _joined(text: Sequence[str]) -> Iterator[str]:
    """The words with phrases made one."""
    known, at = _phrases(), 0
    while at < len(text):
        options = (p for p in known.get(text[at], ()) if tuple(text[at : at + len(p)]) == p)
        phrase = next(options, (text[at],))
        yield " ".join(phrase)
        at += len(phrase)


# --- modality ------------------------------------------------------------------------------------


def modals(text: Sequence[str]) -> Modals:
    """What obliges the assistant, and how much.

    A word in a subordinate part of the sentence counts only where the assistant, or what it says,
    is its subject: "what the user must know" obliges nobody.
    """
    found: Modals = Counter()
    obliges = any(w in english.STRENGTH for w in text)
    for at, word in enumerate(text):
        strength = english.STRENGTH.get(word, 0) or (obliges and _only(text, at))
        if not strength or _aside(text, at):
            continue
        if at and text[at - 1] == "not" and word in english.RELEASING:
            continue
        if text[at + 1 : at + 2] == ["not"] and word not in ("always", "never"):
            found[f"{word} not", 3 if word in english.FORBIDDING else strength] += 1
        else:
            found[word, strength] += 1
    return found


def _only(text: Sequence[str], at: int) -> int:
    """The strength of ``only``: it restricts what a modal word of the clause asks for or permits.

    In "not only" and "the only way" it does not.
    """
    if text[at] != "only" or (at and text[at - 1] in ("not", "the", "an", "its")):
        return 0
    return 3


def _aside(text: Sequence[str], at: int) -> bool:
    """Whether a modal word stands in a part of the sentence that does not oblige the assistant."""
    for before in range(at - 1, max(at - _FAR, -1), -1):
        word = text[before]
        if word in english.ASSISTANT or word in _BREAKS:
            return False
        if word in _COORDINATORS and before == at - 1:
            return False
        if word in english.SUBORDINATORS:
            return True
    return False


def hedges(text: Sequence[str]) -> set[str]:
    """What weakens an obligation: adverbs beside its modal word, and what asks for an attempt.

    An adverb at the very beginning counts wherever the modal word stands. Beside a permission
    ("may generally") it weakens no obligation.
    """
    found = {w for w in text if w in english.SOFTENERS}
    for at, word in enumerate(text):
        if word in english.HEDGES:
            near = text[max(at - _BESIDE, 0) : at + _BESIDE + 1] if at else text[:_FAR]
            if max((english.STRENGTH.get(w, 0) for w in near), default=0) > 1:
                found.add(word)
    return found


# --- overrides -----------------------------------------------------------------------------------


class Override(NamedTuple):
    """A phrase that says who may override a clause or when it holds, and the condition it sets."""

    phrase: str
    condition: tuple[str, ...] = ()


def overrides(text: Sequence[str], levels: Mapping[str, str]) -> Counter[Override]:
    """The phrases that say who may override a clause, or when it holds, and the levels named.

    Args:
        text: the words of a clause.
        levels: each authority level by the name that it has in the head.
    """
    found: Counter[Override] = Counter()
    for at, word in enumerate(text):
        if word in english.CONDITIONS:
            found[Override(word, tuple(levels.get(w, w) for w in _condition(text, at)))] += 1
        elif word in english.OVERRIDES or (
            word in english.EXPLICIT and english.ORDERS & set(text[at + 1 : at + 3])
        ):
            found[Override(word)] += 1
        elif word in levels and _levelled(text, at, levels):
            found[Override(f"{levels[word]} level")] += 1
    return found


def _condition(text: Sequence[str], at: int) -> Iterator[str]:
    """What a condition says: to the comma if it opens the sentence, else to its end."""
    end = _BREAKS if at < _BESIDE else _BREAKS - {","}
    for word in text[at + 1 : at + _FAR]:
        if word in end or word in english.CONDITIONS:
            return
        if word != "," and word not in english.TRANSPARENT:
            yield word


def _levelled(text: Sequence[str], at: int, levels: Mapping[str, str]) -> bool:
    """Whether a level's name means the level: "system, developer or user level"."""
    beyond = {*levels, ",", "and", "or"}
    after = next((w for w in text[at + 1 : at + _FAR] if w not in beyond), "")
    return after in english.LEVELLED


# --- negation ------------------------------------------------------------------------------------


def pole(word: str) -> tuple[str, int]:
    """A word as one of a pair of opposites, with its sign: ``forbidden`` is ``allowed``, -1."""
    stem = _stem(word)
    return _poles().get(stem, (stem, 1))


@lru_cache(maxsize=1)
def _poles() -> Mapping[str, tuple[str, int]]:
    """The pole and the sign of each word that has an opposite, by its stem."""
    return {
        _stem(word): (f"{OPPOSITE} {number}", sign)
        for number, pair in enumerate(english.OPPOSITES)
        for words, sign in zip(pair, (1, -1), strict=True)
        for word in words
    }


_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")


def _stem(word: str) -> str:
    """A word without its ending, so that ``sharing`` and ``share`` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def signs(text: Sequence[str]) -> list[int]:
    """For each word 1 where it is affirmed, -1 where it is denied, 0 where that is unclear.

    Denied is what a negation stands right before; affirmed, what has none before it in its part of
    the sentence at all (what follows "not" may be denied with it). Two negations make none.
    """
    denied: set[int] = set()
    for at, word in enumerate(text):
        if word in english.NEGATIONS or word in english.DENIALS:
            target = _target(text, at)
            if target is not None and at not in denied:
                denied.add(target)
            denied.discard(at)
    found, clear = [], True
    for at, word in enumerate(text):
        clear = word in english.PARTS or clear
        found.append((-1 if at in denied else int(clear)) * pole(word)[1])
        clear = clear and not (word in english.NEGATIONS or word in english.DENIALS)
    return found


def _target(text: Sequence[str], at: int) -> int | None:
    """The position of what a negation denies: the first word after it that says something."""
    target = at + 1
    while target < len(text) and (text[target] in english.TRANSPARENT or text[target] == ","):
        target += 1
    if target < len(text) and text[target] in english.FOCUS:
        return None
    if target + 1 < len(text) and text[target].endswith("ly"):
        target += 1  # "not directly reveal" denies to reveal
    return target if target <= at + _NEAR + 1 else None
