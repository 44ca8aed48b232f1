"""One affected prompt a line, ready for an eval runner."""

from __future__ import annotations

from specctl.model import AffectedEval, AffectedPrompt, Message, Review
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
            "messages": [_message(m) for m in prompt.messages],
            "expect": prompt.expect or None,
            "rubric": prompt.rubric,
            "section": one.section,
            "anchor": one.clauses[0] if one.clauses else None,
            "anchors": one.clauses,
            "level": one.level,
            "state": one.state,
            "reasons": list(dict.fromkeys(reason.reason for reason in one.reasons)),
        },
        indent=None,
    )


def _message(message: Message) -> dict[str, str]:
    """A message with its attributes (``recipient``, ``name``), none of which is its role."""
    said = {"role": message.role, "content": message.text}
    return said | {key: value for key, value in message.attributes if key not in said}
