"""Rules of evals: the generated header, and prompts that are there twice."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.lint.card import EvalCard, PromptRow, placed
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding


def stale_header(whole: Whole) -> Iterator[Finding]:
    """A first line that is not the one that the eval's clauses and their section give."""
    for one in whole.evals:
        wanted = header(one, whole)
        if one.header and wanted is not None and one.header != wanted:
            message = f"the header is out of date; write: {wanted}"
            place = placed(one.path, one.header_at)
            yield Finding("stale-eval-header", place, message, subject=one.id, fixable=True)


def header(one: EvalCard, whole: Whole) -> str | None:
    """The first line that an eval may have; None where no section carries its first clause."""
    carriers = whole.anchors.get(one.clauses[0][0]) if one.clauses else None
    if not carriers:
        return None
    marks = ", ".join(f"[^{clause}]" for clause, _ in one.clauses)
    return f"Examples for {marks} in {carriers[0].section.title}:"


def duplicate_prompt(whole: Whole) -> Iterator[Finding]:
    """A prompt that asks what another one asks, but for typography."""
    first: dict[str, tuple[EvalCard, PromptRow]] = {}
    for one in whole.evals:
        for prompt in one.prompts:
            if not prompt.digest:
                continue
            owner, other = first.setdefault(prompt.digest, (one, prompt))
            if other is not prompt:
                message = (
                    f"the prompt is the same as '{other.title}' in "
                    f"{where.told(placed(owner.path, other.at))}; change one of the two, "
                    "or remove it"
                )
                place = placed(one.path, prompt.at)
                yield Finding("duplicate-prompt", place, message, subject=prompt.id)
