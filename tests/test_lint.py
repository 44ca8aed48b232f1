"""Lint: every rule by its page, near misses as files, and what holds for any bytes at all.

A file of ``cases/lint/near`` is a sentence about what holds, files that are laid over the base in
``cases/lint/base``, and every finding in them (see :func:`linting.said`).
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linting import BASE, CASES, FOLDER, TODAY, folder, found, laid_over, said, spec_of

import specctl
from specctl.lint import RULES, RuleRow, catalogue, lint, page, registry
from specctl.lint.file import File
from specctl.model import Finding, Manifest, Place, Problem, Sample, Section, Severity, Snapshot
from specctl.parse import parse

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
SAMPLE = folder(ROOT / "spec")

# --- the pages -----------------------------------------------------------------------------------

EXPECTED = {
    "unreadable-file": "spec/greet.md:6 the file is not UTF-8 (byte 0xe9)",
    "invalid-front-matter": "spec/greet.md:5 status: 'finished' is not one of draft, current",
    "unknown-field": "spec/greet.md:5 owner is no known field; did you mean owners?",
    "unquoted-id": 'spec/greet.md:6 id: YAML does not read 2024 as text; write "2024"',
    "unclosed-block": "spec/greet.md:8 the fence never closes",
    "conflict-marker": "spec/greet.md:6 a merge left its marks in the lines 6 to 10; keep what is meant",
    "malformed-suppression": "spec/greet.md:6 the comment gives no reason; write `<!-- specctl: allow RULE",
    "unused-suppression": "spec/greet.md:6 dangling-link finds nothing there; remove its name",
    "malformed-baseline": "spec/lint-baseline.json:2 the baseline holds the marks of a merge; keep the lines of both sides without them, or write",
    "broken-plugin": (
        "spec/spec.yaml:1 the rule acme-short-title of the plugin acme-rules 1.0 (acme_rules:RULES) "
        "failed on spec/greet.md: KeyError: 'titel'; mend it, or uninstall it"
    ),
    "id-mismatch": "spec/greet.md:2 id: 'greeting' is not the file's name; write 'greet'",
    "duplicate-id": "spec/greet.md:10 the id 'friendly' stands in line 6 already",
    "unlisted-section": "spec/renewals.md:1 spec/spec.yaml does not list 'renewals'",
    "missing-section": "spec/spec.yaml:2 'renewals' is listed, but there is no spec/renewals.md",
    "reused-tombstone": "spec/greet.md:2 the section 'greet' was retired in spec/spec.yaml:4 and is here again; take another id",
    "unknown-owner": "spec/greet.md:5 owners: 'dsek' is no group and a member of none; did you mean desk?",
    "unknown-member": "spec/spec.yaml:6 'jonsa' has no entry under `members`; did you mean jonas?",
    "unmeetable-approval": "spec/spec.yaml:8 the policy asks for 3 of 'desk', which has only 2; add some, or ask for fewer",
    "overdue-aspiration": "spec/greet.md:6 target: 2024-06 is past; make the section current if it holds now",
    "deprecated-without-successor": "spec/greet.md:5 the section is deprecated and names no successor; write",
    "missing-authority": "spec/greet.md:4 a rule needs an authority; write `authority:` with one of root",
    "unknown-authority": (
        "spec/greet.md:4 authority: 'usr' is not one of root, system, developer, user, guideline; "
        "did you mean user?"
    ),
    "exception-above-its-authority": (
        "spec/greet.md:5 a section at user authority makes an exception to 'lending', "
        "which is at developer"
    ),
    "circular-exception": "spec/greet.md:5 exception_to leads back to where it began: greet -> lending -> greet",
    "strength-against-authority": "spec/greet.md:6 'must' at guideline authority, which may be overridden implicitly; write 'should', or",
    "normative-text-without-authority": "spec/greet.md:5 the sentence tells the assistant what to do ('must never'), and its section has no authority",
    "dangling-link": "spec/greet.md:6 the link [a loan](#lendings) names no section; did you mean lending?",
    "dangling-blame": "spec/greet.md:21 the blame [#lendings] names no section; did you mean lending?",
    "self-link": "spec/greet.md:6 the link [?](#greet) leads to the section that it stands in",
    "link-to-deprecated": (
        "spec/lending.md:6 the link [greeted](#greet) names a deprecated section; "
        "it names no successor, so reword this"
    ),
    "undefined-term": "spec/greet.md:6 the term 'overdue fee' was retired in spec/spec.yaml:4",
    "duplicate-anchor": "spec/lending.md:6 [^d8ue] is taken by the clause in spec/lending.md:6",
    "dangling-anchor": "spec/lending.md:6 no eval tests [^r3mi]; write spec/evals/r3mi.md",
    "orphan-eval": "spec/evals/d8ue.md:1 no section carries [^d8ue]",
    "untagged-example": "spec/greet.md:8 the example 'a reader says hello' has no entry under `examples`",
    "duplicate-example-title": "spec/greet.md:29 the title 'a reader says hello' stands in line 13 already",
    "malformed-conversation": "spec/greet.md:15 the conversation 'a reader says hello' cannot be read: write &",
    "unknown-role": "spec/greet.md:17 <asistant> is not one of system, developer, user, assistant, tool",
    "missing-verdict": "spec/greet.md:21 the reply has no verdict; write `<!-- GOOD -->`",
    "malformed-verdict": "spec/greet.md:21 the verdict is off form; write `<!-- BAD: talks about itself -->`",
    "no-good-reply": "spec/greet.md:17 no reply of this comparison is GOOD",
    "stray-text": "spec/greet.md:17 '*' stands between messages and belongs to none",
    "eval-without-prompt": "spec/evals/d8ue.md:1 the eval has no prompt, so it tests nothing; write one",
    "stale-eval-header": "spec/evals/d8ue.md:1 the header is out of date; write: Examples for [^d8ue] in Lend books:",
    "duplicate-prompt": "spec/evals/d8ue.md:11 the prompt is the same as 'a loan today' in spec/evals/d8ue.md:3",
    "prompt-without-id": "spec/evals/g1rt.md:3 the prompts have no ids of their own",
    "eval-without-expectation": "spec/evals/g1rt.md:8 the prompt 'a reader says hello' does not say what a good reply is like",
    "stale-eval": "spec/evals/d8ue.md:3 [^d8ue] has changed since somebody last looked at this eval; read it in spec/lending.md:6",
    "stale-example": "spec/lending.md:9 [^d8ue] has changed since somebody last looked at the example 'an-atlas'; read it in spec/lending.md:11",
    "section-without-eval": "spec/greet.md:4 no eval tests this section, with one clause at root authority",
    "clause-without-eval": "spec/greet.md:8 10 of 11 clauses have no eval, the first of them here",
    "doubled-word": "spec/greet.md:6 'the' stands twice; write it once",
    "title-punctuation": "spec/greet.md:3 the title ends in '.'; leave it out",
    "mixed-quotes": "spec/greet.md:6 \u2019 is curly, and most quotes of this file are straight; write '",
    "inconsistent-dash": "spec/greet.md:8 ' \u2013 ' stands for a dash, and this spec writes ' --- '; write that",
    "invisible-character": "spec/greet.md:6 U+200B (zero width space) is invisible; remove it",
    "space-before-anchor": "spec/lending.md:6 a space parts [^d8ue] from its words; remove it",
    "trailing-space": "spec/greet.md:6 the line ends in spaces; remove them",
    "final-newline": "spec/greet.md:7 the file ends in blank lines; remove them",
    "no-bad-reply": "spec/greet.md:17 no reply here is BAD, nor is any other of this section",
    "identical-replies": "spec/greet.md:21 the reply is the same as the one in line 18, which has another verdict",
    "reply-elided-only": "spec/greet.md:21 the reply is only [...]; write what is to be compared",
    "verdict-without-reason": "spec/greet.md:21 OK without a reason; write <!-- OK: why -->",
    "example-without-comparison": "spec/greet.md:11 the example judges no reply",
    "too-many-examples": "spec/greet.md:29 the section has 2 examples, more than 1",
    "example-clause-unknown": "spec/lending.md:8 clauses: no section carries [^d8eu]; did you mean d8ue?",
    "rubric-without-scale": "spec/lending.md:6 the rubric has no scale; write what earns each grade",
    "untagged-rubric": "spec/lending.md:6 the rubric names no clause",
    "rubric-clause-unknown": "spec/lending.md:9 clauses: no section carries [^d8eu]; did you mean d8ue?",
    "criterion-duplicate": "spec/lending.md:11 the rubric asks what 'says-when' in spec/lending.md:7 asks",
    "double-barrelled-criterion": "spec/lending.md:7 the question asks two things, and no grade is between",
    "prompt-rubric-unknown": "spec/evals/d8ue.md:5 rubric: no section has a rubric 'says-where'; did you mean says-when?",
}


def test_the_base_is_in_order() -> None:
    assert lint(spec_of(BASE)) == ()


@pytest.mark.parametrize("name", RULES)
def test_a_page_says_what_its_rule_reports_and_why(name: str) -> None:
    rule = page(name)
    text = (catalogue_path() / f"{name}.md").read_text("utf-8")
    assert text.startswith(f"# {name}\n\n{rule.summary}\n\n{rule.reason}\n\n## Fails\n\n")
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 90
    assert "\n" not in rule.summary
    assert 2 <= len(re.findall(r"[.:](?:\s|$)", rule.reason)) <= 8
    assert (rule.severity, rule.fixable) == (RULES[name].severity, RULES[name].fixable)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_reports_its_failing_example_and_nothing_else_does(name: str) -> None:
    samples = page(name).fails.files
    assert samples
    findings = found(samples)
    assert {f.rule for f in findings} == {name}
    first = findings[0]
    assert f"{first.place.path}:{first.place.line} {first.message}".startswith(EXPECTED[name])


@pytest.mark.parametrize("name", RULES)
def test_the_passing_example_is_in_order(name: str) -> None:
    samples = page(name).passes.files
    assert samples
    assert found(samples) == ()


def test_every_page_has_its_rule_and_every_rule_its_expectation() -> None:
    assert {p.name for p in catalogue_path().iterdir()} == {f"{name}.md" for name in RULES}
    assert EXPECTED.keys() == RULES.keys()
    assert len(registry._ROWS) == len(RULES)  # of two rows with one name the last would count


def test_there_is_no_page_of_no_rule() -> None:
    with pytest.raises(KeyError):
        page("no-such-rule")


def catalogue_path() -> Path:
    return Path(catalogue.__file__).with_name("pages")


# --- near misses ---------------------------------------------------------------------------------

_FILE = re.compile(
    r"^(?P<fence>`{4,})(?P<path>\S+)(?: (?P<encoding>\S+))?\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
NEAR = sorted((CASES / "near").glob("*.md"))


@pytest.mark.parametrize("path", NEAR, ids=lambda p: p.stem)
def test_near_misses(path: Path) -> None:
    given_, wanted = path.read_bytes().decode("utf-8").rsplit("## Found\n\n", 1)
    samples = [
        Sample(m["path"], m["text"], m["encoding"] or "utf-8") for m in _FILE.finditer(given_)
    ]
    findings = found(samples)
    assert ("".join(f"- {said(f)}\n" for f in findings) or "Nothing.\n") == wanted
    assert_inside(findings, {**BASE, **{s.path.removeprefix("spec/"): s.content for s in samples}})


def test_a_file_behind_a_link_is_reported_and_nothing_is_said_of_what_it_may_hold() -> None:
    files = {k: v for k, v in BASE.items() if k != "lending.md"}
    files["greet.md"] += b"See [?](#lending).\n"
    problem = Problem("lending.md", "lending.md is a symbolic link, which is not followed")
    findings = lint(parse(Snapshot("test", None, FOLDER, files, (problem,))))
    assert [said(f) for f in findings] == [
        "spec/evals/d8ue.md:1:14-1:20 error orphan-eval -/d8ue: no section carries [^d8ue]; "
        "put the anchor on the sentence that this eval tests, or remove the clause",
        "spec/lending.md:1:1-1:1 error unreadable-file -/-: "
        "lending.md is a symbolic link, which is not followed",
    ]


def test_a_huge_file_is_reported_and_left_out() -> None:
    findings = lint(spec_of({**BASE, "greet.md": b"---\n" + b"x\n" * 100_001}))
    assert [said(f) for f in findings] == [
        "spec/greet.md:1:1-1:1 error unreadable-file greet/-: "
        "the file has 100002 lines, and no more than 100000 are read"
    ]


def test_a_binary_file_is_reported_and_left_out() -> None:
    findings = lint(spec_of({**BASE, "greet.md": b"\x89PNG\r\n\x1a\n\x00\x00\xff"}))
    assert [said(f) for f in findings] == [
        "spec/greet.md:1:1-1:1 error unreadable-file greet/-: "
        "the file is binary: a spec's files are UTF-8 text"
    ]


def test_a_folder_that_is_no_spec_says_so() -> None:
    findings = lint(spec_of({"notes.md": b"Buy milk.\n"}))
    assert [f.rule for f in findings] == ["invalid-front-matter"] * 2
    assert lint(parse(Snapshot("test", None, FOLDER, {}, exists=False))) == ()


@pytest.mark.parametrize("name", ["greet.md", "evals/d8ue.md", "spec.yaml"])
@pytest.mark.parametrize(
    ("end", "lines", "advice"),
    [
        (b"", (0, 0), "the file does not end in a newline; add one"),
        (b"\n", None, ""),
        (b"\r\n", None, ""),
        (b"\r", None, ""),
        (b"\n\n", (1, 1), "the file ends in blank lines; remove them"),
        (b"\n \n  \n", (1, 2), "the file ends in blank lines; remove them"),
        (b"\n  ", (1, 1), "the file ends in blank lines; remove them"),
        (b"\r\n\r\n\r\n", (1, 2), "the file ends in blank lines; remove them"),
    ],
)
def test_a_file_ends_in_one_newline_of_any_kind(
    name: str, end: bytes, lines: tuple[int, int] | None, advice: str
) -> None:
    """``lines`` are those of the finding, counted from the last one that says something."""
    text = BASE[name].rstrip()
    last = text.count(b"\n") + 1
    findings = lint(spec_of({**BASE, name: text + end}))
    assert [(f.rule, f.message) for f in findings] == ([("final-newline", advice)] if lines else [])
    if lines:
        at = findings[0].place
        assert (at.line - last, at.end_line - last) == lines


# --- severities ----------------------------------------------------------------------------------

CROWD = page("stray-text").fails.files


def configured(**rules: str) -> Manifest:
    fields = {"lint": {"rules": {k.replace("_", "-"): v for k, v in rules.items()}}}
    return Manifest(name="base", place=Place("spec/spec.yaml"), fields=fields)


@pytest.mark.parametrize("severity", Severity)
def test_the_manifest_sets_a_severity(severity: Severity) -> None:
    spec = laid_over(CROWD)
    assert [f.severity for f in lint(spec, configured(stray_text=severity))] == [severity]


def test_a_rule_that_is_off_reports_nothing() -> None:
    assert lint(laid_over(CROWD), configured(stray_text="off")) == ()
    broken = {**BASE, "greet.md": b""}
    assert lint(spec_of(broken), configured(invalid_front_matter="off")) == ()


def test_the_settings_that_count_are_those_of_the_manifest_that_is_given() -> None:
    manifest = BASE["spec.yaml"] + b"lint: {rules: {stray-text: off, no-such-rule: error}}\n"
    samples = (*CROWD, Sample("spec/spec.yaml", manifest.decode()))
    own = lint(laid_over(samples))
    assert [(f.rule, f.place.path) for f in own] == [("invalid-front-matter", "spec/spec.yaml")]
    given_ = lint(laid_over(samples), configured())
    assert [(f.rule, f.place.path) for f in given_] == [
        ("stray-text", "spec/greet.md"),
        ("invalid-front-matter", "spec/spec.yaml"),
    ]


@pytest.mark.parametrize("odd", [None, [], "off", {"rules": ["x"]}, {"rules": {"stray-text": 5}}])
def test_settings_that_the_schema_refuses_count_for_nothing(odd: object) -> None:
    manifest = configured()._replace(fields={"lint": odd})
    assert [f.severity for f in lint(laid_over(CROWD), manifest)] == [Severity.WARNING]


def test_what_a_rule_notes_as_information_is_allowed_and_nothing_raises_it() -> None:
    text = CROWD[0].text.replace("\n*\n", "\n[...]\n")
    spec = laid_over([Sample("spec/greet.md", text)])
    assert [f.severity for f in lint(spec, configured(stray_text="error"))] == [Severity.INFO]


def test_a_rule_may_be_lighter_than_its_default_and_the_manifest_has_the_last_word() -> None:
    spec = laid_over(page("malformed-verdict").fails.files)
    assert [f.severity for f in lint(spec)] == [Severity.WARNING]
    assert [f.severity for f in lint(spec, configured(malformed_verdict="error"))] == ["error"]


def test_rules_can_be_added_without_the_engine_knowing_them() -> None:
    def too_short(file: File) -> Iterator[Finding]:
        if isinstance(file.value, Section) and len(file.value.passages) < 2:
            yield file.finding(
                "too-short", file.value.place, "say more", file.value.id, severity=Severity.WARNING
            )

    rules = {**RULES, "too-short": RuleRow("too-short", Severity.INFO, too_short)}
    findings = lint(spec_of(BASE), configured(too_short="warning"), rules)
    assert [(f.rule, f.severity, f.subject) for f in findings] == [
        ("too-short", "warning", "greet"),
        ("too-short", "warning", "lending"),
    ]


# --- what holds for all --------------------------------------------------------------------------


def test_the_sample_spec_is_in_order() -> None:
    assert [said(f) for f in lint(spec_of(SAMPLE), today=TODAY)] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize(
    ("release", "errors", "counts"),
    [
        ("2025-02-12", 0, {"normative-text-without-authority": 5, "strength-against-authority": 2, "section-without-eval": 10, "clause-without-eval": 2, "malformed-verdict": 3, "stray-text": 4, "missing-authority": 1, "duplicate-prompt": 1, "duplicate-example-title": 21, "doubled-word": 4, "mixed-quotes": 19, "inconsistent-dash": 3, "invisible-character": 4, "trailing-space": 41, "no-bad-reply": 1, "verdict-without-reason": 25, "too-many-examples": 3}),
        ("2025-04-11", 0, {"normative-text-without-authority": 5, "strength-against-authority": 2, "section-without-eval": 10, "clause-without-eval": 2, "malformed-verdict": 3, "stray-text": 4, "missing-authority": 1, "duplicate-prompt": 1, "duplicate-example-title": 21, "doubled-word": 5, "mixed-quotes": 19, "inconsistent-dash": 3, "invisible-character": 4, "trailing-space": 41, "no-bad-reply": 1, "verdict-without-reason": 25, "too-many-examples": 3}),
        ("2025-09-12", 3, {"normative-text-without-authority": 6, "strength-against-authority": 3, "section-without-eval": 14, "clause-without-eval": 4, "malformed-verdict": 3, "stray-text": 1, "missing-authority": 1, "duplicate-prompt": 1, "duplicate-example-title": 20, "title-punctuation": 2, "mixed-quotes": 27, "inconsistent-dash": 5, "invisible-character": 2, "space-before-anchor": 1, "trailing-space": 1, "no-bad-reply": 3, "verdict-without-reason": 25, "too-many-examples": 3}),
    ],
)  # fmt: skip
def test_the_releases_of_the_public_model_spec(
    release: str, errors: int, counts: dict[str, int], tmp_path: Path
) -> None:
    specctl.import_spec(specctl.Context(tmp_path), "model-spec", CORPUS / release, Path(FOLDER))
    findings = lint(spec_of(folder(tmp_path / FOLDER)))
    tally = dict.fromkeys((f.rule for f in findings), 0)
    for finding in findings:
        tally[finding.rule] += 1
    assert tally == counts
    assert sum(f.severity is Severity.ERROR for f in findings) == errors


def assert_inside(findings: tuple[Finding, ...], files: dict[str, bytes]) -> None:
    """Every place is a stretch of its file; what is not there is at the first line of nothing."""
    for finding in findings:
        at = finding.place
        content = files.get(at.path.removeprefix("spec/"), b"")
        text = content.decode("utf-8", "surrogateescape")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= at.line <= at.end_line <= len(lines), said(finding)
        assert 1 <= at.column <= (len(lines[at.line - 1]) or 1), said(finding)
        assert 1 <= at.end_column <= (len(lines[at.end_line - 1]) or 1), said(finding)
        assert (at.line, at.column) <= (at.end_line, at.end_column), said(finding)


SNIPPETS = [
    *"--- ~~~ ``` <!-- --> [^ ] [^8ep1] & &amp; * *x &a !! ! ` $$ \\[ { } [ # | > ? % \" '".split(),
    *("---\n", "...\n", "~~~xml\n", "~~~\n", "```\n", "<user>\n", "</user>\n", "<comparison>\n"),
    *("</comparison>\n", "<assistant> <!-- GOOD -->\n", "<!DOCTYPE x>", "<?x?>", "<![CDATA[", "]]>"),
    *("**Example**: x\n\n", "**Example**:\n", "!!! meta\n    x\n", "[?](#x)", "[?](#", "![", "](", "| a |\n|-|\n"),
    *("id: 5\n", "a.b: 5\n", "examples.0: {id: 5}\n", "x: &a [*a]\n", "sections: {0: 5}\n", "formerly: x\n"),
    *("authority: [a]\n", "examples: [5, {id: 1e1}]\n", "prompts: {a: b}\n", "clauses: 5\n", "- ", "  - ", "\t"),
    *("\r", "\r\n", "\n\n", "\x00", "\x0b", "\x1c", "\x85", "\u2028", "\ufeff", "\u200d", "\u0301", "👋🏽", "é"),
]  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=20), st.sampled_from(SNIPPETS).map(str.encode), st.just(b"\xff")
)


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """A file after up to four accidents."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["cut", "put", "put", "put", "over", "less", "again"])):
            case "cut":
                content = content[:at]
            case "put":
                content = (
                    content[:at] + draw(BYTES) * draw(st.sampled_from([1, 1, 3])) + content[at:]
                )
            case "over":
                content = content[:at] + draw(BYTES) + content[at + 1 :]
            case accident:
                lines = content.split(b"\n")
                row = draw(st.integers(0, len(lines) - 1))
                if accident == "less":
                    del lines[row]
                else:
                    lines.insert(draw(st.integers(0, len(lines))), lines[row])
                content = b"\n".join(lines)
    return content


MEMO: dict[tuple[str, bytes, str], object] = {}
parse(Snapshot("sample", None, FOLDER, SAMPLE), MEMO)  # so that only what is mutated is read again


def check_any(files: dict[str, bytes]) -> None:
    snapshot = Snapshot("test", None, FOLDER, dict(sorted(files.items())))
    spec = parse(snapshot, dict(MEMO))
    findings = lint(spec)
    assert findings == tuple(sorted(set(findings), key=findings.index))
    assert [f.place for f in findings] == sorted(f.place for f in findings)
    assert lint(spec) == findings == lint(parse(snapshot, dict(MEMO)))
    assert {f.rule for f in findings} <= RULES.keys()
    assert all(f.message and f.message == f.message.strip() for f in findings)
    assert_inside(findings, files)


SLOW = settings(
    deadline=None,
    max_examples=int(os.environ.get("SPECCTL_EXAMPLES", "150")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(st.data())
def test_whatever_befalls_a_file_lint_reports_it_and_never_fails(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAMPLE)))
    check_any({**SAMPLE, name: data.draw(mutated(SAMPLE[name]))})


@SLOW
@given(
    st.dictionaries(
        st.sampled_from(
            ["spec.yaml", "greet.md", "greet/a.md", "x/y.md", "evals/d8ue.md", "a b.md"]
        ),
        st.one_of(
            st.binary(max_size=80),
            st.lists(st.one_of(BYTES, st.sampled_from(list(BASE.values()))), max_size=8).map(
                b"".join
            ),
        ),
    )
)
def test_any_bytes_in_any_file_are_no_reason_to_fail(files: dict[str, bytes]) -> None:
    check_any({**BASE, **files})
