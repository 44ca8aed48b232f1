"""The registry: every rule that there is, in the order in which people meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from specctl.lint.file import File
from specctl.lint.rules import (
    authority,
    comparisons,
    confirmed,
    evals,
    examples,
    metadata,
    people,
    references,
    rubrics,
    structure,
    terms,
    typography,
    wording,
)
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity


class RuleRow(NamedTuple):
    """One rule.

    What it finds in a file alone is remembered by the file's content; what it finds in the spec
    as a whole is computed on each run from the files' cards. A rule without either is one that
    is reported by whoever reads what it is about.

    Attributes:
        name: never changes its meaning; its page is ``pages/<name>.md``.
        severity: the default.
        file: finds what is wrong in one file.
        whole: finds what is wrong in a file beside others; reports on the cards that it is given.
            Whatever it looks up in others has to stand in :mod:`specctl.lint.bearing`.
        manifest: finds what is wrong in the manifest, be it beside the files.
        fixable: whether ``lint --fix`` can mend it, at least where it is plain how.
    """

    name: str
    severity: Severity
    file: Callable[[File], Iterator[Finding]] | None = None
    whole: Callable[[Whole], Iterator[Finding]] | None = None
    manifest: Callable[[Whole], Iterator[Finding]] | None = None
    fixable: bool = False


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

_ROWS = (
    # Files and front matter
    RuleRow("unreadable-file", _E),
    RuleRow("invalid-front-matter", _E),
    RuleRow("unknown-field", _E),
    RuleRow("unquoted-id", _E, fixable=True),
    RuleRow("unclosed-block", _E),
    RuleRow("conflict-marker", _E),
    # Configuration
    RuleRow("malformed-suppression", _E),
    RuleRow("unused-suppression", _W),
    RuleRow("malformed-baseline", _E),
    RuleRow("broken-plugin", _E),
    # The tree
    RuleRow("id-mismatch", _E, file=structure.id_mismatch),
    RuleRow("duplicate-id", _E, file=structure.duplicate_id_within, whole=structure.duplicate_id),
    RuleRow("unlisted-section", _E, whole=structure.unlisted_section, fixable=True),
    RuleRow(
        "missing-section",
        _E,
        whole=structure.missing_section,
        manifest=structure.missing_at_the_top,
        fixable=True,
    ),
    RuleRow("reused-tombstone", _E, whole=metadata.reused_tombstone),
    # Owners and status
    RuleRow(
        "unknown-owner",
        _W,
        file=metadata.unknown_owner,
        manifest=metadata.unknown_owner_in_policy,
    ),
    RuleRow("unknown-member", _W, manifest=people.unknown_member),
    RuleRow("unmeetable-approval", _W, manifest=people.unmeetable_approval),
    RuleRow("overdue-aspiration", _W, whole=metadata.overdue_aspiration),
    RuleRow("deprecated-without-successor", _W, file=metadata.deprecated_without_successor),
    # Authority
    RuleRow("missing-authority", _E, file=authority.missing_authority),
    RuleRow(
        "unknown-authority",
        _E,
        file=authority.unknown_authority,
        manifest=authority.unknown_authority_in_policy,
    ),
    RuleRow("exception-above-its-authority", _E, whole=authority.exception_above_its_authority),
    RuleRow("circular-exception", _E, whole=authority.circular_exception),
    RuleRow(
        "strength-against-authority",
        _W,
        file=authority.strength_against_authority,
        whole=authority.strength_against_inherited_authority,
    ),
    RuleRow(
        "normative-text-without-authority", _W, whole=authority.normative_text_without_authority
    ),
    # References
    RuleRow(
        "dangling-link",
        _E,
        file=references.link_without_mark,
        whole=references.dangling_link,
        manifest=references.lost_successor,
        fixable=True,
    ),
    RuleRow("dangling-blame", _E, whole=references.dangling_blame),
    RuleRow("self-link", _W, file=references.self_link),
    RuleRow("link-to-deprecated", _W, whole=references.link_to_deprecated),
    RuleRow("undefined-term", _W, whole=terms.undefined_term),
    RuleRow("duplicate-anchor", _E, whole=references.duplicate_anchor),
    RuleRow("dangling-anchor", _E, whole=references.dangling_anchor),
    RuleRow("orphan-eval", _E, whole=references.orphan_eval),
    # Examples
    RuleRow("untagged-example", _W, file=examples.untagged_example, fixable=True),
    RuleRow("duplicate-example-title", _W, file=examples.duplicate_title),
    RuleRow("malformed-conversation", _E),
    RuleRow("unknown-role", _E, file=examples.unknown_role),
    RuleRow("missing-verdict", _E, file=examples.missing_verdict),
    RuleRow("malformed-verdict", _E, file=examples.malformed_verdict),
    RuleRow("no-good-reply", _W, file=examples.no_good_reply),
    RuleRow("stray-text", _W, file=examples.stray_text),
    RuleRow("no-bad-reply", _I, file=comparisons.no_bad_reply),
    RuleRow("identical-replies", _W, file=comparisons.identical_replies),
    RuleRow("reply-elided-only", _W, file=comparisons.reply_elided_only),
    RuleRow("verdict-without-reason", _I, file=comparisons.verdict_without_reason),
    RuleRow("example-without-comparison", _W, file=comparisons.example_without_comparison),
    RuleRow("too-many-examples", _I, file=comparisons.too_many_examples),
    # Rubrics
    RuleRow("rubric-without-scale", _W, file=rubrics.rubric_without_scale),
    RuleRow("untagged-rubric", _W, file=rubrics.untagged_rubric),
    RuleRow("rubric-clause-unknown", _E, whole=rubrics.rubric_clause_unknown),
    RuleRow("example-clause-unknown", _E, whole=rubrics.example_clause_unknown),
    RuleRow("criterion-duplicate", _W, whole=rubrics.criterion_duplicate),
    RuleRow("double-barrelled-criterion", _I, file=rubrics.double_barrelled_criterion),
    RuleRow("prompt-rubric-unknown", _E, whole=rubrics.prompt_rubric_unknown),
    # Evals
    RuleRow("eval-without-prompt", _E, file=evals.eval_without_prompt),
    RuleRow("stale-eval-header", _W, whole=evals.stale_header, fixable=True),
    RuleRow("duplicate-prompt", _W, whole=evals.duplicate_prompt),
    RuleRow("prompt-without-id", _W, whole=evals.prompt_without_id, fixable=True),
    RuleRow("eval-without-expectation", _I, whole=evals.eval_without_expectation),
    RuleRow("stale-eval", _W, whole=confirmed.stale_eval),
    RuleRow("stale-example", _W, whole=confirmed.stale_example),
    RuleRow("section-without-eval", _E, whole=evals.section_without_eval),
    RuleRow("clause-without-eval", _I, whole=evals.clause_without_eval),
    # Wording
    RuleRow("doubled-word", _W, file=wording.doubled_word, fixable=True),
    RuleRow("title-punctuation", _W, file=wording.title_punctuation, fixable=True),
    RuleRow("mixed-quotes", _I, file=wording.mixed_quotes, fixable=True),
    RuleRow("inconsistent-dash", _W, whole=typography.inconsistent_dash, fixable=True),
    RuleRow("invisible-character", _E, file=typography.invisible_character, fixable=True),
    RuleRow("space-before-anchor", _W, file=typography.space_before_anchor, fixable=True),
    RuleRow("trailing-space", _I, file=typography.trailing_space, fixable=True),
    RuleRow("final-newline", _W, fixable=True),
)

RULES: Mapping[str, RuleRow] = MappingProxyType({row.name: row for row in _ROWS})
"""Every rule by its name."""
