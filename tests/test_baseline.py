"""The baseline: what is known stays quiet, what is new does not, whatever becomes of the lines."""

import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linting import BASE, FOLDER, TODAY, lines_of, said, spec_of

from specctl.classify import classify, policy
from specctl.diff import compare
from specctl.lint import lint
from specctl.lint.baseline import (
    Entry,
    Malformed,
    Since,
    Split,
    against,
    baseline_of,
    dump,
    read,
    since,
    split,
)
from specctl.lint.engine import Outcome
from specctl.lint.settings import settings_of
from specctl.model import Finding, Place, Severity, Snapshot
from specctl.parse import parse

GREET = """\
---
id: greet
title: Greet the reader
authority: user
---
The assistant should greet the reader, see [?](#nowhere).

It should be brief, see [?](#nowhere), and kind.
"""
OTHER = GREET.replace("#nowhere), and", "#elsewhere), and")


def with_greet(text: str, path: str = "greet.md") -> dict[str, bytes]:
    files = {k: v for k, v in BASE.items() if k != "greet.md"}
    name = path.removesuffix(".md")
    files["spec.yaml"] = files["spec.yaml"].replace(b"greet", name.encode())
    return {**files, path: text.replace("id: greet", f"id: {name}").encode()}


def findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    return lint(spec_of(files), today=TODAY)


def after(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Split:
    """What is new in a spec whose earlier state was made the baseline."""
    known = baseline_of(findings(old), lines_of(spec_of(old)))
    return split(findings(new), read(known.encode()), lines_of(spec_of(new)))


ROWS: list[tuple[str, str, str, list[str], int]] = [
    # what happens, text, file, what is new, what is gone
    ("nothing", GREET, "greet.md", [], 0),
    ("lines above", GREET.replace("The assis", "Hello.\n\nAnd more.\n\nThe assis"), "greet.md", [], 0),
    ("a reflow", GREET.replace("reader, see", "reader,\nsee"), "greet.md", [], 0),
    ("another name", GREET, "welcome.md", [], 0),
    ("another order", GREET.replace("should greet", "must greet").replace("brief", "short"), "greet.md", [], 0),
    ("one put right", GREET.replace("[?](#nowhere), and", "and"), "greet.md", [], 1),
    ("one more", GREET + "\nSee [?](#nowhere).\n", "greet.md", ["spec/greet.md:10"], 0),
    ("another target", OTHER, "greet.md", ["spec/greet.md:8"], 1),
    ("another rule", GREET.replace("authority: user", "authority: usr"), "greet.md", ["spec/greet.md:4"], 0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "path", "new", "gone"), ROWS, ids=[r[0] for r in ROWS])
def test_only_what_is_new_is_shown(
    what: str, text: str, path: str, new: list[str], gone: int
) -> None:
    found = after(with_greet(GREET), with_greet(text, path))
    assert [f"{f.place.path}:{f.place.line}" for f in found.new] == new
    assert found.gone == gone
    assert len(found.known) == len(findings(with_greet(text, path))) - len(new)


@pytest.mark.parametrize(("what", "text", "path", "new", "gone"), ROWS, ids=[r[0] for r in ROWS])
def test_since_an_earlier_state_the_same_holds(
    what: str, text: str, path: str, new: list[str], gone: int
) -> None:
    old, head = with_greet(GREET), with_greet(text, path)
    found, like = told(old, head), after(old, head)
    assert (found.new, found.known, len(found.gone)) == (like.new, like.known, like.gone)


def told(old: dict[str, bytes], head: dict[str, bytes], *, reviewing: bool = False) -> Since:
    return since(
        findings(head),
        lines_of(spec_of(head)),
        findings(old),
        lines_of(spec_of(old)),
        reviewing=reviewing,
    )


@pytest.mark.parametrize(("what", "text", "path", "new", "gone"), ROWS, ids=[r[0] for r in ROWS])
def test_a_review_tells_old_findings_from_new_and_fixed_ones_in_the_same_way(
    what: str, text: str, path: str, new: list[str], gone: int
) -> None:
    old, head = with_greet(GREET), with_greet(text, path)
    found = told(old, head, reviewing=True)
    assert [f"{f.place.path}:{f.place.line}" for f in found.new] == new
    assert len(found.gone) == gone
    assert {*found.new, *found.known} == {*findings(head)}
    assert {*found.gone} <= {*findings(old)}


def test_in_a_review_what_is_about_nothing_in_particular_is_new_in_another_section() -> None:
    quotes = GREET + "\nIt is the desk's, and not the reader\u2019s.\n"
    old, head = with_greet(quotes), {**with_greet(GREET), **with_greet(quotes, "other.md")}
    assert [f.rule for f in told(old, head).known if f.rule == "mixed-quotes"]
    found = told(old, head, reviewing=True)
    assert [f.rule for f in (*found.new, *found.gone) if f.rule == "mixed-quotes"] == [
        "mixed-quotes"
    ] * 2


def test_in_a_review_what_keeps_a_file_from_being_read_may_be_old() -> None:
    old = with_greet("no front matter\n")
    found = told(old, old, reviewing=True)
    assert (found.new, found.gone) == ((), ())
    assert [f.rule for f in told(old, old).new] == ["invalid-front-matter"]


def test_what_has_no_text_of_its_own_stays_known_under_another_name() -> None:
    text = GREET + "\nIt should nod [^n0dd], \nin the reader's way, and not in the desk\u2019s.\n"
    rules = {f.rule for f in findings(with_greet(text))}
    assert rules > {"space-before-anchor", "mixed-quotes", "trailing-space"}
    assert after(with_greet(text), with_greet(text, "welcome.md")).new == ()


def test_a_baseline_written_again_holds_only_what_is_there() -> None:
    spec = spec_of(with_greet(GREET.replace("[?](#nowhere), and", "and")))
    text = baseline_of(lint(spec, today=TODAY), lines_of(spec))
    assert text == (
        '[{"schema": "specctl/baseline/1"}\n'
        ',{"rule": "dangling-link", "section": "greet", "subject": "nowhere", "text": "'
        f'{next(iter(read(text.encode()))).text}"}}\n'
        "]\n"
    )


def test_what_keeps_a_file_from_being_read_is_never_known() -> None:
    old = with_greet("no front matter\n")
    assert [f.rule for f in after(old, old).new] == ["invalid-front-matter"]
    assert dict(read(baseline_of(findings(old), lines_of(spec_of(old))).encode())) == {}


BROKEN = [
    (b"", 1, "cannot be read as JSON"),
    (b"{}", 1, "is no baseline"),
    (b"[]", 1, "is no baseline"),
    (b'[{"schema": "specctl/baseline/2"}]', 1, "is no baseline"),
    (b'[{"schema": "specctl/baseline/1"}\n,5]', 1, "as entry 1"),
    (b'[{"schema": "specctl/baseline/1"}\n,{"rule": "r"}\n,{"rule": "r", "count": 0}]', 1, "as entry 2"),
    (b'[{"schema": "specctl/baseline/1"}\n,{"rule": "r", "count": true}]', 1, "as entry 1"),
    (b'[{"schema": "specctl/baseline/1"}\n,{"rule": "r", "text": 5}]', 1, "as entry 1"),
    (b'[{"schema": "specctl/baseline/1"}\n<<<<<<< HEAD\n]', 2, "holds the marks of a merge"),
    (b'[{"schema": "specctl/baseline/1"}\n,{"rule": "r"}\n=======\n]', 3, "holds the marks of a merge"),
    (b'[{"schema": "specctl/baseline/1"}\n,\n]', 3, "cannot be read as JSON"),
    (b"\xff", 1, "cannot be read as JSON"),
    (b"[" * 100_000, 1, "cannot be read as JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "why"), BROKEN)
def test_a_baseline_that_is_none_hides_nothing_and_says_so(
    content: bytes, line: int, why: str
) -> None:
    with pytest.raises(Malformed, match=why):
        read(content)
    spec = spec_of(with_greet(GREET))
    outcome = Outcome(lint(spec, today=TODAY))
    settings = settings_of(spec.manifest)
    found = against(outcome, content, lines_of(spec), settings, FOLDER).findings
    assert found[1:] == outcome.findings
    first = found[0]
    assert (first.rule, first.severity) == ("malformed-baseline", Severity.ERROR)
    assert first.place == Place("spec/lint-baseline.json", line, 1, line, 1), said(first)
    assert why in first.message


def test_baselines_of_two_branches_merge(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    middle = [Entry("m", "s", "", "1"), Entry("n", "s", "", "1"), Entry("o", "s", "", "1")]
    first, last = Entry("a", "s", "", "1"), Entry("z", "s", "", "1")
    base.write_text(dump(Counter(middle)))
    ours.write_text(dump(Counter([first, *middle])))
    theirs.write_text(dump(Counter([*middle, last])))
    merged = subprocess.run(
        ["git", "merge-file", "-p", ours, base, theirs], capture_output=True, check=True
    )
    assert read(merged.stdout) == Counter([first, *middle, last])


PARTS = st.text("ab é\n\"'", max_size=3)
ENTRIES = st.builds(Entry, st.sampled_from(["r", "q"]), PARTS, PARTS, st.sampled_from(["", "1"]))
COUNTS = st.dictionaries(ENTRIES, st.integers(1, 3), max_size=6)


@given(COUNTS)
def test_what_is_written_is_read(entries: dict[Entry, int]) -> None:
    text = dump(entries)
    assert read(text.encode()) == entries
    assert dump(read(text.encode())) == text
    assert text.count("\n") == len(entries) + 2


@st.composite
def some_findings(draw: st.DrawFn) -> list[Finding]:
    lines = st.integers(1, 4)
    made = []
    for line in draw(st.lists(lines, max_size=8)):
        rule = draw(st.sampled_from(["r", "q", "unreadable-file"]))
        subject = draw(st.sampled_from([None, "a", "b"]))
        section = draw(st.sampled_from([None, "s"]))
        place = Place("spec/s.md", line, 1, line, 3)
        made.append(Finding(rule, place, "m", Severity.ERROR, section, subject))
    return made


@given(some_findings(), COUNTS)
def test_nothing_is_lost_and_nothing_comes_up(
    found: list[Finding], entries: dict[Entry, int]
) -> None:
    lines = {"spec/s.md": ("one", "two", "one", "")}
    told = split(found, entries, lambda paths: {p: lines[p] for p in paths})
    assert Counter(told.new) + Counter(told.known) == Counter(found)
    assert len(told.known) + told.gone == sum(entries.values())
    own = read(baseline_of(found, lambda paths: {p: lines[p] for p in paths}).encode())
    again = split(found, own, lambda paths: {p: lines[p] for p in paths})
    assert {f.rule for f in again.new} <= {"unreadable-file"}
    assert again.gone == 0


# --- in a review ---------------------------------------------------------------------------------

HELD = b'[{"schema": "specctl/baseline/1"}\n,{"rule": "self-link"}\n]\n'


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [(None, HELD, "from 0 to 1"), (HELD, None, "from 1 to 0"), (HELD, HELD[:-2] + b',{"rule": "no-bad-reply"}\n]\n', "from 1 to 2")],
)  # fmt: skip
def test_a_changed_baseline_is_a_change_of_governance(
    before: bytes | None, after: bytes | None, counts: str
) -> None:
    sides = [
        parse(Snapshot("test", None, FOLDER, BASE, baseline=content)) for content in (before, after)
    ]
    (row,) = classify(*sides, compare(*sides), policy(sides[0].manifest))
    assert (row.cls, row.rank, row.subject.id) == ("governance-changed", 1, "lint-baseline.json")
    assert row.message.endswith(counts)
    assert compare(sides[0], sides[0]).deltas == ()
