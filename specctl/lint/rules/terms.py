"""Rules of terms: what a text means by a word, as a section of kind definition says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specctl.lint.card import LinkRow, SectionCard, placed
from specctl.lint.retired import term_id
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.words import closest, fold, terms

_MOST_WORDS = 4
"""A label of more words is no term."""

_STEM = 4
"""Words that begin with as many letters alike may be forms of one word."""

_GENERAL = frozenset(
    "definition definitions glossary term terms terminology vocabulary here above below section "
    "details more note notes list overview".split()
)
"""Words that name a page and no term."""

_MARKUP = re.compile(r"[*_`]")


def undefined_term(whole: Whole) -> Iterator[Finding]:
    """A term that is used and not defined: a retired one, and a link to a missing definition."""
    yield from _retired(whole)
    yield from _not_there(whole)


def _retired(whole: Whole) -> Iterator[Finding]:
    stones = whole.manifest.tombstones or {}
    for section in whole.sections:
        for term, at in section.uses:
            stone = stones.get(term)
            if stone is None or term_id(term) in whole.terms:  # in use again is another rule's
                continue
            said = term.replace("_", " ").replace("-", " ")
            instead = " or ".join(stone.successors).replace("_", " ").replace("-", " ")
            remedy = f"write {instead}" if instead else "say what is meant, or define it again"
            message = (
                f"the term '{said}' was retired in {where.told(stone.place)}, and nothing says "
                f"what it means; {remedy}"
            )
            place = placed(section.path, at)
            yield Finding("undefined-term", place, message, section=section.id, subject=term)


def _not_there(whole: Whole) -> Iterator[Finding]:
    by_id = whole.by_id
    for section in whole.sections if whole.totals.glossaries else ():
        for link in section.links:
            for glossary in by_id.get(link[0], ())[-1:]:
                known = [term for term, _ in glossary.terms]
                if known and glossary.kind == "definition" and link[0] != section.id:
                    yield from _checked(LinkRow(*link), known, section, whole)


def _checked(
    link: LinkRow, known: Sequence[str], section: SectionCard, whole: Whole
) -> Iterator[Finding]:
    label = _MARKUP.sub("", fold(link.text)).strip()
    glossary = whole.by_id[link.target][0]
    if not _is_term(label, glossary) or any(_alike(label, term) for term in known):
        return
    hint = closest(label, known) or "; define it there, or link what is meant"
    message = f"'{label}' is linked as a term, and {glossary.path} does not define it{hint}"
    place = placed(section.path, link.at)
    yield Finding("undefined-term", place, message, section=section.id, subject=link.target)


def _is_term(label: str, glossary: SectionCard) -> bool:
    """Whether a link's label reads as a term: few words, and not the name of the page."""
    words = terms(label)
    named = {*terms(glossary.title), *terms(term_id(glossary.id)), *_GENERAL}
    return 0 < len(words) <= _MOST_WORDS and label != "?" and named.isdisjoint(words)


def _alike(label: str, term: str) -> bool:
    """Whether a label may mean a term: one has a word of the other, in some form."""
    ours, theirs = term_id(label).split("-"), term_id(_MARKUP.sub("", term)).split("-")
    return any(_same(one, other) for one in ours for other in theirs)


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) >= _STEM <= len(other) and one[:_STEM] == other[:_STEM])
