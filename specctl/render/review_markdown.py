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
from specctl.render import brief, touched, wording
from specctl.render.comment import Block, Fold, Piece, fitted, title
from specctl.render.escape import code, markdown, prose
from specctl.render.findings import by_rule
from specctl.render.rows_markdown import rows
from specctl.render.style import Style

_TABLE = "| eval | state | prompts | why |\n|---|---|--:|---|"
_EVALS = {"direct": 3, "context": 7, "reference": 8}
_EXAMPLES = 9
_FEW, _PLACES = 2, 8
"""Of so many warnings of a rule each is shown; of more the places, up to so many."""
_LIGHTEST = len(Severity) - 1


def render(review: Review, style: Style) -> str:
    """The whole review."""
    return fitted(
        _head(review, "review"),
        lambda lengths: [
            *_unaccounted(review),
            *rows(review, lengths),
            *_gone(review),
            *_nearest(review),
            *_findings(review),
        ],
    )


def changes(review: Review, style: Style) -> str:
    """The rows alone: what ``diff`` shows."""
    return fitted(
        _head(review, "diff"),
        lambda lengths: [*_unaccounted(review), *rows(review, lengths)],
    )


def impact(review: Review, style: Style) -> str:
    """What is touched alone, with every reason."""
    head = [title("impact", _sides(review)), Block(wording.cost(review) and f"{_cost(review)}\n")]
    return fitted(head, lambda lengths: _touched(review))


def _sides(review: Review) -> str:
    return f"{code(wording.side(review.base))} → {code(wording.side(review.head))}"


def _head(review: Review, what: str) -> list[Block]:
    """What a reader must know who reads no further."""
    named = title(what, _sides(review))
    since = prose(wording.since(review))
    if not review.changes:
        said = f"Nothing changed.{_unsaid(review)}"
        return [named, Block(said), *([Block(f"\n{since}\n")] if since else [])]
    facts = (
        since,
        _cost(review),
        _found(review) if what == "review" else "",
        wording.accounted(review),
    )
    return [
        named,
        Block(f"**{wording.blocking(review) or 'Nothing blocks.'}**\n"),
        Block(_summary(review.changes)),
        Block("<br>\n".join(filter(None, facts)) + "\n"),
    ]


def _unsaid(review: Review) -> str:
    """Where lines changed and nothing is said of them."""
    return f" {wording.accounted(review)}\n" if review.accounting.unaccounted else ""


def _summary(found: Sequence[Change]) -> str:
    lines = ["| rank | rows | classes |", "|---|--:|---|"]
    for rank, name in enumerate(RANKS):
        ranked = [row for row in found if row.rank == rank]
        if ranked:
            said = ", ".join(wording.classes(ranked))
            lines.append(f"| {rank}&nbsp;{name} | {wording.number(len(ranked))} | {said} |")
    return "\n".join(lines) + "\n"


def _gone(review: Review) -> list[Piece]:
    """What an earlier review told and is no more, folded."""
    gone = review.since.gone if review.since else ()
    lines = tuple(Block(f"- {brief.item(row)}", 9, "row") for row in gone)
    return [Fold(f"Gone since that review: {wording.count(len(gone), 'row')}", lines)]


def _cost(review: Review) -> str:
    said = wording.cost(review)
    return f"**Run again:** {said}." if said else ""


def _found(review: Review) -> str:
    """How many findings came and went, and how many both sides have."""
    new = wording.severities(Counter(one.severity for one in review.new_findings))
    fixed = wording.count(len(review.fixed_findings), "finding")
    said = (
        f"**New findings:** {new}." if new else "",
        f"{fixed} fixed." if fixed[0] != "0" else "",
        f"{wording.number(len(review.old_findings))} old." if review.old_findings else "",
    )
    return " ".join(filter(None, said))


def _nearest(review: Review) -> list[Piece]:
    """The direct evals and examples with their reasons, the wider levels by name or number."""
    found: list[Piece] = []
    for level in LEVELS:
        evals = touched.at_level(review.evals, level)
        if evals:
            found.append(_evals(level, evals) if level == "direct" else _names(level, evals))
    counts = Counter(one.level for one in review.examples)
    if counts:
        said = ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts[level])
        found.append(Block(f"**Examples:** {said}.\n"))
    return found


def _names(level: str, evals: Sequence[AffectedEval]) -> Block:
    """The evals of a level by name, with how many prompts each has."""
    names = ", ".join(f"{code(one.id)} ({len(one.prompts)})" for one in evals)
    said = f"**Evals, {level}:** {len(evals)} with {_prompts(evals)}: {names}.\n"
    return Block(said, _EVALS["direct"], "eval", len(evals))


def _prompts(evals: Sequence[AffectedEval]) -> str:
    return wording.count(touched.prompts(evals), "prompt")


def _touched(review: Review) -> list[Piece]:
    """Everything that is touched, with the reasons."""
    found: list[Piece] = []
    for level in LEVELS:
        evals = touched.at_level(review.evals, level)
        examples = touched.at_level(review.examples, level)
        found += [_evals(level, evals)] if evals else []
        found += [_examples(level, examples)] if examples else []
    return found


def _evals(level: str, evals: Sequence[AffectedEval]) -> Fold:
    lines = tuple(Block(_eval(one), _EVALS[level], "eval") for one in evals)
    return Fold(f"Evals, {level}: {len(evals)} with {_prompts(evals)}", lines, _TABLE)


def _eval(one: AffectedEval) -> str:
    reasons = list(dict.fromkeys(prose(reason.reason) for reason in one.reasons))
    more = [f"and {len(reasons) - 3} more"] if len(reasons) > 3 else []
    said = "<br>".join([*reasons[:3], *more])
    many = "-" if one.state == "removed" else str(len(one.prompts))
    return f"| {code(one.id)} | {one.state} | {many} | {said} |"


def _examples(level: str, examples: Sequence[AffectedExample]) -> Fold:
    lines = tuple(
        Block(f"- {code(one.id)}: {prose(one.reasons[0].reason)}", _EXAMPLES, "example")
        for one in examples
    )
    return Fold(f"Examples, {level}: {len(examples)}", lines)


def _findings(review: Review) -> list[Piece]:
    """New errors one by one; of what is lighter the rules, with the places."""
    errors = [one for one in review.new_findings if one.severity is Severity.ERROR]
    found: list[Piece] = []
    if errors:
        blocks = [Block(_finding(one), 2, "finding") for one in errors]
        found += [Block("### New errors\n"), *blocks, Block("\n")]
    lighter = [one for one in review.new_findings if one.severity is not Severity.ERROR]
    if lighter:
        counts = wording.severities(Counter(one.severity for one in lighter))
        groups = sorted(by_rule(lighter), key=lambda group: _weight(group[1]))
        lines = tuple(block for rule, group in groups for block in _alike(rule, group))
        found.append(Fold(f"New findings: {counts}", lines))
    return found


def _weight(group: Sequence[Finding]) -> int:
    return min([*Severity].index(one.severity) for one in group)


def _alike(rule: str, group: Sequence[Finding]) -> list[Block]:
    """The findings of a rule: what a few warnings say, and only where many are."""
    if len(group) <= _FEW and _weight(group) < _LIGHTEST:
        return [Block(_finding(one), 3, "finding") for one in group]
    severity = [*Severity][_weight(group)]
    places = wording.places(group, _PLACES, code)
    said = f"- **{severity.value}** {markdown(rule)}, {len(group)}: {places}"
    return [Block(said, 4, "finding", len(group))]


def _finding(one: Finding) -> str:
    place = code(f"{wording.at(one.place)}:{one.place.column}")
    return f"- **{one.severity.value}** {place} {markdown(one.rule)}: {prose(one.message)}"


def _unaccounted(review: Review) -> list[Block]:
    """The changed lines that belong to no row."""
    return [
        Block(f"- {code(f'{path}:{number}')} ({side})", 3, "unaccounted line")
        for side, path, number in review.accounting.unaccounted
    ]
