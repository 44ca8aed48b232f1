"""The frozen values in which the stages meet.

``place`` says where a thing stands, ``spec`` what a spec is made of, ``finding`` what a lint
rule reports, ``change`` what two specs differ in and ``review`` what a reviewer reads.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import Any

    from specctl.model.change import (
        RANKS,
        Change,
        Delta,
        Difference,
        Element,
        Gate,
        Member,
        Policy,
        Subject,
    )
    from specctl.model.finding import Case, Finding, Rule, Sample, Severity
    from specctl.model.place import Place, Span
    from specctl.model.review import (
        LEVELS,
        Accounting,
        AffectedEval,
        AffectedExample,
        AffectedPrompt,
        Cost,
        Impact,
        Reason,
        Review,
        Side,
    )
    from specctl.model.snapshot import Problem, Snapshot
    from specctl.model.spec import (
        AUTHORITY_LEVELS,
        Anchor,
        Comparison,
        Conversation,
        Declared,
        Eval,
        Example,
        Header,
        Link,
        Manifest,
        Message,
        Passage,
        PassageRole,
        Prompt,
        Rubric,
        Section,
        Spec,
        StrayText,
        Tombstone,
        Verdict,
    )
    from specctl.model.word import Word

__all__ = [
    "AUTHORITY_LEVELS",
    "LEVELS",
    "RANKS",
    "Accounting",
    "AffectedEval",
    "AffectedExample",
    "AffectedPrompt",
    "Anchor",
    "Case",
    "Change",
    "Comparison",
    "Conversation",
    "Cost",
    "Declared",
    "Delta",
    "Difference",
    "Element",
    "Eval",
    "Example",
    "Finding",
    "Gate",
    "Header",
    "Impact",
    "Link",
    "Manifest",
    "Member",
    "Message",
    "Passage",
    "PassageRole",
    "Place",
    "Policy",
    "Problem",
    "Prompt",
    "Reason",
    "Review",
    "Rubric",
    "Rule",
    "Sample",
    "Section",
    "Severity",
    "Side",
    "Snapshot",
    "Span",
    "Spec",
    "StrayText",
    "Subject",
    "Tombstone",
    "Verdict",
    "Word",
]

_MODULES = ("place", "finding", "snapshot", "spec", "word", "change", "review")
"""Each needs only those before it."""


def __getattr__(name: str) -> Any:
    """Import a value's module when it is first asked for: making every class takes its time."""
    if name in __all__:
        for module in _MODULES:
            found = vars(import_module(f"specctl.model.{module}"))
            if name in found:
                return found[name]
    raise AttributeError(f"module 'specctl.model' has no attribute {name!r}")
