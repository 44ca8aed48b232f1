"""Rules of characters: those that nobody sees, white space, and dashes of more than one form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from specctl.lint.card import placed
from specctl.lint.file import File
from specctl.lint.prose import COMMENT
from specctl.lint.settings import Settings
from specctl.lint.totals import Totals
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Section

# --- characters that nobody sees -----------------------------------------------------------------


class _Kind(NamedTuple):
    """Characters that are wrong in the same way; ``wrong`` follows their name."""

    characters: str
    severity: Severity
    wrong: str
    fixable: bool = False


_KINDS = {
    "hides": _Kind(
        "\U000e0000-\U000e007f\U000e0100-\U000e01ef",
        Severity.ERROR,
        "hides text that a model reads and a person does not see; remove it",
    ),
    "turns": _Kind(
        "\u202a-\u202e\u2066-\u2069",
        Severity.ERROR,
        "makes the text look otherwise than it reads; remove it",
    ),
    "joins": _Kind(
        "\u200c\u200d\u200e\u200f\u061c", Severity.WARNING, "is invisible; remove it", True
    ),
    "nothing": _Kind(
        "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f"
        "\u3164\ufeff\uffa0\ufff9-\ufffb",
        Severity.WARNING,
        "is invisible; remove it",
        True,
    ),
    "controls": _Kind(
        "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029",
        Severity.WARNING,
        "is a control character, and no text; remove it",
    ),
    "spaces": _Kind(
        "\u00a0\u2007\u202f", Severity.INFO, "does not break a line; write a plain space", True
    ),
}
_SUPPLEMENT = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U000e0100-\U000e01ef]")
# Few specs need these, so they are compiled when one does.
_INVISIBLE = "|".join(f"(?P<{n}>[{k.characters}]+)" for n, k in _KINDS.items())
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_KEEPS_AFTER = "[\\d\u00a7\u00ab\u2116.]"  # "10 kg", "Mr. Smith": a space that holds
_KEEPS_BEFORE = "[\\d%:;!?\u00b0\u00bb\u2013\u2014\u20ac]"


def invisible_character(file: File) -> Iterator[Finding]:
    """Characters that show nothing, or that show text otherwise than it reads."""
    text = "\n".join(file.lines)
    seen = text.replace("\n", " ").replace("\t", " ").isprintable()
    if seen and (text.isascii() or not _SUPPLEMENT.search(text)):
        return
    comments = _comments(text)
    offset = 0
    for number, line in enumerate(file.lines, 1):
        for match in re.finditer(_INVISIBLE, line):
            if match.lastgroup and not _legitimate(match, match.lastgroup):
                at = offset + match.start()
                yield _unseen(file, number, match, _KINDS[match.lastgroup], comments(at))
        offset += len(line) + 1


def _unseen(file: File, line: int, match: re.Match[str], kind: _Kind, comment: bool) -> Finding:
    name = ", ".join(dict.fromkeys(map(_named, match[0])))
    place = Place(file.path, line, match.start() + 1, line, match.end())
    inside = bool(match.string[: match.start()].strip())  # indentation means something
    return file.finding(
        "invisible-character",
        place,
        f"{name} {kind.wrong}",
        severity=kind.severity,
        fixable=kind.fixable and not comment and (inside or kind is not _KINDS["spaces"]),
    )


def _named(character: str) -> str:
    from unicodedata import name

    code = f"U+{ord(character):04X}"
    known = name(character, "").lower()
    return f"{code} ({known})" if known else code


def _legitimate(match: re.Match[str], kind: str) -> bool:
    """Whether some script, a flag, an emoji or a number needs the characters here."""
    line, start, end = match.string, match.start(), match.end()
    before, after = line[start - 1 : start], line[end : end + 1]
    if kind == "hides":
        ideograph = "\u3400" <= before <= "\u9fff" or before >= "\U00020000"
        flag = re.match(_FLAG, line[start - 1 : start + 9]) if start else None
        return bool(flag) or (match[0] >= "\U000e0100" and ideograph and len(match[0]) == 1)
    if kind == "turns":
        return not {"\u202d", "\u202e"} & {*match[0]} and bool(re.search(_RIGHT_TO_LEFT, line))
    if kind == "joins" and match[0] in "\u200e\u200f\u061c":
        return bool(re.search(_RIGHT_TO_LEFT, line))
    if kind == "joins" and before >= "\u2190" and after >= "\u2190":
        return len(match[0]) == 1  # parts of one emoji
    if kind in ("joins", "nothing"):
        return "\u0590" <= before <= "\u1dff"  # scripts whose letters join, or that part no words
    if kind != "spaces":
        return False
    return bool(re.match(_KEEPS_AFTER, before) or re.match(_KEEPS_BEFORE, after))


def _comments(text: str) -> Callable[[int], bool]:
    """Whether an offset of a text stands in a comment."""
    spans = [match.span() for match in COMMENT.finditer(text)]

    def inside(offset: int) -> bool:
        row = bisect_right(spans, (offset, len(text))) - 1
        return row >= 0 and offset < spans[row][1]

    return inside


# --- white space ---------------------------------------------------------------------------------

_BLOCK_SCALAR = re.compile(r"[|>][-+\d]*(?:\s+#.*)?\Z")
_MARKER = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])?\Z")


def trailing_space(file: File) -> Iterator[Finding]:
    """Spaces at the end of a line, but two that break it: that is how Markdown says so."""
    text = "\n".join(file.lines) + "\n"
    if " \n" not in text and "\t\n" not in text:
        return
    lines, last = file.lines, last_line(file.lines)
    breaks, kept_by_yaml = _breaks(file), _kept_by_yaml(file)
    comments = _comments(text)
    offset = 0
    for number, line in enumerate(lines[:last], 1):
        kept = len(line.rstrip(" \t"))
        if kept < len(line) and number not in breaks:
            place = Place(file.path, number, kept + 1, number, len(line))
            fixable = not comments(offset + kept) and number > kept_by_yaml
            message = "the line ends in spaces; remove them"
            yield file.finding("trailing-space", place, message, fixable=fixable)
        offset += len(line) + 1


def last_line(lines: Sequence[str]) -> int:
    """The number of the last line that is not blank; what follows is final-newline's."""
    return next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip(" \t")), 0)


def _breaks(file: File) -> frozenset[int]:
    """The lines of prose that end in a break: two spaces or more, and the paragraph goes on."""
    lines = file.lines
    return frozenset(
        line
        for passage in file.value.passages
        for line in range(passage.place.line, passage.place.end_line + 1)
        if lines[line - 1].endswith("  ") and line < len(lines) and lines[line].strip()
    )


def _kept_by_yaml(file: File) -> int:
    """The last line of front matter in which the end of a line may be text, or 0."""
    head = file.value.front_matter
    rows = file.lines[: head.end_line] if head else ()
    return len(rows) if any(_BLOCK_SCALAR.search(row) for row in rows) else 0


def space_before_anchor(file: File) -> Iterator[Finding]:
    """An anchor that does not touch the words that it marks."""
    one = file.value
    for passage in one.passages if isinstance(one, Section) else ():
        for anchor in passage.anchors:
            at = anchor.place
            before = file.lines[at.line - 1][: at.column - 1]
            words = before.rstrip(" \t\u00a0")
            if words == before or words.endswith("|") or _MARKER.match(words):
                continue
            place = Place(at.path, at.line, len(words) + 1, at.line, at.column - 1)
            message = f"a space parts [^{anchor.id}] from its words; remove it"
            yield file.finding("space-before-anchor", place, message, anchor.id, fixable=True)


# --- dashes --------------------------------------------------------------------------------------


def inconsistent_dash(whole: Whole) -> Iterator[Finding]:
    """A dash in another form than most of the spec's, or than the manifest wants."""
    wanted = dash_form(whole)
    for section in whole.sections:
        for form, at, mendable in section.dashes:
            if form != wanted:
                message = f"'{form}' stands for a dash, and this spec writes '{wanted}'; write that"
                yield Finding(
                    "inconsistent-dash",
                    placed(section.path, at),
                    message,
                    section=section.id,
                    fixable=bool(mendable),
                )


def dash_form(whole: Whole) -> str:
    """The dash of the spec's prose, with the spaces around it."""
    return dash_of(whole.totals, whole.settings)


def dash_of(totals: Totals, settings: Settings) -> str:
    """The same: what the manifest says, else the form that is there most often, else ``---``."""
    chosen = settings.option("inconsistent-dash", "form")
    if chosen:
        return str(chosen)
    counts = totals.dashes
    return min(counts, key=lambda form: (-counts[form], form != " --- ", form), default=" --- ")
