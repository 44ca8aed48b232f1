"""The words by which an English clause obliges, forbids and yields. Data only."""

from __future__ import annotations

from collections.abc import Mapping

STRENGTH: Mapping[str, int] = {
    "must": 3,
    "shall": 3,
    "never": 3,
    "always": 3,
    "only": 3,
    "required": 3,
    "requires": 3,
    "require": 3,
    "prohibited": 3,
    "forbidden": 3,
    "should": 2,
    "ought": 2,
    "recommended": 2,
    "encouraged": 1,
    "may": 1,
    "can": 1,
    "could": 1,
    "might": 1,
    "optional": 1,
    "optionally": 1,
}
"""How much a modal word obliges: 3 an obligation, 2 a default, 1 a permission."""

FORBIDDING = frozenset({"may", "can"})
"""Followed by ``not``, these forbid: strength 3."""

RELEASING = frozenset("only always required requires require prohibited forbidden".split())
"""Preceded by ``not``, these oblige nobody ("not only ... but", "is not required")."""

HEDGES = frozenset(
    "typically generally usually often sometimes ideally preferably normally mostly".split()
)
"""Adverbs that weaken what they stand in."""

NEGATIONS = frozenset({"not", "never", "no", "nor", "neither", "cannot", "without"})

CONTRACTIONS: Mapping[str, str] = {
    "cannot": "can not",
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
}
"""Any other word in ``n't`` is the word and ``not``."""

FOCUS = frozenset("only just merely simply solely".split())
"""Preceded by a negation, these take it upon themselves: "not only keys" denies no keys."""

OVERRIDES: tuple[tuple[str, ...], ...] = (
    ("override",),
    ("overrides",),
    ("overridden",),
    ("overriding",),
    ("overridable",),
    ("by", "default"),
    ("explicitly",),
    ("implicitly",),
    ("unless",),
    ("except",),
    ("exception",),
    ("exceptions",),
    ("regardless",),
)
"""Phrases that say who may override a clause, or when it holds."""

OPPOSITES: tuple[frozenset[str], ...] = (
    frozenset({"allowed", "allow", "allows", "permitted", "permit", "permits", "acceptable"}),
    frozenset({"prohibited", "prohibit", "forbidden", "forbid", "forbids", "disallowed", "banned"}),
)
"""Words of the first set with a negation mean what words of the second mean without."""

TRANSPARENT = frozenset(
    "a an the be been being is are was were to have has had do does did ever also even "
    "then any all itself themselves in of by it".split()
)
"""Words between a negation and what it denies."""

PARTS = frozenset(". ; : ! ? but however except unless although though while whereas".split())
"""What ends the reach of a negation."""
