"""What the spec's own text allows: a comment beside the thing, with a reason.

In a body ``<!-- specctl: allow no-bad-reply because ... -->``, on a line of its own, is about the
next block: a paragraph with what it introduces, a list, an example with its title and fence. In
front matter and the manifest ``# specctl: allow ... because ...`` is about the next key, or at
the end of a line about the key that begins there. Inside a fence a comment is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from specctl.lint.card import At, packed
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Eval, Manifest, Passage, PassageRole, Section

MARK = "specctl:"
ALLOWS = f"{MARK} allow"

MOST = 200
"""Comments of one file."""
LONGEST = 2_000
"""Characters of one comment."""

# Compiled where they are first used, as most specs hold no such comment.
_ALLOWS = r"specctl: ?allow (?P<rules>[\w-]+(?: ?, ?[\w-]+)*) because (?P<reason>[^ .].*)\Z"
_OPENS = r"<!--\s*specctl:"
_YAML = r"(?:^|(?<=\s))#\s*(?P<said>specctl:.*)"
_CODE = r"`[^`]*`"
_ITEM = r"(?P<indent>\s*)(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)"
_BODY_FORM = "`<!-- specctl: allow RULE because REASON -->`"
_YAML_FORM = "`# specctl: allow RULE because REASON`"


class Allowance(NamedTuple):
    """A comment that allows some rules' findings; ``lines`` are [first, last] of each stretch."""

    rules: Sequence[str]
    reason: str
    at: At
    lines: Sequence[Sequence[int]]
    section: str | None

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding of the same file."""
        line = finding.place.line
        return finding.rule in self.rules and any(a <= line <= b for a, b in self.lines)


Read = tuple[tuple[Allowance, ...], tuple[Finding, ...]]
"""Comments that were understood, and findings about those that were not."""


def read(value: Section | Eval, lines: Sequence[str]) -> Read:
    """The comments of a section or eval."""
    if not any(MARK in line for line in lines):
        return (), ()
    found = [*_front(value, lines), *_body(value, lines)]
    return _sorted_out(found, value.id if isinstance(value, Section) else None)


def read_manifest(manifest: Manifest, lines: Sequence[str]) -> Read:
    """The comments of the manifest."""
    if not any(MARK in line for line in lines):
        return (), ()
    found = _yaml(manifest.place.path, manifest.places, lines, 1, len(lines), [(1, 1)])
    return _sorted_out(found, None)


class _Said(NamedTuple):
    """A comment as found: what it says, or None where it does not stand as it must."""

    said: str | None
    place: Place
    lines: Sequence[Sequence[int]]
    form: str


def _sorted_out(found: Iterable[_Said], section: str | None) -> Read:
    allowed, wrong = [], []
    for number, one in enumerate(found):
        said = None if one.said is None else " ".join(one.said.split())
        fits = said is not None and len(said) <= LONGEST and number < MOST
        match = re.match(_ALLOWS, said or "") if fits else None
        if match:
            rules = [name.strip() for name in match["rules"].split(",")]
            allowed.append(Allowance(rules, match["reason"], packed(one.place), one.lines, section))
            continue
        message = f"{_why(said, number)}; write {one.form}"
        wrong.append(Finding("malformed-suppression", one.place, message, section=section))
        if number >= MOST:
            break
    return tuple(allowed), tuple(wrong)


def _why(said: str | None, number: int) -> str:
    if number >= MOST:
        return f"no more than {MOST} comments are read in one file"
    if said is None:
        return "the comment does not stand on a line of its own, so that nothing is allowed by it"
    if len(said) > LONGEST:
        return f"the comment is longer than {LONGEST} characters"
    if re.match(r"specctl: ?allow(?: because\b|\Z)", said):
        return "the comment names no rule"
    if re.match(r"specctl: ?allow [\w-]", said):
        return "the comment gives no reason"
    return "the comment is not understood"


# --- in a body -----------------------------------------------------------------------------------


def _body(value: Section | Eval, lines: Sequence[str]) -> Iterator[_Said]:
    passages = value.passages
    talks = value.examples if isinstance(value, Section) else value.prompts
    ends: dict[int, int] = {}
    for place in (*(p.extent or p.place for p in passages), *(talk.place for talk in talks)):
        ends[place.line] = max(ends.get(place.line, 0), place.end_line)
    comments = {p.place.line: p.place.end_line for p in passages if re.match(_OPENS, p.text)}
    for passage in passages:
        if MARK not in passage.text:
            continue
        if passage.role is not PassageRole.COMMENTARY:
            yield from _inline(passage, lines)
            continue
        for place, text in _own_lines(passage, lines):
            alone = text.endswith("-->") and text.count("-->") == 1
            block = _block(lines, place.end_line, ends, comments)
            said = text[4:-3].strip() if alone else None
            yield _Said(said, place, [block] if block else [], _BODY_FORM)


def _own_lines(passage: Passage, lines: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """The comments of a commentary passage: itself, or lines of a block of commentary."""
    if re.match(_OPENS, passage.text):
        yield passage.place, passage.text
    elif not passage.text.startswith("<!--"):
        for number in range(passage.place.line, passage.place.end_line + 1):
            line = lines[number - 1]
            text = line.strip()
            if re.match(_OPENS, text):
                column = len(line) - len(line.lstrip()) + 1
                end = max(len(line.rstrip()), 1)
                yield Place(passage.place.path, number, column, number, end), text


def _inline(passage: Passage, lines: Sequence[str]) -> Iterator[_Said]:
    """A comment within a sentence; what stands in code is text."""
    if passage.text.startswith(("`", "~", "<!--")):
        return
    for number in range(passage.place.line, passage.place.end_line + 1):
        line = re.sub(_CODE, lambda code: " " * len(code[0]), lines[number - 1])
        match = re.search(_OPENS, line)
        if match:
            closes = line.find("-->", match.end())
            end = closes + 3 if closes >= 0 else max(len(line.rstrip()), 1)
            place = Place(passage.place.path, number, match.start() + 1, number, end)
            yield _Said(None, place, (), _BODY_FORM)
            return


def _block(
    lines: Sequence[str], after: int, ends: Mapping[int, int], comments: Mapping[int, int]
) -> tuple[int, int] | None:
    """First and last line of the block after a line; further comments in between are passed over.

    Args:
        lines: the file's.
        after: the line.
        ends: where each thing ends that was read, by the line where it begins.
        comments: the same of comments of ours.
    """
    first = after + 1
    while first <= len(lines) and (first in comments or not lines[first - 1].strip()):
        first = comments.get(first, first) + 1
    if first > len(lines):
        return None
    item = re.match(_ITEM, lines[first - 1])
    at = last = first
    while True:
        while at <= last:
            last = max(last, ends.get(at, 0))
            at += 1
        more = _run(lines, last)
        if more == last and item:
            more = _next_item(lines, last, len(item["indent"]))
        if more == last:
            return first, last
        last = more


def _run(lines: Sequence[str], last: int) -> int:
    """The next line, unless it is blank or holds the next comment."""
    if last < len(lines) and lines[last].strip() and not re.match(_OPENS, lines[last].lstrip()):
        return last + 1
    return last


def _next_item(lines: Sequence[str], last: int, indent: int) -> int:
    """The line after ``last`` that still belongs to a list, blank lines passed over."""
    for number in range(last, len(lines)):
        line = lines[number]
        if line.strip():
            inner = len(line) - len(line.lstrip())
            sibling = re.match(_ITEM, line)
            goes_on = inner > indent or (inner == indent and sibling is not None)
            return number + 1 if goes_on and not re.match(_OPENS, line.lstrip()) else last
    return last


# --- in YAML -------------------------------------------------------------------------------------


def _front(value: Section | Eval, lines: Sequence[str]) -> Iterator[_Said]:
    if value.front_matter is None:
        return
    first = 2
    last = next((n for n in range(1, len(lines)) if lines[n].rstrip() == "---"), len(lines))
    whole = [(1, 1)]
    if isinstance(value, Eval) and value.header:  # nothing can stand before it in the body
        whole.append((value.header.place.line, value.header.place.end_line))
    yield from _yaml(value.path, value.places, lines, first, last, whole)


def _yaml(
    path: str,
    places: Mapping[str, Place],
    lines: Sequence[str],
    first: int,
    last: int,
    whole: Sequence[tuple[int, int]],
) -> Iterator[_Said]:
    """The comments in lines ``first`` to ``last``; ``whole`` is what the topmost ones cover too."""
    leaves: list[Place] | None = None
    for number in range(first, last + 1):
        line = lines[number - 1]
        match = re.search(_YAML, line) if MARK in line else None
        if match is None:
            continue
        if leaves is None:
            inner = {key.rpartition(".")[0] for key in places}
            leaves = [place for key, place in places.items() if key not in inner]
        if any(_within(place, number, match.start() + 1) for place in leaves):
            continue
        place = Place(path, number, match.start() + 1, number, max(len(line.rstrip()), 1))
        covered = _key(places, number)
        if not line[: match.start()].strip(" \t-"):
            covered = _next_key(places, lines, number, last)
            if all(not row.strip() or row.lstrip()[0] == "#" for row in lines[first - 1 : number]):
                covered = [*covered, *whole]
        yield _Said(match["said"].rstrip(), place, covered, _YAML_FORM)


def _within(place: Place, line: int, column: int) -> bool:
    return (place.line, place.column) <= (line, column) <= (place.end_line, place.end_column)


def _key(places: Mapping[str, Place], line: int) -> list[tuple[int, int]]:
    """The last key that begins in a line, with its value."""
    here = [place for place in places.values() if place.line == line]
    if not here:
        return [(line, line)]
    key = max(here, key=lambda place: (place.column, -place.end_line))
    return [(line, key.end_line)]


def _next_key(
    places: Mapping[str, Place], lines: Sequence[str], line: int, last: int
) -> list[tuple[int, int]]:
    """The outermost key that begins in the next line that is no comment, with its value."""
    for number in range(line + 1, last + 1):
        row = lines[number - 1].strip()
        if row and not row.startswith("#"):
            ends = [place.end_line for place in places.values() if place.line == number]
            return [(number, max(ends, default=number))]
    return []
