"""The history of a spec folder: what each commit of the first-parent line did to its files."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from subprocess import Popen
from typing import NamedTuple

from specctl.model.history import Edit, Step, Tag
from specctl.model.proposal import FOLDER
from specctl.sources.entries import Entry, Kind, Own, of_spec, sift
from specctl.sources.objects import kind_of
from specctl.sources.plumbing import ask, failure, start, stop
from specctl.sources.revisions import Repository
from specctl.sources.side import Source
from specctl.sources.staging import pathspec

_BEGINS = "\x01"
_FORMAT = f"--format={_BEGINS}%H%x00%P%x00%as%x00%an%x00%ae%x00%s%x00"
_HEADER = 6
_LOG = (
    *("--no-replace-objects", "-c", "log.showRoot=true", "-c", "log.follow=false"),
    *("log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", _FORMAT),
    *("--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff", "--no-color"),
    *("--no-notes", "--no-mailmap", "--no-show-signature", "--no-decorate"),
    *("--encoding=UTF-8", "--ignore-submodules=none", "-O", os.devnull),
)
_CHUNK = 1 << 16


class _Folders(NamedTuple):
    """The folders whose files are told, as git begins their paths; None for one that is outside."""

    spec: bytes
    proposals: bytes | None


def walk(source: Source, commit: str) -> Generator[Step, None, None]:
    """The steps of a spec folder, newest first; git runs no longer than somebody asks for more.

    A commit that changed neither a file of the spec nor a proposal is no step. Where a clone is
    shallow the last one is cut off.

    Args:
        source: a revision, which tells the spec folder and its repository.
        commit: where to begin.

    Raises:
        SpecctlError: git fails.
    """
    repository = source.repository
    assert repository
    folders = _folders(source.path)
    told = [os.fsdecode(one.rstrip(b"/")) for one in folders if one is not None]
    paths = [spec for one in told for spec in pathspec(one)] if all(told) else []
    cut = shallow(repository)
    process = start(repository.cwd, *_LOG, commit, "--", *paths)
    try:
        for step in _steps(_fields(process), folders):
            found = step._replace(cut=True) if step.commit in cut else step
            if found.edits or found.proposals:
                yield found
        _, errors = process.communicate()
        if process.returncode:
            raise failure(repository.cwd, errors)
    finally:
        stop(process)


def shallow(repository: Repository) -> frozenset[str]:
    """The commits at which a shallow clone ends; none of any other repository."""
    try:
        return frozenset((repository.common / "shallow").read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def line(repository: Repository, commit: str) -> list[str]:
    """The commits of the first-parent line, newest first.

    Raises:
        SpecctlError: git fails.
    """
    arguments = ("--no-replace-objects", "rev-list", "--first-parent", commit)
    return ask(repository.cwd, *arguments).decode().split()


def tags(repository: Repository) -> tuple[Tag, ...]:
    """The tags that name commits, by name.

    Raises:
        SpecctlError: git fails.
    """
    form = "%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    listed = ask(repository.cwd, "for-each-ref", f"--format={form}", "refs/tags")
    found = []
    for row in os.fsdecode(listed).splitlines():
        name, *fields = row.split("\0")
        named = {fields[0]: fields[1], fields[2]: fields[3]}
        if "commit" in named:
            found.append(Tag(name, named["commit"]))
    return tuple(sorted(found))


def _folders(path: str) -> _Folders:
    """Where the spec folder and the proposals beside it are, from the repository's root."""
    if not path:
        return _Folders(b"", None)
    above = path.rpartition("/")[0]
    beside = f"{above}/{FOLDER}/" if above else f"{FOLDER}/"
    return _Folders(os.fsencode(f"{path}/"), os.fsencode(beside))


def _fields(process: Popen[bytes]) -> Iterator[bytes]:
    """What git writes, cut at each NUL."""
    assert process.stdout
    rest = b""
    while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole


def _steps(fields: Iterator[bytes], folders: _Folders) -> Iterator[Step]:
    head: list[str] = []
    rows: list[tuple[bytes, bytes]] = []
    for field in fields:
        if field.startswith(_BEGINS.encode()):
            if head:
                yield _step(head, rows, folders)
            more = (next(fields, b"") for _ in range(_HEADER - 1))
            head, rows = [one.decode("utf-8", "replace") for one in (field[1:], *more)], []
        elif about := field.strip():
            rows.append((about, next(fields, b"")))
    if head:
        yield _step(head, rows, folders)


def _step(head: list[str], rows: list[tuple[bytes, bytes]], folders: _Folders) -> Step:
    commit, parents, date, author, email, subject = head
    edits = tuple(_edits(rows, folders.spec, of_spec))
    carried: tuple[str, ...] = ()
    if folders.proposals is not None:
        changed = (one for one in _edits(rows, folders.proposals, _is_proposal) if one.after)
        carried = tuple(one.path.rpartition("/")[0] for one in changed)
    parent = parents.partition(" ")[0]
    return Step(commit, parent, date, author, email, subject, edits, carried)


def _is_proposal(path: bytes) -> bool:
    return path.count(b"/") == 1 and path.endswith(b"/proposal.md")


def _edits(rows: list[tuple[bytes, bytes]], folder: bytes, own: Own) -> Iterator[Edit]:
    """The files of a folder that differ; what is refused on a side is not there."""
    for about, path in rows:
        if not path.startswith(folder):
            continue
        old_mode, new_mode, old, new, _ = about.removeprefix(b":").split()
        name = path.removeprefix(folder)
        before, after = _blob(name, old_mode, old, own), _blob(name, new_mode, new, own)
        if before != after:
            yield Edit(os.fsdecode(name), before, after)


def _blob(name: bytes, mode: bytes, blob: bytes, own: Own) -> str:
    """Git's id of a file's content; "" where it is not there, or is not read."""
    kind = kind_of(mode)
    if kind is not Kind.FILE or not mode.strip(b"0") or not sift([Entry(name, kind)], own)[0]:
        return ""
    return blob.decode()
