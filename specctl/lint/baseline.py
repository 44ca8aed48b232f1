"""The baseline: findings that a team has put up with so far, so that only new ones count.

An entry has no line and no message: it is the rule, the section, the subject and a fingerprint of
the text that the finding is about. So a finding stays known when lines are added above it, when
its text is reflowed, and when its section is renamed; one about an id (an example, an anchor) also
when its text is edited.

The file is JSON, an entry on each line. Every line but the first and last begins with its comma,
so that adding one changes no other: that merges well.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from specctl.lint.scope import About
from specctl.lint.settings import READING, Settings
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.words import fingerprint, fold

if TYPE_CHECKING:
    from specctl.lint.engine import Outcome

NAME = "lint-baseline.json"
"""The file in the spec folder."""

SCHEMA = "specctl/baseline/1"
Lines = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
"""The lines of some files by ``place.path``; none of what cannot be read."""

_MOST = 1_000_000


class Entry(NamedTuple):
    """What a finding is known by.

    ``section`` is its section, else the path in the spec folder; ``text`` a fingerprint.
    """

    rule: str
    section: str
    subject: str
    text: str


_Key = Callable[[Entry], tuple[str, ...]]
_KEYS: tuple[_Key, ...] = (
    tuple,
    lambda one: (one.rule, one.section, one.subject) if one.subject else (),
    lambda one: (one.rule, one.subject, one.text) if one.text else (),
    lambda one: (one.rule, one.text) if one.text else (),
    lambda one: (one.rule, one.subject) if one.subject else (),
    lambda one: () if one.subject or one.text else (one.rule,),
)
"""By what a finding and an entry are matched: all of it, else what an edit or a rename leaves.

An entry that a key is empty for is not matched by it.
"""


class Malformed(ValueError):
    """A baseline that cannot be read: why, the line, and what to do but for writing it anew."""

    def __init__(self, message: str, line: int = 1, remedy: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.remedy = remedy


def entry_of(finding: Finding, lines: Sequence[str]) -> Entry:
    """What a finding is known by; ``lines`` are its file's."""
    text = _text(finding.place, lines)
    return Entry(finding.rule, finding.home, finding.subject or "", text)


def _text(place: Place, lines: Sequence[str]) -> str:
    """A fingerprint of what stands at a place; "" where that says nothing, as a file's start."""
    rows = list(lines[place.line - 1 : place.end_line])
    if not rows:
        return ""
    rows[-1] = rows[-1][: place.end_column]
    rows[0] = rows[0][place.column - 1 :]
    text = fold("\n".join(rows))
    return fingerprint(text) if len(text) > 1 else ""


def read(content: bytes) -> Counter[Entry]:
    """The entries of a baseline with their counts.

    Raises:
        Malformed: it is something else, such as one with the marks of a conflict.
    """
    try:
        data = json.loads(content.decode("utf-8"))
    except json.JSONDecodeError as error:
        marks = re.search(rb"(?m)^(?:<{7}|={7}|>{7})", content)
        if marks:
            line = content.count(b"\n", 0, marks.start()) + 1
            remedy = "keep the lines of both sides without them, or "
            raise Malformed("holds the marks of a merge", line, remedy) from None
        raise Malformed(f"cannot be read as JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"cannot be read as JSON: {error}") from None
    if not isinstance(data, list) or not data or data[0] != {"schema": SCHEMA}:
        raise Malformed(f'is no baseline: it does not begin with {{"schema": "{SCHEMA}"}}')
    found: Counter[Entry] = Counter()
    for number, row in enumerate(data[1:], start=1):
        entry, count = _entry(row), row.get("count", 1) if isinstance(row, dict) else None
        if entry is None or type(count) is not int or not 0 < count <= _MOST:
            raise Malformed(f"holds something else than a finding as entry {number}")
        found[entry] += count
    return found


def _entry(row: object) -> Entry | None:
    if not isinstance(row, dict):
        return None
    parts = [row.get(name, "") for name in Entry._fields]
    return Entry(*parts) if all(isinstance(part, str) for part in parts) and parts[0] else None


def dump(entries: Mapping[Entry, int]) -> str:
    """A baseline as text, sorted; :func:`read` gives it back."""
    rows = [json.dumps({"schema": SCHEMA})]
    for entry in sorted(entries):
        data = {name: part for name, part in zip(Entry._fields, entry, strict=True) if part}
        count = {"count": entries[entry]} if entries[entry] > 1 else {}
        rows.append(f",{json.dumps(data | count, ensure_ascii=False)}")
    return "\n".join([f"[{rows[0]}", *rows[1:], "]\n"])


def baseline_of(findings: Iterable[Finding], lines: Lines) -> str:
    """The baseline of findings, those about what keeps a file from being read left out."""
    kept = [finding for finding in findings if _may_be_known(finding)]
    return dump(Counter(_entries(kept, lines)))


def _may_be_known(finding: Finding) -> bool:
    return finding.rule not in READING and finding.rule != "malformed-baseline"


def _entries(findings: Sequence[Finding], lines: Lines) -> list[Entry]:
    read_ = lines(list(dict.fromkeys(f.place.path for f in findings))) if findings else {}
    return [entry_of(finding, read_.get(finding.place.path, ())) for finding in findings]


class Split(NamedTuple):
    """Findings that are new, those that are known, and how many of the known are there no more."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: int


def split(findings: Sequence[Finding], entries: Mapping[Entry, int], lines: Lines) -> Split:
    """Tell new findings from known ones.

    Each entry stands for as many findings as it counts, and what is most alike is matched first.

    Args:
        findings: in their order, which stays.
        entries: what is known.
        lines: reads files.
    """
    able = [n for n, finding in enumerate(findings) if _may_be_known(finding)]
    known, left = _matched([(n, findings[n]) for n in able], entries, lines, _KEYS)
    return Split(*_parted(findings, known), sum(count for count in left.values() if count > 0))


def _parted(
    findings: Sequence[Finding], known: Set[int]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that are not among the known numbers, and those that are."""
    return (
        tuple(f for n, f in enumerate(findings) if n not in known),
        tuple(f for n, f in enumerate(findings) if n in known),
    )


def _matched(
    findings: Sequence[tuple[int, Finding]],
    entries: Mapping[Entry, int],
    lines: Lines,
    keys: Sequence[_Key],
) -> tuple[set[int], Counter[Entry]]:
    """The numbers of the findings that entries stand for, and the entries that are left."""
    plain, left = _plainly_known(findings, entries)
    rest = [(n, finding) for n, finding in findings if n not in plain]
    told = _entries([finding for _, finding in rest], lines)
    mine = {n: entry for (n, _), entry in zip(rest, told, strict=True)}
    for key in keys:
        waiting: dict[tuple[str, ...], list[Entry]] = {}
        for entry in sorted(left):
            if left[entry] > 0 and key(entry):
                waiting.setdefault(key(entry), []).append(entry)
        for number, entry in list(mine.items()):
            options = waiting.get(key(entry), []) if key(entry) else []
            while options and left[options[0]] <= 0:
                options.pop(0)
            if options:
                left[options[0]] -= 1
                del mine[number]
    return {n for n, _ in findings} - mine.keys(), left


def _plainly_known(
    findings: Iterable[tuple[int, Finding]], entries: Mapping[Entry, int]
) -> tuple[set[int], Counter[Entry]]:
    """The findings of which there are as many about one thing as the baseline holds.

    Whatever their texts are, they use up just these entries; so no file has to be read for them.
    Returns their numbers, and the other entries.
    """
    held: Counter[tuple[str, str, str]] = Counter()
    for entry, count in entries.items():
        held[entry[:3]] += count
    numbers: dict[tuple[str, str, str], list[int]] = {}
    for number, finding in findings:
        if finding.subject:
            about = (finding.rule, finding.home, finding.subject)
            numbers.setdefault(about, []).append(number)
    plain = {about for about, some in numbers.items() if len(some) == held[about]}
    left = {entry: count for entry, count in entries.items() if entry[:3] not in plain}
    return {number for about in plain for number in numbers[about]}, Counter(left)


def against(
    outcome: Outcome, content: bytes | None, lines: Lines, settings: Settings, folder: str
) -> Outcome:
    """An outcome without the findings that the spec's baseline holds.

    Args:
        outcome: of the whole spec.
        content: the baseline's, or None where there is none.
        lines: reads files of the spec.
        settings: the lint settings that count.
        folder: the spec folder's name.
    """
    if content is None:
        return outcome
    try:
        entries = read(content)
    except Malformed as error:
        finding = _malformed(error, settings, folder)
        return outcome._replace(findings=(*finding, *outcome.findings))
    found = split(outcome.findings, entries, lines)
    return outcome._replace(findings=found.new, known=found.known, gone=found.gone)


def _malformed(error: Malformed, settings: Settings, folder: str) -> tuple[Finding, ...]:
    severity = settings.severity("malformed-baseline", Severity.ERROR, About(NAME))
    if severity is None:
        return ()
    message = (
        f"the baseline {error}; {error.remedy}write it anew with `specctl lint --write-baseline`"
    )
    place = Place(f"{folder}/{NAME}", error.line, 1, error.line, 1)
    return (Finding("malformed-baseline", place, message, severity),)


class Since(NamedTuple):
    """Findings that are new, those that were there earlier, and the earlier ones that are gone."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def since(
    findings: Sequence[Finding],
    lines: Lines,
    earlier: Sequence[Finding],
    earlier_lines: Lines,
    *,
    reviewing: bool = False,
) -> Since:
    """Tell new findings from those that an earlier state of the spec has too.

    They are matched as with a baseline.

    Args:
        findings, lines: of the spec.
        earlier, earlier_lines: of its earlier state, with the same lint settings.
        reviewing: for people who want to know what a change brings. What keeps a file from being
            read may be known, too; a finding about nothing in particular (no id, no text) is known
            in its own section only, so that one in a new section is new.
    """
    able = [(n, f) for n, f in enumerate(findings) if reviewing or _may_be_known(f)]
    before = [f for f in earlier if reviewing or _may_be_known(f)]
    entries = _entries(before, earlier_lines)
    keys = _KEYS[:-1] if reviewing else _KEYS
    known, left = _matched(able, Counter(entries), lines, keys)
    gone = []
    for finding, entry in zip(reversed(before), reversed(entries), strict=True):
        if left[entry] > 0:
            left[entry] -= 1
            gone.append(finding)
    return Since(*_parted(findings, known), tuple(reversed(gone)))
