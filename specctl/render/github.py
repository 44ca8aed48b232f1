"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

GitHub keeps the first 10 annotations of each level in a step and drops the rest without a word
(https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations). So no more
are given: the last one of a level that has more says what else there is, and the step's log holds
everything.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from specctl.model import Finding, Severity
from specctl.render import wording
from specctl.render.findings import Linted, text
from specctl.render.style import Style, visible

_LIMIT = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_WIDTH = 100
"""Columns of the list in the log."""


def render(linted: Linted, style: Style) -> str:
    """The whole list as a group in the log, then the annotations, the gravest first."""
    lines = [_log(linted)] if linted.findings else ["No findings."]
    for severity in Severity:
        lines += _level([one for one in linted.findings if one.severity is severity], linted)
    return "".join(f"{one}\n" for one in lines)


def _log(linted: Linted) -> str:
    """The page for people, within a group.

    It quotes a spec, and whatever looks like a command there must not become one: until the token
    comes, which depends on all that is said and so cannot be among it, GitHub obeys nothing.
    """
    said = text(replace(linted, verbose=True), Style(_WIDTH))
    token = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    title = f"::group::specctl lint: {wording.count(len(linted.findings), 'finding')}"
    return f"{title}\n::stop-commands::{token}\n{said}::{token}::\n::endgroup::"


def _level(found: Sequence[Finding], linted: Linted) -> list[str]:
    """At most as many annotations as GitHub shows."""
    if len(found) <= _LIMIT:
        return [_command(one, linted.path(one.place)) for one in found]
    kept = _varied(found, _LIMIT - 1)
    shown = [one for i, one in enumerate(found) if i in kept]
    rest = [one for i, one in enumerate(found) if i not in kept]
    return [*(_command(one, linted.path(one.place)) for one in shown), _more(rest)]


def _varied(found: Sequence[Finding], most: int) -> set[int]:
    """Which findings to keep: the first of every rule, then the second, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for i, one in enumerate(found):
        turns.append((seen[one.rule], i))
        seen[one.rule] += 1
    return {i for _, i in sorted(turns)[:most]}


def _more(rest: Sequence[Finding]) -> str:
    severity = rest[0].severity
    rules = Counter(one.rule for one in rest)
    named = [f"{rule} {wording.number(many)}" for rule, many in rules.most_common()]
    title = f"and {wording.number(len(rest))} more {wording.plural(len(rest), severity.value)}"
    said = f"{wording.listed(named)}; this step's log lists everything."
    return f"::{_LEVELS[severity]} title={_property(title)}::{_data(said)}"


def _command(one: Finding, path: str) -> str:
    place = one.place
    # GitHub takes columns only where the stretch is within one line.
    columns = (
        [("col", place.column), ("endColumn", max(place.end_column, place.column))]
        if place.line == place.end_line
        else []
    )
    properties: Iterable[tuple[str, object]] = (
        ("file", path),
        ("line", place.line),
        ("endLine", place.end_line),
        *columns,
        ("title", one.rule),
    )
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties)
    return f"::{_LEVELS[one.severity]} {said}::{_data(one.message)}"


def _data(said: str) -> str:
    return visible(said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
