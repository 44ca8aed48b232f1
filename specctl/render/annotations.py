"""Workflow commands, by which GitHub shows a remark beside the lines of a pull request.

GitHub keeps the first 10 annotations of each level in a step and drops the rest without a word
(https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations). So no more
are given: the last one of a level that has more says what else there is, and the step's log holds
everything. The runner cuts a message at 4,096 characters, and a title has room for 255.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from specctl.model import Place
from specctl.render import wording
from specctl.render.style import visible

LEVELS = ("error", "warning", "notice")
"""The gravest first."""

WIDTH = 100
"""Columns of the list in the log."""

_LIMIT = 10
_MESSAGE, _TITLE = 4_000, 250


class Annotation(NamedTuple):
    """One remark.

    Attributes:
        level: one of :data:`LEVELS`.
        kind: the rule or class; every kind is shown once before one is shown twice.
        noun: what it is, for counting: ``error``, ``row``.
        title: one line.
        message: plain text, of several lines perhaps.
        path: the file's, from the repository's top; "" where there is none to show it in.
        place: the lines.
    """

    level: str
    kind: str
    noun: str
    title: str
    message: str
    path: str = ""
    place: Place | None = None


def commands(found: Sequence[Annotation]) -> Iterator[str]:
    """At most as many commands as GitHub shows, the gravest level first."""
    for level in LEVELS:
        yield from _level([one for one in found if one.level == level])


def log(title: str, said: str) -> str:
    """A page for people, within a group of the log.

    It quotes a spec, and whatever looks like a command there must not become one: until the token
    comes, which depends on all that is said and so cannot be among it, GitHub obeys nothing.
    """
    token = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return f"::group::{_data(title)}\n::stop-commands::{token}\n{said}::{token}::\n::endgroup::"


def _level(found: Sequence[Annotation]) -> Iterator[str]:
    if len(found) <= _LIMIT:
        yield from map(_command, found)
        return
    kept = _varied(found, _LIMIT - 1)
    yield from (_command(one) for i, one in enumerate(found) if i in kept)
    yield _more([one for i, one in enumerate(found) if i not in kept])


def _varied(found: Sequence[Annotation], most: int) -> set[int]:
    """Which to keep: the first of every kind, then the second, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for i, one in enumerate(found):
        turns.append((seen[one.kind], i))
        seen[one.kind] += 1
    return {i for _, i in sorted(turns)[:most]}


def _more(rest: Sequence[Annotation]) -> str:
    nouns = Counter(one.noun for one in rest)
    counts = [f"{wording.number(n)} more {wording.plural(n, noun)}" for noun, n in nouns.items()]
    kinds = Counter(one.kind for one in rest)
    named = [f"{kind} {wording.number(many)}" for kind, many in kinds.most_common()]
    said = f"{wording.listed(named)}; this step's log lists everything."
    title = f"and {wording.listed(counts)}"
    return f"::{rest[0].level} title={_property(title)}::{_data(_cut(said, _MESSAGE))}"


def _command(one: Annotation) -> str:
    properties = [*_where(one), ("title", _cut(one.title, _TITLE))]
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties)
    return f"::{one.level} {said}::{_data(_cut(one.message, _MESSAGE))}"


def _where(one: Annotation) -> Iterable[tuple[str, object]]:
    place = one.place
    if not one.path or place is None:
        return ()
    # GitHub takes columns only where the stretch is within one line.
    columns = (
        [("col", place.column), ("endColumn", max(place.end_column, place.column))]
        if place.line == place.end_line
        else []
    )
    lines = (("line", place.line), ("endLine", place.end_line))
    return (("file", one.path), *lines, *columns)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _data(said: str) -> str:
    return visible(said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
