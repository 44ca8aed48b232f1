"""A team's own rules as the manifest declares them under ``lint.own``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from specctl.lint.scope import Scope, scope_of, texts
from specctl.model.finding import Severity

PARTS = (
    "text",
    "clauses",
    "commentary",
    "titles",
    "messages",
    "replies",
    "good-replies",
    "front-matter",
    "file",
)
COUNTED = ("examples", "rubrics", "evals")
LONGEST = 10_000
"""Characters of the words of one rule: each may be compared at every character of a text."""

_SEARCHES = ("pattern", "words")
_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z"


class OwnRule(NamedTuple):
    """One rule of the team's own.

    Attributes:
        name: not that of another rule.
        message: what to do about it.
        severity: the default.
        scope: the files it is about.
        forbids: whether what it names must not be there, or must.
        pattern, words: what to look for, or neither.
        within: where to look, one of PARTS.
        field: a front-matter field, or "".
        link_to: a section, or "".
        counts: the least number of examples, rubrics or evals.
    """

    name: str
    message: str
    severity: Severity
    scope: Scope
    forbids: bool
    pattern: str = ""
    words: tuple[str, ...] = ()
    within: str = "text"
    field: str = ""
    link_to: str = ""
    counts: tuple[tuple[str, int], ...] = ()


def own_rules(value: Any) -> tuple[OwnRule, ...]:
    """The rules under ``lint.own`` that can be run; of two with one name, the first."""
    found: dict[str, OwnRule] = {}
    for entry in value if isinstance(value, list) else ():
        rule = _rule(entry) if isinstance(entry, dict) else None
        if rule is not None:
            found.setdefault(rule.name, rule)
    return tuple(found.values())


def faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry beyond its shape: where (keys joined by ``.``), and what."""
    given = [verb for verb in ("forbid", "require") if verb in entry]
    if len(given) != 1:
        yield "name", "an own rule has either `forbid` or `require`"
        return
    verb = given[0]
    asked = entry[verb] if isinstance(entry[verb], dict) else {}
    if all(kind in asked for kind in _SEARCHES):
        yield f"{verb}.words", "give `pattern` or `words`, and the other in a rule of its own"
    if "in" in asked and not any(kind in asked for kind in _SEARCHES):
        yield f"{verb}.in", "`in` says where to look for a `pattern` or `words`; there is neither"
    if isinstance(asked.get("pattern"), str):
        from specctl.lint.patterns import Unsound, compiled

        try:
            compiled(asked["pattern"])
        except Unsound as error:
            yield f"{verb}.pattern", f"the pattern is refused: {error}"
    words = texts(asked.get("words"))
    if "words" in asked and not any(map(str.strip, words)):
        yield f"{verb}.words", "the words are blank"
    if sum(map(len, words)) > LONGEST:
        why = f"the words have more than {LONGEST} characters together; divide them among rules"
        yield f"{verb}.words", why


def _rule(entry: Mapping[str, Any]) -> OwnRule | None:
    name, message = entry.get("name"), entry.get("message")
    if not (isinstance(name, str) and re.match(_NAME, name)) or any(faults(entry)):
        return None
    if not (isinstance(message, str) and message.strip()):
        return None
    verb = "forbid" if "forbid" in entry else "require"
    asked = entry[verb]
    if not isinstance(asked, dict):
        return None
    severity, where = entry.get("severity"), entry.get("where")
    within = asked.get("in")
    return OwnRule(
        name=name,
        message=" ".join(message.split()),
        severity=Severity(str(severity)) if severity in (*Severity,) else Severity.WARNING,
        scope=scope_of(where) if isinstance(where, dict) else Scope(),
        forbids=verb == "forbid",
        pattern=_text(asked.get("pattern")),
        words=texts(asked.get("words")),
        within=within if within in PARTS else "text",
        field=_text(asked.get("field")),
        link_to=_text(asked.get("link_to")),
        counts=tuple(
            (what, asked[what])
            for what in COUNTED
            if verb == "require" and isinstance(asked.get(what), int)
        ),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
