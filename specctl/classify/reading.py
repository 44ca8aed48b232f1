"""What the words of one clause say: what they oblige to, what they deny, and when they hold.

Everything that is counted as a fact about a sentence is read here, from the tables of
:mod:`specctl.classify.english`; :mod:`specctl.classify.wording` compares two readings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from specctl.classify import english
from specctl.classify.negation import leads, opposite, pole, signs, stem
from specctl.words import fold

Modals = Counter[tuple[str, int]]
"""Modal words with their strength."""


class Override(NamedTuple):
    """A phrase that says who may override a clause or when it holds, and what it says of that.

    Attributes:
        phrase: the word or phrase.
        condition: the words that say something after it, in alphabetical order.
        joined: the words in it that join or grade what it says: "and", "or", "might".
    """

    phrase: str
    condition: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


class Reading(NamedTuple):
    """What one clause says.

    Attributes:
        words: its words outside of conditions; marks that part a sentence are words, too.
        poles: for each word the thing that it says, so that opposites and forms are one.
        signs: for each word 1 where it is affirmed, -1 where it is denied, 0 where that is unclear.
        modals: what obliges the assistant, and how much.
        hedges: what weakens that.
        overrides: what overrides the clause, and when it holds.
        spelt: a word of the clause by what it is for an override, in the order of the clause.
    """

    words: tuple[str, ...]
    poles: tuple[str, ...]
    signs: tuple[int, ...]
    modals: Modals
    hedges: frozenset[str]
    overrides: Counter[Override]
    spelt: Mapping[str, str]


_TITLE = r"\*[A-Z]\w*(?:[ -](?:[A-Z]\w*|of|the|a|an|and|in|to|on|for))+\*"
_SHIELDED = re.compile(rf'`[^`]*`|"[^"]*"|\]\([^)]{{0,500}}\)|\[\^[^\]]{{1,100}}\]|{_TITLE}')
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:'\w+)?|[.,;:!?()|]")
_BREAKS = frozenset(".,;:!?()|")
_STOPS = _BREAKS - {","}
_COORDINATORS = frozenset({"and", "but", "or"})
_ASKED = english.LOOSE | english.ALIKE
"""Conditions whose word may begin a question, too."""
_NEAR = 3
_SETTING = 10
_BESIDE = 2
_FAR = 30
"""So many words around a word are looked at: a sentence of a megabyte has no grammar."""
_LONG = 60
"""So many words a condition may have: a lawyer's is longer than what belongs to a word."""
_LEAD = "what the list says"
"""The pole of the modal word that leads a list: "The assistant must not:"."""


@lru_cache(maxsize=1 << 10)
def _tokens(text: str) -> tuple[str, ...]:
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
    return tuple(_joined(found))


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The phrases of several words, the longest first, by their first word."""
    tables: Iterable[Iterable[str]] = (
        *(english.STRENGTH, english.HEDGES, english.SOFTENERS, english.DENIALS),
        *(english.OVERRIDES, english.OVERRIDING, english.CONDITIONS, english.SAME),
        english.WATCHED,
    )
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({tuple(one.split()) for table in tables for one in table}):
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append(phrase)
    return {k: tuple(sorted(v, key=len, reverse=True)) for k, v in found.items()}


def _joined(text: Sequence[str]) -> Iterator[str]:
    """The words with phrases made one, each by its plainest name."""
    known, at = _phrases(), 0
    while at < len(text):
        options = (p for p in known.get(text[at], ()) if tuple(text[at : at + len(p)]) == p)
        phrase = next(options, (text[at],))
        said = " ".join(phrase)
        yield english.SAME.get(said, said)
        at += len(phrase)


def watched(text: str) -> Counter[str]:
    """The numbers of a text, and the words that say how much or many it covers."""
    return Counter(word for word in _tokens(text) if word == "one" or _counts(word))


def _counts(word: str) -> bool:
    return word[:1].isdigit() or word in english.WATCHED


def read(text: str, levels: Mapping[str, str]) -> Reading:
    """Read one clause.

    Args:
        text: normalised.
        levels: each authority level by the name that it has in the head.
    """
    every = _tokens(text)
    spans = tuple(_spans(every))
    inside = {at for span in spans for at in span}
    words = tuple(word for at, word in enumerate(every) if at not in inside)
    poles = tuple(_LEAD if leads(words, at) else pole(word)[0] for at, word in enumerate(words))
    found = overrides(words, levels)
    found.update(_condition([every[at] for at in span], levels) for span in spans)
    spelt = {stem(levels.get(word, word)): word for word in every}
    spelt.update((f"{levels[word]} level", f"{word} level") for word in every if word in levels)
    return Reading(words, poles, tuple(signs(words)), modals(words), hedges(words), found, spelt)


# --- conditions ----------------------------------------------------------------------------------


def _spans(text: Sequence[str]) -> Iterator[range]:
    """Where the conditions of a sentence stand, each from the word that opens it."""
    at = 0
    while at < len(text):
        end = _end(text, at) if _opens(text, at) else at + 1
        if end > at + 1:
            yield range(at, end)
        at = end


def _opens(text: Sequence[str], at: int) -> bool:
    """Whether a word opens a condition; in "tell the user when" it opens a question."""
    if text[at] in _ASKED:
        return not english.ASKING.intersection(text[max(at - _NEAR, 0) : at])
    return text[at] in english.CONDITIONS or _inverted(text, at) or _setting(text, at)


def _setting(text: Sequence[str], at: int) -> bool:
    """Whether a sentence opens with "In voice mode, ..."."""
    if at or text[at] != "in":
        return False
    head = text[:_SETTING]
    return "," in head and text[head.index(",") - 1] in english.SETTINGS


def _inverted(text: Sequence[str], at: int) -> bool:
    """Whether a sentence opens with "Should the user object, ...": that is an ``if``."""
    return (
        text[at] == "should" and (at == 0 or text[at - 1] in ".;") and "," in text[at : at + _FAR]
    )


def _end(text: Sequence[str], at: int) -> int:
    """The end of a condition: the comma after one that opens a sentence, else what obliges next."""
    opens = at < _BESIDE or (text[at - 1] in _BREAKS and text[at] not in english.EXCEPTING)
    stop = min(at + _LONG, len(text))
    for end in range(at + 1, stop):
        word = text[end]
        if word in _STOPS:
            return end
        if word in english.CONDITIONS and end > at + 1:
            return end
        if word == "," and (opens or _goes_on(text[end + 1 : end + 1 + _NEAR])):
            return end
    return stop


def _goes_on(text: Sequence[str]) -> bool:
    """Whether what follows a comma says what the assistant has to do."""
    return any(word in english.ASSISTANT or word in english.STRENGTH for word in text)


def _condition(text: Sequence[str], levels: Mapping[str, str]) -> Override:
    """What one condition says; ``if not`` is ``unless``."""
    phrase = "if" if text[0] in english.ALIKE or text[0] == "should" else text[0]
    words = [w for w in text[1:] if w != "," and w not in english.COMMON]
    if phrase in ("if", "unless"):
        negative = sum(w in english.NEGATIONS for w in takewhile(_main, text[1:])) % 2
        phrase = {("if", 1): "unless", ("unless", 1): "if"}.get((phrase, negative), phrase)
    said = {stem(levels.get(w, w)) for w in words if w not in english.NEGATIONS}
    joined = {w for w in text[1:] if w in english.STRENGTH or _counts(w)}
    return Override(phrase, tuple(sorted(said)), tuple(sorted(joined)))


def _main(word: str) -> bool:
    return word not in english.SUBORDINATORS


# --- overrides -----------------------------------------------------------------------------------


def overrides(text: Sequence[str], levels: Mapping[str, str]) -> Counter[Override]:
    """What overrides a clause, conditions aside, and the levels that it names.

    Args:
        text: words outside of conditions.
        levels: each authority level by the name that it has in the head.
    """
    found: Counter[Override] = Counter()
    explicit = any(_ordered(text, at) for at, w in enumerate(text) if w in english.EXPLICIT)
    for at, word in enumerate(text):
        if word in english.OVERRIDING:
            said = (levels.get(w, w) for w in _up_to_break(text[at + 1 : at + _FAR]))
            found[Override(word, tuple(sorted({stem(w) for w in said})))] += 1
        elif word in english.OVERRIDES or (explicit and word in english.EXPLICIT):
            found[Override(word)] += 1
        elif word in levels and _levelled(text, at, levels):
            found[Override(f"{levels[word]} level")] += 1
    return found


def _up_to_break(text: Sequence[str]) -> Iterator[str]:
    for word in text:
        if word in _STOPS or word in ("and", "but"):
            return
        if word != "," and word not in english.COMMON:
            yield word


def _ordered(text: Sequence[str], at: int) -> bool:
    """Whether ``explicit`` or ``explicitly`` says how somebody has to ask, allow or instruct.

    Where one does, "explicitly or implicitly" counts whole.
    """
    beside = (*text[max(at - 1, 0) : at], *text[at + 1 : at + 1 + _BESIDE])
    return any(word in english.ORDERS for word in beside)


def _levelled(text: Sequence[str], at: int, levels: Mapping[str, str]) -> bool:
    """Whether a level's name means the level: "system, developer or user level"."""
    beyond = {*levels, ",", "and", "or"}
    after = next((w for w in text[at + 1 : at + _FAR] if w not in beyond), "")
    return after in english.LEVELLED


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
        denied = at > 0 and text[at - 1] in ("not", "no longer")
        if denied and word in english.RELEASING:
            continue
        if denied and word in english.PERMITTING:
            found[f"not {word}", 3] += 1
        elif text[at + 1 : at + 2] == ("not",) or text[at + 1 : at + 2] == ("no longer",):
            found[f"{word} not", 3 if word in english.FORBIDDING else strength] += 1
        else:
            found[word, strength] += 1
    return found


def _only(text: Sequence[str], at: int) -> int:
    """The strength of ``only``: it restricts what a modal word of the clause asks for or permits.

    In "not only", "the only way" and "only one of several" it does not.
    """
    if text[at] != "only" or (at and text[at - 1] in ("not", "the", "an", "its")):
        return 0
    return 0 if text[at + 1 : at + 2] == ("one",) else 3


def _aside(text: Sequence[str], at: int) -> bool:
    """Whether a modal word stands in a part of the sentence that does not oblige the assistant."""
    named = False
    # In "what is of that kind is allowed" the word is no part of what begins with "that".
    far = _NEAR if opposite(text[at]) else _FAR
    for before in range(at - 1, max(at - far - 1, -1), -1):
        word = text[before]
        if word == "(":
            return not named
        if word in _BREAKS or (word in _COORDINATORS and before == at - 1):
            return False
        if word in english.ASSISTANT:
            named = True
        elif word in english.SUBORDINATORS:
            return not (named and word in english.OBLIGING)
    return False


def hedges(text: Sequence[str]) -> frozenset[str]:
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
        if word == "consider" and text[at + 1 : at + 2] and text[at + 1].endswith("ing"):
            found.add(word)
    return frozenset(found)
