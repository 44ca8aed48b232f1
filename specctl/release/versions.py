"""The versions of a spec: dates, or numbers as of Semantic Versioning (https://semver.org).

A date is that of the release, with what the version before had between its parts; a second
release on one day is ``2026-01-31.2``. A number goes up by the gravest rank since the last
release: broken and policy are major, behaviour and clarity minor, the rest is a patch.
"""

from __future__ import annotations

import re

DATE, SEMANTIC = "date", "semantic"

_DATE = re.compile(r"(\d{4})([-.]?)(\d{2})\2(\d{2})(?:\.(\d{1,4}))?\Z")
_NUMBER = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\Z")
_PART = (0, 0, 1, 1, 2, 2)
"""Which of the three numbers goes up, by rank."""


class NoVersion(ValueError):
    """What is wrong with a version, in words."""


def looks_like_one(name: str) -> bool:
    """Whether a name is a version."""
    return bool(_DATE.match(name) or _NUMBER.match(name))


def scheme(current: str, wanted: str | None) -> str:
    """What kind of version comes next: what the manifest wants, else what the last one was."""
    return wanted or (SEMANTIC if _NUMBER.match(current) else DATE)


def following(current: str, kind: str, rank: int, date: str) -> str:
    """The version after another one.

    Args:
        current: the version now, or "".
        kind: :data:`DATE` or :data:`SEMANTIC`.
        rank: the gravest of what changed.
        date: the day of the release, ``YYYY-MM-DD``.

    Raises:
        NoVersion: the version now is of another kind, or the day lies before it.
    """
    return _after_number(current, rank) if kind == SEMANTIC else _after_date(current, date)


def _after_number(current: str, rank: int) -> str:
    match = _NUMBER.match(current or "0.0.0")
    if not match:
        raise NoVersion(f"'{current}' is no semantic version such as 1.0.0, so nothing follows it")
    numbers = [int(part) for part in match.groups()]
    part = _PART[rank]
    raised = [*numbers[:part], numbers[part] + 1, *[0] * (2 - part)]
    return ".".join(map(str, raised))


def _after_date(current: str, date: str) -> str:
    match = _DATE.match(current)
    if not match:
        if _NUMBER.match(current):
            raise NoVersion(f"'{current}' is no date, so no date follows it")
        return date
    year, between, month, day, count = match.groups()
    last = f"{year}-{month}-{day}"
    if date < last:
        raise NoVersion(f"the release would be of {date}, and the last one is of {last}")
    shown = date.replace("-", between)
    return shown if date > last else f"{shown}.{int(count or 1) + 1}"


def checked(wanted: str, least: str, kind: str) -> str:
    """A version that somebody asks for.

    Args:
        wanted: the version.
        least: the one that follows by itself.
        kind: of both.

    Raises:
        NoVersion: it is of another kind, or lower.
    """
    form = _NUMBER if kind == SEMANTIC else _DATE
    if not form.match(wanted):
        shown = "1.2.3" if kind == SEMANTIC else "2026-01-31"
        raise NoVersion(f"'{wanted}' is no version such as {shown}")
    if form.match(least) and _key(wanted, form) < _key(least, form):
        raise NoVersion(f"{wanted} is lower than {least}, which what changed asks for")
    return wanted


def _key(version: str, form: re.Pattern[str]) -> tuple[int, ...]:
    match = form.match(version)
    assert match
    return tuple(int(part) for part in match.groups(default="0") if part.isdigit())
