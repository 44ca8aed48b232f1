"""A team's own rules: where each looks, what its patterns may be, and its page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linting import BASE, TODAY, spec_of

from specctl.lint import lint, page
from specctl.lint.beside import pages
from specctl.lint.own_shape import PARTS
from specctl.lint.patterns import REACH, Unsound, compiled, of_words
from specctl.lint.plugins import Plugin, PluginRule, Plugins
from specctl.lint.settings import settings_of
from specctl.model import Severity
from specctl.render import render

GREET = """\
---
id: greet
title: Greet ZEBRA
authority: user
tags: [ZEBRA]
examples:
  - id: hello
    title: ZEBRA says hello
rubrics:
  - {id: kind, question: "Is it kind?", scale: {pass: it is, fail: it is not}}
---
Say hello to ZEBRA. And be
  brief with ZEBRA.

- <b>a ZEBRA</b> is welcome
- `ZEBRA`

!!! meta "Commentary"
    ZEBRA was added in May.

**Example**: ZEBRA says hello

~~~xml
<user>
I am
ZEBRA &amp; Co.
</user>
<comparison>
<assistant> <!-- GOOD -->
Hello, ZEBRA!
</assistant>
<assistant> <!-- BAD: ZEBRA -->
No.
ZEBRA &amp; Co.
</assistant>
</comparison>
~~~
"""

EVERYWHERE = {
    "text": ["12:14-18", "13:14-18", "15:8-12", "16:4-8", "19:5-9"],
    "clauses": ["12:14-18", "13:14-18", "15:8-12", "16:4-8"],
    "commentary": ["19:5-9"],
    "titles": ["3:14-18", "21:14-18"],
    "messages": ["26:1-5", "30:8-12", "34:1-5"],
    "replies": ["30:8-12", "34:1-5"],
    "good-replies": ["30:8-12"],
    "front-matter": ["3:14-18", "5:8-12", "8:12-16"],
}


def found(own: str, greet: str = GREET) -> list[str]:
    """The places of the own rule's findings in greet.md."""
    manifest = BASE["spec.yaml"].decode() + f"lint:\n  own:\n    - {own}\n"
    files = {**BASE, "spec.yaml": manifest.encode(), "greet.md": greet.encode()}
    places = [f.place for f in lint(spec_of(files), today=TODAY) if f.rule == "acme-x"]
    return [
        f"{at.path.removeprefix('spec/')}:{at.line}:{at.column}-{at.end_column}" for at in places
    ]


def forbidding(what: str) -> str:
    return f"{{name: acme-x, message: No., forbid: {{{what}}}}}"


def requiring(what: str) -> str:
    return f"{{name: acme-x, message: No., require: {{{what}}}}}"


@pytest.mark.parametrize("part", [part for part in PARTS if part != "file"])
def test_a_pattern_is_found_where_it_is_looked_for(part: str) -> None:
    places = [f"greet.md:{at}" for at in EVERYWHERE[part]]
    assert found(forbidding(f"pattern: ZEBRA, in: {part}")) == places
    assert found(forbidding(f"words: [zebra], in: {part}")) == places


def test_a_file_is_every_line_of_it() -> None:
    rows = [n for n, row in enumerate(GREET.split("\n"), start=1) if "ZEBRA" in row]
    places = found(forbidding("pattern: ZEBRA, in: file"))
    assert [int(one.split(":")[1]) for one in places] == rows


@pytest.mark.parametrize(
    ("own", "places"),
    [
        (forbidding("words: [be brief, nothing]"), ["greet.md:12:25-26"]),
        (forbidding("pattern: 'be +brief'"), ["greet.md:12:25-26"]),
        (forbidding("words: [zebr]"), []),
        (forbidding("pattern: x*"), []),
        (requiring("pattern: ZEBRA"), ["lending.md:3:1-17"]),
        (requiring("pattern: ZEBRA, in: good-replies"), ["lending.md:3:1-17"]),
        (requiring("field: tags"), ["lending.md:3:1-17"]),
        (forbidding("field: tags"), ["greet.md:5:1-13"]),
        (requiring("rubrics: 1"), ["lending.md:3:1-17"]),
        (requiring("rubrics: 2, examples: 1"), ["greet.md:3:1-18", "lending.md:3:1-17", "lending.md:3:1-17"]),
        (requiring("evals: 1"), ["greet.md:3:1-18"]),
        (requiring("evals: 2"), ["greet.md:3:1-18", "lending.md:3:1-17"]),
        (requiring("link_to: greet"), ["lending.md:3:1-17"]),
        (requiring("field: prompts") + "#", ["greet.md:3:1-18", "lending.md:3:1-17"]),
        (requiring("field: prompts").replace("{name", "{where: {kind: [eval]}, name"), ["evals/d8ue.md:1:1-1"]),
        (requiring("field: tags").replace("{name", "{where: {tags: [ZEBRA]}, name"), []),
        (requiring("field: owners").replace("{name", "{where: {tags: [ZEBRA, x]}, name"), ["greet.md:3:1-18"]),
    ],
)  # fmt: skip
def test_what_is_asked_for(own: str, places: list[str]) -> None:
    wanted = [one for one in places if "evals/" in one or "kind: [eval]" not in own]
    given_ = [one for one in found(own.rstrip("#")) if "evals/" not in one or "kind: [eval]" in own]
    assert given_ == wanted


@pytest.mark.parametrize("part", ["text", "commentary", "file", "front-matter"])
def test_what_a_comment_says_is_not_searched(part: str) -> None:
    comment = "specctl: allow acme-y because ZEBRA said so"
    plain = GREET.replace("ZEBRA", "zebra")
    text = plain.replace("Say hello", f"<!-- {comment} -->\n\nSay hello")
    text = text.replace("title: Greet", f"# {comment}\ntitle: Greet")
    assert found(forbidding(f"pattern: ZEBRA, in: {part}"), text) == []


def test_a_linked_section_is_one() -> None:
    linked = GREET.replace("be\n  brief", "see [?](#lending),\n  be brief")
    assert found(requiring("link_to: lending"), linked) == []
    assert found(forbidding("link_to: lending"), linked) == ["greet.md:12:29-41"]


def test_a_review_goes_by_the_rules_of_the_base() -> None:
    rule = forbidding("words: [zebra], in: good-replies")
    with_rule = BASE["spec.yaml"].decode() + f"lint:\n  own:\n    - {rule}\n"
    base = spec_of({**BASE, "spec.yaml": with_rule.encode()})
    head = spec_of({**BASE, "greet.md": GREET.encode()})
    assert [f.rule for f in lint(head, base.manifest, today=TODAY)].count("acme-x") == 1
    assert [f.rule for f in lint(head, today=TODAY)].count("acme-x") == 0


def test_a_comment_about_a_rule_that_the_change_brings_is_right() -> None:
    allowing = GREET.replace(
        "title: Greet", "# specctl: allow acme-x because it is new\ntitle: Greet"
    )
    rule = forbidding("words: [zebra], in: titles")
    manifest = BASE["spec.yaml"].decode() + f"lint:\n  own:\n    - {rule}\n"
    files = {**BASE, "spec.yaml": manifest.encode(), "greet.md": allowing.encode()}
    odd = {"malformed-suppression", "unused-suppression"}
    assert odd.isdisjoint(f.rule for f in lint(spec_of(files), today=TODAY))
    assert odd.isdisjoint(f.rule for f in lint(spec_of(files), spec_of(BASE).manifest, today=TODAY))


def test_words_are_not_without_end() -> None:
    few, many = (", ".join(f"w{n:04}{'x' * 90}" for n in range(count)) for count in (100, 200))
    assert found(forbidding(f"words: [{few}, zebra], in: commentary")) == ["greet.md:19:5-9"]
    assert found(forbidding(f"words: [{many}, zebra], in: commentary")) == []


# --- patterns ------------------------------------------------------------------------------------

FINE = [
    r"\bhereinafter\b", "(shall|must).*(forthwith|immediately)", "[]a]+", r"\d{2,}", "a{,3}", "{", "a{x}",
    "(?:ab?){2,3}", "^The", r"\$\d+\.\d\d", "x{1000}", "", "é+", r"[^\]]", "a|", "a??", "(a)(b)", r"[\w-]+@",
]  # fmt: skip
REFUSED = [
    ("(a+)+b", "could take too long"),
    ("(a|a)*b", "could take too long"),
    ("(a|aa)+$", "could take too long"),
    ("a*a*", "could take too long"),
    ("a?" * 30 + "a" * 30, "could take too long"),
    ("(.*)(.*)", "could take too long"),
    ("(?:(?:x{1000}){1000}){1000}", "could take too long"),
    (r"(a)\1", "`\\1` is not allowed"),
    ("(?=a)", "only `(?:` is allowed"),
    ("(?i)a", "only `(?:` is allowed"),
    ("(?P<x>a)", "only `(?:` is allowed"),
    ("(?>a)", "only `(?:` is allowed"),
    ("a**", "repeats a repeat"),
    ("a*+", "repeats a repeat"),
    ("(" * 30 + ")" * 30, "nest deeper"),
    ("(a", "never closed"),
    ("a)", "closes nothing"),
    ("[a", "never closed"),
    ("*a", "no regular expression"),
    ("a{3,2}", "no regular expression"),
    ("a\\", "no regular expression"),
    ("[z-a]", "no regular expression"),
]


@pytest.mark.parametrize("pattern", FINE)
def test_a_plain_pattern_is_taken(pattern: str) -> None:
    assert compiled(pattern) is compiled(pattern)


@pytest.mark.parametrize(("pattern", "why"), REFUSED)
def test_a_pattern_that_could_run_away_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(Unsound, match=re.escape(why)):
        compiled(pattern)


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\b", "^", "$", "é", r"\."])
REGEXES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?", "{,2}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(REGEXES, st.text("ab .é", max_size=20))
def test_a_pattern_finds_what_python_finds(pattern: str, text: str) -> None:
    try:
        mine = compiled(pattern)
    except Unsound:
        return
    theirs = re.search(pattern, text)
    found_ = mine.search(text)
    assert (found_ and found_.span()) == (theirs and theirs.span())


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_refused(pattern: str) -> None:
    try:
        compiled(pattern).search("some text")
    except Unsound:
        return


@pytest.mark.parametrize("text", ["a" * 10_000, "ab" * 5_000, " " * 10_000])
@pytest.mark.parametrize("pattern", [p for p in FINE if "*" in p or "+" in p or "|" in p])
def test_a_pattern_that_is_taken_ends(pattern: str, text: str) -> None:
    assert compiled(f"(?:{pattern})\x00").search(text) is None


def test_a_repeat_reaches_so_far() -> None:
    assert compiled("a.*b").search("a" + "x" * REACH + "b")
    assert not compiled("a.*b").search("a" + "x" * (REACH + 1) + "b")


@pytest.mark.parametrize(
    ("text", "matches"),
    [("Pursuant\n to it", True), ("unpursuant to", False), ("pursuant  TO,", True), ("c++ too", True), ("c+", False)],
)  # fmt: skip
def test_words_are_matched_whole_and_in_any_case(text: str, matches: bool) -> None:
    assert bool(of_words(("pursuant to", "C++", " ")).search(text)) is matches


# --- pages ---------------------------------------------------------------------------------------


def test_rules_beside_the_catalogue_have_a_page() -> None:
    manifest = BASE["spec.yaml"].decode() + (
        "lint:\n  own:\n"
        "    - {name: acme-x, message: Say guest., severity: info, where: {kind: [rule], paths: [a.md, b/]}, forbid: {words: [reader, user]}}\n"
        "    - {name: acme-z, message: Test it., require: {evals: 2, examples: 1}}\n"
    )
    made = settings_of(spec_of({**BASE, "spec.yaml": manifest.encode()}).manifest)
    rule = PluginRule("acme-y", "A long title.", check=lambda file: (), reason="It is cut off.")
    brought = Plugins(((rule, Plugin("acme 1.0", "acme:R")),))
    first, second, third = pages(made, brought)
    assert (first.name, first.severity, first.summary) == ("acme-x", Severity.INFO, "Say guest.")
    assert first.reason == (
        "This is a rule of the spec's own, declared in its manifest. It forbids any of these words "
        "in its text: reader, user. It is about files with paths a.md or b/, kind rule."
    )
    assert second.reason == "It is cut off.\n\nThis rule comes with the plugin acme 1.0 (acme:R)."
    assert third.reason.endswith("It requires examples: 1 and evals: 2. It is about every file.")
    assert "Reported" not in render("rule", "text", first)
    assert "Reported" in render("rule", "text", page("dangling-link"))
