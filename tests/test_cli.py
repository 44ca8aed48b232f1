import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from gitrepo import git
from render_samples import FINDINGS, NOTHING, REVIEW

from specctl import __version__, pipeline, schema
from specctl.cli.app import COMMANDS, cli
from specctl.cli.propose import COMMANDS as PROPOSE
from specctl.errors import SpecctlError
from specctl.model import Finding
from specctl.pipeline.checking import Checked
from specctl.sources import Listing

ROOT = Path(__file__).parent.parent
COMPARING = ("diff", "impact", "review")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="specctl")


def process(*args: str, cwd: Path, **more: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "specctl", *args]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, **more
    )


@pytest.fixture(scope="session")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the sample spec on main, and the proposed change on a branch."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "spec", folder / "spec")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "The sample spec")
    git(folder, "switch", "-qc", "proposal")
    (patch,) = (ROOT / "proposals").glob("0001-*/change.patch")
    git(folder, "apply", str(patch))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "The proposed change")
    git(folder, "switch", "-q", "main")
    return folder


@pytest.fixture
def sample(_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(_sample, folder)
    monkeypatch.chdir(folder)
    return folder


def break_a_link(folder: Path) -> None:
    section = folder / "spec" / "style.md"
    section.write_text(section.read_text("utf-8") + "\nSee [?](#nowhere_at_all).\n", "utf-8")


# --- start


def test_start_imports_nothing_but_click() -> None:
    code = (
        "import sys, click; before = set(sys.modules)\n"
        "from specctl.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sorted(m for m in set(sys.modules) - before if m.split('.')[0] not in {'click', *sys.stdlib_module_names}))"
    )
    known = {
        "specctl",
        "specctl.cli",
        "specctl.cli.app",
        "specctl.cli.lazy",
        "specctl.cli.options",
        "specctl.cli.outcome",
        "specctl.late",
    }
    for option in ("--help", "--version", "-h"):
        end = subprocess.run(
            [sys.executable, "-c", code, option], capture_output=True, text=True, check=False
        )
        assert end.returncode == 0, end.stderr
        assert set(end.stdout.splitlines()[-1].split()) == known


def test_version() -> None:
    assert re.fullmatch(r"specctl \d+\.\d+\.\d+\S*\n", run("--version").output)


def test_help_lists_every_command_with_the_summary_that_it_has_itself() -> None:
    shown = run("--help").output
    assert "\n  specctl lint           what is wrong with the spec in this folder\n" in shown
    for name, entry in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(entry.summary)}$", shown, re.M)
        assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_names_it(name: str) -> None:
    examples = run(name, "--help").output.partition("Examples:\n")[2]
    assert examples.startswith(f"    specctl {name}")


@pytest.mark.parametrize("name", PROPOSE)
def test_every_command_of_a_proposal_has_a_summary_and_an_example_too(name: str) -> None:
    shown = run("propose", "--help").output
    assert re.search(rf"^  {name} +{re.escape(PROPOSE[name].summary)}$", shown, re.M)
    examples = run("propose", name, "--help").output.partition("Examples:\n")[2]
    assert examples.startswith(f"    specctl propose {name}")


def test_without_a_command_there_is_help_and_exit_code_2() -> None:
    end = run()
    assert (end.exit_code, end.stdout) == (2, "")
    assert end.stderr.startswith("Usage: specctl")


# --- mistakes on the command line


@pytest.mark.parametrize(("args", "said"), [
    (["lnt"], "specctl: error: no such command 'lnt'; did you mean lint?\n  see specctl --help"),
    (["lint", "--frmat", "json"], "specctl: error: No such option '--frmat'"),
    (["lint", "--format", "markdown"], "specctl: error: Invalid value for '--format'"),
    (["lint", "--staged", "--rev", "x"], "specctl: error: --staged and --rev exclude each other\n  see specctl lint --help"),
    (["lint", "--fix", "--coverage"], "specctl: error: --coverage and --fix exclude each other"),
    (["lint", "--explain-config", "--unsafe-fixes"], "specctl: error: --explain-config and --unsafe-fixes exclude each other"),
    (["lint", "--diff", "--statistics"], "specctl: error: --statistics and --diff exclude each other"),
    (["lint", "--diff", "--format", "json"], "specctl: error: --diff comes as text, not json"),
    (["lint", "--coverage", "--format", "sarif"], "specctl: error: --coverage comes as text or json, not sarif"),
    (["lint", "--coverage", "--since", "x"], "specctl: error: --coverage shows no findings, so it takes no --since"),
    (["lint", "--explain-config", "--settings-from", "x"], "specctl: error: --explain-config shows no findings, so it takes no --settings-from"),
    (["lint", "--fix", "--settings-from", "x"], "specctl: error: --fix works on the work tree, so it takes no --settings-from"),
    (["lint", "--settings-from", "no-such"], "specctl: error: there is no revision 'no-such' in "),
    (["lint", "--write-baseline", "x.md"], "specctl: error: --write-baseline writes all findings to its own file; leave out PATH"),
    (["lint", "--write-baseline", "-o", "x"], "specctl: error: --write-baseline writes all findings to its own file; leave out -o"),
    (["lint", "--write-baseline", "--format", "json"], "specctl: error: --write-baseline writes all findings to its own file; leave out --format"),
    (["review", "a", "b", "c"], "specctl: error: at most two revisions can be compared"),
    (["import", "model-spec"], "specctl: error: Missing argument 'SRC'"),
    (["import", "model-spec", "x"], "specctl: error: Missing option '--into'"),
    (["-C", "/no/such/folder", "lint"], "specctl: error: cannot change to '/no/such/folder': No such file or directory"),
    (["lint", "-C", "/no/such/folder"], "specctl: error: cannot change to '/no/such/folder'"),
    (["-C", "a\0b", "lint"], "specctl: error: cannot change to"),
])  # fmt: skip
def test_usage_errors_are_explained_and_give_2(args: list[str], said: str) -> None:
    end = run(*args)
    assert (end.exit_code, end.stdout) == (2, "")
    assert end.stderr.startswith(said)


@pytest.mark.parametrize(
    "args", [["lint"], ["review"], ["diff"], ["impact"], ["export", "model-spec", "--out", "x"]]
)
def test_a_folder_without_a_spec_gives_2(args: list[str], tmp_path: Path) -> None:
    end = run("-C", str(tmp_path), *args)
    assert (end.exit_code, end.stdout) == (2, "")
    assert re.match(r"specctl: error: .+\n  .+", end.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "main..nowhere", "-x"])
def test_a_revision_that_is_not_there_gives_2(sample: Path, revision: str) -> None:
    before = sorted(sample.rglob("*"))
    for args in (["review", "--", revision], ["lint", f"--rev={revision}"]):
        end = run(*args)
        assert (end.exit_code, end.stdout) == (2, "")
        assert end.stderr.startswith("specctl: error: ")
    assert sorted(sample.rglob("*")) == before


# --- ways to end


def ends(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> Result:
    def fail(*args: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "check", fail)
    return run("lint")


def test_an_error_says_what_is_wrong_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    end = ends(monkeypatch, SpecctlError("spec/\x1b[2J is no folder", "Name one with --spec."))
    assert end.exit_code == 2
    assert end.stderr == "specctl: error: spec/<U+001B>[2J is no folder\n  Name one with --spec.\n"


def test_a_bug_gives_3_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    end = ends(monkeypatch, KeyError("x"))
    assert (end.exit_code, end.stdout) == (3, "")
    assert end.stderr.startswith("specctl: this is a bug in specctl, sorry: KeyError: 'x'\n")
    assert "SPECCTL_DEBUG=1" in end.stderr
    assert "Traceback" not in end.stderr


def test_a_bug_shows_its_traceback_to_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECCTL_DEBUG", "1")
    end = ends(monkeypatch, RecursionError("deep"))
    assert end.exit_code == 3
    assert "Traceback (most recent call last)" in end.stderr


def test_an_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    end = ends(monkeypatch, KeyboardInterrupt())
    assert (end.exit_code, end.output.strip()) == (130, "")


def checked(findings: tuple[Finding, ...]) -> Checked:
    return Checked(findings, Listing("work tree", None, "spec", {}, (), True))


@pytest.mark.parametrize(("args", "code"), [
    (["lint"], 1), (["lint", "--fail-on", "warning"], 1), (["lint", "--fail-on", "info"], 1),
])  # fmt: skip
def test_lint_fails_on_errors(monkeypatch: pytest.MonkeyPatch, args: list[str], code: int) -> None:
    monkeypatch.setattr(pipeline, "check", lambda *a, **k: checked(FINDINGS))
    assert run(*args).exit_code == code


@pytest.mark.parametrize(("index", "codes"), [(0, (1, 1, 1)), (1, (0, 1, 1)), (2, (0, 0, 1))])
def test_lint_fails_on_what_fail_on_says(
    monkeypatch: pytest.MonkeyPatch, index: int, codes: tuple[int, ...]
) -> None:
    monkeypatch.setattr(pipeline, "check", lambda *a, **k: checked(FINDINGS[index : index + 1]))
    for level, code in zip(("error", "warning", "info"), codes, strict=True):
        assert run("lint", "--fail-on", level).exit_code == code


@pytest.mark.parametrize(("command", "code"), [("review", 1), ("diff", 1), ("impact", 0)])
def test_a_row_that_blocks_gives_1_but_in_impact(
    monkeypatch: pytest.MonkeyPatch, command: str, code: int
) -> None:
    monkeypatch.setattr(pipeline, "review", lambda *a, **k: REVIEW)
    assert run(command).exit_code == code
    monkeypatch.setattr(
        pipeline, "review", lambda *a, **k: replace(REVIEW, changes=REVIEW.changes[1:])
    )
    assert run(command).exit_code == 0
    monkeypatch.setattr(pipeline, "review", lambda *a, **k: NOTHING)
    assert run(command).exit_code == 0


# --- where output goes


def test_colour_is_for_those_who_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "review", lambda *a, **k: REVIEW)
    assert "\x1b[" not in run("review").stdout
    assert "\x1b[" in run("review", "--color", "always").stdout
    assert "\x1b[" in run("--color", "always", "review").stdout
    assert "\x1b[" not in run("--color", "always", "review", "--color", "never").stdout
    for fmt in ("json", "markdown"):
        assert "\x1b[" not in run("review", "--color", "always", "--format", fmt).stdout


def on_a_terminal(env: dict[str, str], cwd: Path, *args: str) -> bytes:
    """What a terminal of 100 columns receives."""
    main, other = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    command = [sys.executable, "-m", "specctl", *args]
    child = subprocess.Popen(
        command, cwd=cwd, stdin=other, stdout=other, stderr=other, env={**os.environ, **env}
    )
    os.close(other)
    received = b""
    try:
        while part := os.read(main, 65536):
            received += part
    except OSError:  # the child has closed its end
        pass
    os.close(main)
    child.wait()
    return received


def test_a_terminal_gets_colour_and_its_own_width(sample: Path) -> None:
    shown = on_a_terminal({"TERM": "xterm"}, sample, "review", "main..proposal").decode()
    assert "\x1b[32m" in shown
    longest = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines())
    assert 80 < longest <= 100
    for env in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b[" not in on_a_terminal(env, sample, "review", "main..proposal")


def test_a_file_is_written_whole_plain_and_nothing_is_printed(sample: Path) -> None:
    end = run("review", "main..proposal", "--color", "always", "-o", "out.txt")
    assert end.output == ""
    assert (sample / "out.txt").read_text("utf-8") == run("review", "main..proposal").stdout
    assert not [path for path in sample.iterdir() if path.name.startswith(".out")]


def test_a_file_that_cannot_be_written_gives_2(sample: Path) -> None:
    end = run("lint", "-o", "no/such/folder/out.txt")
    assert end.exit_code == 2
    assert end.stderr.startswith("specctl: error: ")


def test_a_pipe_is_written_to_and_stays_one(sample: Path) -> None:
    pipe = sample / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        assert run("lint", "-o", "pipe").output == ""
        assert reader.communicate()[0] == "No findings.\n"
    assert pipe.is_fifo()


def test_a_link_is_written_through_but_where_the_baseline_stands(sample: Path) -> None:
    (sample / "real.txt").touch()
    (sample / "out.txt").symlink_to(sample / "real.txt")
    assert run("lint", "-o", "out.txt").output == ""
    assert (sample / "out.txt").is_symlink()
    (sample / "spec/lint-baseline.json").symlink_to(sample / "real.txt")
    run("lint", "--write-baseline")
    assert not (sample / "spec/lint-baseline.json").is_symlink()
    assert (sample / "real.txt").read_text("utf-8") == "No findings.\n"


@pytest.mark.parametrize("what", ["diff", "review"])
def test_annotations_name_files_from_the_repositorys_top(sample: Path, what: str) -> None:
    (sample / "docs").mkdir()
    git(sample, "mv", "spec", "docs/rules")
    git(sample, "commit", "-qm", "move")
    style = sample / "docs/rules/style.md"
    style.write_text(style.read_text("utf-8").replace("title: ", "title: New "), "utf-8")
    for where in (["--spec", "docs/rules"], ["-C", "docs", "--spec", "rules"]):
        end = run(what, "HEAD", *where, "--format", "github")
        assert "\n::notice file=docs/rules/style.md,line=3," in end.stdout


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_has_names(sample: Path, name: str) -> None:
    assert run("lint", "-o", name).stdout == "No findings.\n"
    assert not (sample / "-").exists()


def test_a_reader_that_has_seen_enough_is_no_error(sample: Path) -> None:
    command = f"{sys.executable} -m specctl diff main..proposal --format json | head -c 20"
    end = subprocess.run(
        command, shell=True, cwd=sample, capture_output=True, text=True, check=False
    )
    assert (end.stdout, end.stderr) == ('{\n  "schema": "specc', "")


def test_a_full_disk_gives_2(sample: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        end = subprocess.run(
            [sys.executable, "-m", "specctl", "rule"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (end.returncode, end.stderr) == (
        2,
        "specctl: error: cannot write the output: No space left on device\n",
    )


def test_output_is_utf_8_whatever_the_locale(sample: Path) -> None:
    env = {
        **os.environ,
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    assert "main" in process("review", "main..proposal", cwd=sample, env=env).stdout
    assert " → " in process("review", "main..proposal", cwd=sample, env=env).stdout


# --- on the sample spec


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_common_options_stand_before_or_after_the_command(
    sample: Path, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample / "spec").rename(sample / "rules")
    monkeypatch.chdir(sample.parent.parent)
    options = ["-C", str(sample.parent), "-C", "sample", "--spec", "rules"]
    end = run(*options, "lint") if before else run("lint", *options)
    assert (end.exit_code, end.output) == (0, "No findings.\n")
    assert Path.cwd() == sample.parent.parent


def test_the_sample_spec_is_clean(sample: Path) -> None:
    assert (process("lint", cwd=sample).returncode, run("lint").output) == (0, "No findings.\n")


def test_lint_finds_and_names_what_is_wrong(sample: Path) -> None:
    break_a_link(sample)
    end = process("lint", cwd=sample)
    assert end.returncode == 1
    assert re.match(r"spec/style\.md\n\n  \d+:5  error  dangling-link\n", end.stdout)
    assert "| See [?](#nowhere_at_all).\n       |     ^^^^^^^^^^^^^^^^^^^^\n" in end.stdout
    assert end.stdout.endswith("1 error.\n")
    assert run("lint", "--rev", "HEAD").exit_code == 0
    assert run("lint", "--staged").exit_code == 0
    git(sample, "add", ".")
    assert run("lint", "--staged").exit_code == 1


def test_lint_shows_only_the_paths_that_are_named(sample: Path) -> None:
    break_a_link(sample)
    assert run("lint", "spec/style.md").exit_code == 1
    assert run("lint", "spec/overview").exit_code == 0
    assert run("lint", "no/such/file").exit_code == 2


@pytest.mark.parametrize(("below", "path", "rows"), [
    (".", "spec/style.md", 1),
    (".", "./spec/../spec/style.md", 1),
    (".", "style.md", 1),
    (".", "{}/spec/style.md", 1),
    (".", "spec", 1),
    (".", "spec/overview", 0),
    ("spec", "style.md", 1),
    ("spec", ".", 1),
    ("spec/overview", "../style.md", 1),
    ("spec/overview", "spec/style.md", 1),
])  # fmt: skip
def test_a_path_is_named_from_where_one_stands_or_from_the_spec(
    sample: Path, below: str, path: str, rows: int
) -> None:
    break_a_link(sample)
    end = run("-C", below, "lint", path.format(sample), "--format", "json")
    assert (end.exit_code, len(json.loads(end.stdout)["findings"])) == (rows, rows)


@pytest.mark.parametrize(("path", "guess"), [
    ("../spec", ""),
    ("/spec/style.md", ""),
    ("other/spec/style.md", "; did you mean spec/style.md?"),
    ("spec/stile.md", "; did you mean spec/style.md?"),
    ("stile.md", "; did you mean spec/style.md?"),
    ("spec/*.md", ""),
])  # fmt: skip
def test_a_path_of_nothing_gives_2(sample: Path, path: str, guess: str) -> None:
    for option in ("--fail-on=error", "--fix", "--coverage", "--explain-config"):
        end = run("lint", path, option)
        first = end.stderr.splitlines()[0]
        assert (end.exit_code, first) == (
            2,
            f"specctl: error: there is nothing of the spec at {path}{guess}",
        )


def test_coverage_shows_the_sections_that_are_named(sample: Path) -> None:
    end = run("lint", "--coverage", "spec/style", "--format", "json")
    rows = json.loads(end.stdout)["sections"]
    assert rows
    assert {Path(row["path"]).parent.as_posix() for row in rows} == {"spec/style"}


def loosen(folder: Path, rule: str) -> None:
    manifest = folder / "spec/spec.yaml"
    manifest.write_text(f"{manifest.read_text('utf-8')}lint: {{rules: {{{rule}: off}}}}\n", "utf-8")


def test_a_branch_cannot_loosen_what_the_base_holds_it_to(sample: Path) -> None:
    break_a_link(sample)
    loosen(sample, "dangling-link")
    git(sample, "commit", "-qam", "a broken link, and leave to break it")
    asked = ["lint", "--rev", "HEAD", "--since", "HEAD~1"]
    assert run(*asked).exit_code == 0
    end = run(*asked, "--settings-from", "HEAD~1")
    assert (end.exit_code, end.stdout.count("dangling-link\n")) == (1, 1)


def test_a_branch_cannot_take_its_findings_for_known(sample: Path) -> None:
    break_a_link(sample)
    run("lint", "--write-baseline")
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "a broken link, taken for known")
    assert run("lint").exit_code == 0
    assert run("lint", "--settings-from", "HEAD~1").exit_code == 1
    assert run("lint", "--settings-from", "HEAD").exit_code == 0


def test_where_the_base_has_no_manifest_its_own_settings_count(sample: Path) -> None:
    git(sample, "rm", "-q", "--cached", "spec/spec.yaml")
    git(sample, "commit", "-qm", "no manifest")
    break_a_link(sample)
    assert run("lint", "--settings-from", "HEAD").exit_code == 1
    loosen(sample, "dangling-link")
    assert run("lint", "--settings-from", "HEAD").exit_code == 0


def test_a_verdict_by_other_settings_does_not_let_a_commit_pass(sample: Path) -> None:
    loosen(sample, "dangling-link")
    git(sample, "commit", "-qam", "lenient")
    git(sample, "checkout", "-q", "HEAD~1", "spec/spec.yaml")
    break_a_link(sample)
    git(sample, "add", "-A")
    assert run("lint", "--staged", "--settings-from", "HEAD").exit_code == 0
    assert run("hook", "run", "pre-commit").exit_code == 1


def test_lint_gives_valid_json_sarif_and_annotations(sample: Path) -> None:
    break_a_link(sample)
    data = json.loads(run("lint", "--format", "json").stdout)
    assert schema.check(data, "findings") == []
    log = json.loads(run("lint", "--format", "sarif").stdout)
    assert log["runs"][0]["results"][0]["ruleId"] == "dangling-link"
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) > 20
    assert all(rule["help"]["text"] for rule in log["runs"][0]["tool"]["driver"]["rules"])
    assert "\n::error file=spec/style.md,line=" in run("lint", "--format", "github").stdout
    report = json.loads(run("lint", "--format", "gitlab").stdout)
    assert report[0]["location"]["path"] == "spec/style.md"


@pytest.mark.parametrize(("below", "expected"), [("", "docs/spec/style.md"), ("spec", "style.md")])
def test_platforms_get_paths_from_the_repositorys_top(
    sample: Path, below: str, expected: str
) -> None:
    break_a_link(sample)
    if below:  # the spec folder is the repository
        git(sample / below, "init", "-q")
        moved = sample / below
    else:
        moved = sample / "docs"
        moved.mkdir()
        (sample / "spec").rename(moved / "spec")
    spec = ("--spec", "." if below else "spec")
    report = json.loads(run("-C", str(moved), *spec, "lint", "--format", "gitlab").stdout)
    assert report[0]["location"]["path"] == expected


def test_mending_says_what_is_known_and_allowed_as_lint_does(sample: Path) -> None:
    break_a_link(sample)
    run("lint", "--write-baseline")
    said = "Not shown: 1 known finding.\nNo new findings.\n"
    assert (run("lint").stdout, run("lint", "--fix").stdout) == (said, said)
    style = sample / "spec/style.md"
    comment = "<!-- specctl: allow dangling-link because it comes later -->\n\nSee [?](#later).\n"
    style.write_text(f"{style.read_text('utf-8')}\n{comment}", "utf-8")
    assert run("lint", "--fix").stdout == run("lint").stdout
    assert "Allowed in the text: 1." in run("lint", "--fix").stdout


def test_lint_counts_instead(sample: Path) -> None:
    break_a_link(sample)
    assert re.match(r"     1  error  dangling-link  \w", run("lint", "--statistics").stdout)
    data = json.loads(run("lint", "--statistics", "--format", "json").stdout)
    assert schema.check(data, "findings") == []
    assert data["statistics"][0]["summary"]
    assert run("lint", "--statistics", "--format", "sarif").exit_code == 2


def test_rules_are_listed_and_explained() -> None:
    assert "dangling-link" in run("rule").output
    assert run("rule", "dangling-link").output.startswith("dangling-link  error")
    assert json.loads(run("rule", "--format", "json").output)[0]["name"]
    assert json.loads(run("rule", "dangling-link", "--format", "json").output)["fails"]["files"]
    end = run("rule", "dangling-lnk")
    assert end.exit_code == 2
    assert "did you mean dangling-link?" in end.stderr


def test_classes_are_listed_and_explained(sample: Path) -> None:
    manifest = sample / "spec/spec.yaml"
    manifest.write_text(f"{manifest.read_text()}gates: {{clause-removed: block}}\n")
    assert "A clause is gone. (here: rank 1 policy, blocks)" in run("class").stdout
    text = run("class", "clause-removed").stdout
    assert text.startswith(
        "clause-removed  rank 1 policy, warns\n"
        "  here: rank 1 policy, blocks (spec/spec.yaml)\n\nA clause is gone.\n"
    )
    data = json.loads(run("class", "clause-removed", "--format", "json").stdout)
    assert data["classes"][0]["here"]["gate"] == "block"
    assert "here:" not in run("-C", "/", "class", "clause-removed").stdout
    end = run("class", "clause-remove")
    assert (end.exit_code, end.stdout) == (2, "")
    assert "did you mean clause-removed?" in end.stderr


@pytest.mark.parametrize("command", COMPARING)
def test_nothing_changed(sample: Path, command: str) -> None:
    for args in ([], ["HEAD"], ["main", "main"], ["--staged"], ["dir:spec..dir:spec"]):
        end = run(command, *args)
        assert end.exit_code == 0
        assert end.stdout.splitlines()[1:] == [
            "Nothing to run again." if command == "impact" else "Nothing changed."
        ]


@pytest.mark.parametrize("command", COMPARING)
def test_json_of_the_proposed_change_is_valid_and_the_same_on_every_run(
    sample: Path, command: str
) -> None:
    first = process(command, "main..proposal", "--format", "json", cwd=sample)
    assert first.returncode == (0 if command == "impact" else 1)
    assert schema.check(json.loads(first.stdout), "review") == []
    seeded = {**os.environ, "PYTHONHASHSEED": "7"}
    assert (
        process(command, "main..proposal", "--format", "json", cwd=sample, env=seeded).stdout
        == first.stdout
    )


@pytest.mark.parametrize("args", [
    ["main..proposal"], ["main", "proposal"], ["main...proposal"], ["..proposal"],
])  # fmt: skip
def test_revisions_are_named_as_in_git(sample: Path, args: list[str]) -> None:
    expected = run("diff", "main..proposal", "--format", "json")
    changes = json.loads(expected.stdout)["changes"]
    assert len(changes) > 5
    assert json.loads(run("diff", *args, "--format", "json").stdout)["changes"] == changes


def test_the_work_tree_and_the_index_are_compared(sample: Path) -> None:
    break_a_link(sample)
    assert "dangling-link" in run("review").stdout
    assert "Nothing changed." in run("review", "--staged").stdout
    git(sample, "add", ".")
    assert "dangling-link" in run("review", "--staged").stdout


def test_a_review_in_markdown_is_a_comment(sample: Path) -> None:
    shown = run("review", "main...proposal", "--format", "markdown").stdout
    assert shown.startswith("<!-- specctl-review -->\n## Spec review: `main")
    assert "<del>" in shown


def test_impact_gives_the_prompts_of_a_level(sample: Path) -> None:
    cost = json.loads(run("impact", "main..proposal", "--format", "json").stdout)["cost"]["prompts"]
    for level in ("direct", "context", "reference"):
        lines = run(
            "impact", "main..proposal", "--format", "jsonl", "--level", level
        ).stdout.splitlines()
        assert len(lines) == cost[level] > 0
        prompts = [json.loads(line) for line in lines]
        assert len({prompt["id"] for prompt in prompts}) == len(prompts)
        for prompt in prompts:
            assert prompt["messages"]
            assert prompt["reasons"]
            assert {m["role"] for m in prompt["messages"]} <= {
                "system",
                "developer",
                "user",
                "assistant",
                "tool",
            }


def test_a_spec_goes_out_and_comes_in_again(sample: Path) -> None:
    end = run("export", "model-spec", "--out", "build")
    assert end.exit_code == 0, end.stderr
    assert re.fullmatch(r"Wrote \d+ files to build\.\n", end.stdout)
    assert (sample / "build" / "model_spec.md").is_file()
    end = run("import", "model-spec", "build", "--into", "again")
    assert end.exit_code == 0, end.stderr
    assert end.stdout.startswith("Imported into again:\n")
    assert (sample / "again" / "spec.yaml").is_file()
    assert (
        json.loads(
            run("import", "model-spec", "build", "--into", "third", "--format", "json").stdout
        )["counts"]["sections"]
        > 20
    )


def test_import_refuses_a_folder_that_is_not_empty(sample: Path) -> None:
    run("export", "model-spec", "--out", "build")
    before = sorted(sample.rglob("*"))
    end = run("import", "model-spec", "build", "--into", "spec")
    assert (end.exit_code, end.stdout) == (2, "")
    assert sorted(sample.rglob("*")) == before


def test_a_rule_of_the_specs_own_has_a_page(sample: Path) -> None:
    manifest = sample / "spec/spec.yaml"
    own = "{name: acme-plain, message: Say it plainly., forbid: {words: [hereinafter], in: text}}"
    manifest.write_text(f"{manifest.read_text()}lint: {{own: [{own}]}}\n")
    assert run("rule", "acme-plain").stdout.startswith("acme-plain  warning\n\nSay it plainly.\n")
    assert "acme-plain" in run("rule").stdout
    assert run("rule", "acme-plane").exit_code == 2


def test_an_unknown_format_gives_2(sample: Path) -> None:
    for args in (["export", "docx", "--out", "x"], ["import", "docx", "spec", "--into", "x"]):
        end = run(*args)
        assert end.exit_code == 2
        assert "docx" in end.stderr


# --- a sign of life


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def shows(self, what: str) -> bool:
        """Wait for it; as long as a busy machine may need where it comes at all."""
        until = time.monotonic() + 30
        while what not in self.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
        return what in self.getvalue()


@pytest.mark.parametrize(("patience", "ticks"), [(0.01, True), (60, False)], ids=["slow", "quick"])
def test_only_what_takes_long_shows_a_sign_of_life_and_takes_it_away(
    monkeypatch: pytest.MonkeyPatch, patience: float, ticks: bool
) -> None:
    from specctl.cli import progress

    terminal = Terminal()
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    monkeypatch.setattr(progress, "_BEAT", 0.01)
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.busy("Comparing"):
        assert not ticks or terminal.shows("Comparing (")
    shown = terminal.getvalue()
    assert ("Comparing (" in shown, shown.endswith(" \r")) == (ticks, ticks)


def test_a_bar_says_how_far_things_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from specctl.cli import progress

    terminal = Terminal()
    monkeypatch.setattr(progress, "_PATIENCE", 0.01)
    monkeypatch.setattr(progress, "_BEAT", 0.01)
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.busy("Checking") as report:
        report(1, 2)
        assert terminal.shows(f"[{'#' * 15}{'.' * 15}]  50% Checking (")


def test_a_log_file_gets_no_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    from specctl.cli import progress

    log = io.StringIO()
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", log)
    with progress.busy("Comparing"):
        time.sleep(0.05)
    assert log.getvalue() == ""


@pytest.mark.parametrize("fmt", ["text", "github"])
def test_lint_names_the_option_that_mends_a_finding(sample: Path, fmt: str) -> None:
    (sample / "spec" / "style" / "plain_words.md").unlink()
    shown = run("lint", "--format", fmt).output
    assert "missing-section  (--unsafe-fixes mends this)" in shown


def test_a_baseline_is_written_and_named_as_a_finding_names_its_file(sample: Path) -> None:
    break_a_link(sample)
    written = run("lint", "--write-baseline")
    assert written.output == "spec/lint-baseline.json: 1 finding taken for known.\n"
    assert "Not shown: 1 known finding." in run("lint").output


# --- end


@pytest.mark.parametrize("ways", [["-m", "specctl"], ["-c", "from specctl.cli import run; run()"]])
def test_everything_is_said_before_the_end(ways: list[str], tmp_path: Path) -> None:
    def ran(*args: str) -> tuple[int, str, str]:
        asked = [sys.executable, *ways, "-C", str(tmp_path), *args]
        end = subprocess.run(asked, capture_output=True, text=True, check=False)
        return end.returncode, end.stdout, end.stderr

    assert ran("--version") == (0, f"specctl {__version__}\n", "")
    code, said, _ = ran("rule")
    assert (code, said.count("\n") > 50, said[-1]) == (0, True, "\n")
    code, said, told = ran("lint")
    assert (code, said, "specctl: error: " in told) == (2, "", True)


def test_an_output_that_takes_no_more(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w") as full:
        asked = [sys.executable, "-m", "specctl", "--version"]
        end = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert end.returncode
    assert "No space left" in end.stderr


def test_who_traces_a_run_sees_its_end() -> None:
    code = (
        "import atexit, sys; from specctl.cli import run\n"
        "atexit.register(print, 'the end'); sys.settrace(lambda *_: None); run()"
    )
    asked = [sys.executable, "-c", code, "--version"]
    end = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert end.stdout.endswith("the end\n")
