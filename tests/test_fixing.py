"""``lint --fix`` on disk: what is written, what is not, and the diff that shows it."""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gitrepo import write
from hypothesis import given, settings
from hypothesis import strategies as st
from linting import BASE, folder

from specctl.errors import SpecctlError
from specctl.lint.fixes import FIXES
from specctl.model import Finding
from specctl.pipeline.context import Context
from specctl.pipeline.fixing import fix
from specctl.pipeline.linting import check, write_baseline
from specctl.pipeline.saving import save
from specctl.render.patch import patch

RENEWALS = b"---\nid: renewals\ntitle: Renew loans\nauthority: user\n---\nRenew a loan.\n"
UNTITLED = b"""---
id: greet
title: Greet the reader
authority: user
---
The assistant should greet the reader in one sentence.

**Example**: a reader says hello

~~~xml
<user>
Hello!
</user>
~~~
"""
BROKEN = {**BASE, "greet.md": UNTITLED, "renewals.md": RENEWALS}
LISTED = b"name: library-desk\nsections: [greet, lending, renewals]\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec with something to mend in ``greet.md`` and ``spec.yaml``."""
    return write(tmp_path / "spec", BROKEN)


def everything(spec: Path) -> dict[str, bytes]:
    return {p.relative_to(spec).as_posix(): p.read_bytes() for p in spec.rglob("*") if p.is_file()}


def test_what_can_be_mended_is_written_and_nothing_else(spec: Path) -> None:
    before = stamps(spec)
    result = fix(Context(spec.parent))
    assert sorted(result.changes) == ["spec/greet.md", "spec/spec.yaml"]
    assert [f.rule for f in result.fixed] == ["untagged-example", "unlisted-section"]
    assert folder(spec) == {
        **BROKEN,
        **{path.removeprefix("spec/"): new for path, (_, new) in result.changes.items()},
    }
    assert everything(spec).keys() == BROKEN.keys()
    after = stamps(spec)
    touched = {path.name for path, stamp in before.items() if after[path] != stamp}
    assert touched == {"spec", "greet.md", "spec.yaml"}
    assert fix(Context(spec.parent)).changes == {}


def stamps(spec: Path) -> dict[Path, tuple[int, int, int]]:
    """What writing would change of the spec folder and all that it holds."""
    known = {path: path.stat() for path in (spec, *spec.rglob("*"))}
    return {path: (one.st_ino, one.st_mtime_ns, one.st_ctime_ns) for path, one in known.items()}


def test_lint_alone_writes_nothing(spec: Path) -> None:
    before = stamps(spec)
    assert any(finding.fixable for finding in check(Context(spec.parent)).findings)
    assert stamps(spec) == before


def test_a_dry_run_writes_nothing(spec: Path) -> None:
    assert fix(Context(spec.parent), dry_run=True).changes
    assert folder(spec) == BROKEN


def test_only_findings_in_the_paths_are_mended(spec: Path) -> None:
    result = fix(Context(spec.parent), ["spec/renewals.md"])
    assert sorted(result.changes) == ["spec/spec.yaml"]  # the list that has to name it
    assert (spec / "spec.yaml").read_bytes() == LISTED
    assert {f.place.path for f in result.left} <= {"spec/renewals.md"}
    with pytest.raises(SpecctlError, match="nothing of the spec at spec/lost"):
        fix(Context(spec.parent), ["spec/lost"])


def test_what_the_baseline_holds_is_left_alone(spec: Path) -> None:
    write_baseline(Context(spec.parent))
    (spec / "late.md").write_bytes(RENEWALS.replace(b"renewals", b"late"))
    result = fix(Context(spec.parent))
    assert [f.rule for f in result.fixed] == ["unlisted-section"]
    assert (spec / "spec.yaml").read_bytes() == LISTED.replace(b"renewals", b"late")
    assert plain(result.left) == plain(check(Context(spec.parent)).findings)


def test_what_is_left_is_what_lint_then_says(spec: Path) -> None:
    result = fix(Context(spec.parent))
    assert plain(result.left) == plain(check(Context(spec.parent)).findings)
    assert result.lines.keys() == {f.place.path for f in result.left}


def plain(found: tuple[Finding, ...]) -> list[Finding]:
    return [one._replace(fixable=False) for one in found]


@pytest.mark.parametrize("unsafe", [False, True])
def test_what_is_left_says_whether_unsafe_fixes_would_mend_it(spec: Path, unsafe: bool) -> None:
    greet = (spec / "greet.md").read_bytes()
    (spec / "greet.md").write_bytes(greet + b"\nIt should be be kind.\n")
    (spec / "spec.yaml").write_bytes(b"name: desk\nsections: [lost, # gone\n  greet, lending]\n")
    left = fix(Context(spec.parent), unsafe=unsafe).left
    wanted = (
        {"missing-section": False} if unsafe else {"missing-section": False, "doubled-word": True}
    )
    assert {f.rule: f.fixable for f in left if f.rule in FIXES} == wanted


def test_permissions_stay(spec: Path) -> None:
    (spec / "spec.yaml").chmod(0o640)
    fix(Context(spec.parent))
    assert (spec / "spec.yaml").stat().st_mode & 0o777 == 0o640


def test_a_read_only_file_is_named_and_the_others_are_written(spec: Path) -> None:
    (spec / "greet.md").chmod(0o444)
    with pytest.raises(SpecctlError) as raised:
        fix(Context(spec.parent))
    assert raised.value.message == "spec/greet.md is read-only; allow writing it"
    assert raised.value.hint.startswith("Written: spec/spec.yaml. ")
    assert folder(spec) == {**BROKEN, "spec.yaml": LISTED}


def test_a_file_that_changed_meanwhile_is_left_alone(spec: Path) -> None:
    changes = fix(Context(spec.parent), dry_run=True).changes
    (spec / "greet.md").write_bytes(UNTITLED + b"More.\n")
    with pytest.raises(SpecctlError, match=r"greet\.md has changed since it was read"):
        save(spec.parent, changes)
    assert folder(spec) == {**BROKEN, "greet.md": UNTITLED + b"More.\n", "spec.yaml": LISTED}


def test_a_file_that_is_gone_is_not_made_again(spec: Path) -> None:
    changes = fix(Context(spec.parent), dry_run=True).changes
    (spec / "greet.md").unlink()
    with pytest.raises(SpecctlError, match=r"greet\.md cannot be written: No such file"):
        save(spec.parent, changes)
    assert not (spec / "greet.md").exists()


@pytest.mark.parametrize("linked", ["spec/greet.md", "spec"])
def test_nothing_is_written_through_a_link(spec: Path, linked: str) -> None:
    changes = fix(Context(spec.parent), dry_run=True).changes
    place = spec.parent / linked
    moved = place.rename(spec.parent / "elsewhere")
    place.symlink_to(moved)
    with pytest.raises(
        SpecctlError, match=r"spec/greet\.md is a symbolic link, or lies behind one"
    ):
        save(spec.parent, changes)
    assert place.is_symlink()
    target = moved / "greet.md" if moved.is_dir() else moved
    assert target.read_bytes() == UNTITLED


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file may grow larger: what a full disk does, without one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_where_there_is_no_room_every_file_is_the_old_or_the_new(spec: Path) -> None:
    changes = fix(Context(spec.parent), dry_run=True).changes
    changes = {**changes, "spec/evals/d8ue.md": (BASE["evals/d8ue.md"], BASE["evals/d8ue.md"][:-1])}
    with at_most(len(UNTITLED)), pytest.raises(SpecctlError) as raised:
        save(spec.parent, changes)
    assert raised.value.message == f"spec/greet.md cannot be written: {os.strerror(errno.EFBIG)}"
    assert raised.value.hint.startswith("Written: spec/evals/d8ue.md. ")
    assert everything(spec) == {**BROKEN, "evals/d8ue.md": BASE["evals/d8ue.md"][:-1]}


def test_a_kill_leaves_the_old_or_the_new_and_again_finishes(spec: Path) -> None:
    changes = fix(Context(spec.parent), dry_run=True).changes
    after = {p.removeprefix("spec/"): new for p, (_, new) in changes.items()}
    code = "import sys; from specctl.pipeline.fixing import *; print(flush=True); fix(Context())"
    for pause in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
        run = subprocess.Popen([sys.executable, "-c", code], cwd=spec.parent, stdout=-1)
        assert run.stdout
        run.stdout.readline()
        try:
            run.wait(pause)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
        run.stdout.close()
        for path, content in folder(spec).items():
            assert content in (BROKEN[path], after.get(path))
    fix(Context(spec.parent))
    assert folder(spec) == {**BROKEN, **after}


# --- the diff ------------------------------------------------------------------------------------

LINES = st.lists(st.sampled_from("a b c d --- +++ \\ a\r".split(" ")), max_size=30)
TEXT = st.builds(lambda rows, end: "\n".join(rows) + end, LINES, st.sampled_from(["", "\n"]))


@settings(deadline=None, max_examples=40)
@given(old=TEXT, new=TEXT)
def test_git_applies_the_diff(old: str, new: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("patch")
    changes = {"a file.md": (old.encode(), new.encode()), 'q"\\.md': (new.encode(), old.encode())}
    for path, (before, _) in changes.items():
        (place / path).write_bytes(before)
    said = patch(changes)
    assert bool(said) is (old != new)
    if said and old and new:  # git wants another heading for a file that it makes or removes
        command = ["git", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(command, cwd=place, input=said.encode(), check=True)
        assert {p: (place / p).read_bytes() for p in changes} == {
            p: after for p, (_, after) in changes.items()
        }


def test_the_diff_shows_three_lines_around_what_changes() -> None:
    old = "".join(f"{n}\n" for n in range(1, 21))
    new = old.replace("\n3\n", "\nthree\n").replace("\n20\n", "\n20")
    assert patch({"spec/a.md": (old.encode(), new.encode())}) == (
        "--- a/spec/a.md\n+++ b/spec/a.md\n"
        "@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n"
        "@@ -17,4 +17,4 @@\n 17\n 18\n 19\n-20\n+20\n\\ No newline at end of file\n"
    )
