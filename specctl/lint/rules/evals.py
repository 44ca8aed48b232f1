"""Rules of evals: the generated header, and prompts that are there twice."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.index import Index
from specctl.lint.rules import where
from specctl.model.finding import Finding
from specctl.model.spec import Conversation, Eval, Prompt, Spec
from specctl.words import fold

_Folded = tuple[tuple[str, tuple[tuple[str, str], ...], str], ...]


def stale_header(spec: Spec, index: Index) -> Iterator[Finding]:
    """A first line that is not the one that the eval's clauses and their section give."""
    for one in spec.evals:
        wanted = header(one, index)
        if one.header is not None and wanted is not None and one.header.text != wanted:
            message = f"the header is out of date; write: {wanted}"
            yield Finding(
                "stale-eval-header", one.header.place, message, subject=one.id, fixable=True
            )


def header(one: Eval, index: Index) -> str | None:
    """The first line that an eval may have; None where no section carries its first clause."""
    carriers = index.anchors.get(one.clauses[0]) if one.clauses else None
    if not carriers:
        return None
    marks = ", ".join(f"[^{clause}]" for clause in one.clauses)
    return f"Examples for {marks} in {carriers[0].section.title}:"


def duplicate_prompt(spec: Spec, index: Index) -> Iterator[Finding]:
    """A prompt that asks what another one asks, but for typography."""
    first: dict[_Folded, Prompt] = {}
    for one in spec.evals:
        for prompt in one.prompts:
            folded = _folded(prompt.conversation)
            if not folded:
                continue
            other = first.setdefault(folded, prompt)
            if other is not prompt:
                message = (
                    f"the prompt is the same as '{other.title}' in "
                    f"{where.told(other.title_place)}; change one of the two, or remove it"
                )
                yield Finding("duplicate-prompt", prompt.title_place, message, subject=prompt.id)


def _folded(conversation: Conversation | None) -> _Folded:
    messages = conversation.messages if conversation else ()
    return tuple((m.role, m.attributes, fold(m.text)) for m in messages)
