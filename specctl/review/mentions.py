"""Which rows a text mentions: what a commit message passes over, or a summary leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from specctl.model.change import Change, Subject
from specctl.model.review import Unmentioned
from specctl.model.spec import Example, Prompt
from specctl.words import fold

MANIFEST = "spec.yaml"
"""What a row of the manifest is mentioned by, beside its own key."""

_WITHIN = frozenset({"field", "list"})
"""Subjects that are named alike in every section, so that their names say nothing."""
_TELLING = re.compile(r"\w{4}")

Titles = Mapping[str, Sequence[str]]
"""The titles that a section has on either side, by its id."""


def unmentioned(rows: Iterable[Change], text: str, titles: Titles) -> tuple[Unmentioned, ...]:
    """The rows that a text does not mention.

    A row is mentioned by the id or title of its section (that of before or after, where it moved),
    by the id or title of its subject, or by its own id. A bulk row is mentioned by its subject or
    the words that came or went, or when each of its sections is mentioned. Names count as whole
    words, in upper or lower case and in any typography.

    Args:
        rows: those that must be mentioned.
        text: as people wrote it, without comments.
        titles: see above.

    Returns:
        The others, by the name under which they can be mentioned, in the order of the rows.
    """
    said = _plain(text)
    groups: dict[str, list[Change]] = {}
    for row in rows:
        if not _mentioned(row, said, titles):
            groups.setdefault(next(_names(row)), []).append(row)
    return tuple(Unmentioned(name, tuple(found)) for name, found in groups.items())


def _mentioned(row: Change, said: str, titles: Titles) -> bool:
    names = (*_names(row), *(title for one in _sections(row) for title in titles.get(one, ())))
    return any(_says(said, name) for name in names) or (row.bulk > 1 and _all(row, said, titles))


def _all(row: Change, said: str, titles: Titles) -> bool:
    """Whether a text mentions every section of a bulk row."""
    sections = {member.section for member in row.members if member.section}
    return bool(sections) and all(
        any(_says(said, name) for name in (one, *titles.get(one, ()))) for one in sections
    )


def _names(row: Change) -> Iterator[str]:
    """What a row is called, the best name first; titles aside."""
    yield from _sections(row)
    if row.subject.kind == "manifest":
        yield MANIFEST
    if row.subject.id and row.subject.kind not in _WITHIN:
        yield from _called(row.subject)
    yield from row.subject.ids
    for delta in row.deltas if row.bulk == 1 else ():
        sources = (element.source for element in (delta.after, delta.before) if element)
        yield from (one.title for one in sources if isinstance(one, (Example, Prompt)))
    if row.bulk > 1:
        edits = (word.text.strip() for word in row.words if word.op != "=")
        yield from (edit for edit in edits if _TELLING.search(edit))
    yield row.id


def _called(subject: Subject) -> Iterator[str]:
    """What a subject is called; a term of one word is any word, unless it is quoted."""
    name = str(subject.id)
    plain = subject.kind not in _TERMS or not name.isalpha()
    yield from (name,) if plain else (f"definition of {name}", f"'{name}'", f'"{name}"')


_TERMS = frozenset({"definition", "term"})


def _sections(row: Change) -> tuple[str, ...]:
    """The section of a row, and the one that it was or came from."""
    if row.bulk > 1:
        return ()
    others = [one for delta in row.deltas for one in (delta.head_section, delta.base_section)]
    return tuple(dict.fromkeys(one for one in (row.section, *others) if one))


def named(names: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of some names that a text holds, as whole words."""
    said = _plain(text)
    return tuple(name for name in names if _says(said, name))


def _says(said: str, name: str) -> bool:
    """Whether a text holds a name that is not part of a longer one."""
    plain = _plain(name)
    if plain not in said:  # seldom is it
        return False
    return bool(plain) and bool(re.search(rf"(?<![\w-]){re.escape(plain)}(?![\w-])", said))


def _plain(text: str) -> str:
    """A text without emphasis, which may begin within a name."""
    return fold(text.replace("*", "").replace("`", "")).casefold()
