"""What a spec folder holds on one side: first the names and ids, then the contents asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple

from specctl.model.snapshot import Problem, Snapshot
from specctl.sources import entries
from specctl.sources.disk import list_folder
from specctl.sources.entries import Found
from specctl.sources.objects import (
    list_index,
    list_revision,
    listing_revision,
    read_blobs,
    reading_blobs,
)
from specctl.sources.side import Source

BASELINE = entries.BASELINE.decode()
"""Where a listing has the lint baseline."""


class Listing(NamedTuple):
    """The spec's own files on one side, by the ids of their contents.

    Attributes:
        rev: the side as the user named it.
        commit: the full commit id where the side is a revision, else None.
        folder: the name of the spec folder.
        files: git's id of the content, by path relative to the spec folder, in path order.
        baseline: the id of the lint baseline's content, or "".
        problems: files that were refused, by path. A file of a revision or the index that is too
            large is found when its content is asked for.
        exists: whether the spec folder is there at all.
        rows: of the index, what git listed (see ``staged``), else empty.
        cwd: where git finds the contents, None if they are on disk.
        held: contents that are known already, by path: of a folder on disk all of them.
    """

    rev: str
    commit: str | None
    folder: str
    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    exists: bool
    baseline: str = ""
    rows: bytes = b""
    cwd: Path | None = None
    held: Mapping[str, bytes] = {}


class Contents(NamedTuple):
    """The contents of files by path, in the order asked for, and those too large to be read."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


def listing(source: Source) -> Listing:
    """The spec's own files on one side, without their contents.

    What is refused (links, submodules, unmerged entries, names that are no text) is a problem of
    the listing; a spec folder that is not there gives an empty one.

    Raises:
        SpecctlError: git fails, the spec folder cannot be listed or is a link, or it holds too
            much.
    """
    return _listing(source, _found(source))


@contextmanager
def listing_ahead(*sides: Source) -> Iterator[Callable[[], tuple[Listing, ...]]]:
    """Let git list revisions while others work.

    Gives what waits for git, and then gives the listing of each side.

    Raises:
        SpecctlError: as :func:`listing`, also when what it gives is called.
    """
    with ExitStack() as begun:
        found = [begun.enter_context(_finding(side)) for side in sides]
        yield lambda: tuple(_listing(side, one()) for side, one in zip(sides, found, strict=True))


def _finding(source: Source) -> AbstractContextManager[Callable[[], Found]]:
    if source.repository is None or source.commit is None:
        return nullcontext(partial(_found, source))
    return listing_revision(source.repository, source.path, source.commit)


def _listing(source: Source, found: Found) -> Listing:
    files = dict(sorted((entry.path.decode(), entry.blob.decode()) for entry in found.entries))
    baseline = files.pop(BASELINE, "")
    return Listing(
        rev=source.name,
        commit=source.commit,
        folder=source.place.name,
        files=files,
        problems=_in_order(found.problems),
        exists=found.exists,
        baseline=baseline,
        rows=found.rows,
        cwd=source.repository.cwd if source.repository else None,
        held={path.decode(): content for path, content in (found.contents or {}).items()},
    )


def contents(listed: Listing, paths: Iterable[str]) -> Contents:
    """The contents of some files of a listing, by one run of git or none.

    They are those that were listed, whatever has been staged or written since.

    Raises:
        SpecctlError: git fails, or they are too much together.
        KeyError: a path is neither in the listing nor that of the baseline.
    """
    blobs = [(path, content_id(listed, path)) for path in paths]
    unread = [blob for blob in blobs if blob[0] not in listed.held]
    if listed.cwd is None or not unread:
        return Contents({path: listed.held[path] for path, _ in blobs})
    files, problems = read_blobs(listed.cwd, unread)
    files.update((path, listed.held[path]) for path, _ in blobs if path in listed.held)
    return Contents({path: files[path] for path, _ in blobs if path in files}, _in_order(problems))


@contextmanager
def ahead(*listed: Listing) -> Iterator[Callable[[], tuple[Listing, ...]]]:
    """Let git read all that is listed while others work.

    Gives what waits for git, and then gives the listings with the contents that they ask for.

    Args:
        listed: sides of one repository, or folders.

    Raises:
        SpecctlError: as :func:`contents`, also when what it gives is called.
    """
    cwd = next((one.cwd for one in listed if one.cwd), None)
    if cwd is None:
        yield lambda: listed
        return
    ids = dict.fromkeys(id_ for one in listed if one.cwd for id_ in one.files.values())
    with reading_blobs(cwd, [(id_, id_) for id_ in ids]) as read:
        yield lambda: _holding(listed, read()[0])


def _holding(listed: Iterable[Listing], known: Mapping[str, bytes]) -> tuple[Listing, ...]:
    """Listings with those of git's contents that are known; the others are too large."""

    def held(one: Listing) -> Mapping[str, bytes]:
        return {path: known[id_] for path, id_ in one.files.items() if id_ in known}

    return tuple(one._replace(held=held(one)) if one.cwd else one for one in listed)


def relisted(source: Source, files: Mapping[str, str], baseline: str) -> Listing:
    """Some files of a side whose ids are known already, as its listing would have them.

    Args:
        source: the side, a revision.
        files: git's ids of their contents.
        baseline: that of the lint baseline, or "".
    """
    assert source.repository
    return Listing(
        source.name,
        source.commit,
        source.place.name,
        files,
        (),
        exists=True,
        baseline=baseline,
        cwd=source.repository.cwd,
    )


def blobs(asked: Iterable[tuple[Listing, Iterable[str]]]) -> dict[str, bytes]:
    """The contents of files of several listings by their ids, by one run of git for each folder.

    Those that are too large are left out; ``contents`` says so of each.

    Raises:
        SpecctlError, KeyError: as ``contents``.
    """
    found: dict[str, bytes] = {}
    waiting: dict[Path, dict[str, None]] = {}
    for listed, paths in asked:
        ids = {path: content_id(listed, path) for path in paths}
        if listed.cwd is None:
            found.update((id_, listed.held[path]) for path, id_ in ids.items())
        else:
            held = listed.held
            found.update((id_, held[path]) for path, id_ in ids.items() if path in held)
            unread = [id_ for path, id_ in ids.items() if path not in held]
            waiting.setdefault(listed.cwd, {}).update(dict.fromkeys(unread))
    for cwd, wanted in waiting.items():
        found.update(read_blobs(cwd, [(id_, id_) for id_ in wanted])[0])
    return found


def content_id(listed: Listing, path: str) -> str:
    """Git's id of the content of one file of a listing, or of its baseline."""
    return listed.baseline if path == BASELINE else listed.files[path]


def read(source: Source) -> Snapshot:
    """The spec's own files as they are on one side.

    What is refused (links, submodules, unmerged entries, files too large, names that are no
    text) is a problem of the snapshot; a spec folder that is not there gives an empty one.

    Raises:
        SpecctlError: git fails, the spec folder cannot be listed or is a link, or it holds too
            much.
    """
    return snapshot(listing(source))


def snapshot(listed: Listing) -> Snapshot:
    """The files of a listing with their contents.

    Raises:
        SpecctlError: git fails, or they are too much together.
    """
    own = [BASELINE] if listed.baseline else []
    read_, problems = contents(listed, [*listed.files, *own])
    files = dict(read_)
    baseline = files.pop(BASELINE, None)
    return Snapshot(
        rev=listed.rev,
        commit=listed.commit,
        folder=listed.folder,
        files=files,
        problems=_in_order((*listed.problems, *problems)),
        baseline=baseline,
        exists=listed.exists,
    )


def _found(source: Source) -> Found:
    if source.repository is None:
        return list_folder(source.place)
    if source.commit is None:
        return list_index(source.repository, source.path)
    return list_revision(source.repository, source.path, source.commit)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.path))
