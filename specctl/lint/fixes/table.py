"""Every fix, by the rule that it mends."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from specctl.lint.fixes import lists, references, wording
from specctl.lint.fixes.draft import Fix

FIXES: Mapping[str, Fix] = MappingProxyType(
    {
        "unquoted-id": Fix(safe=lists.quote),
        "unlisted-section": Fix(safe=lists.list_section),
        "missing-section": Fix(removing=lists.unlist_section),
        "dangling-link": Fix(safe=references.follow, unsafe=references.follow_in_title),
        "untagged-example": Fix(safe=lists.tag, removing=lists.untag),
        "stale-eval-header": Fix(safe=references.rewrite_header),
        "prompt-without-id": Fix(safe=lists.name_prompts),
        "doubled-word": Fix(unsafe=wording.once),
        "inconsistent-dash": Fix(safe=wording.usual_dash),
        "invisible-character": Fix(safe=wording.reveal),
        "space-before-anchor": Fix(safe=wording.drop),
        "trailing-space": Fix(safe=wording.drop),
        "final-newline": Fix(safe=wording.end_in_newline),
        "title-punctuation": Fix(unsafe=wording.unmark_title),
        "mixed-quotes": Fix(safe=wording.straighten, unsafe=wording.curl),
    }
)
