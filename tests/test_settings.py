"""Lint settings: which severity holds where, and why. What is wrong in them are cases of lint."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_
from hypothesis import strategies as st
from linting import BASE, TODAY, laid_over, spec_of

from specctl import frontmatter
from specctl.lint import RULES, lint
from specctl.lint.explain import explain
from specctl.lint.plugins import Plugin, PluginRule, Plugins
from specctl.lint.scope import About, matches
from specctl.lint.settings import Settings, settings_of
from specctl.model import Manifest, Place, Sample, Severity
from specctl.model.configuration import Configuration
from specctl.render import render
from specctl.schema import check

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
            ["rules", "overrides", "own", "firm", "paths", "at_most", "name", "message", "forbid", "require", "pattern", "words", "in", "where", "r", "field", "examples", "counts", "evals", "tags", "severity", "stray-text", "overdue-aspiration", "horizon"]
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


@settings_(deadline=None, max_examples=300)
@given(PARTS)
def test_whatever_the_manifest_says_lint_runs(lint_: Any) -> None:
    manifest = f"name: x\nsections: [greet, lending]\nlint: {json.dumps(lint_)}\n"
    spec = spec_of({**BASE, "spec.yaml": manifest.encode()})
    found = lint(spec, today=TODAY)
    assert {f.rule for f in found} <= {
        *RULES,
        *(own.name for own in settings_of(spec.manifest).own),
    }
    explain(spec, settings_of(spec.manifest), "spec/greet.md")


# --- explained -----------------------------------------------------------------------------------

EXPLAINED = """\
name: library-desk
sections: [greet, lending]
lint:
  rules:
    overdue-aspiration: {severity: info, horizon: 12}
    stray-text: off
  overrides:
    - paths: [greet.md]
      rules: {stray-text: warning}
    - status: [draft]
      at_most: info
  firm: [dangling-link]
  own:
    - name: acme-owners
      message: Somebody must answer for it.
      where: {authority: [developer]}
      require: {field: owners}
"""
PLUGINS = Plugins(
    ((PluginRule("acme-short", "A long title.", check=lambda file: ()), Plugin("acme 1.0", "a:R")),),
    ("the plugin odd 2 (o:R) cannot be loaded: ImportError",),
)  # fmt: skip


def explained(path: str | None) -> Configuration:
    spec = laid_over([Sample("spec/spec.yaml", EXPLAINED)])
    made = settings_of(spec.manifest)
    known = b'[{"schema": "specctl/baseline/1"}\n,{"rule": "r", "count": 3}\n]\n'
    return explain(spec, made, path, plugins=PLUGINS, known=known)


@pytest.mark.parametrize(
    ("path", "rule", "severity", "why"),
    [
        (None, "stray-text", "off", "spec/spec.yaml:6"),
        ("spec/greet.md", "stray-text", "warning", "override 1 at spec/spec.yaml:8"),
        ("spec/lending.md", "stray-text", "off", "spec/spec.yaml:6"),
        ("spec/spec.yaml", "dangling-link", "error", "default"),
        ("spec/greet.md", "acme-owners", "off", "`where` leaves this file out"),
        ("spec/lending.md", "acme-owners", "warning", "default"),
        (None, "acme-short", "warning", "default"),
    ],
)
def test_a_rule_says_where_its_severity_is_from(
    path: str | None, rule: str, severity: str, why: str
) -> None:
    row = next(one for one in explained(path).rules if one.name == rule)
    assert (row.severity, row.why) == (severity, why)


def test_everything_that_decides_is_explained() -> None:
    said = explained("spec/greet.md")
    assert {one.name for one in said.rules} == {*RULES, "acme-owners", "acme-short"}
    assert dict(said.about) == {"kind": "rule", "status": "current", "authority": "user"}
    assert [(one.number, one.at, one.says, one.holds) for one in said.overrides] == [
        (1, "spec/spec.yaml:8", "stray-text warning", True),
        (2, "spec/spec.yaml:10", "at most info", False),
    ]
    option = next(one for one in said.rules if one.name == "overdue-aspiration").options[0]
    assert (option.name, option.value, option.why) == ("horizon", 12, "spec/spec.yaml:5")
    assert (said.firm, said.baseline, said.plugins) == (("dangling-link",), 3, ("acme 1.0",))
    assert said.problems == PLUGINS.problems


@pytest.mark.parametrize("path", [None, "spec/greet.md"])
def test_an_explanation_is_shown_and_given_to_programs(path: str | None) -> None:
    said = explained(path)
    data = json.loads(render("settings", "json", said))
    assert check(data, "settings") == []
    assert [one["name"] for one in data["rules"]] == [one.name for one in said.rules]
    page = render("settings", "text", said)
    assert all(len(row) <= 100 for row in page.splitlines())
    for words in (
        "horizon: 12 (spec/spec.yaml:5)",
        "paths greet.md: stray-text warning",
        "acme 1.0",
    ):
        assert words in page
