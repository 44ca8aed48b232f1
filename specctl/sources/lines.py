"""The lines in which two snapshots differ, as git counts them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.model.snapshot import Snapshot
from specctl.sources.between import FLAGS, Trees, comparing, stretches

if TYPE_CHECKING:
    from subprocess import Popen

Files = Mapping[str, bytes]
Lines = tuple[str, str, int, int]

_DIFF = (
    *("git", "--no-pager", "-c", "core.attributesFile=" + os.devnull),
    *("diff", "--no-index", *FLAGS, "base", "head"),
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


def changed_lines(base: Snapshot, head: Snapshot, trees: Trees | None = None) -> tuple[Lines, ...]:
    """The lines that were changed between two snapshots.

    They are those of ``git diff --no-index --no-renames --diff-algorithm=myers -U0``, whatever
    the user's own settings; a file that only one side has counts with all its lines. No
    repository is needed, and none is touched.

    Args:
        base, head: what to compare.
        trees: the trees that they were read from, if git has both. Then it compares these, which
            says the same and costs less.

    Returns:
        (side, path, first line, last line) for each stretch, both ends included and counted
        from 1, by path, side and line. Side is "base" or "head", path relative to the spec
        folder.

    Raises:
        SpecctlError: git is not installed or fails, or temporary files cannot be written.
    """
    with counting(base, head, trees) as lines:
        return lines()


@contextmanager
def counting(
    base: Snapshot, head: Snapshot, trees: Trees | None = None
) -> Iterator[Callable[[], tuple[Lines, ...]]]:
    """Let git count while others work: gives what waits for it, and then says the same.

    Args:
        base, head, trees: as for :func:`changed_lines`.

    Raises:
        SpecctlError: as :func:`changed_lines`, also when it is called in the end.
    """
    old, new = base.files, head.files
    alone = [*_alone("base", old, new), *_alone("head", new, old)]
    paths = [path for path in old if path in new and old[path] != new[path]]
    with _edited(old, new, paths, trees) as edited:
        yield lambda: tuple(sorted([*alone, *edited()], key=lambda row: (row[1], row[0], row[2])))


def _alone(side: str, files: Files, others: Files) -> Iterator[Lines]:
    for path, content in files.items():
        if content and path not in others:
            yield side, path, 1, content.count(b"\n") + (not content.endswith(b"\n"))


@contextmanager
def _edited(
    base: Files, head: Files, paths: Sequence[str], trees: Trees | None
) -> Iterator[Callable[[], list[Lines]]]:
    if trees is None:
        with _written(base, head, paths) as said:
            yield said
        return
    with comparing(trees, paths) as told:

        def rows() -> list[Lines]:
            known = told()
            with _written(base, head, [path for path in paths if path not in known]) as said:
                rest = said()
            return rest + [(row[0], path, *row[1:]) for path in known for row in known[path]]

        yield rows


@contextmanager
def _written(base: Files, head: Files, paths: Sequence[str]) -> Iterator[Callable[[], list[Lines]]]:
    """The same of files that are written for git to compare."""
    if not paths:
        yield list
        return
    import tempfile

    try:
        folder = tempfile.TemporaryDirectory(prefix="specctl-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _unwritable(error) from None
    with folder as name:
        try:
            _write(Path(name, "base"), [base[path] for path in paths])
            _write(Path(name, "head"), [head[path] for path in paths])
            process = _started(name)
        except OSError as error:
            raise _unwritable(error) from None
        try:
            yield lambda: list(_rows(_said(process, name), paths))
        finally:
            process.kill()
            process.wait()


def _unwritable(error: OSError) -> SpecctlError:
    return SpecctlError(
        f"temporary files cannot be written: {error.strerror}",
        "Make room, or set TMPDIR to a folder that can be written.",
    )


def _write(folder: Path, contents: Sequence[bytes]) -> None:
    folder.mkdir()
    for number, content in enumerate(contents):
        (folder / str(number)).write_bytes(content)


def _started(folder: str) -> Popen[bytes]:
    from subprocess import Popen

    # Not through GitPython, which can only add to the environment: here git must see nothing of
    # the user's settings, nor of a repository around the folder or named in the environment. What
    # it says goes to files: it would stop at a full pipe until somebody reads.
    with Path(folder, "out").open("wb") as out, Path(folder, "err").open("wb") as errors:
        try:
            return Popen(_DIFF, cwd=folder, env=_environment(folder), stdout=out, stderr=errors)
        except FileNotFoundError:
            raise SpecctlError("git is not installed, or not on the PATH", "Install it.") from None


def _said(process: Popen[bytes], folder: str) -> bytes:
    status = process.wait()
    out, errors = (Path(folder, name).read_bytes() for name in ("out", "err"))
    if status != 1 or not out:  # the files differ, so git must say so
        raise SpecctlError(f"git diff failed: {os.fsdecode(errors).strip()}")
    return out


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
        for side, first, last in stretches(row[2], row[3], row[4], row[5]):
            yield side, path, first, last
