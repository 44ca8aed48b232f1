"""The frozen values in which the stages meet.

``place`` says where a thing stands, ``snapshot`` what a source has read, ``spec`` what a spec is
made of, ``finding`` what a lint rule reports, ``change`` what two specs differ in, ``word`` by
word, ``outline`` the tree of its sections, and ``review`` what a reviewer reads. What one command
alone shows is imported from its own module: ``classes``, ``configuration``, ``coverage``, ``hook``.
"""

from __future__ import annotations

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.model.change import (
        RANKS,
        Change,
        Decided,
        Delta,
        Difference,
        Element,
        Gate,
        Member,
        Policy,
        Subject,
    )
    from specctl.model.finding import Case, Finding, Rule, Sample, Severity
    from specctl.model.outline import Outline, Outlined
    from specctl.model.place import Place, Span
    from specctl.model.review import (
        LEVELS,
        Accounting,
        AffectedEval,
        AffectedExample,
        AffectedPrompt,
        Cost,
        Reason,
        Review,
        Side,
        Since,
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
    "Decided",
    "Declared",
    "Delta",
    "Difference",
    "Element",
    "Eval",
    "Example",
    "Finding",
    "Gate",
    "Header",
    "Link",
    "Manifest",
    "Member",
    "Message",
    "Outline",
    "Outlined",
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
    "Since",
    "Snapshot",
    "Span",
    "Spec",
    "StrayText",
    "Subject",
    "Tombstone",
    "Verdict",
    "Word",
]

__getattr__ = late(
    __name__,
    {
        "place": (
            "Place",
            "Span",
        ),
        "finding": (
            "Case",
            "Finding",
            "Rule",
            "Sample",
            "Severity",
        ),
        "outline": ("Outline", "Outlined"),
        "snapshot": (
            "Problem",
            "Snapshot",
        ),
        "spec": (
            "AUTHORITY_LEVELS",
            "Anchor",
            "Comparison",
            "Conversation",
            "Declared",
            "Eval",
            "Example",
            "Header",
            "Link",
            "Manifest",
            "Message",
            "Passage",
            "PassageRole",
            "Prompt",
            "Rubric",
            "Section",
            "Spec",
            "StrayText",
            "Tombstone",
            "Verdict",
        ),
        "word": ("Word",),
        "change": (
            "RANKS",
            "Change",
            "Decided",
            "Delta",
            "Difference",
            "Element",
            "Gate",
            "Member",
            "Policy",
            "Subject",
        ),
        "review": (
            "LEVELS",
            "Accounting",
            "AffectedEval",
            "AffectedExample",
            "AffectedPrompt",
            "Cost",
            "Reason",
            "Review",
            "Side",
            "Since",
            "Since",
        ),
    },
)
