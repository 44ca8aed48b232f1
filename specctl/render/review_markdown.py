"""A review as a pull request's comment, and the rows and the impact alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from specctl.model import (
    LEVELS,
    RANKS,
    AffectedEval,
    AffectedExample,
    Change,
    Finding,
    Review,
    Severity,
)
from specctl.render import touched, wording
from specctl.render.comment import Block, fitted, folded, title
from specctl.render.escape import code, markdown, prose
from specctl.render.findings import by_rule, by_weight
from specctl.render.rows_markdown import rows
from specctl.render.style import Style

_TABLE = "| eval | state | prompts | why |\n|---|---|--:|---|"
_EVALS = {"direct": 3, "context": 7, "reference": 8}
_EXAMPLES = 9


def render(review: Review, style: Style) -> str:
    """The whole review."""
    return fitted(
        lambda lengths: [
            *_head(review, "review"),
            *rows(review, lengths),
            *_nearest(review),
            *_findings(review),
            *_accounting(review),
        ]
    )


def changes(review: Review, style: Style) -> str:
    """The rows alone: what ``diff`` shows."""
    return fitted(
        lambda lengths: [*_head(review, "diff"), *rows(review, lengths), *_accounting(review)]
    )


def impact(review: Review, style: Style) -> str:
    """What is touched alone, with every reason."""
    named = title("impact", _sides(review))
    return fitted(lambda lengths: [named, Block(_cost(review)), *_touched(review)])


def _sides(review: Review) -> str:
    return f"{code(wording.side(review.base))} → {code(wording.side(review.head))}"


def _head(review: Review, what: str) -> list[Block]:
    named = title(what, _sides(review))
    if not review.changes:
        return [named, Block("Nothing changed.")]
    blocking = wording.blocking(review)
    return [
        named,
        Block(f"**{blocking}**\n" if blocking else ""),
        Block(_summary(review.changes)),
        Block(_cost(review)),
    ]


def _summary(found: Sequence[Change]) -> str:
    lines = ["| rank | rows | classes |", "|---|--:|---|"]
    for rank, name in enumerate(RANKS):
        counts = Counter(row.cls for row in found if row.rank == rank)
        if counts:
            said = ", ".join(f"{cls} {many}" for cls, many in counts.items())
            lines.append(f"| {rank} {name} | {wording.number(counts.total())} | {said} |")
    return "\n".join(lines) + "\n"


def _cost(review: Review) -> str:
    said = wording.cost(review)
    return f"**Run again:** {said}.\n" if said else ""


def _nearest(review: Review) -> list[Block]:
    """The direct evals and examples with their reasons, the wider levels by name or number."""
    found: list[Block] = []
    for level in LEVELS:
        evals = touched.at_level(review.evals, level)
        if evals:
            found += _evals(level, evals) if level == "direct" else [_names(level, evals)]
    counts = Counter(one.level for one in review.examples)
    if counts:
        said = ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts[level])
        found.append(Block(f"**Examples:** {said}.\n"))
    return found


def _names(level: str, evals: Sequence[AffectedEval]) -> Block:
    """The evals of a level by name, with how many prompts each has."""
    names = ", ".join(f"{code(one.id)} ({len(one.prompts)})" for one in evals)
    said = f"**Evals, {level}:** {len(evals)} with {_prompts(evals)}: {names}.\n"
    return Block(said, _EVALS[level], "eval", len(evals))


def _prompts(evals: Sequence[AffectedEval]) -> str:
    return wording.count(touched.prompts(evals), "prompt")


def _touched(review: Review) -> list[Block]:
    """Everything that is touched, with the reasons."""
    found: list[Block] = []
    for level in LEVELS:
        evals = touched.at_level(review.evals, level)
        examples = touched.at_level(review.examples, level)
        found += _evals(level, evals) if evals else []
        found += _examples(level, examples) if examples else []
    return found


def _evals(level: str, evals: Sequence[AffectedEval]) -> list[Block]:
    lines = [Block(_eval(one), _EVALS[level], "eval") for one in evals]
    return folded(f"Evals, {level}: {len(evals)} with {_prompts(evals)}", [Block(_TABLE), *lines])


def _eval(one: AffectedEval) -> str:
    reasons = list(dict.fromkeys(prose(reason.reason) for reason in one.reasons))
    more = [f"and {len(reasons) - 3} more"] if len(reasons) > 3 else []
    said = "<br>".join([*reasons[:3], *more])
    many = "-" if one.state == "removed" else str(len(one.prompts))
    return f"| {code(one.id)} | {one.state} | {many} | {said} |"


def _examples(level: str, examples: Sequence[AffectedExample]) -> list[Block]:
    lines = [
        Block(f"- {code(one.id)}: {prose(one.reasons[0].reason)}", _EXAMPLES, "example")
        for one in examples
    ]
    return folded(f"Examples, {level}: {len(examples)}", lines)


def _findings(review: Review) -> list[Block]:
    found: list[Block] = []
    if review.new_findings:
        full, brief = by_weight(review.new_findings)
        lines = [Block(_finding(one), 3, "finding") for one in full]
        lines += [Block(_brief(*one), 4, "finding", len(one[1])) for one in by_rule(brief)]
        found += [Block("### New findings\n"), *lines, Block("\n")]
    if review.fixed_findings:
        found.append(Block(f"{wording.count(len(review.fixed_findings), 'finding')} fixed.\n"))
    return found


def _finding(one: Finding) -> str:
    place = code(f"{wording.at(one.place)}:{one.place.column}")
    return f"- **{one.severity.value}** {place} {markdown(one.rule)}: {prose(one.message)}"


def _brief(rule: str, group: Sequence[Finding]) -> str:
    """The findings of a rule that only informs, in one line."""
    places = wording.places(group, 3, code)
    return f"- **{Severity.INFO.value}** {markdown(rule)}, {len(group)}: {places}"


def _accounting(review: Review) -> list[Block]:
    """Whether every changed line belongs to a row."""
    missing = review.accounting.unaccounted
    if not review.changes and not missing:
        return []
    lines = [
        Block(f"- {code(f'{path}:{number}')} ({side})", 3, "unaccounted line")
        for side, path, number in missing
    ]
    return [Block(wording.accounted(review)), *lines]
