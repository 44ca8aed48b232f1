"""Words: typography folded, fingerprints, similarity and word-level marks.

The only place that uses rapidfuzz.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from specctl.model.word import Word

try:  # hashlib takes 2 ms to look around for others
    from _sha256 import sha256  # type: ignore[import-not-found]
except ImportError:
    from hashlib import sha256

MOST_MARKED = 50_000_000
"""The product of two texts' words from which on their marks are not the fewest any more."""

_ANCHOR = re.compile(r"\[\^[^\]\s]{1,100}\]")
# Each way begins with a character of its own: so a search runs over what begins none.
_DASH = re.compile(r" (?:(?:---|\u2014) ?|(?:--|\u2013) )|(?:---|\u2014) ?")
_SPACE = re.compile(r"\s+")
_INVISIBLE = "\u00ad\u200b\u200c\u2060\ufeff"
_FOLDED = (
    ("\u2018", "'"),
    ("\u2019", "'"),
    ("\u201a", "'"),
    ("\u201b", "'"),
    ("\u2032", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u201e", '"'),
    ("\u2033", '"'),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\u2012", "-"),
    ("\u2013", "-"),
    ("\u2212", "-"),
    ("\u2026", "..."),
    ("\u00a0", " "),
)
_WORD = re.compile(
    r"\[\^[^\]\s]{1,100}\]|\[\?\]\(#[^)\s]{0,100}\)"  # anchors and links are one word
    r"|\s+|[^\s.,;:!?()\[\]\"\u201c\u201d]+|[^\s]"
)
_SECTION = re.compile(r"\]\(#([^)\s]{1,500})\)")
_PRINT = re.compile("[0-9a-f]{12}")
_SLUG = re.compile(r"[^a-z0-9]+")
_TERM = re.compile(r"\w++(?:['\u2019-]\w++)*+")


@lru_cache(maxsize=1 << 15)  # two revisions share most of their texts
def fold(text: str) -> str:
    """Text with its typography folded: what two writers would call the same words.

    Dashes, quotes, ellipses, invisible characters and every run of white space (so also a
    reflow) become one plain form. Case, punctuation and emphasis stay.
    """
    if text.isascii():
        text = " ".join(text.split())
        return _DASH.sub(" - ", text).strip() if "--" in text else text
    text = unicodedata.normalize("NFC", text)
    for mark in _INVISIBLE:
        text = text.replace(mark, "")
    text = _DASH.sub(" - ", " ".join(text.split()))
    for mark, plain in _FOLDED:  # so few are replaced faster one by one than in a translation
        text = text.replace(mark, plain)
    return " ".join(text.split())


def without_anchors(text: str) -> str:
    """Text without its ``[^id]`` anchors."""
    return _ANCHOR.sub("", text) if "[^" in text else text


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


def fingerprint(norm: str) -> str:
    """A short hash of normalised text: 12 hexadecimal digits of its SHA-256."""
    return digest(norm.encode("utf-8", "surrogatepass"))[:12]


def digest(content: bytes) -> str:
    """The hexadecimal digits of a SHA-256."""
    return str(sha256(content).hexdigest())


def is_fingerprint(text: str) -> bool:
    """Whether a text has the form of what :func:`fingerprint` gives."""
    return _PRINT.fullmatch(text) is not None


def slug(title: str) -> str:
    """An id made from a title: lower-case words joined by ``-``, 60 characters at most."""
    plain = re.sub(r"\[([^\]]*)\]\(#?([^)]*)\)", lambda m: m[2] if m[1] == "?" else m[1], title)
    cut = _SLUG.sub("-", plain.casefold()).strip("-")
    return (cut[:60].rsplit("-", 1)[0] if len(cut) > 60 else cut) or "untitled"


def tokens(text: str) -> list[str]:
    """Text cut into words, references, marks and white space; joined, it is the text again."""
    return _WORD.findall(text)


@lru_cache(maxsize=1 << 14)  # a text is counted, then held against others
def terms(text: str) -> tuple[str, ...]:
    """The words of a text alone, in lower case, in order."""
    return tuple(_TERM.findall(text.casefold()))


@lru_cache(maxsize=1 << 14)  # every term is looked for in every passage
def stems(text: str) -> str:
    """The words of a text in the singular, without ``'s``, each with a space on either side."""
    return f" {' '.join(map(_singular, terms(fold(text))))} "


def forms(stem: str) -> frozenset[str]:
    """All words that :func:`stems` would take for one of its own."""
    more = [f"{stem}s", f"{stem}es"]
    if stem.endswith("y"):
        more.append(f"{stem[:-1]}ies")
    return frozenset(word + end for word in (stem, *more) for end in ("", "'s"))


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def marks(before: str, after: str) -> tuple[Word, ...]:
    """Word-level marks that lead from one text to another.

    Args:
        before, after: any text; runs of white space count as one space.

    Returns:
        Stretches with ``=`` (kept), ``-`` (removed), ``+`` (added). The texts of ``=`` and ``-``
        joined are ``before``, those of ``=`` and ``+`` joined are ``after`` (white space folded).
        Between two very long texts only what they begin and end with alike is kept.
    """
    old, new = tokens(_SPACE.sub(" ", before)), tokens(_SPACE.sub(" ", after))
    found: list[Word] = []
    for tag, start, end, new_start, new_end in _opcodes(old, new):
        if tag == "equal":
            _push(found, "=", old[start:end])
        else:
            _push(found, "-", old[start:end])
            _push(found, "+", new[new_start:new_end])
    return _tidy(found)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The fewest edits between two lists, unless they are too long to find them in good time."""
    from rapidfuzz.distance import Indel

    if len(old) * len(new) <= MOST_MARKED:
        return [tuple(op) for op in Indel.opcodes(old, new)]  # type: ignore[misc]
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    left = shorter - first
    last = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    ends = len(old) - last, len(new) - last
    return [
        ("equal", 0, first, 0, first),
        ("replace", first, ends[0], first, ends[1]),
        ("equal", ends[0], len(old), ends[1], len(new)),
    ]


def _push(found: list[Word], op: str, parts: Sequence[str]) -> None:
    if parts:
        found.append(Word(op, "".join(parts)))


def _tidy(found: Sequence[Word]) -> tuple[Word, ...]:
    """Join marks that only a space parts, so that a rewritten phrase reads as one."""
    runs: list[list[str]] = []  # [kept, removed, added], one of kept or the others
    for index, (op, text) in enumerate(found):
        lone = op == "=" and not text.strip() and 0 < index < len(found) - 1
        if op == "=" and not lone:
            runs.append([text, "", ""])
            continue
        if not runs or runs[-1][0]:
            runs.append(["", "", ""])
        runs[-1][1] += text if op != "+" else ""
        runs[-1][2] += text if op != "-" else ""
    return tuple(
        Word(op, text)
        for kept, removed, added in runs
        for op, text in (("=", kept), ("-", removed), ("+", added))
        if text
    )


def aligned(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of the words that two lists share in the same order, as many as possible.

    Between two very long lists only what they begin and end with alike is shared.
    """
    return [
        (start + n, new_start + n)
        for tag, start, end, new_start, _ in _opcodes(left, right)
        if tag == "equal"
        for n in range(end - start)
    ]


def similarity(left: Sequence[str], right: Sequence[str]) -> float:
    """How alike two word lists are, 0.0 to 1.0, by their longest common subsequence."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(left, right))


def closest(word: object, options: Sequence[str]) -> str:
    """``; did you mean X?`` for the option most like a mistyped word, or "" where none is near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    best = process.extractOne(
        str(word), options, scorer=OSA.normalized_similarity, score_cutoff=0.6
    )
    return f"; did you mean {best[0]}?" if best else ""
