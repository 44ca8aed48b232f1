"""One affected prompt a line, ready for an eval runner."""

from __future__ import annotations

from specctl.model import AffectedEval, AffectedPrompt, Review
from specctl.render.data import dump
from specctl.render.style import Style


def render(review: Review, style: Style) -> str:
    """JSON lines. A removed eval has no prompts to run."""
    return "".join(
        _line(one, prompt)
        for one in review.evals
        if one.state != "removed"
        for prompt in one.prompts
    )


def _line(one: AffectedEval, prompt: AffectedPrompt) -> str:
    return dump(
        {
            "id": f"{one.id}#{prompt.id}",
            "eval": one.id,
            "messages": [{"role": role, "content": text} for role, text in prompt.messages],
            "section": one.section,
            "anchor": one.clauses[0] if one.clauses else None,
            "anchors": one.clauses,
            "level": one.level,
            "state": one.state,
            "reasons": list(dict.fromkeys(reason.reason for reason in one.reasons)),
        },
        indent=None,
    )
