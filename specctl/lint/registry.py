"""The registry: every rule that there is, in the order in which people meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from specctl.index import Index
from specctl.lint.rules import authority, evals, examples, references, structure
from specctl.model.finding import Finding, Severity
from specctl.model.spec import Spec

Check = Callable[[Spec, Index], Iterator[Finding]]


class RuleRow(NamedTuple):
    """One rule.

    Attributes:
        name: never changes its meaning; its page is ``pages/<name>.md``.
        severity: the default.
        check: finds what is wrong; None where parsing does, because it must.
        fixable: whether ``lint --fix`` can mend it, at least where it is plain how.
        local: whether what it finds in a file depends on that file and the manifest alone, so
            that a caller may run it file by file and remember what it found.
    """

    name: str
    severity: Severity
    check: Check | None = None
    fixable: bool = False
    local: bool = False


_E, _W = Severity.ERROR, Severity.WARNING

_ROWS = (
    # Files and front matter
    RuleRow("unreadable-file", _E, local=True),
    RuleRow("invalid-front-matter", _E, local=True),
    RuleRow("unknown-field", _E, local=True),
    RuleRow("unquoted-id", _E, fixable=True, local=True),
    RuleRow("unclosed-block", _E, local=True),
    # The tree
    RuleRow("id-mismatch", _E, structure.id_mismatch, local=True),
    RuleRow("duplicate-id", _E, structure.duplicate_id),
    RuleRow("unlisted-section", _E, structure.unlisted_section, fixable=True),
    RuleRow("missing-section", _E, structure.missing_section, fixable=True),
    # Authority
    RuleRow("missing-authority", _E, authority.missing_authority, local=True),
    RuleRow("unknown-authority", _E, authority.unknown_authority, local=True),
    # References
    RuleRow("dangling-link", _E, references.dangling_link, fixable=True),
    RuleRow("dangling-blame", _E, references.dangling_blame),
    RuleRow("duplicate-anchor", _E, references.duplicate_anchor),
    RuleRow("dangling-anchor", _E, references.dangling_anchor),
    RuleRow("orphan-eval", _E, references.orphan_eval),
    # Examples
    RuleRow("untagged-example", _W, examples.untagged_example, fixable=True, local=True),
    RuleRow("duplicate-example-title", _W, examples.duplicate_title, local=True),
    RuleRow("malformed-conversation", _E, local=True),
    RuleRow("unknown-role", _E, examples.unknown_role, local=True),
    RuleRow("missing-verdict", _E, examples.missing_verdict, local=True),
    RuleRow("malformed-verdict", _E, examples.malformed_verdict, local=True),
    RuleRow("no-good-reply", _W, examples.no_good_reply, local=True),
    RuleRow("stray-text", _W, examples.stray_text, local=True),
    # Evals
    RuleRow("stale-eval-header", _W, evals.stale_header, fixable=True),
    RuleRow("duplicate-prompt", _W, evals.duplicate_prompt),
)

RULES: Mapping[str, RuleRow] = MappingProxyType({row.name: row for row in _ROWS})
"""Every rule by its name."""
