"""What a change touches, for people: evals and examples by level, with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from specctl.model import LEVELS, AffectedEval, AffectedExample, Reason, Review
from specctl.render import touched, wording
from specctl.render.layout import BLANK, Line, Run, compose, fit, line, wrap
from specctl.render.style import Style, cells, visible

_STATES = {"removed": "faint", "orphaned": "bad", "new": "added", "stale": "warn"}


def nearest(review: Review, level: str) -> Review:
    """The review with what is touched at a level or nearer."""
    return replace(
        review,
        evals=touched.up_to(review.evals, level),
        examples=touched.up_to(review.examples, level),
    )


def render(review: Review, style: Style) -> str:
    """Every affected eval and example with all of its reasons, and the cost."""
    lines = wording.title(review, style.width)
    rerun = wording.cost(review)
    lines += wrap([f"Run again: {rerun}" if rerun else "Nothing to run again."], style.width)
    for level in LEVELS:
        found = touched.at_level(review.evals, level)
        shown = touched.at_level(review.examples, level)
        if found or shown:
            heading = wrap([Run("strong", level), f": {_counted(found, shown)}"], style.width)
            lines += [BLANK, *heading]
            lines += [one for each in found for one in _eval(each, style)]
            lines += [one for each in shown for one in _example(each, style)]
    return compose(lines, style)


def _counted(evals: Sequence[AffectedEval], examples: Sequence[AffectedExample]) -> str:
    prompts = wording.count(touched.prompts(evals), "prompt")
    gone = sum(one.state == "removed" for one in evals)
    removed = f" ({gone} removed)" if gone else ""
    parts = [f"{wording.count(len(evals), 'eval')}{removed} with {prompts}"] if evals else []
    parts += [wording.count(len(examples), "example")] if examples else []
    return wording.listed(parts)


def _eval(one: AffectedEval, style: Style) -> list[Line]:
    prompts = wording.count(len(one.prompts), "prompt")
    heading = line("  eval ", Run("link", one.id), "  ", state(one), f"  {prompts}")
    return [heading, *_reasons(one.reasons, style)]


def state(one: AffectedEval) -> Run:
    """An eval's state, in its colour."""
    return Run(_STATES.get(one.state, ""), one.state)


def _example(one: AffectedExample, style: Style) -> list[Line]:
    return [line("  example ", Run("link", one.id)), *_reasons(one.reasons, style)]


def _reasons(found: Sequence[Reason], style: Style) -> list[Line]:
    said = dict.fromkeys(reason.reason for reason in found)
    return [one for reason in said for one in wrap([reason], style.width, "    - ")]


def evals(review: Review, style: Style) -> list[Line]:
    """The evals by level: the direct ones with a reason each, the others by name."""
    if not review.evals:
        return []
    lines = [line(Run("strong", "Evals"))]
    near = touched.at_level(review.evals, "direct")
    if near:
        lines += wrap([f"direct: {_counted(near, ())}"], style.width, "  ", "    ")
        lines += _table(near, style)
    for level in LEVELS[1:]:
        found = touched.at_level(review.evals, level)
        if found:
            names = ", ".join(f"{one.id} ({len(one.prompts)})" for one in found)
            lines += wrap([f"{level}: {_counted(found, ())}: {names}"], style.width, "  ", "    ")
    return lines


def _table(found: Sequence[AffectedEval], style: Style) -> list[Line]:
    """A line for each eval: its state, its prompts and the first reason, as far as it fits."""
    widest = max(cells(visible(one.id)) for one in found)
    states = max(len(one.state) for one in found)
    lines = []
    for one in found:
        many = "-" if one.state == "removed" else str(len(one.prompts))
        lead = f"{visible(one.id):<{widest}}  "
        more = f" (+{len(one.reasons) - 1})" if len(one.reasons) > 1 else ""
        room = style.width - cells(lead) - states - len(more) - 11
        reason = fit(one.reasons[0].reason, room) if one.reasons and room > 9 else ""
        lines.append(
            line(
                f"    {lead}",
                state(one),
                f"{'':<{states - len(one.state)}} {many:>3}  {reason}",
                Run("faint", more),
            )
        )
    return lines


def examples(review: Review, style: Style) -> list[Line]:
    """How many examples there are at each level, and in which sections; ``impact`` has them all."""
    if not review.examples:
        return []
    lines = [line(Run("strong", "Examples"))]
    for level in LEVELS:
        sections = Counter(one.section for one in touched.at_level(review.examples, level))
        if sections:
            names = ", ".join(f"{name} ({many})" for name, many in sections.items())
            said = names if level == "direct" else wording.count(len(sections), "section")
            lines += wrap([f"{level}: {sections.total()} in {said}"], style.width, "  ", "    ")
    return lines
