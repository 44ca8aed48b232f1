"""Rules of rubrics, and of the clauses and prompts that are tied to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specctl.lint.card import placed
from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Rubric, Section
from specctl.words import closest

_VERBS = (
    "acknowledge add address admit advise answer apologise apologize ask avoid begin cite check "
    "clarify close confirm correct decline describe disclose distinguish do end explain find "
    "flag follow get give go help hold identify include invite keep leave let list make mention "
    "name note offer point provide put quote refer refrain refuse remain respect respond say "
    "show speak state stay stop suggest summarise summarize take tell use wait warn write"
)
_AFTER = (
    "a an the its their his her no any all each every what when where which who whom how why "
    "whether that this these those them it only from to with about on in out for everything "
    "something nothing anything once"
)
_SECOND = (  # compiled when a rubric needs it
    r"(?is)\?\s+\S.*\?"  # two questions
    r"|\band\s+(?:also\s+|then\s+)?"
    r"(?:(?:does|do|did|is|are|was|were|can|could|will|would|has|have|should)\s+"
    r"(?:the|it|its|they|their|he|she|every|each|all|no|any|there)\b"
    rf"|(?:not\s+)?(?:{'|'.join(_VERBS.split())})\s+(?:{'|'.join(_AFTER.split())})\b)"
)
_ABOUT_DOING = r"(?i)\s*(?:do|does|did|can|could|will|would|should)\b"


def rubric_without_scale(file: File) -> Iterator[Finding]:
    """A rubric whose answers nobody can tell apart."""
    for rubric, place in _rubrics(file, "scale"):
        if len(rubric.scale) < 2:
            lack = "only one grade" if rubric.scale else "no scale"
            message = f"the rubric has {lack}; write what earns each grade, such as pass and fail"
            yield file.finding("rubric-without-scale", place, message, rubric.id)


def untagged_rubric(file: File) -> Iterator[Finding]:
    """A rubric that does not say which clauses it judges."""
    for rubric, place in _rubrics(file, "id"):
        if not rubric.clauses:
            message = "the rubric names no clause; list under `clauses` the anchors that it judges"
            yield file.finding("untagged-rubric", place, message, rubric.id)


def double_barrelled_criterion(file: File) -> Iterator[Finding]:
    """Two questions in one, and no grade for a reply of which only one holds."""
    for rubric, place in _rubrics(file, "question"):
        second = re.search(_SECOND, rubric.question)
        if second is None or len(rubric.scale) > 2:
            continue
        if second[0][0] == "?" or re.match(_ABOUT_DOING, rubric.question):
            message = (
                "the question asks two things, and no grade is between yes and no; "
                "make two rubrics of it, or add a grade"
            )
            yield file.finding("double-barrelled-criterion", place, message, rubric.id)


def _rubrics(file: File, key: str) -> Iterator[tuple[Rubric, Place]]:
    """Every rubric, with the place of one of its fields."""
    one = file.value
    if isinstance(one, Section) and one.rubrics:
        places = where.entries(one, "rubrics", key)
        for rubric in one.rubrics:
            yield rubric, places.get(rubric.place, rubric.place)


def criterion_duplicate(whole: Whole) -> Iterator[Finding]:
    """A rubric that asks what another one asks, but for typography."""
    for section in whole.sections:
        for rubric, at, digest in section.rubrics:
            if not digest:
                continue
            owner = whole.criteria[digest][0]
            other, other_at, _ = next(one for one in owner.rubrics if one[2] == digest)
            if (owner.path, other_at) != (section.path, at):
                told = where.told(placed(owner.path, other_at))
                message = (
                    f"the rubric asks what '{other}' in {told} asks; "
                    "change one of the two, or remove it"
                )
                place = placed(section.path, at)
                yield Finding(
                    "criterion-duplicate", place, message, section=section.id, subject=rubric
                )


def rubric_clause_unknown(whole: Whole) -> Iterator[Finding]:
    """A rubric that judges a clause that no section carries."""
    return _unknown(whole, "rubric")


def example_clause_unknown(whole: Whole) -> Iterator[Finding]:
    """An example of a clause that no section carries."""
    return _unknown(whole, "example")


def _unknown(whole: Whole, what: str) -> Iterator[Finding]:
    hidden = {anchor for card in whole.unread.values() for anchor in card.mentions}
    for section in whole.sections:
        for clause, at, kind, owner in section.claims:
            if kind != what or clause in whole.anchors or clause in hidden:
                continue
            near = [anchor.id for anchor in section.anchors]
            hint = closest(clause, near) or closest(clause, tuple(whole.anchors))
            message = (
                f"clauses: no section carries [^{clause}]"
                f"{hint or '; name an anchor of this section, or remove it'}"
            )
            yield Finding(
                f"{what}-clause-unknown",
                placed(section.path, at),
                message,
                section=section.id,
                subject=owner or clause,
            )


def prompt_rubric_unknown(whole: Whole) -> Iterator[Finding]:
    """A prompt that is to be graded by a rubric that no section has."""
    if whole.unread_ids(evals=False):
        return  # it may be there
    known = whole.rubrics
    for one in whole.evals:
        for prompt in one.prompts:
            if prompt.rubric and prompt.rubric not in known:
                hint = closest(prompt.rubric, sorted(known))
                message = (
                    f"rubric: no section has a rubric '{prompt.rubric}'"
                    f"{hint or '; write it, or remove it here'}"
                )
                place = placed(one.path, prompt.rubric_at)
                yield Finding("prompt-rubric-unknown", place, message, subject=prompt.id)
