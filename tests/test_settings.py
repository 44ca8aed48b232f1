"""Lint settings: which severity holds where, and why. What is wrong in them are cases of lint."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specctl import frontmatter
from specctl.lint.scope import About, matches
from specctl.lint.settings import Settings, settings_of
from specctl.model import Manifest, Place, Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
STYLE = About("style.md", "current", "user", "rule", ("tone",))
DRAFT = About("drafts/new.md", "draft", "root", "rule")


def manifest(lint: str) -> Manifest:
    document = frontmatter.read(f"name: base\nlint:\n{lint}", "spec/spec.yaml")
    return Manifest("base", Place("spec/spec.yaml"), fields=document.data, places=document.places)


def settings(lint: str, *, strict: bool = False) -> Settings:
    return settings_of(manifest(lint), strict)


ROWS: list[tuple[str, str, About, str | None, str]] = [
    # lint, rule, file, severity of what it reports as an error, why
    ("  rules: {}", "r", STYLE, "error", "default"),
    ("  rules: {r: info}", "r", STYLE, "info", "spec/spec.yaml:3"),
    ("  rules:\n    q: off\n    r: {severity: warning}", "r", STYLE, "warning", "spec/spec.yaml:5"),
    ("  rules: {r: {most: 5}}", "r", STYLE, "error", "default"),
    ("  rules: {r: off}", "r", STYLE, None, "spec/spec.yaml:3"),
    ("  rules: {}", "r", DRAFT, "warning", "default; in drafts nothing is graver than a warning"),
    ("  rules: {r: info}", "r", DRAFT, "info", "spec/spec.yaml:3"),
    ("  rules: {}", "unclosed-block", DRAFT, "error", "default"),
    (
        "  rules: {r: error}", "r", DRAFT, "warning",
        "spec/spec.yaml:3; in drafts nothing is graver than a warning",
    ),
    ("  overrides:\n    - paths: [style.md]\n      rules: {r: off}", "r", STYLE, None, "override 1 at spec/spec.yaml:4"),
    ("  overrides:\n    - paths: [style.md]\n      rules: {r: off}", "r", DRAFT, "warning", "default; in drafts nothing is graver than a warning"),
    ("  overrides:\n    - rules: {r: off}\n    - kind: [rule]\n      rules: {r: info}", "r", STYLE, "info", "override 2 at spec/spec.yaml:5"),
    ("  overrides:\n    - at_most: info", "r", STYLE, "info", "default; override 1 at spec/spec.yaml:4"),
    ("  overrides:\n    - at_most: info\n      rules: {r: error}", "r", STYLE, "error", "override 1 at spec/spec.yaml:4"),
    ("  overrides:\n    - rules: {r: error}\n    - at_most: info", "r", STYLE, "info", "override 1 at spec/spec.yaml:4; override 2 at spec/spec.yaml:5"),
    ("  overrides:\n    - status: [draft]\n      at_most: error", "r", DRAFT, "error", "default"),
    ("  overrides:\n    - status: [draft]\n      rules: {r: error}", "r", DRAFT, "error", "override 1 at spec/spec.yaml:4"),
    ("  overrides:\n    - authority: [root]\n      kind: [intent]\n      rules: {r: off}", "r", DRAFT, "warning", "default; in drafts nothing is graver than a warning"),
    ("  overrides:\n    - tags: [voice, tone]\n      rules: {r: info}", "r", STYLE, "info", "override 1 at spec/spec.yaml:4"),
]  # fmt: skip


@pytest.mark.parametrize(("lint", "rule", "about", "severity", "why"), ROWS)
def test_what_holds_for_a_rule_in_a_file(
    lint: str, rule: str, about: About, severity: str | None, why: str
) -> None:
    given_ = settings(lint)
    assert given_.severity(rule, ERROR, about) == severity
    assert given_.why(rule, ERROR, about) == why


def test_strict_knows_no_limits() -> None:
    given_ = settings("  overrides: [{at_most: info}, {rules: {q: info}}]", strict=True)
    assert given_.severity("r", ERROR, DRAFT) is ERROR
    assert given_.severity("q", ERROR, DRAFT) is INFO


def test_a_rule_that_is_off_everywhere_does_not_run() -> None:
    assert not settings("  rules: {r: off}").runs("r")
    assert not settings("  rules: {r: off}\n  overrides: [{rules: {r: off, q: off}}]").runs("r")
    assert settings("  rules: {r: off}\n  overrides: [{rules: {r: info}}]").runs("r")
    assert settings("  overrides: [{rules: {r: off}}]").runs("r")


def test_an_option_that_fits_counts_and_another_one_does_not() -> None:
    rule, option = "overdue-aspiration", "horizon"
    assert settings(f"  rules: {{{rule}: {{{option}: 12}}}}").option(rule, option) == 12
    assert settings(f"  rules: {{{rule}: {{{option}: no}}}}").option(rule, option) == 3
    assert settings(f"  rules: {{{rule}: {{{option}: -1}}}}").option(rule, option) == 3
    assert settings(f"  rules: {{{rule}: {{horizn: 9}}}}").option(rule, option) == 3
    assert settings(f"  rules: {{{rule}: error}}").option(rule, option) == 3


GLOBS = [
    ("style.md", "style.md", True),
    ("style.md", "drafts/style.md", False),
    ("*.md", "style.md", True),
    ("*.md", "drafts/style.md", False),
    ("**/*.md", "style.md", True),
    ("**/style.md", "a/b/style.md", True),
    ("drafts/**", "drafts/a.md", True),
    ("drafts/**", "drafts/a/b.md", True),
    ("drafts/**", "drafts.md", False),
    ("drafts/", "drafts/a/b.md", True),
    ("drafts", "drafts/a.md", False),
    ("a/**/z.md", "a/z.md", True),
    ("a/**/z.md", "a/b/c/z.md", True),
    ("a/**/z.md", "a/b/c/y.md", False),
    ("**/b/**/z.md", "a/b/b/c/z.md", True),
    ("a?.md", "ab.md", True),
    ("[ab].md", "b.md", True),
    ("**", "a/b.md", True),
    ("A.md", "a.md", False),
]


@pytest.mark.parametrize(("glob", "path", "covers"), GLOBS)
def test_globs(glob: str, path: str, covers: bool) -> None:
    assert matches(glob, path) is covers


def test_a_glob_of_many_stars_ends() -> None:
    assert not matches("*a" * 60, "a" * 2000 + "b")
    assert not matches("**/a/" * 40 + "c", "/".join("a" * 500 + "b"))


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["off", "error", "x(", "info"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["rules", "overrides", "own", "firm", "paths", "at_most", "name", "message", "forbid", "require", "pattern", "words", "in", "where", "r", "field", "examples"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(PARTS)
def test_whatever_the_manifest_says_settings_can_be_made_of_it(lint: Any) -> None:
    made = settings_of(Manifest("base", Place("spec/spec.yaml"), fields={"lint": lint}))
    assert made.severity("r", WARNING, STYLE) in (None, *Severity)
    assert made.runs("q") in (True, False)
