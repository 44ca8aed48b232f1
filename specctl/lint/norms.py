"""Sentences that oblige the assistant, told from those that oblige somebody else or nobody.

A word such as "must" obliges the assistant where the assistant, or what it says, is its subject.
It does not in a quotation or in code, in a question, where it is about users, messages or models
in general, where it hangs on "while", "whether" or "in which", and where the sentence only repeats
what a section that it links to asks for. Where the words leave that open, nothing is said.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from specctl.model.spec import Passage

BINDS, NEVER, ASKS = 3, 2, 1
"""The weight of "must" and "under no circumstances", of "should never", and of "should"."""


class Norm(NamedTuple):
    """What obliges the assistant in a sentence: the word, the stretch that has it, its weight."""

    word: str
    stretch: str
    weight: int


_ABSOLUTE = (
    r"(?:under|in) (?:no|any) circumstances?|in all (?:cases|circumstances)|at all times|"
    r"without (?:any )?exceptions?|no matter what"
)
_GRAVE = (
    "must",
    "shall",
    "never",
    "circumstance",
    "in all cases",
    "all times",
    "exception",
    "matter",
)
"""Without one of these in it no sentence weighs more than "should"."""

_ADVERBS = r"(?:(?:also|then|thus|\w+ly|therefore|still)\b,? )*"
_SAID = r"(?:final )?(?:repl(?:y|ies)|responses?|answers?|refusals?)"
_SUBJECT = rf"(?:the (?:assistant|model)|(?:the |its |any |all |every |each )?{_SAID})"
_USED = r"(?!\w+ (?:(?:not|never) )?(?:have been|be used)\b)"  # somebody else uses it
_MODAL = rf"{_USED}(?P<word>(?:must|shall|should)(?: (?:not|never))?)\b"
_OBLIGES = re.compile(
    rf"(?P<before>\b\w+,? )?(?P<said>\b{_SUBJECT} {_ADVERBS}{_MODAL})", re.IGNORECASE
)
_IT = re.compile(
    rf"(?:^|(?:[;,]|\band|\bbut|\bthen)\s)(?P<said>it {_ADVERBS}{_MODAL})(?! have\b)", re.IGNORECASE
)
_AND = re.compile(rf"\b(?:and|but|or) (?P<said>{_ADVERBS}{_MODAL})", re.IGNORECASE)
_PASSIVE = re.compile(rf"\b(?P<said>{_MODAL} be \w+ by the (?:assistant|model))\b", re.IGNORECASE)
_INVERTED = re.compile(
    rf"\b(?P<said>(?P<word>{_ABSOLUTE}|never),? (?:should|must|may|can|will|shall) "
    r"(?:the (?:assistant|model)|it))\b",
    re.IGNORECASE,
)
_PLAINLY = re.compile(r"^(?P<said>(?P<word>Never)\b)(?! (?:mind|before|again)\b)")
_STRICTLY = re.compile(rf"\b(?:{_ABSOLUTE})\b", re.IGNORECASE)
_HANGS = frozenset(
    "which whether how what why when where that if while although though since because as whom "
    "unless until than".split()
)
"""Before the subject: somebody else's reason, a condition, a report, and no demand."""

_ASIDE = re.compile(
    r"^(?:for (?:example|instance)|e\.g\.|according to|per|as (?:described|noted|set out|explained|"
    r"discussed|outlined|stated|defined) (?:in|by|above)|while|although|though|since|because)\b",
    re.IGNORECASE,
)
"""How a sentence begins that illustrates, cites, or concedes."""

_REPEATS = re.compile(
    r"\b(?:follow|obey|respect|(?:comply|accord) with|adhere to)\b[^.,;]{0,60}\]\("
)
_SHIELDED = re.compile(r'`[^`]*`|"[^"]*"|\*\*Example\*\*')


def norm_of(passage: Passage, least: int = ASKS) -> Norm | None:
    """The gravest demand on the assistant in a passage, or None where none has that weight."""
    text = passage.norm
    lower = text.lower()
    if not any(word in lower for word in _GRAVE) and (least > ASKS or "should" not in lower):
        return None
    if text.endswith("?") or text.startswith(("|", "```", "~~~")):
        return None
    plain = _SHIELDED.sub(lambda m: "\0" * len(m[0]), text)
    if _ASIDE.match(plain) or _REPEATS.search(plain):
        return None
    found = list(_demands(plain))
    strict = _STRICTLY.search(plain)
    if strict and found:
        found.append(Norm(strict[0].lower(), strict[0], BINDS))
    gravest = max(found, key=lambda norm: norm.weight, default=None)
    return gravest if gravest and gravest.weight >= least else None


def _demands(text: str) -> list[Norm]:
    """Every demand, in the order of their kinds."""
    found = [
        _norm(match)
        for match in _OBLIGES.finditer(text)
        if (match["before"] or "").strip(" ,").lower() not in _HANGS
    ]
    found += [_norm(match) for match in _IT.finditer(text)]
    if found:
        found += [_norm(match) for match in _AND.finditer(text)]
    for pattern in (_PASSIVE, _INVERTED, _PLAINLY):
        match = pattern.search(text)
        if match:
            found.append(_norm(match))
    return found


def _norm(match: re.Match[str]) -> Norm:
    word = match["word"].lower()
    if not word.startswith("should"):
        return Norm(word, match["said"], BINDS)
    return Norm(word, match["said"], NEVER if word.endswith("never") else ASKS)
