"""A published document and its evals, cut into parts, each with the lines it came from.

What could not be given back is refused here where a check is cheap, with the line and what to do;
whatever passes unseen is caught by the comparison at the end of an import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from specctl.errors import SpecctlError
from specctl.markdown import Heading, headings
from specctl.words import slug

DOCUMENT = "model_spec.md"
EXAMPLES = "examples"
MANIFEST = "spec.yaml"
EVALS = "evals"

MAX_LINES = 50_000
"""Lines in one file of the source, so that no file of the spec is longer than is read."""
MAX_ITEMS = 5_000
"""Sections in a document, examples in a section, prompts in an eval."""

_RESERVED = frozenset({EVALS, "readme", "changelog"})
_SHOWN = 10
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_HEADING = re.compile(
    r"(?P<marks>#{1,6}) (?P<title>\S|\S.*\S)"
    r" \{#(?P<id>[^\s{}]+)(?: authority=(?P<authority>[^\s{}]+))?\}"
)
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*#*\Z")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Lines without the blank ones around them, which are counted."""

    before: int
    lines: tuple[str, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the document.

    Attributes:
        line: the heading's.
        depth: 1 at the top level.
        path: of its file in the spec folder.
        children: ids, in order.
        body: its text; it begins ``body.before + 1`` lines after the heading.
        last: whether the document ends with it.
    """

    line: int
    depth: int
    id: str
    title: str
    authority: str | None
    path: str
    children: tuple[str, ...]
    body: Trimmed
    last: bool

    @property
    def first_line(self) -> int:
        """The line of the document where its text begins."""
        return self.line + self.body.before + 1


@dataclass(frozen=True, slots=True)
class EvalPart:
    """One file of ``examples/``; ``stem`` is its name there and in ``evals/``."""

    stem: str
    body: Trimmed
    final_newline: bool

    @property
    def source(self) -> str:
        """Its name in the source."""
        return f"{EXAMPLES}/{self.stem}.md"


def trim(lines: Sequence[str]) -> Trimmed:
    """Take the blank lines off both ends; of nothing but blank lines all stand before."""
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return Trimmed(start, tuple(lines[start:end]), len(lines) - end)


def standard(empty: bool, last: bool) -> tuple[int, int]:
    """How many blank lines stand before and after a section's text where nothing else is said."""
    return int(not (empty and last)), int(not (empty or last))


def refuse(problems: Sequence[str]) -> None:
    """Raise the problems, if there are any, as one error."""
    if problems:
        more = len(problems) - _SHOWN
        rest = [f"... and {more} more lines"] if more > 0 else []
        raise SpecctlError("\n".join([*problems[:_SHOWN], *rest]))


def read_document(content: bytes) -> tuple[tuple[Part, ...], bool]:
    """The sections of a document in order, and whether it ends in a newline.

    Raises:
        SpecctlError: it holds something that could not be given back.
    """
    lines, final_newline = _lines(content, DOCUMENT)
    if not any(lines):
        raise SpecctlError(f"{DOCUMENT}:1: the document is empty", "Import one with sections.")
    found = headings(lines)
    if len(found) > MAX_ITEMS:
        raise too_many(DOCUMENT, found[MAX_ITEMS].line, "sections")
    refuse([f"{DOCUMENT}:{line}: {why}" for line, why in _off_form(lines, found)])
    return _parts(lines, found), final_newline


def read_evals(evals: Mapping[str, bytes]) -> tuple[EvalPart, ...]:
    """The evals in the order of their names.

    Raises:
        SpecctlError: one holds something that could not be given back, or its name is no id.
    """
    problems: list[str] = []
    taken: dict[str, str] = {}
    for name in sorted(evals):
        stem = name.removesuffix(".md")
        if stem == name or not _ID.fullmatch(stem):
            problems.append(f"{EXAMPLES}/{name!a}: {_bad_id(stem)}; rename the file")
        elif stem.casefold() in taken:
            problems.append(f"{EXAMPLES}/{name}: {_clash(stem, taken[stem.casefold()])}")
        taken.setdefault(stem.casefold(), f"{EXAMPLES}/{name}")
    refuse(problems)
    return tuple(_eval(name.removesuffix(".md"), evals[name]) for name in sorted(evals))


def _eval(stem: str, content: bytes) -> EvalPart:
    lines, final_newline = _lines(content, f"{EXAMPLES}/{stem}.md")
    return EvalPart(stem, trim(lines), final_newline)


def _lines(content: bytes, name: str) -> tuple[list[str], bool]:
    """The lines of a source file, and whether the last one ends in a newline."""
    problem = _unusable(content)
    if problem:
        line = content[: problem[0]].count(b"\n") + 1
        raise SpecctlError(f"{name}:{line}: {problem[1]}")
    text = content.decode("utf-8")
    lines = text.removesuffix("\n").split("\n") if text else []
    if len(lines) > MAX_LINES:
        raise SpecctlError(f"{name}:{MAX_LINES + 1}: more than {MAX_LINES:,} lines")
    return lines, text.endswith("\n")


def too_many(path: str, line: int, what: str) -> SpecctlError:
    """The refusal of a source that has more of something than is read."""
    return SpecctlError(f"{path}:{line}: more than {MAX_ITEMS:,} {what}", "Split them up.")


def _unusable(content: bytes) -> tuple[int, str] | None:
    """The offset of what keeps a file from being text with plain line ends, and what to do."""
    if content.startswith(b"\xef\xbb\xbf"):
        return 0, "the file begins with a byte order mark; save it as UTF-8 without one"
    if b"\0" in content:
        return content.index(b"\0"), "a NUL character: this is no text file"
    if b"\r" in content:
        what = "the line ends in CR LF" if b"\r\n" in content else "the line holds a CR"
        return content.index(b"\r"), f"{what}, which a spec's files do not keep; convert to LF"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, f"byte 0x{content[error.start]:02x} is not UTF-8; save it as UTF-8"
    return None


def _off_form(lines: Sequence[str], found: Sequence[Heading]) -> Iterator[tuple[int, str]]:
    """Each line of the document's frame that has no place in a spec, and why."""
    if not found or found[0].line > 1:
        first = next(index for index, line in enumerate(lines, start=1) if line or found)
        yield first, "text before the first heading is in no section; begin with `# Title {#id}`"
    paths: dict[str, int] = {}
    above: list[str] = []
    for heading in found:
        match = _HEADING.fullmatch(lines[heading.line - 1])
        why = _off_heading(heading, match, len(above))
        if why or not match:
            yield heading.line, why
            above = [*above[: heading.level - 1], ""]
            continue
        above = [*above[: heading.level - 1], match["id"]]
        path = "/".join(above).casefold()
        if path in paths:
            yield heading.line, _clash(match["id"], f"line {paths[path]}")
        paths.setdefault(path, heading.line)


def _off_heading(heading: Heading, match: re.Match[str] | None, depth: int) -> str:
    """Why a heading under one of ``depth`` cannot be kept, or ""."""
    marks = "#" * heading.level
    if not match:
        title = " ".join(_ATTRIBUTES.sub("", heading.text).split()) or "Title"
        wanted = f"{marks} {title} {{#{slug(title).replace('-', '_')}}}"
        return (
            "a heading is given back only as `# Title {#id}` or `# Title {#id authority=level}`: "
            f"write `{wanted}`"
        )
    if heading.level > depth + 1:
        return f"a heading with {marks} stands below {'#' * depth or 'none'}; levels go one by one"
    for name in (match["id"], match["authority"] or "none"):
        if not _ID.fullmatch(name):
            return f"{_bad_id(name)}; rename it"
    if heading.level == 1 and match["id"].casefold() in _RESERVED:
        return f"the id '{match['id']}' is reserved at the top level; rename it"
    return ""


def _bad_id(name: str) -> str:
    return f"'{name[:100]}' cannot be an id: use letters, digits, '_' and '-', 100 at most"


def _clash(name: str, where: str) -> str:
    return f"the id '{name}' would share its file with that of {where}; rename one"


def _parts(lines: Sequence[str], found: Sequence[Heading]) -> tuple[Part, ...]:
    matches = [_HEADING.fullmatch(lines[heading.line - 1]) for heading in found]
    heads = [(h, m) for h, m in zip(found, matches, strict=True) if m]
    ends = [heading.line - 1 for heading, _ in heads[1:]] + [len(lines)]
    parts: list[Part] = []
    above: list[str] = []
    for index, ((heading, match), end) in enumerate(zip(heads, ends, strict=True)):
        above = [*above[: heading.level - 1], match["id"]]
        parts.append(
            Part(
                heading.line,
                heading.level,
                match["id"],
                match["title"],
                match["authority"],
                "/".join(above) + ".md",
                tuple(_children(heads, index)),
                trim(lines[heading.line : end]),
                index == len(heads) - 1,
            )
        )
    return tuple(parts)


def _children(heads: Sequence[tuple[Heading, re.Match[str]]], index: int) -> Iterator[str]:
    level = heads[index][0].level
    for heading, match in heads[index + 1 :]:
        if heading.level <= level:
            return
        if heading.level == level + 1:
            yield match["id"]
