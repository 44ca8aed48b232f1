"""The change classes: what each one is, and its default rank.

Class is fact, rank and gate are policy: the manifest may move them. A class never changes its
meaning. Order within a rank is the order in which rows are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from specctl.model.change import Gate


class ChangeClass(NamedTuple):
    """A row of the table: a name, a default rank, and one line that says when it applies."""

    name: str
    rank: int
    summary: str


CLASSES: tuple[ChangeClass, ...] = (
    ChangeClass("duplicate-id", 0, "an id is taken twice"),
    ChangeClass("dangling-anchor", 0, "an anchor has lost the eval that tests it"),
    ChangeClass("orphaned-eval", 0, "an eval has lost the clause that it tests"),
    ChangeClass("dangling-link", 0, "a link leads to no section any more"),
    ChangeClass("dangling-blame", 0, "a verdict blames a section that is gone"),
    ChangeClass("defined-term-removed-but-used", 0, "a term in use lost its definition"),
    ChangeClass("id-removed-without-tombstone", 0, "an id was retired without a tombstone"),
    ChangeClass("authority-lowered", 1, "a section's authority went down"),
    ChangeClass("authority-raised", 1, "a section's authority went up"),
    ChangeClass("authority-vocabulary-changed", 1, "levels changed or got new names"),
    ChangeClass("polarity-flipped", 1, "what was allowed is forbidden, or the other way round"),
    ChangeClass("override-changed", 1, "who may override a clause, or when it holds, changed"),
    ChangeClass("section-removed", 1, "a section is gone with what it said"),
    ChangeClass("clause-removed", 1, "a clause is gone"),
    ChangeClass("verdict-changed", 1, "a reply is judged otherwise"),
    ChangeClass("reply-removed", 1, "a candidate reply is gone"),
    ChangeClass("eval-removed", 1, "an eval is gone with its prompts"),
    ChangeClass("eval-unlinked", 1, "an eval no longer tests a clause"),
    ChangeClass("rubric-changed", 1, "a rubric's scale or threshold changed, or it is gone"),
    ChangeClass("scope-changed", 1, "a section's kind, status, tags or exceptions changed"),
    ChangeClass(
        "governance-changed",
        1,
        "groups, approvals, ranks, gates, fingerprints, lint settings or baseline changed",
    ),
    ChangeClass("modality-strengthened", 2, "a clause obliges more than before"),
    ChangeClass("modality-weakened", 2, "a clause obliges less than before"),
    ChangeClass("definition-changed", 2, "what a term means changed"),
    ChangeClass("clause-added", 2, "a clause is new"),
    ChangeClass("section-added", 2, "a section is new"),
    ChangeClass("reply-changed", 2, "the text of a candidate reply changed"),
    ChangeClass("reply-added", 2, "a candidate reply is new"),
    ChangeClass("blame-changed", 2, "a verdict names other sections"),
    ChangeClass("example-added", 2, "an example is new"),
    ChangeClass("example-removed", 2, "an example is gone"),
    ChangeClass("prompt-changed", 2, "what a model is asked, or what is expected of it, changed"),
    ChangeClass("eval-added", 2, "an eval is new"),
    ChangeClass("eval-linked", 2, "an eval tests a further clause"),
    ChangeClass("criterion-changed", 2, "what a rubric asks changed, or a rubric is new"),
    ChangeClass("clause-reworded", 3, "a clause's text changed; the meaning is not decided"),
    ChangeClass("rationale-changed", 3, "text that explains changed"),
    ChangeClass("verdict-reason-changed", 3, "the reason of a verdict changed"),
    ChangeClass("title-changed", 3, "a title changed"),
    ChangeClass("link-retargeted", 3, "a link leads elsewhere; the words around it are the same"),
    ChangeClass("commentary-changed", 3, "commentary changed"),
    ChangeClass("owner-changed", 3, "other people answer for it"),
    ChangeClass("field-changed", 3, "a field that no other class names changed"),
    ChangeClass("section-renamed", 4, "a section has a new id"),
    ChangeClass("section-split", 4, "a section's content went to several others"),
    ChangeClass("section-merged", 4, "a section's content went to another one"),
    ChangeClass("section-moved", 4, "a section has another parent"),
    ChangeClass("section-reordered", 4, "a section changed places with its siblings"),
    ChangeClass("example-moved", 4, "an example stands elsewhere"),
    ChangeClass("eval-moved", 4, "an eval's clause stands in another section"),
    ChangeClass("clause-moved", 4, "a clause stands elsewhere"),
    ChangeClass("eval-confirmed", 4, "somebody looked at an eval again"),
    ChangeClass("example-confirmed", 4, "somebody looked at an example again"),
    ChangeClass("manifest-changed", 4, "the manifest changed where no other class says so"),
    ChangeClass("typography", 5, "dashes, quotes and spaces"),
    ChangeClass("whitespace", 5, "blank lines, list markers and line breaks"),
    ChangeClass("front-matter-style", 5, "the same data, written otherwise"),
    ChangeClass("eval-header", 5, "an eval's generated first line"),
)

ORDER: Mapping[str, int] = {c.name: n for n, c in enumerate(CLASSES)}
RANK: Mapping[str, int] = {c.name: c.rank for c in CLASSES}
STRUCTURAL = frozenset(
    c.name
    for c in CLASSES
    if c.rank == 4 and not c.name.endswith("-confirmed") and c.name != "manifest-changed"
)
"""Classes that take rank 1 when authority, tags or status change with the place."""
BY_WORDS = frozenset(
    "authority-lowered authority-raised authority-vocabulary-changed polarity-flipped "
    "override-changed modality-strengthened modality-weakened clause-reworded".split()
)
"""Classes of which a row shows the words that decided it, or that are worth a look."""

GATES: Mapping[int, Gate] = {
    0: Gate.BLOCK,
    1: Gate.WARN,
    2: Gate.WARN,
    3: Gate.INFO,
    4: Gate.INFO,
    5: Gate.INFO,
}
