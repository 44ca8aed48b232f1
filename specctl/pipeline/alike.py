"""A staged tree that is alike one that was found fine, but for the text of some files.

What stops a commit is an error. Whether other files have one hangs on the gist of a file alone
(see :mod:`specctl.lint.gist`): so where each changed file kept its gist and has no error itself,
there is none anywhere. The cost grows with the change, not with the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.lint.examined import Examined
    from specctl.pipeline.checking import Checked

_MOST = 50
"""Changed files from which on the whole spec is looked at again."""
_PLAIN = frozenset({b"100644", b"100755"})
_LOUD, _QUIET = "!\0", ".\0"
"""Whether a file has findings of a rule that found an error somewhere, one that is known."""


class Change(NamedTuple):
    """A file that is staged with another content: its path from the top, and git's ids."""

    path: bytes
    old: bytes
    new: bytes


def keep(store: Store, key: str, rows: bytes, checked: Checked) -> None:
    """Remember a tree that was found fine.

    Args:
        store: where.
        key: what the verdict depends on beside the tree.
        rows: git's listing of what is staged of the spec.
        checked: what lint says of it.
    """
    told = [*checked.findings, *checked.known, *(one for one, _ in checked.allowed)]
    errors = {one.rule for one in told if one.severity.value == "error"}
    loud = {one.place.path for one in told if one.rule in errors}
    gists = "".join(
        f"\0{path} {gist}{_LOUD if path in loud else _QUIET}" for path, gist in checked.gists
    )
    store.keep_verdict(key, b"%d\n%s%s" % (len(rows), rows, gists.encode()))


def fine(store: Store, key: str, rows: bytes, folder: str, cwd: str) -> bool:
    """Whether a tree is alike the one that was kept, and as fine.

    Args:
        store, key: as they were given to :func:`keep`.
        rows: git's listing of what is staged of the spec now.
        folder: the spec folder's path in the repository.
        cwd: where git finds the contents.

    Raises:
        SpecctlError: a file cannot be read from git.
    """
    kept = store.verdict(key) if folder else None
    if kept is None:
        return False
    length, _, rest = kept.partition(b"\n")
    before, gists = rest[: int(length)], rest[int(length) :]
    changes = _changes(before, rows, f"{folder}/".encode())
    return changes is not None and _all_fine(changes, rows, gists, folder, cwd)


def _changes(before: bytes, after: bytes, prefix: bytes) -> list[Change] | None:
    """The sections and evals that changed; None where anything else did.

    Ids and modes are all of one length: where no file came or went, so are the listings.
    """
    if len(before) != len(after):
        return None
    first, last = _differing(before, after)
    start = max(before.rfind(b"\0:", 0, first + 1) + 1, 0)
    end = before.find(b"\0:", last)
    end = len(before) if end < 0 else end + 1
    olds, news = before[start:end].split(b"\0"), after[start:end].split(b"\0")
    if len(olds) != len(news) or len(olds) > 2 * _MOST + 1:
        return None
    changes = []
    for old, new, path, other in zip(olds[::2], news[::2], olds[1::2], news[1::2], strict=False):
        was, now = old.split(), new.split()
        modes = [one[1] if len(one) == 5 and one[4] == b"A" else b"" for one in (was, now)]
        if path != other or not _PLAIN.issuperset(modes) or not _own(path, prefix):
            return None
        changes.append(Change(path, was[3], now[3]))
    return [one for one in changes if one.old != one.new]


def _own(path: bytes, prefix: bytes) -> bool:
    """Whether it is a section or an eval."""
    return path.startswith(prefix) and path.endswith(b".md")


def _differing(one: bytes, other: bytes) -> tuple[int, int]:
    """The first and the last byte in which two texts of one length differ."""
    size = len(one)
    first = _alike(lambda many: one[:many] == other[:many], size)
    return first, size - 1 - _alike(lambda many: one[size - many :] == other[size - many :], size)


def _alike(same: Callable[[int], bool], most: int) -> int:
    """The largest number for which it holds, as it does for all smaller ones."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if same(middle) else (low, middle - 1)
    return low


def _all_fine(changes: Sequence[Change], rows: bytes, gists: bytes, folder: str, cwd: str) -> bool:
    """Whether each changed file kept its gist, and has no finding that could be an error."""
    from specctl.lint.gist import grave
    from specctl.lint.settings import settings_of
    from specctl.model.snapshot import Snapshot
    from specctl.parse import MANIFEST, read_manifest
    from specctl.pipeline.workers import Task, examine_all
    from specctl.sources.objects import read_blobs

    manifest_id = _id_of(rows, f"{folder}/{MANIFEST}".encode())
    names = {one.path.decode().removeprefix(f"{folder}/"): one.new.decode() for one in changes}
    if not manifest_id:
        return False
    files, refused = read_blobs(Path(cwd), [(MANIFEST, manifest_id), *names.items()])
    name = folder.rpartition("/")[2]
    manifest, _, _ = read_manifest(Snapshot("index", None, name, {MANIFEST: files.pop(MANIFEST)}))
    rules = grave(settings_of(manifest))
    if refused or rules is None:
        return False
    examined = examine_all(Task(name, manifest, manifest), files, lambda done, total: None)
    return all(_is_fine(one, rules, gists) for one in examined)


def _is_fine(one: Examined, rules: Collection[str], gists: bytes) -> bool:
    known = f"\0{one.card.path} {one.gist}{_QUIET}".encode()
    return (
        bool(one.gist)
        and not one.allowed
        and not any(finding.rule in rules for finding in one.findings)
        and (known in gists)
    )


def _id_of(rows: bytes, path: bytes) -> str:
    """Git's id of a staged file, or ""."""
    at = rows.find(b"\0" + path + b"\0")
    about = rows[rows.rfind(b"\0", 0, at) + 1 : at].split() if at >= 0 else []
    return about[3].decode() if len(about) == 5 else ""
