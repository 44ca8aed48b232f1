"""Every fix, by the rule that it mends."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from specctl.lint.fixes import lists, references
from specctl.lint.fixes.draft import Fix

FIXES: Mapping[str, Fix] = MappingProxyType(
    {
        "unquoted-id": Fix(safe=lists.quote),
        "unlisted-section": Fix(safe=lists.list_section),
        "missing-section": Fix(unsafe=lists.unlist_section),
        "dangling-link": Fix(safe=references.follow, unsafe=references.follow_in_title),
        "untagged-example": Fix(safe=lists.tag, unsafe=lists.untag),
        "stale-eval-header": Fix(safe=references.rewrite_header),
        "prompt-without-id": Fix(safe=lists.name_prompts),
    }
)
