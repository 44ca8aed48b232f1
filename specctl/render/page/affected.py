"""What the rows touch: evals and examples, gathered where they are touched for the same reasons."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from specctl.model import LEVELS, AffectedEval, AffectedExample, Review
from specctl.render import touched, wording
from specctl.render.page.content import Titled, prompts
from specctl.render.page.talks import Talk, talk
from specctl.render.page.text import Known, Text, fragment, plain, prose, shown

MEANINGS = {
    "direct": "its own text, or the clause that carries its anchor, changed",
    "context": "another clause of the same section changed",
    "reference": "it cites what changed",
}
"""Why something is touched, by level."""

_FIRST = 4
"""So many reasons are shown at once, the others behind them."""


class Why(NamedTuple):
    """A reason, and the row on the page that it comes from."""

    row: str
    said: Text


class Eval(NamedTuple):
    """An affected eval."""

    fragment: str
    id: str
    state: str
    clauses: Text
    many: str
    prompts: tuple[Titled, ...]


class Example(NamedTuple):
    """An affected example."""

    fragment: str
    title: Text
    talk: Talk


class Group(NamedTuple):
    """Evals and examples that are touched for the same reasons: the first few, and more."""

    evals: tuple[Eval, ...]
    examples: tuple[Example, ...]
    first: tuple[Why, ...]
    more: tuple[Why, ...]


class Touched(NamedTuple):
    """What is touched in a section.

    Attributes:
        section: its title; "" where no section holds it.
        rows: the fragments of those that touch it.
        groups: by their reasons.
    """

    section: str
    rows: tuple[str, ...]
    groups: tuple[Group, ...]


class Level(NamedTuple):
    """Everything that is touched at one level, by section."""

    name: str
    meaning: str
    said: str
    sections: tuple[Touched, ...]


Affected = AffectedEval | AffectedExample
Key = TypeVar("Key", bound=Hashable)


def levels(review: Review, known: Known) -> Iterator[Level]:
    """What is touched, nearest first; levels at which nothing is are left out."""
    order = {one.id: n for n, one in enumerate(review.outline.sections)}
    for name in LEVELS:
        evals = touched.at_level(review.evals, name)
        examples = touched.at_level(review.examples, name)
        if evals or examples:
            sections = _by((*evals, *examples), lambda one: one.section)
            sections.sort(key=lambda found: order.get(found[0].section or "", len(order)))
            shown_as = tuple(_touched(found, known) for found in sections)
            yield Level(name, MEANINGS[name], _counted(evals, examples), shown_as)


def _by(found: Iterable[Affected], key: Callable[[Affected], Key]) -> list[list[Affected]]:
    groups: dict[Key, list[Affected]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())


def _touched(found: Sequence[Affected], known: Known) -> Touched:
    section = found[0].section
    groups = _by(found, lambda one: one.reasons)
    rows = dict.fromkeys(why.change for group in groups for why in group[0].reasons)
    return Touched(
        (known.titles.get(section) or shown(section)) if section else "",
        tuple(fragment("row", one) for one in rows),
        tuple(_group(group, known) for group in groups),
    )


def _group(found: Sequence[Affected], known: Known) -> Group:
    why = [Why(fragment("row", one.change), prose(one.reason)) for one in found[0].reasons]
    first = len(why) if len(why) == _FIRST + 1 else _FIRST
    return Group(
        tuple(_eval(one, known) for one in found if isinstance(one, AffectedEval)),
        tuple(_example(one, known) for one in found if isinstance(one, AffectedExample)),
        tuple(why[:first]),
        tuple(why[first:]),
    )


def _counted(evals: Sequence[AffectedEval], examples: Sequence[AffectedExample]) -> str:
    tested = wording.count(touched.prompts(evals), "prompt")
    parts = [f"{wording.count(len(evals), 'eval')} with {tested}"] if evals else []
    parts += [wording.count(len(examples), "example")] if examples else []
    return wording.listed(parts)


def _eval(one: AffectedEval, known: Known) -> Eval:
    return Eval(
        fragment("eval", one.id),
        shown(one.id),
        one.state,
        plain(
            " ".join(f"[^{clause}]" for clause in one.clauses if clause != one.id), known.unlinked
        ),
        wording.count(len(one.prompts), "prompt"),
        tuple(prompts(one.prompts, known)),
    )


def _example(one: AffectedExample, known: Known) -> Example:
    title = plain(one.title or one.id.partition("#")[2], known.unlinked)
    return Example(known.places[one.id], title, talk(one.conversation, known))
