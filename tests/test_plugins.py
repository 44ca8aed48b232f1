"""Rules of other distributions, found and run by a Python of its own; none takes the run down."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from linting import BASE

from specctl.lint.plugins import PluginRule

GOOD = """\
from specctl.lint import PluginRule
from specctl.model import Finding, Severity

def short(file):
    place = file.value.places.get("title")
    if place:
        yield file.finding("acme-short-title", place, "shorten the title", file.section)

def pairs(spec):
    for section in spec.sections:
        if section.id == "lending":
            print("found one")
            yield Finding("acme-pair", section.place, "lending stands alone")

RULES = [
    PluginRule("acme-short-title", "A long title.", check=short, severity=Severity.INFO),
    PluginRule("acme-pair", "A section without another.", check_spec=pairs),
]
"""
RUN = """\
import json, sys
from pathlib import Path
from specctl.lint import lint
from specctl.lint.plugins import installed
from specctl.model import Snapshot
from specctl.parse import parse

files = {k: v.encode() for k, v in json.load(sys.stdin).items()}
spec = parse(Snapshot("test", None, "spec", files))
found = lint(spec, plugins=installed())
told = [[f.rule, f.severity, f"{f.place.path}:{f.place.line}", f.message] for f in found]
print(json.dumps({"found": told, "loaded": "importlib.metadata" in sys.modules}))
"""


def install(
    site: Path, module: str, text: str, *, points: str = "", name: str = "acme-rules"
) -> None:
    """A distribution as pip leaves it: its module, and its metadata beside it."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(points or f"[specctl.rules]\nacme = {module}:RULES\n")
    (site / f"{module}.py").write_text(text)


def run(*path: Path, cwd: Path, files: dict[str, str] | None = None) -> dict[str, Any]:
    given = {k: v.decode() for k, v in BASE.items()} | (files or {})
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_without_plugins_nothing_is_looked_up(tmp_path: Path) -> None:
    assert run(cwd=tmp_path) == {"found": [], "loaded": False}


def test_a_rule_runs_like_any_other(tmp_path: Path) -> None:
    install(tmp_path / "site", "acme_rules", GOOD)
    short = "acme-short-title"
    assert run(tmp_path / "site", cwd=tmp_path)["found"] == [
        [short, "info", "spec/greet.md:3", "shorten the title"],
        ["acme-pair", "warning", "spec/lending.md:1", "lending stands alone"],
        [short, "info", "spec/lending.md:3", "shorten the title"],
    ]
    manifest = BASE["spec.yaml"].decode() + (
        f"lint:\n  rules: {{{short}: error, acme-pair: off}}\n  overrides: [{{paths: [greet.md], rules: {{{short}: off}}}}]\n"
    )
    greet = (
        BASE["lending.md"]
        .decode()
        .replace("title:", f"# specctl: allow {short} because it is good\ntitle:")
    )
    found = run(tmp_path / "site", cwd=tmp_path, files={"spec.yaml": manifest})["found"]
    assert found == [[short, "error", "spec/lending.md:3", "shorten the title"]]
    files = {"spec.yaml": manifest, "lending.md": greet}
    assert run(tmp_path / "site", cwd=tmp_path, files=files)["found"] == []


def broken(text: str, tmp_path: Path, **more: str) -> list[list[str]]:
    install(tmp_path / "site", "acme_rules", text, **more)
    found: list[list[str]] = run(tmp_path / "site", cwd=tmp_path)["found"]
    assert {f[0] for f in found} == {"broken-plugin"}
    assert {(f[1], f[2]) for f in found} == {("error", "spec/spec.yaml:1")}
    assert all(f[3].endswith("; mend it, or uninstall it") for f in found)
    return found


RULE = "from specctl.lint import PluginRule\n"
NAMED = "the plugin acme-rules 1.0 (acme_rules:RULES)"
WRONG = [
    ("import no_such_module", "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
    ("RULES = (", "cannot be loaded: SyntaxError"),
    ("raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
    ("x = 1", "cannot be loaded: AttributeError: module 'acme_rules' has no attribute 'RULES'"),
    ("RULES = 5", "cannot be loaded: TypeError: 'int' object is not iterable"),
    ("RULES = ['x']", "cannot be loaded: TypeError: str is no PluginRule"),
    (RULE + "RULES = [PluginRule('Acme', 's', check=print)]", "cannot be loaded: ValueError: 'Acme' is no name"),
    (RULE + "RULES = [PluginRule('acme-x', 's')]", "cannot be loaded: TypeError: acme-x has neither check"),
    (RULE + "RULES = [PluginRule('acme-x', 's', print, severity='loud')]", "the severity of acme-x is no Severity"),
    (RULE + "RULES = [PluginRule('dangling-link', 's', print)]", "has a rule dangling-link, which there is already"),
    (RULE + "RULES = [PluginRule('a-x', 's', print), PluginRule('a-x', 's', print)]", "has a rule a-x, which there is already"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_a_plugin_that_cannot_be_loaded_is_named(text: str, why: str, tmp_path: Path) -> None:
    found = broken(text, tmp_path)
    assert any(f[3].startswith(NAMED) and why in f[3] for f in found), found


FAILS = [
    ("raise ValueError('odd\\ntext')", "ValueError: odd text"),
    ("raise SystemExit", "SystemExit"),
    ("def deep(): deep()\n    deep()", "RecursionError"),
    ("return 5", "TypeError: 'int' object is not iterable"),
    ("return ['x']", "TypeError: what it yields is no Finding with a Place"),
    ("return [file.finding('acme-y', file.value.place, 'm')]", "ValueError: it reports the rule 'acme-y'"),
    ("return [file.finding('acme-x', file.value.place, '')]", "ValueError: it reports"),
    ("return [file.finding('acme-x', file.value.place, 5)]", "TypeError: the message of its finding is a int"),
    ("return [file.finding('acme-x', Place(file.path, 999, 1, 999), 'm')]", "ValueError: there is no line 999"),
    ("return [file.finding('acme-x', Place('etc/passwd'), 'm')]", "ValueError: there is no line 1 in etc/passwd"),
    ("return [file.finding('acme-x', Place(file.path, 0), 'm')]", "ValueError: lines and columns count from 1"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "why"), FAILS)
def test_a_rule_that_fails_is_named_once(body: str, why: str, tmp_path: Path) -> None:
    text = f"{RULE}from specctl.model import Place\n\ndef check(file):\n    {body}\n\n"
    found = broken(text + "RULES = PluginRule('acme-x', 's', check)\n", tmp_path)
    assert len(found) == 1
    assert f"the rule acme-x of {NAMED} failed on spec/" in found[0][3]
    assert why in found[0][3]


def test_a_rule_about_the_whole_spec_may_fail_too(tmp_path: Path) -> None:
    text = f"{RULE}RULES = PluginRule('acme-x', 's', check_spec=lambda spec: [spec.nothing])\n"
    found = broken(text, tmp_path)
    assert f"the rule acme-x of {NAMED} failed: AttributeError" in found[0][3]


def test_what_stands_in_the_current_folder_is_no_plugin(tmp_path: Path) -> None:
    """A spec's own repository could bring one."""
    install(tmp_path, "acme_rules", "raise ValueError")
    assert run(tmp_path, cwd=tmp_path) == {"found": [], "loaded": False}


def test_other_entry_points_are_not_touched(tmp_path: Path) -> None:
    install(
        tmp_path / "site",
        "acme_rules",
        "raise ValueError",
        points="[console_scripts]\nx = acme_rules:x\n",
    )
    assert run(tmp_path / "site", cwd=tmp_path) == {"found": [], "loaded": False}


def test_the_first_of_two_installations_counts(tmp_path: Path) -> None:
    install(tmp_path / "one", "acme_rules", "RULES = []\n")
    install(tmp_path / "two", "acme_rules", "raise ValueError\n")
    assert run(tmp_path / "one", tmp_path / "two", cwd=tmp_path)["found"] == []


def test_a_rule_has_a_default_severity() -> None:
    assert PluginRule("acme-x", "s").severity == "warning"
