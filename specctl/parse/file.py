"""One file on its own: what it holds, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specctl import frontmatter
from specctl.markdown import Body
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Eval, Example, Prompt, Section
from specctl.parse.content import File, eval_of, section_of
from specctl.parse.data import checked
from specctl.parse.ending import wrong_ending
from specctl.parse.merge import unsettled
from specctl.parse.text import decode

_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")

_NO_TITLE = (
    "no title announces this conversation, so nobody reads it; write `**Example**: its title` "
    "right above, with the colon after the stars"
)
_TOO_DEEP = (
    "what stands here is nested too deeply to be read; take it out of some lists or quotations"
)


class Parsed(NamedTuple):
    """What one file gives; ``value`` is None where it cannot be read."""

    value: Section | Eval | None
    findings: tuple[Finding, ...]
    lines: tuple[str, ...]


def read_file(path: str, name: str, content: bytes, kind: str, own: str) -> Parsed:
    """Read one section or eval; ``name`` is its path in the spec folder."""
    stem = name.rpartition("/")[2].removesuffix(".md")
    section = stem if kind == "section" else None
    try:
        lines = tuple(decode(content))
    except ValueError as error:
        line = getattr(error, "line", 1)
        place = Place(path, line, 1, line, 1)
        return Parsed(None, (Finding("unreadable-file", place, str(error), section=section),), ())
    marked = [f._replace(section=section) for f in unsettled(content, lines, path)]
    whole = Place(path, 1, 1, max(len(lines), 1), max(len(lines[-1]) if lines else 1, 1))
    front = frontmatter.split(lines)
    if kind == "eval" and front is None:
        front = (0, 0)  # an eval may go without
    if front is None or front[1] < 0:
        finding = _no_front_matter(lines, path, front)._replace(section=section)
        return Parsed(None, (*marked, finding), lines)
    try:
        document = frontmatter.read("\n".join(lines[front[0] : front[1]]), path, front[0] + 1)
    except frontmatter.Unreadable as error:
        message = f"the front matter {error.message}"
        finding = Finding("invalid-front-matter", error.place, message, section=section)
        caused = any(mark.place.line <= error.place.line for mark in marked)
        return Parsed(None, (*marked, *([] if caused else [finding])), lines)
    head = Place(path, 1, 1, front[1] + 1, 3) if front[1] else Place(path)
    data, problems = checked(document, kind, own, head)
    body_at = front[1] + 1 if front[1] else 0
    file = File(path, name, stem, lines, body_at, document, data, whole, head)
    body = file.body("container" if kind == "eval" else file.kind)
    value = eval_of(file, body) if kind == "eval" else section_of(file, body)
    found = [p._replace(section=section) for p in problems] if section else problems
    if not _STEM.match(stem):
        message = f"'{stem}' cannot be an id: use letters, digits, '_' and '-' in the file's name"
        found.append(Finding("id-mismatch", Place(path), message, section=section, subject=stem))
    found += [Finding("unclosed-block", at, why, section=section) for at, why in body.unclosed]
    found += [Finding("unreadable-file", at, _TOO_DEEP, section=section) for at in body.unread]
    found += [f._replace(section=section) for f in wrong_ending(content, lines, path)]
    found += [
        Finding("malformed-conversation", at, _NO_TITLE, section=section) for at in body.untitled
    ]
    found += _unread_conversations(value)
    shown = [f for f in marked if not _is_code(f.place, body)]
    return Parsed(value, tuple(_but_of_a_merge(found, shown)), lines)


def _but_of_a_merge(found: Sequence[Finding], marked: Sequence[Finding]) -> Iterator[Finding]:
    """Findings without those that only a merge's marks brought about, and what says so."""
    yield from marked
    for one in found:
        if not any(m.place.line <= one.place.line <= m.place.end_line for m in marked):
            yield one


def _is_code(place: Place, body: Body) -> bool:
    """Whether a place lies in a fence that holds no conversation: there marks may be a sample."""
    return any(
        passage.text.startswith(("```", "~~~"))
        and passage.place.line < place.line <= place.end_line <= passage.place.end_line
        for passage in body.passages
    )


def _no_front_matter(lines: Sequence[str], path: str, front: tuple[int, int] | None) -> Finding:
    if not any(line.strip() for line in lines):
        message = "the file is empty: a section begins with front matter between two `---` lines"
    elif front is None:
        message = "no front matter: begin the file with `---`, `id:` and `title:`, and `---`"
    else:
        message = "the front matter never closes: end it with a line that holds only `---`"
    return Finding("invalid-front-matter", Place(path), message)


def _unread_conversations(value: Section | Eval) -> Iterator[Finding]:
    titled: Sequence[Example | Prompt]
    titled = value.examples if isinstance(value, Section) else value.prompts
    section = value.id if isinstance(value, Section) else None
    for item in titled:
        talk = item.conversation
        if talk is None:
            message = f"'{item.title}' has no conversation: a `~~~xml` fence must follow its title"
            place = item.title_place
        elif talk.malformed:
            message = f"the conversation '{item.title}' cannot be read: {talk.malformed}"
            place = talk.malformed_place or talk.place
        else:
            continue
        yield Finding("malformed-conversation", place, message, section=section, subject=item.id)
