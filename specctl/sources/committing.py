"""What git is about to commit or to push, as a hook has to know it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed
from specctl.sources.locate import located, standing
from specctl.sources.plumbing import ask, failure, run
from specctl.sources.revisions import find
from specctl.sources.side import Source
from specctl.sources.staging import pathspec

_DIFFERS = (
    *("diff", "--cached", "--quiet", "--no-renames", "--no-relative", "--no-ext-diff"),
    *("--ita-invisible-in-index", "--ignore-submodules=none", "--"),
)
_SCISSORS = re.compile(rb"^\S{1,10} -{24} >8 -{24}$.*", re.MULTILINE | re.DOTALL)
_PUSHED = re.compile(rb"^(\S+) ([0-9a-f]{40,64}) \S+ ([0-9a-f]{40,64})$", re.MULTILINE)


class Push(NamedTuple):
    """A reference that is pushed: its name, what it leads to, and what it led to over there."""

    ref: str
    new: str
    old: str


class Tip(NamedTuple):
    """A commit that is pushed: its id, and the reference that leads to it."""

    commit: str
    ref: str


def touches(staged: Source) -> bool:
    """Whether what is staged concerns the spec.

    Where nothing at all is staged, it does: either somebody runs the hook by hand, or a commit is
    made anew, and what that holds nobody tells a hook.

    Args:
        staged: the spec's side in the index.

    Raises:
        SpecctlError: git fails.
    """
    assert staged.repository
    here = staged.repository.cwd
    return _differs(here, *pathspec(staged.path)) or not _differs(here)


def _differs(cwd: Path, *paths: str) -> bool:
    """Whether what is staged is not what HEAD holds."""
    status, _, errors = run(cwd, *_DIFFERS, *paths)
    if status > 1:
        raise failure(cwd, errors)
    return status == 1


def parents(*, cwd: Path) -> tuple[str, ...]:
    """The parents that a commit of what is staged will have; none for the first one.

    Raises:
        SpecctlError: there is no repository.
    """
    status, head, _ = run(cwd, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    if status:
        return ()
    merged = cwd / os.fsdecode(ask(cwd, "rev-parse", "--git-path", "MERGE_HEAD")[:-1])
    others = merged.read_text("ascii").split() if merged.is_file() else []
    return (head.decode().strip(), *others)


def message(file: Path, *, cwd: Path) -> str:
    """A commit's message as it will stand, without comments and without the diff below it.

    Raises:
        SpecctlError: the file cannot be read.
    """
    try:
        content = (cwd / file).read_bytes()
    except OSError as error:
        raise SpecctlError(
            f"the message {displayed(file)} cannot be read: {error.strerror}",
            "git gives its path to the commit-msg hook.",
        ) from None
    plain = ask(cwd, "stripspace", "--strip-comments", feed=_SCISSORS.sub(b"", content))
    return plain.decode("utf-8", "replace")


def pushes(lines: bytes) -> tuple[Push, ...]:
    """What git says to a pre-push hook on standard input; references that are deleted left out."""
    found = (map(os.fsdecode, one) for one in _PUSHED.findall(lines))
    return tuple(Push(ref, new, old) for ref, new, old in found if new.strip("0"))


def tips(pushes: Sequence[Push], *, cwd: Path, spec: str) -> tuple[Tip, ...]:
    """The commits whose spec is new to where they are pushed.

    Args:
        pushes: what is pushed.
        cwd, spec: as for :func:`specctl.sources.revision`.

    Returns:
        Each commit once. Left out is what is no commit, and what has no spec or the very spec
        that is there already.

    Raises:
        SpecctlError: there is no repository.
    """
    if not pushes:
        return ()
    path = _path(cwd, spec)
    asked = "".join(f"{p.old}:{path}\n{p.new}:{path}\n{p.new}^{{commit}}\n" for p in pushes)
    check = "--batch-check=%(objecttype) %(objectname)"
    answers = iter(ask(cwd, "cat-file", check, feed=os.fsencode(asked)).split(b"\n"))
    found: dict[str, Tip] = {}
    for push, old, new, commit in zip(pushes, answers, answers, answers, strict=False):
        kind, _, oid = commit.decode("utf-8", "replace").partition(" ")
        if kind == "commit" and new.startswith(b"tree ") and new != old:
            found.setdefault(oid, Tip(oid, displayed(push.ref)))
    return tuple(found.values())


def _path(cwd: Path, spec: str) -> str:
    """The spec folder's path within the repository."""
    repository = find(Path(standing(str(cwd))))
    top = repository.top or repository.cwd
    place = located(str(repository.cwd), spec, str(repository.top) if repository.top else None)
    return "/".join(Path(place).relative_to(top).parts)
