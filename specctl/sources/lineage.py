"""What history says of a branch: who wrote it, what came with its merges, where it came in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.model.audit import Merge
from specctl.sources.deciding import deciding
from specctl.sources.limits import displayed
from specctl.sources.plumbing import ask, listing, run
from specctl.sources.revisions import Repository, commits, deepen, guarded
from specctl.sources.staging import pathspec

_ADDRESS = re.compile(rb"<([^<>\n]+)>")
_TRAILERS = "%(trailers:key=Co-authored-by,valueonly)"
_LOG = ("log", "--no-renames", "--no-show-signature", "--no-color", "-z")
_COMMIT = b"\x01"
_ORIGIN = "refs/remotes/origin/"
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DEFAULTS = ("main", "master")


class Span(NamedTuple):
    """A stretch of history: from a commit, which does not belong to it, to another."""

    base: str
    head: str


def writers(repository: Repository, span: Span, path: str) -> tuple[str, ...]:
    """The addresses of those who wrote what a branch changes in a folder, sorted.

    They are the authors and the committers of its commits and those whom a commit names as
    ``Co-authored-by``, as they stand there: a mailmap, which the branch could bring along, makes
    no difference. A merge counts if it holds something that no parent has, or lacks what one of
    them changed.

    Raises:
        SpecctlError: git fails.
    """
    told = "--format=%ae%n%ce%n" + _TRAILERS
    out = ask(
        repository.cwd, *_LOG, "--no-merges", told, f"{span.base}..{span.head}", "--",
        *pathspec(path),
    )  # fmt: skip
    found = {*_addresses(out)}
    merges = {*_merged(repository, span, path).values()}
    for commit in sorted(merges.union(deciding(repository, *span, path))):
        found.update(_addresses(ask(repository.cwd, *_LOG, "-1", told, commit, "--")))
    return tuple(sorted(found))


def _addresses(out: bytes) -> Iterator[str]:
    for entry in filter(None, out.split(b"\0")):
        author, committer, *others = entry.split(b"\n")
        yield from map(os.fsdecode, (author, committer))
        for line in others:
            yield from (os.fsdecode(one) for one in _ADDRESS.findall(line))


def merged(repository: Repository, span: Span, path: str) -> dict[str, str]:
    """Files of a folder that a merge in a branch brought and that none of its parents holds so.

    Returns:
        The merge commit by path from the repository's root.

    Raises:
        SpecctlError: git fails.
    """
    return _merged(repository, span, path)


def _merged(repository: Repository, span: Span, path: str) -> dict[str, str]:
    # -c names what differs from every parent
    asked = (*_LOG, "--merges", "--full-history", "-c", "--name-only", "--format=%x01%H")
    out = listing(repository.cwd, *asked, f"{span.base}..{span.head}", "--", *pathspec(path))
    found: dict[str, str] = {}
    for entry in out.split(_COMMIT)[1:]:
        commit, *names = entry.strip(b"\n\0").split(b"\0")
        for name in names:
            found.setdefault(os.fsdecode(name.strip(b"\n")), commit.decode())
    return found


def blob(repository: Repository, commit: str, path: str) -> bytes | None:
    """What a file holds in a commit; None where it is not there.

    Raises:
        SpecctlError: git is not installed.
    """
    status, content, _ = run(repository.cwd, "cat-file", "blob", f"{commit}:{path}")
    return None if status else content


def newest(repository: Repository, commit: str, path: str) -> str:
    """The newest commit of a branch's own line that touches a file, "" for none.

    Raises:
        SpecctlError: git fails.
    """
    asked = ("--first-parent", "-m", "-1", "--format=%H", commit, "--", *pathspec(path))
    return ask(repository.cwd, *_LOG, *asked).decode().strip("\n\0")


def day_of(repository: Repository, commit: str) -> str:
    """The day on which a commit was made (its committer's date, in UTC), ``YYYY-MM-DD``."""
    return merges(repository, [commit])[commit].date


def merges(repository: Repository, commits: Iterable[str]) -> dict[str, Merge]:
    """Who made some commits, when and why, by their ids.

    Raises:
        SpecctlError: git fails.
    """
    told = "--format=%H%n%ct%n%an%n%ae%n%s"
    asked = (*_LOG, "--no-walk=unsorted", "--no-mailmap", "--encoding=UTF-8", told, "--stdin")
    out = ask(repository.cwd, *asked, feed="\n".join(commits).encode())
    found = (
        _merge(*entry.split("\n", 4))
        for entry in out.decode("utf-8", "replace").split("\0")
        if entry
    )
    return {one.commit: one for one in found}


def _merge(commit: str, seconds: str, author: str, email: str, subject: str) -> Merge:
    return Merge(commit, _day(seconds), author, email, subject)


def _day(seconds: str) -> str:
    """The day of a commit, which may say anything; git too shows the first one where it is none."""
    try:
        return str(datetime.fromtimestamp(int(seconds), UTC).date())
    except (ValueError, OverflowError, OSError):
        return "1970-01-01"


def resolve(repository: Repository, name: str) -> str:
    """The commit of a branch, here or as it was last fetched, or of another revision.

    A branch comes before a tag of its name, which anybody may have pushed; a commit's whole id
    before a branch that is called so, and ``origin/main`` is what origin has as ``main``.

    Raises:
        SpecctlError: there is none.
    """
    if _ID.fullmatch(guarded(name)):
        return commits(repository, [name])[0]
    for ref in (f"refs/heads/{name}", f"refs/remotes/{name}", f"{_ORIGIN}{name}"):
        # not rev-parse, for which a tag called refs/heads/main may stand for the branch
        status, out, _ = run(repository.cwd, "show-ref", "--verify", "--hash", ref)
        if not status:
            return commits(repository, [out.decode().strip()])[0]
    return commits(repository, [name])[0]


def default_branch(repository: Repository) -> str:
    """The branch that changes are merged into: the remote's own, else main or master, else ""."""
    status, out, _ = run(repository.cwd, "symbolic-ref", "--quiet", f"{_ORIGIN}HEAD")
    if not status:
        return os.fsdecode(out).strip().removeprefix(_ORIGIN)
    for name in _DEFAULTS:
        with suppress(SpecctlError):
            resolve(repository, name)
            return name
    return ""


def uncommitted(repository: Repository, path: str) -> tuple[str, ...]:
    """The files of a folder that differ from HEAD, staged or not, those that are new included.

    Raises:
        SpecctlError: git fails.
    """
    asked = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--")
    out = ask(repository.cwd, *asked, *pathspec(path))
    return tuple(os.fsdecode(entry[3:]) for entry in out.split(b"\0") if entry)


def arrival(
    repository: Repository, head: str, folder: str, file: str, released: Callable[[bytes], bool]
) -> Span | None:
    """The stretch of a branch's own line that brought a folder.

    A merge brings it in one step, and so does a squashed commit. Where the commits of a branch
    stand in a row, they are those from the one that brought it to the last one that touches it,
    before one touches a folder beside it, or it is released. A squashed commit looks like the first
    of a row: what touches the folder alone right after it is taken for part of it.

    Args:
        repository: where it is.
        head: the end of the line.
        folder: from the repository's root.
        file: the one in the folder that says whether it is released.
        released: tells that from the file's content.

    Returns:
        None where the folder never came.

    Raises:
        SpecctlError: git fails, or the history ends before it came.
    """
    span: Span | None = None
    for step in _steps(repository, head, folder.rpartition("/")[0]):
        own = [name for name in step.files if name.startswith(f"{folder}/")]
        if span is None:
            if own:
                span = _first(repository, step, folder)
                if len(step.parents) > 1:
                    break
            continue
        if len(step.parents) > 1 or len(own) < len(step.files):
            break
        content = blob(repository, step.commit, file)
        if content is None or released(content):
            break
        span = span._replace(head=step.commit)
    return span


class _Step(NamedTuple):
    commit: str
    parents: tuple[str, ...]
    files: tuple[str, ...]


def _steps(repository: Repository, head: str, path: str) -> Iterator[_Step]:
    """The steps of a branch's own line that touch a folder, oldest first."""
    asked = (*_LOG, "--first-parent", "-m", "--reverse", "--name-only", "--format=%x01%H %P")
    out = listing(repository.cwd, *asked, head, "--", *pathspec(path))
    for entry in out.split(_COMMIT)[1:]:
        ids, *names = entry.strip(b"\n\0").split(b"\0")
        commit, *parents = ids.decode().split()
        files = tuple(os.fsdecode(name.strip(b"\n")) for name in names)
        yield _Step(commit, tuple(parents), files)


def _first(repository: Repository, step: _Step, folder: str) -> Span:
    if not step.parents and (hint := deepen(repository)):
        raise SpecctlError(f"the history ends before {displayed(folder)} came", hint)
    return Span(step.parents[0] if step.parents else repository.empty_tree, step.commit)
