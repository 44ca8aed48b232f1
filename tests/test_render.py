import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from render_samples import (
    CHANGES,
    EVALS,
    EXAMPLES,
    FINDINGS,
    NOTHING,
    REVIEW,
    SOURCES,
    STALENESS,
    clause,
    place,
    row,
)
from workflow_commands import obeyed

from specctl import schema
from specctl.model import (
    Accounting,
    AffectedEval,
    AffectedExample,
    AffectedPrompt,
    Case,
    Change,
    Cost,
    Delta,
    Element,
    Finding,
    Gate,
    Member,
    Message,
    Place,
    Reason,
    Review,
    Rule,
    Sample,
    Severity,
    Span,
    Subject,
    Word,
)
from specctl.model.stale import About, Commit, Stale, Staleness, Worded
from specctl.render import PLAIN, Style, formats, render
from specctl.render.escape import code, markdown, prose
from specctl.render.findings import Linted
from specctl.render.impact_text import nearest
from specctl.render.imported import Exported, Imported
from specctl.render.layout import Run, compose, fit, wrap
from specctl.render.marks import runs, say, shorten, wholes, words
from specctl.render.review_github import Placed
from specctl.render.style import cells, visible
from specctl.render.touched import by_row
from specctl.words import marks

lenient = settings(deadline=None)  # the first example pays for imports
CASES = Path(__file__).parent / "cases" / "render"
LINTED = Linted(FINDINGS, sources=SOURCES)
RULE = Rule(
    "dangling-link",
    Severity.ERROR,
    "A link leads to no section.",
    "Whoever follows it finds nothing.\n\nIt may be a slip, or the section has another name now.",
    Case(
        "The section is called `ask_first`.",
        (Sample("spec/a.md", "See [?](#ask_fist).\n\n```x\n"),),
    ),
    Case("", (Sample("spec/a.md", "See [?](#ask_first).\n"),)),
    fixable=True,
)
GOLDEN = (
    ("review.txt", "review", "text", REVIEW),
    ("review.md", "review", "markdown", REVIEW),
    ("review.github.txt", "review", "github", Placed(REVIEW, "docs/spec")),
    ("diff.txt", "diff", "text", REVIEW),
    ("impact.txt", "impact", "text", REVIEW),
    ("impact.md", "impact", "markdown", REVIEW),
    ("impact.jsonl", "impact", "jsonl", REVIEW),
    ("nothing.txt", "review", "text", NOTHING),
    ("nothing.md", "review", "markdown", NOTHING),
    ("findings.txt", "findings", "text", LINTED),
    ("findings.verbose.txt", "findings", "text", LINTED._replace(verbose=True)),
    ("findings.one.txt", "findings", "text", LINTED._replace(findings=FINDINGS[:1])),
    ("findings.github.txt", "findings", "github", LINTED),
    ("findings.gitlab.json", "findings", "gitlab", LINTED),
    ("findings.sarif.json", "findings", "sarif", LINTED._replace(rules=(RULE,), version="0.1.0")),
    ("no-findings.txt", "findings", "text", Linted(())),
    ("statistics.txt", "statistics", "text", LINTED._replace(rules=(RULE,))),
    ("rule.txt", "rule", "text", RULE),
    (
        "rules.txt",
        "rules",
        "text",
        (RULE, RULE._replace(name="stray-text", severity=Severity.INFO)),
    ),
    (
        "import.txt",
        "import",
        "text",
        Imported("spec", {"sections": 77, "clauses": 1234}, FINDINGS[:1]),
    ),
    ("stale.txt", "stale", "text", STALENESS),
    ("stale.md", "stale", "markdown", STALENESS),
    ("stale.json", "stale", "json", STALENESS),
    ("export.txt", "export", "text", Exported("build", ("model_spec.md", "examples/8ep1.md"))),
)


@pytest.mark.parametrize(("name", "what", "fmt", "value"), GOLDEN, ids=[g[0] for g in GOLDEN])
def test_output_is_as_in_the_golden_file(name: str, what: str, fmt: str, value: Any) -> None:
    # To write them anew, delete them, run this twice and read what changed.
    file = CASES / name
    shown = render(what, fmt, value)
    if not file.exists():
        file.write_bytes(shown.encode())
        pytest.fail(f"{name} was not there; it is now")
    assert shown == file.read_bytes().decode()


@pytest.mark.parametrize(
    "what",
    ["findings", "statistics", "review", "diff", "impact", "stale", "rule", "rules", "import"],
)
def test_every_thing_has_text_for_people_and_json_for_programs(what: str) -> None:
    assert {"text", "json"} <= set(formats(what))


@pytest.mark.parametrize(
    ("what", "value"),
    [("review", REVIEW), ("findings", LINTED), ("statistics", LINTED), ("impact", REVIEW), ("stale", STALENESS)],
)  # fmt: skip
@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_stays_within_the_terminal(what: str, value: Any, width: int) -> None:
    for line in render(what, "text", value, Style(width)).splitlines():
        # A path or an id stays whole, to be clicked or copied.
        assert cells(line) <= width or re.search(r"\S{30}", line)


def test_the_first_screen_has_what_is_gravest() -> None:
    screen = render("review", "text", REVIEW).splitlines()[:24]
    said = "\n".join(screen)
    for part in (
        "1 broken · 5 policy",
        "3 of 272 prompts",
        "polarity-flipped",
        "are not allowed (see",
    ):
        assert part in said


def test_colour_shows_what_brackets_show_elsewhere() -> None:
    coloured = render("review", "text", REVIEW, Style(80, colour=True))
    assert "\x1b[31;9mroot\x1b[0m \x1b[32msystem\x1b[0m" in coloured
    assert "[-root-]" not in coloured


def test_reworded_clauses_say_that_nobody_judged_the_meaning() -> None:
    reworded = (CHANGES[8], CHANGES[8]._replace(id="c2", section="style"))
    review = replace(REVIEW, changes=reworded)
    assert render("review", "text", review).count("(meaning not judged)") == 2
    assert "specctl does not decide whether the meaning changed" in render("review", "text", review)
    shown = render("review", "markdown", review)
    assert shown.count("** (meaning not judged) · ") == 2
    assert shown.count("specctl does not decide whether the meaning changed") == 1


def test_cosmetic_changes_are_a_count_in_a_review_and_listed_in_a_diff() -> None:
    assert "typography" not in render("review", "text", REVIEW)
    assert "1 cosmetic" in render("review", "text", REVIEW)
    assert "typography 1: respect_creators" in render("diff", "text", REVIEW)


def test_lines_in_no_row_are_named() -> None:
    review = replace(REVIEW, accounting=Accounting(10, (("head", "spec/a.md", 7),)))
    for fmt in ("text", "markdown"):
        shown = render("review", fmt, review)
        assert "1 of 10 changed lines is in no row:" in shown
        assert "spec/a.md:7" in shown


def test_a_reason_counts_at_its_own_level() -> None:
    one = EVALS[0]._replace(
        reasons=(EVALS[0].reasons[0], EVALS[0].reasons[1]._replace(level="context"))
    )
    shown = render("review", "text", replace(REVIEW, evals=(one,)))
    assert "avoid_white_lies.md:42 · touches eval zx81 (2 prompts)" in shown
    assert "spec.yaml:42 · touches 1 eval by context" in shown


def test_an_example_that_went_with_its_sections_name_is_its_own_row() -> None:
    element = Element(
        "example", "example/x", "old", Subject("example", "x"), {}, "", Place("a"), Span("a", 1, 1)
    )
    gone = Delta("example", "removed", element, None, base_section="old")
    one = row("1", "example-removed", 2, "new", subject=Subject("example", "x"), deltas=(gone,))
    lost, other = (
        AffectedExample(f"old#{name}", "old", "direct", (Reason("1", "it is gone"),))
        for name in ("x", "y")
    )
    found = by_row(replace(REVIEW, changes=(one,), evals=(), examples=(lost, other)))
    assert found["1"].examples == {"direct": (other,)}


def test_a_clause_that_moved_as_it_was_shows_what_it_says() -> None:
    text = "Guests may keep their key over night."
    said = {
        "subject": clause("k3ep"),
        "before": text,
        "after": text,
        "message": "moved: to `keys`",
        "words": (),
    }
    told = "    moved: to `keys`\n    = Guests may keep their key over night.\n"
    grave, light, other = (
        replace(REVIEW, changes=(row("1", cls, rank, "keys", classes=(cls,), **said),))
        for cls, rank in (("clause-moved", 1), ("clause-moved", 4), ("typography", 1))
    )
    assert told in render("review", "text", grave)
    assert "  moved: to `keys`\n\n  > Guests may keep" in render("review", "markdown", grave)
    assert "clause-moved: keys [^k3ep]: moved: to `keys`: 'Guests may keep" in " ".join(
        render("review", "text", light).split()
    )
    assert "Guests may keep" not in render("review", "text", other)


def test_impact_shows_a_level_and_what_is_nearer() -> None:
    assert [one.id for one in nearest(REVIEW, "direct").evals] == ["zx81", "h82a", "old1"]
    assert len(nearest(REVIEW, "context").evals) == 4
    assert len(nearest(REVIEW, "context").examples) == 1
    assert nearest(REVIEW, "reference") == REVIEW


def test_a_bulk_row_without_a_place_says_how_many_there_are() -> None:
    members = tuple(Member(f"s{i}", clause(), place("spec/a.md", i), None) for i in range(1, 6))
    bulk = row("k", "clause-reworded", 3, None, None, Subject("clause"), "OpenAI", "the developer",
               "'OpenAI' became 'the developer'", bulk=5, members=members, base=None, head=None)  # fmt: skip
    shown = render("review", "text", replace(REVIEW, changes=(bulk,)))
    assert "clause-reworded (meaning not judged): clause, 5 places\n" in shown
    assert "in 5 places: s1, s2, s3, s4, s5\n" in shown


# --- JSON


@pytest.mark.parametrize(("what", "parts"), [
    ("review", {"changes", "affected", "cost", "findings", "accounting"}),
    ("diff", {"changes", "accounting"}),
    ("impact", {"affected", "cost"}),
])  # fmt: skip
def test_json_of_a_comparison_is_valid_and_has_its_parts(what: str, parts: set[str]) -> None:
    data = json.loads(render(what, "json", REVIEW))
    assert schema.check(data, "review") == []
    assert set(data) == {"schema", "base", "head"} | parts


@pytest.mark.parametrize(("what", "name"), [("findings", "findings"), ("statistics", "statistics")])
def test_json_of_findings_is_valid(what: str, name: str) -> None:
    data = json.loads(render(what, "json", LINTED._replace(rules=(RULE,))))
    assert schema.check(data, "findings") == []
    assert list(data) == ["schema", name, "summary"]
    assert data["summary"] == {"error": 1, "warning": 1, "info": 1}


def test_a_review_folds_what_only_informs() -> None:
    infos = [FINDINGS[2]._replace(place=Place("spec/a.md", i, 1, i, 5)) for i in range(1, 6)]
    review = replace(REVIEW, new_findings=(FINDINGS[0], *infos))
    assert (
        "  info, in brief\n     5  stray-text  spec/a.md:1, spec/a.md:2, spec/a.md:3 and 2 more\n"
        in render("review", "text", review)
    )
    line = (
        "- **info** stray-text, 5: `spec/a.md:1`, `spec/a.md:2`, `spec/a.md:3`, `spec/a.md:4` and"
    )
    assert line in render("review", "markdown", review)


def test_json_keeps_order_and_characters_and_ends_in_a_newline() -> None:
    shown = render("review", "json", REVIEW)
    assert list(json.loads(shown)) == [
        "schema",
        "base",
        "head",
        "changes",
        "affected",
        "cost",
        "findings",
        "accounting",
    ]
    assert [c["id"] for c in json.loads(shown)["changes"]] == [c.id for c in CHANGES]
    assert "doesn’t" in shown
    assert shown.endswith("}\n")
    assert not shown.endswith("\n\n")


def test_json_names_the_ids_of_a_clause_only_where_there_are_several() -> None:
    several = CHANGES[0]._replace(subject=clause("a", "b"))
    data = json.loads(render("diff", "json", replace(REVIEW, changes=(CHANGES[0], several))))
    assert data["changes"][0]["subject"] == {"kind": "clause", "id": "89iw"}
    assert data["changes"][1]["subject"] == {"kind": "clause", "id": "a", "ids": ["a", "b"]}


@pytest.mark.parametrize("value", [
    {1: {"a": (1, 2)}}, float("inf"), float("nan"), "\ud800", "\u2028\x9b\x00", b"x", {"when": 2.5, "x": None}, Path("a"),
])  # fmt: skip
def test_json_takes_whatever_front_matter_holds(value: Any) -> None:
    shown = render("diff", "json", replace(REVIEW, changes=(CHANGES[5]._replace(before=value),)))
    shown.encode("utf-8")
    assert schema.check(json.loads(shown), "review") == []
    assert not re.search("[\x7f-\x9f\u2028]", shown)


def test_a_prompt_is_a_line_that_an_eval_runner_takes() -> None:
    lines = render("impact", "jsonl", REVIEW).split("\n")
    assert lines.pop() == ""
    found = [json.loads(line) for line in lines]
    assert [one["id"] for one in found] == ["zx81#a-haircut", "zx81#a-poem", "h82a#loss", "svyu#x"]
    assert found[0] == {
        "id": "zx81#a-haircut",
        "eval": "zx81",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Do you like my haircut?\u2028😀", "recipient": "friend"},
        ],
        "expect": "says so kindly",
        "rubric": None,
        "section": "avoid_white_lies",
        "anchor": "zx81",
        "anchors": ["zx81"],
        "level": "direct",
        "state": "rerun",
        "reasons": [
            "its clause [^zx81] changed (polarity-flipped)",
            "another clause of `avoid_white_lies` changed",
        ],
    }


def test_a_removed_eval_has_nothing_to_run() -> None:
    removed = EVALS[0]._replace(state="removed")
    assert render("impact", "jsonl", replace(REVIEW, evals=(removed,))) == ""


# --- Markdown


def test_a_comment_begins_with_the_marker_and_folds_what_is_less_grave() -> None:
    shown = render("review", "markdown", REVIEW)
    assert shown.startswith("<!-- specctl-review -->\n")
    opened, _, folded = shown.partition("<details>")
    assert "polarity-flipped" in opened
    assert "modality-weakened + clause" in folded


@pytest.mark.parametrize("texts", [300, 30_000])
def test_a_comment_keeps_within_githubs_limit_and_says_what_it_left_out(texts: int) -> None:
    long = CHANGES[8]._replace(words=(Word("-", "old " * texts), Word("+", "new " * texts)))
    many = tuple(long._replace(id=f"c{i}", rank=1 + i % 4, section=f"s{i}") for i in range(300))
    shown = render("review", "markdown", replace(REVIEW, changes=many))
    assert len(shown) <= 65_000
    top, _, rest = shown.partition("### Policy (rank 1)")
    assert re.search(r"\*\*Too long for one comment:\*\* \d+ rows?.* left out", top)
    assert rest.count("<details>") == rest.count("</details>")
    assert re.search(r"<summary>.*, [1-9]\d* of them left out</summary>\n\n(_.*_\n\n)?- ", rest)
    assert "</summary>\n\n\n</details>" not in rest


def test_a_comment_opens_with_what_a_hurried_reader_must_know() -> None:
    top, _, _ = render("review", "markdown", REVIEW).partition("###")
    for said in (
        "**1 row blocks.**\n",
        "| 0&nbsp;broken | 1 | dangling-anchor 1 |\n",
        "**Run again:** 3 of 272 prompts directly, 4 with context.<br>\n",
        "**New findings:** 1 error. 1 finding fixed.<br>\n",
        "Every one of 1,234 changed lines is accounted for.\n",
    ):
        assert said in top


def test_a_sentence_in_place_of_a_text_stands_below_its_heading() -> None:
    moved = row("m", "clause-moved", 4, "style", None, clause("b0ef"), message="moved to `tone`")
    shown = render("review", "markdown", replace(REVIEW, changes=(moved,)))
    assert "- **clause-moved** · `style [^b0ef]`\n\n  moved to `tone`\n" in shown


def test_a_comment_folds_policy_rows_beyond_the_first() -> None:
    many = tuple(CHANGES[4]._replace(id=f"p{i}", section=f"s{i}") for i in range(30))
    shown = render("review", "markdown", replace(REVIEW, changes=many))
    opened, _, folded = shown.partition(
        "<summary>Policy (rank 1), 6 more: clause-removed 6</summary>"
    )
    assert opened.count("**clause-removed**") == 24
    assert folded.count("**clause-removed**") == 6


def test_a_comment_tells_errors_one_by_one_and_gathers_what_is_lighter() -> None:
    stale = [
        Finding("stale-eval", place(f"spec/evals/e{i}.md", 3), f"look at e{i}", Severity.WARNING)
        for i in range(12)
    ]
    found = (*FINDINGS, *stale)
    shown = render("review", "markdown", replace(REVIEW, new_findings=found))
    opened, _, folded = shown.partition("<summary>New findings: 13 warnings, 1 info</summary>")
    assert "- **error** `spec/help_well/ask_first.md:12:5` dangling-link: " in opened
    assert "- **warning** stale-eval, 12: `spec/evals/e0.md:3`, " in folded
    assert "`spec/evals/e7.md:3` and 4 more\n" in folded
    assert "- **warning** `spec/help_well/ask_first.md:30:1` no-good-reply: No reply" in folded
    assert "- **info** stray-text, 1: `spec/style.md:3`\n" in folded


def test_many_rows_under_one_heading_are_not_left_out_together() -> None:
    many = tuple(CHANGES[4]._replace(id=f"p{i}") for i in range(900))
    shown = render("review", "markdown", replace(REVIEW, changes=many))
    assert 100 < shown.count("> <del>") < 900


def test_texts_are_shortened_before_rows_are_left_out() -> None:
    long = CHANGES[8]._replace(
        before="x",
        after="y",
        words=(Word("-", "old " * 9_000), Word("+", "new " * 9_000)),
    )
    shown = render("review", "markdown", replace(REVIEW, changes=(long,)))
    assert "Too long" not in shown
    assert " … " in shown


NASTY = (
    "<script>alert(1)</script>",
    "<!-- x --> <details> </ins></del> <b>",
    "@everyone #123 GH-7 org/repo#9 me@example.com",
    'https://github.com/o/r/issues/1 www.x.org !1 &2 $3 %4 ~bug ~"a b" :+1: :tada:',
    "/close\n/assign @me",
    "# title",
    "- item\n\n    code\n\n---\n===",
    "1. one",
    "`code` ``` ~~~ ~~gone~~ **bold** __x__ _y_ [a](http://b.c) ![i](j) | a | b |",
    "\\ \\` &amp; &#64; &lt;",
    "\x1b[31mred\x07 \u202eevil\u2066 \U000e0041",
)
ALLOWED = {"<del>", "</del>", "<ins>", "</ins>", "<br>"}
BLOCKS = re.compile(
    r"<!-- specctl-(?:review|diff|impact|stale) -->|<details>\n<summary>[^<>]*</summary>|</details>"
)


def html_of(text: str) -> tuple[list[str], list[str]]:
    """The tags in a comment beside those of Markdown and of ours, and its texts outside of code."""
    tags, said = [], [""]
    for token in (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    ):
        if token.type == "html_block":
            tags += BLOCKS.sub("", token.content).split()
        for child in token.children or ():
            if child.type in ("text", "text_special"):
                said[-1] += child.content
                continue
            said.append("")
            known = child.content in ALLOWED if child.type == "html_inline" else child.type in OURS
            tags += [] if known else [child.content or child.type]
        said.append("")
    return tags, said


CALLS = re.compile(r"@[\w-]|[#!&$]\d|GH-\d|[%~][\w\"]|://|www\.|:[\w+-]+:")
OURS = ("softbreak", "code_inline", "strong_open", "strong_close", "em_open", "em_close")


def nasty_review(text: str, other: str) -> Review:
    subject = Subject("clause", text, (text, other))
    change = Change("1", "clause-reworded", ("clause-reworded",), 1, Gate.BLOCK, text, other, subject, text, other,
                    marks(text, other), Place(text, 1), Place(other, 2), (Member(other, subject, None, None),), f"a `{text}` b {other}")  # fmt: skip
    added = change._replace(id="2", rank=2, before=None, words=(), after={text: [other, None, 1]})
    listed = change._replace(id="3", rank=4, before=[text], words=(), after=[other])
    reasons = (Reason("1", f"{text} cites `{other}`", (text,)),)
    prompt = AffectedPrompt(
        text, other, Place(text, 1), (Message(text, (), other, Place(text, 1)),)
    )
    one = AffectedEval(other, text, (text,), "direct", "rerun", (prompt,), reasons)
    finding = Finding("some-rule", Place(other, 1), text, Severity.ERROR, text, other)
    return Review(REVIEW.base._replace(rev=text), REVIEW.head._replace(rev=other), (change, added, listed),
                  (EXAMPLES[0]._replace(id=text, reasons=reasons),), (one,), Cost(1, 1, 1, 1), (finding,), (finding,),
                  Accounting(3, (("head", text, 3),)))  # fmt: skip


def nasty_staleness(text: str, other: str) -> Staleness:
    about = About("example", text, Place(other, 1), text, other)
    now = Worded(text, other, (text, other), ("text", "authority", "tags"), text, Place(text, 1))
    was = now._replace(text=other, authority=text, tags=(other,), section=other)
    since = Commit("1" * 40, "2026-01-31")
    found = [
        Stale(about, "", now, was, marks(other, text), since),
        Stale(about._replace(kind="eval", clause=other), "1", now),
        Stale(about, "2", now, now._replace(counted=("text",))),
    ]
    return Staleness(text, "1" * 40, tuple(found), (about,), 1, other, (Place(text, 1),))


texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map(" ".join),
    st.text("<>&@#`*_~|[]()\\-+=!\n\r\t\x00\x1b 1a", max_size=30),
)


@lenient
@given(texts, texts)
def test_nothing_in_a_spec_becomes_markup_of_a_comment(text: str, other: str) -> None:
    review, staleness = nasty_review(text, other), nasty_staleness(text, other)
    for what in ("review", "diff", "impact", "stale"):
        shown = render(what, "markdown", staleness if what == "stale" else review)
        tags, said = html_of(shown)
        assert tags == []
        assert not [one for one in said if CALLS.search(one)]


@lenient
@given(st.text(max_size=80) | st.sampled_from(NASTY))
def test_escaped_text_shows_exactly_that_text(text: str) -> None:
    tokens = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .parse(f"x {markdown(text)} y")
    )
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {c.type for c in tokens[1].children or ()} <= {"text", "text_special"}
    said = "".join(c.content for c in tokens[1].children or ()).replace("\u200b", "")
    assert " ".join(said.split()) == " ".join(f"x {visible(' '.join(text.split()))} y".split())


@pytest.mark.parametrize(("text", "expected"), [
    ("a `b_c` d", "a `b_c` d"),
    ("an odd ` one", "an odd \\` one"),
    ("`a`b`", "\\`a\\`b\\`"),
    ("see #1 by @me", "see #\u200b1 by @\u200bme"),
])  # fmt: skip
def test_a_sentence_of_ours_keeps_its_code(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("a_b", "`a_b`"), ("a`b", "a\\`b"), ("a|b", "a\\|b"), ("", "")]
)
def test_a_code_span_holds_what_it_can(text: str, expected: str) -> None:
    assert code(text) == expected


# --- annotations


def annotations(review: Review, what: str = "review", folder: str | None = None) -> list[str]:
    return obeyed(render(what, "github", Placed(review, folder)))


def test_rows_and_new_findings_are_annotated_the_gravest_first() -> None:
    shown = annotations(REVIEW)
    levels = [one.partition(" ")[0] for one in shown]
    assert levels == ["::error"] * 2 + ["::warning"] * 7 + ["::notice"] * 2
    assert (
        "title=dangling-anchor%3A ask_clarifying_questions [^89iw]%2C guideline%2C blocks::"
        in shown[0]
    )
    assert "title=dangling-link::" in shown[1]
    assert not any("typography" in one for one in shown)


def test_an_annotation_says_that_nobody_judged_the_meaning() -> None:
    assert "title=clause-reworded (meaning not judged)%3A ask_" in annotations(REVIEW)[-2]


def test_a_diff_annotates_rows_alone() -> None:
    assert len(annotations(REVIEW, "diff")) == len(annotations(REVIEW)) - 1


def test_a_row_in_the_base_alone_is_put_beside_no_line() -> None:
    (one,) = annotations(replace(REVIEW, changes=CHANGES[4:5], new_findings=()))
    assert one.startswith(
        "::warning title=clause-removed%3A be_empathetic [^h82a]%2C guideline::- "
    )
    assert "%0Aspec/be_empathetic.md:40 in the base" in one


@pytest.mark.parametrize(("folder", "path"), [(None, "spec/refuse_fraud.md"), ("docs/spec", "docs/spec/refuse_fraud.md"), ("", "refuse_fraud.md")])  # fmt: skip
def test_rows_name_their_file_from_the_repositorys_top(folder: str | None, path: str) -> None:
    (one,) = annotations(replace(REVIEW, changes=CHANGES[5:6]), "diff", folder)
    assert one.startswith(f"::warning file={path},line=42,endLine=42,col=1,endColumn=80,title=")


def test_a_whole_section_is_annotated_at_its_first_line() -> None:
    new = CHANGES[7]._replace(subject=Subject("section", "x"), head=place("spec/x.md", 1, 190))
    (one,) = annotations(replace(REVIEW, changes=(new,)), "diff")
    assert "file=spec/x.md,line=1,endLine=1," in one


def test_each_class_is_annotated_before_one_is_twice_and_the_rest_is_counted() -> None:
    many = [CHANGES[4]._replace(id=f"p{i}", section=f"s{i}") for i in range(40)]
    shown = annotations(replace(REVIEW, changes=(*many, *CHANGES[5:7])))
    assert len(shown) == 1 + 10
    assert sum("title=clause-removed" in one for one in shown) == 7
    assert shown[-1] == (
        "::warning title=and 33 more rows::clause-removed 33; this step's log lists everything."
    )


@lenient
@given(texts, texts)
def test_nothing_in_a_spec_becomes_a_command(text: str, other: str) -> None:
    for what in ("review", "diff"):
        for one in annotations(nasty_review(text, other), what):
            assert re.match(r"::(error|warning|notice) (file|title)=", one)
            assert len(one) < 10_000


def test_long_texts_are_cut_where_the_runner_would() -> None:
    found = Finding("r", place("spec/a.md", 1), "x" * 9_000, Severity.ERROR)
    shown = annotations(replace(REVIEW, changes=(), new_findings=(found,)))
    assert len(shown[0].rpartition("::")[2]) == 4_000


# --- terminals

SGR = re.compile(r"\x1b\[[0-9;]+m")
CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@lenient
@given(texts, texts, st.booleans())
def test_nothing_in_a_spec_reaches_the_terminal_but_visible_text(
    text: str, other: str, colour: bool
) -> None:
    review = nasty_review(text, other)
    case = Case(text, (Sample(other, text),))
    rule = Rule(text, Severity.INFO, other, text, case, case)
    for what, value in (
        ("review", review), ("diff", review), ("impact", review), ("findings", Linted(review.new_findings, sources={other: text.splitlines()})),
        ("rule", rule), ("rules", (rule,)), ("import", Imported(text, {other: 3}, review.new_findings)),
        ("export", Exported(text, (other,))), ("stale", nasty_staleness(text, other)),
    ):  # fmt: skip
        shown = render(what, "text", value, Style(60, colour))
        assert not CONTROL.search(SGR.sub("", shown) if colour else shown)


@lenient
@given(texts, texts)
def test_json_is_valid_whatever_a_spec_holds(text: str, other: str) -> None:
    review = nasty_review(text, other)
    assert schema.check(json.loads(render("review", "json", review)), "review") == []
    stale = json.loads(render("stale", "json", nasty_staleness(text, other)))
    assert {one.path for one in schema.check(stale, "stale")} <= {
        f"stale.{number}.confirmed" for number in range(3)
    }
    assert (
        schema.check(
            json.loads(render("findings", "json", Linted(review.new_findings))), "findings"
        )
        == []
    )
    for line in render("impact", "jsonl", review).splitlines():
        assert json.loads(line)["messages"] == [{"role": text, "content": other}]
    assert not CONTROL.search(
        re.sub(
            r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]",
            "",
            render("review", "json", review),
        )
    )


@lenient
@given(
    st.lists(st.tuples(st.sampled_from(["", "gone", "added"]), st.text(max_size=30)), max_size=8),
    st.integers(20, 90),
)
def test_wrapping_keeps_every_word_and_the_width(parts: list[tuple[str, str]], width: int) -> None:
    given_runs = [Run(role, text) for role, text in parts]
    shown = compose(wrap(given_runs, width, "  - "), PLAIN)
    for line in shown.split("\n"):
        assert cells(line) <= max(width, 12) or line.strip("- ").isascii()
    kept = re.sub(r"\s", "", shown.removeprefix("  -"))
    assert kept == "".join(visible(re.sub(r"\s", "", text)) for _, text in parts)


@pytest.mark.parametrize(("text", "expected"), [
    ("write `<!-- GOOD -->` or `<!-- OK: why -->`.", ["write `<!-- GOOD -->` or", "`<!-- OK: why -->`."]),
    ("write `<!-- so much that no line could hold it -->`", ["write `<!-- so much that no", "line could hold it -->`"]),
    ("one ` alone, and one  ` more", ["one ` alone, and one ` more"]),
])  # fmt: skip
def test_code_stays_on_one_line_if_it_is_short(text: str, expected: list[str]) -> None:
    assert compose(wrap([text], 30), PLAIN).splitlines() == expected


@pytest.mark.parametrize(("text", "width", "expected"), [
    ("short", 10, "short"), ("a  b\nc", 10, "a b c"), ("abcdefghij", 5, "abcd…"), ("日本語", 5, "日本…"), ("", 5, ""),
])  # fmt: skip
def test_text_is_cut_to_fit(text: str, width: int, expected: str) -> None:
    assert fit(text, width) == expected


# --- marks


def said(marked: Sequence[Word]) -> str:
    return "".join(run.text for run in runs(marked, colour=False))


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("may lie", "must not lie", "[-may-]{+must not+} lie"),
    (None, "new", "{+new+}"),
    ("old", None, "[-old-]"),
    (1, 1, ""),
    (["a", "b"], ["b", "c"], "[-a-], b, {+c+}"),
    (["a", "b"], ["b", "a"], "[-a, b-]{+b, a+}"),
    ([], ["a"], "{+a+}"),
    ({"x": 1, "y": 2}, {"x": 1, "y": 3}, "y: [-2-]{+3+}"),
    ({"x": 1}, {"x": 1, "y": [1, 2]}, "y: {+1, 2+}"),
    (False, True, "[-false-]{+true+}"),
    (None, 0, "{+0+}"),
])  # fmt: skip
def test_marks_are_made_from_whatever_a_row_has(before: Any, after: Any, expected: str) -> None:
    one = row("1", "c", 1, "s", before=before, after=after)
    assert said(words(one)) == expected


def test_the_name_of_a_field_leads_its_values() -> None:
    one = row("1", "scope-changed", 1, "s", None, Subject("field", "tags"), ["a"], ["a", "b"])
    assert said(words(one)) == "tags: a, {+b+}"


def test_the_name_of_a_field_of_a_section_comes_from_its_delta() -> None:
    element = Element(
        "field", "field/tags", "s", Subject("section", "s"), [], "", Place("a"), Span("a", 1, 1)
    )
    one = row(
        "1",
        "scope-changed",
        1,
        "s",
        before=["a"],
        after=[],
        deltas=(Delta("field", "changed", element, element),),
    )
    assert said(words(one)) == "tags: [-a-]"


@pytest.mark.parametrize(("value", "expected"), [
    ("a\n b", "a b"), ([], "none"), ({"a": None, "b": [1]}, "a: none; b: 1"), (1.5, "1.5"),
])  # fmt: skip
def test_plain_data_is_said_in_words(value: Any, expected: str) -> None:
    assert say(value) == expected


LONG = "The quick brown fox jumps over the lazy dog and then over the fence and the gate. " * 4


@pytest.mark.parametrize(("marked", "most", "expected"), [
    ([Word("=", LONG), Word("-", "may"), Word("+", "must"), Word("=", LONG)], 100,
     "… then over the fence and the gate. [-may-]{+must+}The quick brown fox jumps over the …"),
    ([Word("-", LONG)], 60, "[-The quick brown fox jumps … the fence and the gate.-] "),
    ([Word("-", "short")], 60, "[-short-]"),
    ([Word("-", "one "), Word("+", "meant for an unspecified "), Word("=", "crowd, " * 9)], 44,
     "[-one-] {+meant for … unspecified+} crowd, …"),
    ([Word("-", "it "), Word("+", "irreversible or hard to be undone "), Word("=", "so, " * 9)], 44,
     "[-it-] {+irreversible … undone+} so, so, …"),
    ([Word("-", "it "), Word("+", "a" * 90), Word("=", ", b" * 9)], 44,
     "[-it-] {+aaaaaaaaaa … aaaaaaaaaa+}, b, b, …"),
])  # fmt: skip
def test_long_texts_are_shortened_around_what_changed(
    marked: list[Word], most: int, expected: str
) -> None:
    assert said(shorten(marked, most)) == expected


@lenient
@given(
    st.lists(st.tuples(st.sampled_from("=-+"), st.text(max_size=200)), max_size=12),
    st.integers(60, 400),
)
def test_shortened_marks_are_short_and_never_lose_the_first(
    found: list[tuple[str, str]], most: int
) -> None:
    marked = [Word(op, text) for op, text in found]
    short = shorten(marked, most)
    assert sum(len(w.text) for w in short) <= 2 * most + 40
    if changed := [w for w in marked if w.op != "="]:
        assert next(w for w in short if w.op != "=").op == changed[0].op


def test_long_texts_below_each_other_show_where_they_part() -> None:
    shared = LONG[: len(LONG) // 2]
    old, new = (f"{shared}{', '.join(f'{w}{i}' for i in range(100))}." for w in ("old", "new"))
    marked = marks(old, new)
    assert [word.text for word in wholes(marked)] == [old, new]
    begin = "The quick brown fox jumps over the … then over the fence and the gate. "
    assert [word.text for word in wholes(marked, 300)] == [
        begin + side.removeprefix(shared) for side in (old, new)
    ]


def test_shortening_says_how_many_changes_it_left_out() -> None:
    marked = [
        w
        for i in range(40)
        for w in (Word("=", " kept words "), Word("-", f"old{i}"), Word("+", f"new{i}"))
    ]
    assert re.search(r"… \(\+\d+ more\)$", said(shorten(marked, 120)))
