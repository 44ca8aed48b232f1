"""Git, run through GitPython: guarded, and what it refuses becomes a SpecctlError.

Nothing of the user's is run (hooks, filters, a file system monitor), nothing is locked,
written or fetched.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from specctl.errors import SpecctlError
from specctl.sources.limits import MAX_LISTING, displayed, listing_checked

_OPTIONS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=" + os.devnull),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # no transport at all: for a git that does not know the line above
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "0",  # paths are given as `:(top,literal)...`
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
}
_FAILURES = (
    (
        "dubious ownership",
        "git does not trust the repository of {cwd}: another user owns it",
        "If you trust it, run `git config --global --add safe.directory FOLDER`.",
    ),
    (
        "not a git repository",
        "{cwd} is in no git repository",
        "Run `git init` there, or compare folders: dir:OLD..dir:NEW.",
    ),
    (
        "from promisor remote",
        "{cwd} is in a partial clone, which lacks some of the spec's files",
        "specctl never uses the network: run `git fetch --refetch --no-filter` first.",
    ),
)


def ask(cwd: Path, *arguments: str, feed: bytes = b"") -> bytes:
    """What git answers.

    Raises:
        SpecctlError: git fails.
    """
    status, out, errors = run(cwd, *arguments, feed=feed)
    if status:
        raise failure(cwd, errors)
    return out


def listing(cwd: Path, *arguments: str) -> bytes:
    """What git lists, unless that is too much.

    Raises:
        SpecctlError: git fails, or the listing passes its limit.
    """
    process = start(cwd, *arguments)
    out: bytes = listing_checked(process.stdout.read(MAX_LISTING + 1))
    _, errors = process.communicate()
    if process.returncode:
        raise failure(cwd, errors)
    return out


def run(cwd: Path, *arguments: str, feed: bytes = b"") -> tuple[int, bytes, bytes]:
    """Git's status, output and error output.

    Raises:
        SpecctlError: git is not installed.
    """
    process = start(cwd, *arguments)
    out, errors = process.communicate(feed)
    return process.returncode, out, errors


def start(cwd: Path, *arguments: str) -> Any:
    """A running git: GitPython's wrapper of a ``Popen`` with three pipes, killed when dropped.

    Raises:
        SpecctlError: git is not installed.
    """
    from subprocess import PIPE

    try:
        import git
    except ImportError:
        raise _no_git() from None
    command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE, *_OPTIONS, *arguments]
    pipes: dict[str, Any] = {"istream": PIPE, "as_process": True}
    try:
        return git.Git(cwd).execute(command, env=_ENVIRONMENT, **pipes)
    except (git.GitError, OSError):
        raise _no_git() from None


def failure(cwd: Path, errors: bytes) -> SpecctlError:
    """What git said on its error output, in words that help."""
    said = os.fsdecode(errors)
    for needle, message, hint in _FAILURES:
        if needle in said:
            return SpecctlError(message.format(cwd=displayed(cwd)), hint)
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    reason = (fatal or lines or ["it gave no reason"])[-1]
    return SpecctlError(f"git failed in {displayed(cwd)}: {displayed(reason)}")


def _no_git() -> SpecctlError:
    return SpecctlError(
        "git cannot be run: it is not installed, or not on the PATH",
        "Install it. Without git specctl works on folders: `specctl lint`, dir:OLD..dir:NEW.",
    )
