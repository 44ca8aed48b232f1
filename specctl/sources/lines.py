"""The lines in which two snapshots differ, as git counts them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from specctl.errors import SpecctlError
from specctl.model.snapshot import Snapshot

Files = Mapping[str, bytes]
Lines = tuple[str, str, int, int]

_DIFF = (
    *("git", "--no-pager", "-c", "core.attributesFile=" + os.devnull),
    *("diff", "--no-index", "--no-renames", "--diff-algorithm=myers", "-U0"),
    *("--inter-hunk-context=0", "--indent-heuristic", "--text", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "base", "head"),
)
_ISOLATED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}
_PRIVATE = ("HOME", "XDG_CONFIG_HOME")  # where a git without GIT_CONFIG_GLOBAL looks
# A line of content begins with a sign, so neither row can be one.
_ROW = re.compile(
    rb"^(?:diff --git a/base/(\d+) b/head/\d+$|@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@)",
    re.MULTILINE,
)


def changed_lines(base: Snapshot, head: Snapshot) -> tuple[Lines, ...]:
    """The lines that were changed between two snapshots.

    They are those of ``git diff --no-index --no-renames --diff-algorithm=myers -U0``, whatever
    the user's own settings; a file that only one side has counts with all its lines. No
    repository is needed, and none is touched.

    Returns:
        (side, path, first line, last line) for each stretch, both ends included and counted
        from 1, by path, side and line. Side is "base" or "head", path relative to the spec
        folder.

    Raises:
        SpecctlError: git is not installed or fails, or temporary files cannot be written.
    """
    rows = [
        *_alone("base", base.files, head.files),
        *_alone("head", head.files, base.files),
        *_edited(base.files, head.files),
    ]
    return tuple(sorted(rows, key=lambda row: (row[1], row[0], row[2])))


def _alone(side: str, files: Files, others: Files) -> Iterator[Lines]:
    for path, content in files.items():
        if content and path not in others:
            yield side, path, 1, content.count(b"\n") + (not content.endswith(b"\n"))


def _edited(base: Files, head: Files) -> Iterator[Lines]:
    paths = [path for path in base if path in head and base[path] != head[path]]
    if not paths:
        return
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix="specctl-", ignore_cleanup_errors=True) as folder:
            _write(Path(folder, "base"), [base[path] for path in paths])
            _write(Path(folder, "head"), [head[path] for path in paths])
            output = _diff(folder)
    except OSError as error:
        raise SpecctlError(
            f"temporary files cannot be written: {error.strerror}",
            "Make room, or set TMPDIR to a folder that can be written.",
        ) from None
    yield from _rows(output, paths)


def _write(folder: Path, contents: Sequence[bytes]) -> None:
    folder.mkdir()
    for number, content in enumerate(contents):
        (folder / str(number)).write_bytes(content)


def _diff(folder: str) -> bytes:
    import subprocess

    # Not through GitPython, which can only add to the environment: here git must see nothing of
    # the user's settings, nor of a repository around the folder or named in the environment.
    try:
        ran = subprocess.run(
            _DIFF, cwd=folder, env=_environment(folder), capture_output=True, check=False
        )
    except FileNotFoundError:
        raise SpecctlError("git is not installed, or not on the PATH", "Install it.") from None
    if ran.returncode != 1 or not ran.stdout:  # the files differ, so git must say so
        raise SpecctlError(f"git diff failed: {os.fsdecode(ran.stderr).strip()}")
    return ran.stdout


def _environment(folder: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "GIT_EXEC_PATH" or (not name.startswith("GIT_") and name not in _PRIVATE)
    }
    above = os.path.realpath(Path(folder).parent)
    return {**kept, **_ISOLATED, "GIT_CEILING_DIRECTORIES": above}


def _rows(output: bytes, paths: Sequence[str]) -> Iterator[Lines]:
    path = ""
    for row in _ROW.finditer(output):
        if row[1]:
            path = paths[int(row[1])]
            continue
        for side, first, count in (("base", row[2], row[3]), ("head", row[4], row[5])):
            lines = int(count or 1)
            if lines:
                yield side, path, int(first), int(first) + lines - 1
