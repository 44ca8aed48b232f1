"""The page of a change class, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from specctl.model import RANKS, Gate
from specctl.model.classes import Accuracy, ClassPage, Excerpt, Pair, Weight
from specctl.render.data import Data, dump
from specctl.render.layout import BLANK, Line, Run, compose, described, line, wrap
from specctl.render.rows_text import RANK_ROLES
from specctl.render.style import Style, cells

_GATES = {Gate.BLOCK: "blocks", Gate.WARN: "warns", Gate.INFO: "informs"}
_LOOKS = {"=": ("faint", "  "), "-": ("gone", "- "), "+": ("added", "+ ")}

_HINTS = (
    "At a grave level rank 2 counts as 1. Drafts and aspirational sections count one step lighter, "
    "but for rank 0.",
    "specctl class NAME says when a class applies, and how often specctl is right about it.",
)


def listing(pages: Sequence[ClassPage], style: Style) -> str:
    """Every class with what happened, by rank; also what the spec at hand makes of one it moves."""
    lines: list[Line] = []
    for weight, alike in groupby(pages, lambda one: one.weights[0]):
        shown = list(alike)
        lines += [line(Run("strong", _rank(weight)), f", {_GATES[weight.gate]}")]
        rows = [(Run(RANK_ROLES[weight.rank], one.name),) for one in shown]
        lines += [*described(rows, [_summary(one) for one in shown], style.width), BLANK]
    lines += [row for said in _HINTS for row in wrap([Run("faint", said)], style.width)]
    return compose(lines, style)


def _summary(page: ClassPage) -> str:
    moved = page.here and page.here[0] != page.weights[0]
    return f"{page.summary} (here: {_said(page.here[0])})" if moved else page.summary


def page(one: ClassPage, style: Style) -> str:
    """What a class means, what it weighs, a pair of either kind, and how right specctl is."""
    first, *others = one.weights
    head = line(Run("strong", one.name), "  ", Run(RANK_ROLES[first.rank], _said(first)))
    lines = [head, *(row for other in others for row in wrap([_said(other)], style.width, "  "))]
    lines += wrap([Run("strong", _here(one))], style.width, "  ") if one.here else []
    lines += [BLANK, *wrap([one.summary], style.width)]
    for paragraph in one.about.split("\n\n"):
        lines += [BLANK, *wrap([paragraph], style.width)]
    lines += _pair("This is one", one.is_one, style.width)
    lines += _pair("This is not", one.is_not, style.width)
    lines += [BLANK, line(Run("strong", "How right specctl is"))]
    lines += [row for said in _accuracy(one.accuracy) for row in wrap([said], style.width, "  ")]
    return compose(lines, style)


def _rank(weight: Weight) -> str:
    return f"{weight.rank} {RANKS[weight.rank]}"


def _said(weight: Weight) -> str:
    said = f"rank {_rank(weight)}, {_GATES[weight.gate]}"
    return f"{weight.when}: {said}" if weight.when else said


def _here(page: ClassPage) -> str:
    return f"here: {'; '.join(map(_said, page.here))} ({page.manifest})"


def _pair(title: str, pair: Pair, width: int) -> Iterator[Line]:
    yield BLANK
    yield line(Run("strong", title))
    if pair.note:
        yield from wrap([pair.note], width, "  ")
    for one in pair.files:
        yield from _excerpt(one, width)
    rows = "; ".join(f"{' + '.join(row.classes)} (rank {row.rank})" for row in pair.rows)
    yield BLANK
    yield from wrap([f"In a review: {rows}"], width, "  ", "    ")


def _excerpt(one: Excerpt, width: int) -> Iterator[Line]:
    """The lines of a file; one that is too wide goes on below, as far in as it begins."""
    yield BLANK
    yield line("  ", Run("strong", one.path), f", {one.part}" if one.part else "")
    for op, text in one.lines:
        role, sign = _LOOKS[op]
        lead = f"    {sign}{' ' * (len(text) - len(text.lstrip()))}"
        rows = (
            wrap([text], width, lead) if cells(lead + text) > width else [line(f"    {sign}{text}")]
        )
        yield from ((Run(role, "".join(run.text for run in row)),) for row in rows)


def _accuracy(found: Accuracy) -> Iterator[str]:
    """The figures, and what was taken for what."""
    yield (
        f"Precision {found.precision:.3f} ({found.right} right of {found.said} said), recall "
        f"{found.recall:.3f} ({found.right} found of {found.there} there), on the labelled set."
    )
    for said, others in (
        ("Where it is this, specctl said", found.taken_for),
        ("Where specctl said this, it was", found.taken),
    ):
        if others:
            yield f"{said}: {', '.join(f'{name} ({many})' for name, many in others)}."


def as_json(pages: Sequence[ClassPage], style: Style) -> str:
    """``schemas/classes.json``."""
    return dump({"schema": "specctl/classes/1", "classes": [_data(one) for one in pages]})


def page_json(one: ClassPage, style: Style) -> str:
    """The same, with one class."""
    return as_json((one,), style)


def _data(page: ClassPage) -> Data:
    here = {"manifest": page.manifest, **_weighed(page.here)} if page.here else None
    return {
        "name": page.name,
        "summary": page.summary,
        "about": page.about,
        **_weighed(page.weights),
        "here": here,
        "is_one": _pair_data(page.is_one),
        "is_not": _pair_data(page.is_not),
        "accuracy": _accuracy_data(page.accuracy),
    }


def _weighed(weights: Sequence[Weight]) -> Data:
    always, *others = weights
    elsewhere = [{"when": one.when, "rank": one.rank, "gate": one.gate.value} for one in others]
    return {"rank": always.rank, "gate": always.gate.value, "elsewhere": elsewhere}


def _pair_data(pair: Pair) -> Data:
    return {
        "note": pair.note,
        "rows": [{"classes": row.classes, "rank": row.rank} for row in pair.rows],
        "files": [
            {"path": one.path, "part": one.part or None, "old": one.old, "new": one.new}
            for one in pair.files
        ],
    }


def _accuracy_data(found: Accuracy) -> Data:
    taken = {"taken_for": dict(found.taken_for), "taken": dict(found.taken)}
    return {**found._asdict(), **taken}
