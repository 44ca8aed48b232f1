"""Files read and examined, by several processes where there is much to read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from specctl import parse
from specctl.lint.engine import examine
from specctl.lint.examined import Examined
from specctl.lint.settings import settings_of
from specctl.model.spec import Manifest
from specctl.pipeline.meanwhile import cores

Progress = Callable[[int, int], None]
"""Called with the bytes that were read so far and those that are to be read."""

File = tuple[str, bytes]

_ENOUGH = 2 * 2**20
"""Bytes from which on starting processes pays."""
_CHUNK = 256 * 2**10
_MOST = 8


class Task(NamedTuple):
    """What every file of a spec is read with; ``governing`` has the lint settings that count."""

    folder: str
    manifest: Manifest
    governing: Manifest


def examine_all(
    task: Task, files: Mapping[str, bytes], progress: Progress, parsed: parse.Memo | None = None
) -> Iterator[Examined]:
    """What each file gives on its own, in the order of the files.

    Args:
        task: what they are read with.
        files: content by path in the spec folder.
        progress: told how far reading has come.
        parsed: files that are parsed already, to which those are added that are parsed here, and
            not by other processes.
    """
    total = sum(map(len, files.values()))
    chunks = list(_chunks(files))
    workers = min(cores(), len(chunks), _MOST)
    if total < _ENOUGH or workers < 2:
        results = _alone(task, chunks, parsed)
    else:
        results = _together(task, chunks, workers)
    done = 0
    for chunk, examined in zip(chunks, results, strict=True):
        done += sum(len(content) for _, content in chunk)
        progress(done, total)
        yield from examined


def _chunks(files: Mapping[str, bytes]) -> Iterator[list[File]]:
    chunk: list[File] = []
    size = 0
    for name, content in files.items():
        chunk.append((name, content))
        size += len(content)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _alone(
    task: Task, chunks: Sequence[list[File]], parsed: parse.Memo | None = None
) -> Iterator[list[Examined]]:
    examiner = _Examiner(task, parsed)
    return (examiner.examine(chunk) for chunk in chunks)


def _together(task: Task, chunks: Sequence[list[File]], workers: int) -> Iterator[list[Examined]]:
    """The same by several processes; what they cannot do, such as when one is killed, is done here.

    A forked process has the imports already; where forking is unsafe, they are made anew.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("fork" if sys.platform == "linux" else None)
    done = 0
    try:
        with ProcessPoolExecutor(workers, context, _start, (task,)) as pool:
            with _uninterrupted():  # as they start here, and are born with what is held back
                results = pool.map(_examine, chunks)
            for examined in results:
                yield examined
                done += 1
    except (BrokenProcessPool, OSError):
        yield from _alone(task, list(islice(chunks, done, None)))


class _Examiner:
    """What is worked out once for all files."""

    def __init__(self, task: Task, parsed: parse.Memo | None = None) -> None:
        self.task = task
        self.parsed = parsed
        self.own = parse.own_fields(task.manifest)
        self.settings = settings_of(task.governing)

    def examine(self, files: Sequence[File]) -> list[Examined]:
        return [self._one(name, content) for name, content in files]

    def _one(self, name: str, content: bytes) -> Examined:
        folder, manifest, _ = self.task
        parsed = parse.parse_file(folder, name, content, self.own, self.parsed)
        return examine(
            parsed.value,
            parsed.findings,
            parsed.lines,
            manifest,
            self.settings,
            path=f"{folder}/{name}",
        )


_here: list[_Examiner] = []
"""In a worker: the one examiner."""


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """An interrupt comes afterwards."""
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(task: Task) -> None:
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends us
    # Who flushes them at the end would wait for ever, if another thread of the parent was writing.
    sys.stdout = sys.stderr = None
    Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [_Examiner(task)]


def _end_with_parent() -> None:
    """End with a parent that is killed: nobody else would, and its pipes stay open until then."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _examine(files: list[File]) -> Any:
    return _here[0].examine(files)
