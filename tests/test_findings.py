import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from render_samples import FINDINGS, SOURCES
from workflow_commands import obeyed

from specctl.model import Case, Finding, Place, Rule, Sample, Severity
from specctl.render import Style, render
from specctl.render.excerpt import underlined
from specctl.render.findings import Linted
from specctl.render.style import cells

lenient = settings(deadline=None)
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text())
CASE = Case("", (Sample("spec/a.md", "See [?](#ask_fist).\n"),))
RULE = Rule("dangling-link", Severity.ERROR, "A link leads to no section.", "Whoever follows it finds nothing.", CASE, CASE)  # fmt: skip


def found(rule: str = "r", severity: Severity = Severity.ERROR, line: int = 1, **more: Any) -> Finding:  # fmt: skip
    values: dict[str, Any] = {"place": Place("spec/a.md", line, 1, line, 4), "message": "wrong"}
    return Finding(rule, severity=severity, **values | more)


def test_where_a_fix_depends_on_the_case_no_more_is_promised() -> None:
    some = [found(rule, fixable=True) for rule in "abb"]
    shown = page(*some, unsafe=frozenset(), either=frozenset("b"), width=200)
    assert shown.count("(--fix mends this)") == 1
    assert shown.count("(--fix or --unsafe-fixes mends this)") == 2
    assert shown.endswith("`specctl lint --fix` mends up to 3 of them.\n")


def page(*findings: Finding, width: int = 80, **more: Any) -> str:
    return render("findings", "text", Linted(findings, **more), Style(width))


def quoted(text: str, column: int, end: int, width: int = 40, end_line: int = 1) -> list[str]:
    """The two lines below a finding, without what every one of them begins with."""
    lines = underlined((text,), Place("a", 1, column, end_line, end), "", width, 1)
    shown = ["".join(run.text for run in line) for line in lines]
    assert [one[:8] for one in shown] in ([], ["    1 | ", "      | "])
    return [one[8:] for one in shown]


# --- the source line

LONG = "The assistant must not reveal privileged content, either verbatim or in any form."


@pytest.mark.parametrize(("text", "column", "end", "expected"), [
    ("See [?](#x).", 5, 11, ["See [?](#x).", "    ^^^^^^^"]),
    ("See it", 5, 0, ["See it", "    ^"]),
    ("", 1, 0, []),
    ("---", 1, 3, []),
    ("a\tb", 3, 3, ["a    b", "     ^"]),
    ("日本 x", 2, 2, ["日本 x", "  ^^"]),
    ("cafe\u0301 x", 4, 5, ["cafe\u0301 x", "   ^"]),
    ("a\u200bb", 2, 2, ["a<U+200B>b", " ^^^^^^^^"]),
    ("a\u200db", 2, 2, ["a<U+200D>b", " ^^^^^^^^"]),
    ("a\u00a0b", 2, 2, ["a<U+00A0>b", " ^^^^^^^^"]),
    ("two words", 1, 9, ["two\u00a0words".replace("\u00a0", " "), "^^^^^^^^^"]),
    ("no\u00a0break", 1, 8, ["no\u00a0break", "^^^^^^^^"]),
    ("end  ", 4, 5, ["end  ", "   ^^"]),
    ("\x1b[2Jx", 5, 5, ["<U+001B>[2Jx", "           ^"]),
    ("\U0001f468\u200d\U0001f469 x", 1, 3, ["\U0001f468\u200d\U0001f469 x", "^^^^"]),
    (LONG, 1, 3, ["The assistant must not reveal…", "^^^"]),
    (LONG, 24, 29, ["…must not reveal privileged…", "          ^^^^^^"]),
    (LONG, 77, 81, ["…verbatim or in any form.", "                    ^^^^^"]),
    (LONG, 15, 81, ["…must not reveal privileged…", " ^^^^^^^^^^^^^^^^^^^^^^^^^^^"]),
    ("x" * 99, 50, 51, ["…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", "               ^^"]),
    ("\u200c" * 200 + "x", 1, 3, ["<U+200C>" * 3 + "\u200c" * 61 + "…", "^" * 24]),
    ("x" + "\u0301" * 200 + "y", 1, 1, ["x" + "\u0301" * 63 + "…", "^"]),
    ("past", 60, 70, ["past ", "    ^"]),
])  # fmt: skip
def test_a_stretch_is_underlined(text: str, column: int, end: int, expected: list[str]) -> None:
    assert quoted(text, column, end) == expected


def test_of_several_lines_the_first_is_shown_with_the_last_ones_number() -> None:
    assert quoted("  ~~~xml", 3, 3, end_line=9) == ["  ~~~xml", "  ^^^^^^ to line 9"]
    assert quoted(LONG, 1, 3, end_line=9)[1] == "^" * 22 + " to line 9"


def test_a_file_or_line_that_is_not_there_is_not_shown() -> None:
    for place in (Place("a", 0), Place("a", 3)):
        assert underlined(("one", "two"), place, "", 80, 1) == []


@lenient
@given(
    st.text(st.sampled_from("ab  \t日é\u0301\u200b\u200d\u00a0😀\x1b"), min_size=1, max_size=120),
    st.integers(1, 130), st.integers(0, 130), st.integers(1, 3), st.integers(40, 120),
)  # fmt: skip
def test_an_excerpt_stays_within_the_page(
    text: str, column: int, end: int, end_line: int, width: int
) -> None:
    lines = quoted(text, column, end, width, end_line)
    if lines:
        shown, marks = lines
        assert cells(shown) <= width - 8
        assert cells(marks) <= width - 8
        assert "^" in marks
        assert len(marks.partition("^")[0]) < cells(shown)


# --- the page


def test_one_error_reads_well() -> None:
    assert page(FINDINGS[0], sources=SOURCES) == (
        "spec/help_well/ask_first.md\n\n"
        "  12:5  error  dangling-link  (--fix mends this)\n"
        "    [?](#ask_fist) leads to no section; did you mean ask_first?\n\n"
        "    12 | See [?](#ask_fist) for what comes first.\n"
        "       |     ^^^^^^^^^^^^^^^^\n\n"
        "`specctl rule dangling-link` says why it matters.\n"
        "1 error; `specctl lint --fix` mends it.\n"
    )


def test_findings_are_grouped_by_file() -> None:
    other = found()._replace(place=Place("spec/b.md"))
    shown = page(found(line=1), other, found(line=9))
    assert re.findall(r"^(?:spec|  \d).*", shown, re.M) == [
        "spec/a.md", "  1:1  error  r", "  9:1  error  r", "spec/b.md", "  1:1  error  r",
    ]  # fmt: skip


INFOS = tuple(found("no-bad-reply", Severity.INFO, line) for line in range(1, 42))


def test_what_only_informs_is_a_line_for_each_rule() -> None:
    shown = page(found(), *INFOS, found("stray-text", Severity.INFO))
    assert "info, in brief: `specctl lint --verbose` shows each one\n\n" in shown
    assert "    41  no-bad-reply  spec/a.md:1, spec/a.md:2, spec/a.md:3 and 38 more\n" in shown
    assert "     1  stray-text    spec/a.md:1\n" in shown
    assert shown.count("wrong") == 1


def test_folded_places_stand_below_where_one_has_no_room() -> None:
    far = [found("far", Severity.INFO, place=Place(f"spec/{'a' * 58}.md", n)) for n in (1, 2)]
    assert (
        "    41  no-bad-reply\n"
        "        spec/a.md:1, spec/a.md:2, spec/a.md:3 and 38 more\n"
        "     2  far\n"
        f"        spec/{'a' * 58}.md:1\n"
        "        and 1 more\n"
    ) in page(*INFOS, *far)


def test_verbose_shows_everything() -> None:
    shown = page(found(), *INFOS, verbose=True)
    assert (shown.count("wrong"), "in brief" in shown) == (42, False)


@pytest.mark.parametrize("path", ["spec/a.md", f"spec/{'a' * 70}.md"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_folded_places_name_at_least_one(path: str, width: int) -> None:
    far = [one._replace(place=one.place._replace(path=path)) for one in INFOS]
    shown = page(*far, width=width)
    assert f"{path}:1 and 40 more" in " ".join(shown.split()) or f"{path}:1, " in shown


@pytest.mark.parametrize(("fixable", "unsafe", "expected"), [
    ([], [], "3 errors in 1 file."),
    (["a"], [], "3 errors in 1 file; `specctl lint --fix` mends 1 of them."),
    (["a", "b", "c"], [], "3 errors in 1 file; `specctl lint --fix` mends all of them."),
    (["a", "b"], ["b"], "3 errors in 1 file; `specctl lint --fix` mends 1 of them and `specctl lint --unsafe-fixes` mends 1 of them."),
    (["a", "b", "c"], ["a", "b", "c"], "3 errors in 1 file; `specctl lint --unsafe-fixes` mends all of them."),
])  # fmt: skip
def test_the_last_line_says_how_much_is_mended(
    fixable: list[str], unsafe: list[str], expected: str
) -> None:
    shown = page(*(found(rule, fixable=rule in fixable) for rule in "abc"), unsafe=frozenset(unsafe), width=200)  # fmt: skip
    assert shown.splitlines()[-1] == expected
    assert shown.count("(--fix mends this)") == len(set(fixable) - set(unsafe))
    assert shown.count("(--unsafe-fixes mends this)") == len(set(fixable) & set(unsafe))


def test_what_was_mended_is_said_before_what_is_left() -> None:
    assert page(fixed=(found(),)) == "Mended 1 finding.\nNo findings.\n"
    shown = page(found(), fixed=(found(), found(line=2)))
    assert shown.endswith("\nMended 2 findings in 1 file.\n1 error.\n")


# --- statistics


def test_statistics_count_by_rule_and_severity_most_first() -> None:
    findings = (found("b"), found("a", fixable=True), found("a"), found("a", Severity.INFO), found("c", Severity.WARNING))  # fmt: skip
    data = json.loads(render("statistics", "json", Linted(findings, (RULE._replace(name="b"),))))
    rows = [tuple(row.values()) for row in data["statistics"]]
    assert rows == [
        ("a", "error", 2, 1, ""), ("b", "error", 1, 0, RULE.summary),
        ("c", "warning", 1, 0, ""), ("a", "info", 1, 0, ""),
    ]  # fmt: skip
    assert render("statistics", "text", Linted(())) == "No findings.\n"


# --- SARIF


def sarif(findings: Sequence[Finding], rules: Sequence[Rule] = (), **more: Any) -> Any:
    linted = Linted(tuple(findings), tuple(rules), "0.1.0", **more)
    data = json.loads(render("findings", "sarif", linted))
    Draft202012Validator(SARIF).validate(data)
    (run,) = data["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def test_the_schema_is_the_one_of_sarif() -> None:
    Draft202012Validator.check_schema(SARIF)
    log = json.loads(render("findings", "sarif", Linted(FINDINGS)))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert not Draft202012Validator(SARIF).is_valid(log)


def test_sarif_has_rules_with_help_and_results_with_places() -> None:
    run = sarif(FINDINGS, [RULE])
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "Whoever follows it finds nothing." in rules["dangling-link"]["help"]["text"]
    assert "    See [?](#ask_fist).\n" in rules["dangling-link"]["help"]["markdown"] + "\n"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 21}
    assert run["results"][0]["message"]["text"].startswith("\\[?\\](#ask_fist) leads")


def test_sarif_takes_no_findings_and_odd_paths() -> None:
    assert sarif([])["results"] == []
    odd = FINDINGS[0]._replace(place=Place("spec/ä b:c%.md", 1, 1, 1, 0))
    place = sarif([odd], folder="a b/spec")["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/spec/%C3%A4%20b%3Ac%25.md"


def test_what_the_text_allows_is_suppressed_with_its_reason() -> None:
    results = sarif(FINDINGS[:1], allowed=((FINDINGS[1], "the pair shows it"),))["results"]
    assert [one.get("suppressions") for one in results] == [
        None,
        [{"kind": "inSource", "justification": "the pair shows it"}],
    ]


# --- fingerprints

TEXT = ("# Title", "a bad line", "", "a bad line", "a worse line")


def prints(fmt: str, findings: Sequence[Finding], sources: Mapping[str, Sequence[str]]) -> list[str]:  # fmt: skip
    data = json.loads(render("findings", fmt, Linted(tuple(findings), sources=sources)))
    if fmt == "gitlab":
        return [one["fingerprint"] for one in data]
    return [one["partialFingerprints"]["specctl/1"] for one in data["runs"][0]["results"]]


def at(*lines: int, message: str = "wrong, as in line 3") -> list[Finding]:
    return [found(line=n, place=Place("spec/a.md", n, 1, n, 99), message=message) for n in lines]


@pytest.mark.parametrize("fmt", ["sarif", "gitlab"])
def test_fingerprints_stay_when_lines_are_added_above(fmt: str) -> None:
    before = prints(fmt, at(2, 4, 5), {"spec/a.md": TEXT})
    moved = at(9, 11, 12, message="wrong, as in line 10")
    assert prints(fmt, moved, {"spec/a.md": (*("new",) * 7, *TEXT)}) == before
    assert len(set(before)) == 3


@pytest.mark.parametrize("fmt", ["sarif", "gitlab"])
def test_a_fingerprint_stays_when_another_text_is_found_wrong_above(fmt: str) -> None:
    (worse,) = prints(fmt, at(5), {"spec/a.md": TEXT})
    assert prints(fmt, at(2, 4, 5), {"spec/a.md": TEXT})[2] == worse


@pytest.mark.parametrize("other", [
    {"rule": "other"}, {"section": "s"}, {"subject": "s"}, {"message": "worse"}, {"place": Place("spec/b.md", 5, 1, 5, 99)},
])  # fmt: skip
def test_a_fingerprint_tells_what_is_different_apart(other: dict[str, Any]) -> None:
    (one,) = at(5)
    assert len(set(prints("gitlab", [one, one._replace(**other)], {"spec/a.md": TEXT}))) == 2


@pytest.mark.parametrize(("folder", "expected"), [
    (None, "spec/a/b.md"), ("spec", "spec/a/b.md"), ("docs/spec", "docs/spec/a/b.md"), ("", "a/b.md"),
])  # fmt: skip
def test_platforms_get_paths_from_the_repositorys_top(folder: str | None, expected: str) -> None:
    linted = Linted((found(place=Place("spec/a/b.md")),), folder=folder)
    assert json.loads(render("findings", "gitlab", linted))[0]["location"]["path"] == expected
    assert f"file={expected}," in render("findings", "github", linted)
    assert f'"uri": "{expected}"' in render("findings", "sarif", linted)


# --- GitLab


def test_gitlab_has_what_a_code_quality_report_needs() -> None:
    entries = json.loads(render("findings", "gitlab", Linted(FINDINGS, folder="docs/spec")))
    # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["path"].startswith("docs/spec/")
        assert entry["location"]["lines"]["begin"] >= 1
    assert [entry["severity"] for entry in entries] == ["critical", "minor", "info"]
    assert render("findings", "gitlab", Linted(())) == "[]\n"


# --- GitHub


def commands(*findings: Finding, **more: Any) -> list[str]:
    return obeyed(render("findings", "github", Linted(findings, **more)))


@pytest.mark.parametrize(("finding", "expected"), [
    (Finding("r", Place("spec/a,b:c.md", 1, 2, 1, 3), "x\ny::error::z % %0A", Severity.ERROR),
     "::error file=d/a%2Cb%3Ac.md,line=1,endLine=1,col=2,endColumn=3,title=r::x%0Ay::error::z %25 %250A"),
    (Finding("r", Place("spec/a.md", 1, 2, 4, 3), "m", Severity.WARNING), "::warning file=d/a.md,line=1,endLine=4,title=r::m"),
    (Finding("r", Place("spec/a.md", 1, 2, 1, 0), "\x1b[2J", Severity.INFO),
     "::notice file=d/a.md,line=1,endLine=1,col=2,endColumn=2,title=r::<U+001B>[2J"),
])  # fmt: skip
def test_github_commands_are_escaped(finding: Finding, expected: str) -> None:
    assert commands(finding, folder="d") == [expected]


def test_nothing_in_a_spec_becomes_a_command() -> None:
    text = f"{'x' * 90} ::add-mask::e ##[error]e ::stop-commands::e"
    sources = {"spec/a.md": ["::error::e", "##[error]e"]}
    found_wrong = [found(message=text), found(line=2, message="::error::e")]
    assert [one[:29] for one in commands(*found_wrong, sources=sources)] == ["::error file=spec/a.md,line=1", "::error file=spec/a.md,line=2"]  # fmt: skip


def test_the_log_has_everything_and_says_so() -> None:
    shown = render("findings", "github", Linted((found(), *INFOS)))
    assert shown.startswith("::group::specctl lint: 42 findings\n::stop-commands::")
    assert shown.count("    wrong\n") == 42
    assert render("findings", "github", Linted(())) == "No findings.\n"


@pytest.mark.parametrize(("many", "shown"), [(1, 1), (10, 10), (11, 10), (41, 10)])
@pytest.mark.parametrize("severity", Severity)
def test_github_gets_as_many_annotations_as_it_shows(
    many: int, shown: int, severity: Severity
) -> None:
    lines = commands(*(found(f"rule-{n % 2}", severity, n) for n in range(1, many + 1)))
    assert len(lines) == shown
    level = "notice" if severity is Severity.INFO else severity.value
    assert all(line.startswith(f"::{level} ") for line in lines)
    assert ("title=and " in lines[-1]) == (many > shown)


def test_the_last_annotation_of_a_level_counts_the_rest_by_rule() -> None:
    errors = [found("common", line=n) for n in range(1, 41)] + [found("rare", line=99)]
    *kept, last = commands(*errors, *INFOS)[:10]
    assert sum("title=rare" in one for one in kept) == 1
    assert last == "::error title=and 32 more errors::common 32; this step's log lists everything."


def test_the_gravest_come_first() -> None:
    lines = commands(*(found(severity=severity) for severity in reversed(Severity)))
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
