"""The readme's tables and examples are those of the code."""

import json
import re
from pathlib import Path

import pytest
from linting import folder, spec_of

from specctl import schema
from specctl.classify.classes import RANK
from specctl.cli.app import COMMANDS
from specctl.frontmatter import read
from specctl.lint import RULES, lint, page
from specctl.lint.fixes import FIXES
from specctl.lint.options import OPTIONS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text("utf-8")
SAMPLE = folder(ROOT / "spec")
SETTINGS = re.findall(r"^```yaml\n(lint:\n.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
MANIFEST = re.findall(r"^```yaml\n(name: .*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose first line is given, without the two lines of its head."""
    lines = TEXT.partition(f"\n{heading}\n")[2].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[1:]]


def mended(rule: str) -> str:
    """How the fixes of a rule are called."""
    fix = FIXES.get(rule)
    if fix is None:
        return ""
    kinds = {"safe": fix.safe, "unsafe": fix.unsafe or fix.removing}
    return ", ".join(name for name, there in kinds.items() if there)


def test_the_table_of_rules_is_the_registry() -> None:
    assert rows("| rule | severity | fix | reports |") == [
        [f"`{name}`", row.severity.value, mended(name), page(name).summary]
        for name, row in RULES.items()
    ]


def test_the_table_of_options_has_all_of_them_with_their_defaults() -> None:
    assert rows("| rule | option | default | |") == [
        [f"`{rule}`", f"`{name}`", f"`{json.dumps(option.default)}`", option.summary]
        for rule, options in OPTIONS.items()
        for name, option in options.items()
    ]


def test_the_table_of_classes_has_each_at_its_rank() -> None:
    told = {
        (name, int(rank[0]))
        for rank, _, names in rows("| rank | gate | classes |")
        for name in re.findall(r"`([a-z-]+)`", names)
    }
    assert told == set(RANK.items())


def test_every_command_is_named() -> None:
    commands = TEXT.partition("\n## Commands\n")[2].partition("\n## ")[0]
    assert all(re.search(rf"\b{name}\b", commands) for name in COMMANDS)


@pytest.mark.parametrize("text", SETTINGS)
def test_settings_that_are_shown_are_those_that_a_manifest_takes(text: str) -> None:
    manifest = SAMPLE["spec.yaml"] + b"\n" + text.encode()
    findings = lint(spec_of({**SAMPLE, "spec.yaml": manifest}))
    assert "invalid-front-matter" not in {one.rule for one in findings}


def test_the_manifest_that_is_shown_has_the_form_of_one() -> None:
    (text,) = MANIFEST
    assert schema.check(read(text, "spec/spec.yaml").data, "manifest") == []


def test_examples_of_settings_use_every_key() -> None:
    shape = schema.load("manifest")["properties"]["lint"]["properties"]
    own = shape["own"]["items"]["properties"]
    keys = [*shape, *shape["overrides"]["items"]["properties"], *own, *own["where"]["properties"]]
    keys += [*own["forbid"]["properties"], *own["require"]["properties"]]
    shown = "".join(SETTINGS)
    left = [key for key in keys if not re.search(rf"\b{key}:", shown)]
    assert left == []


def test_the_changelog_counts_the_rules() -> None:
    assert f": {len(RULES)} rules, each with a page" in (ROOT / "CHANGELOG.md").read_text("utf-8")
