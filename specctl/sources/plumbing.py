"""Git's plumbing, run guarded: what it refuses becomes a SpecctlError.

Nothing of the user's is run (hooks, filters, a file system monitor), nothing is locked, written
or fetched. A hook may end here, so this module imports next to nothing until it must.
"""

from __future__ import annotations

import os

from specctl.errors import SpecctlError
from specctl.sources.limits import MAX_LISTING, displayed, listing_checked

TYPE_CHECKING = False  # importing it from typing would cost more than running git
if TYPE_CHECKING:
    from subprocess import Popen

_OPTIONS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=" + os.devnull),
)
_AHEAD = 2**20  # the most that Linux allows to everybody
_ENVIRONMENT = {
    "LANGUAGE": "C",
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # no transport at all: for a git that does not know the line above
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # what is judged is what is merged elsewhere
    "GIT_DIFF_OPTS": "",  # it would outdo an option
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


def answer(cwd: str, *arguments: str) -> bytes | None:
    """What git answers, or None where it fails, cannot be run or lists too much.

    The same as ``listing`` for a caller that wants no reasons, without the price of importing
    subprocess.
    """
    try:
        reading, writing = os.pipe()
        with open(reading, "rb") as output:
            try:
                process = _spawned(_command(cwd, arguments), writing)
            finally:
                os.close(writing)
            out = output.read(MAX_LISTING + 1)
        _, status = os.waitpid(process, 0)
    except OSError:
        return None
    return None if status or len(out) > MAX_LISTING else out


def ask(cwd: str | os.PathLike[str], *arguments: str, feed: bytes = b"") -> bytes:
    """What git answers.

    Raises:
        SpecctlError: git fails.
    """
    status, out, errors = run(cwd, *arguments, feed=feed)
    if status:
        raise failure(cwd, errors)
    return out


def listing(cwd: str | os.PathLike[str], *arguments: str) -> bytes:
    """What git lists, unless that is too much.

    Raises:
        SpecctlError: git fails, or the listing passes its limit.
    """
    process = start(cwd, *arguments)
    try:
        return listed(cwd, process)
    finally:
        stop(process)


def listed(cwd: str | os.PathLike[str], process: Popen[bytes]) -> bytes:
    """What a git that was started lists; see :func:`listing`."""
    assert process.stdout
    out = listing_checked(process.stdout.read(MAX_LISTING + 1))
    _, errors = process.communicate()
    if process.returncode:
        raise failure(cwd, errors)
    return out


def run(
    cwd: str | os.PathLike[str], *arguments: str, feed: bytes = b""
) -> tuple[int, bytes, bytes]:
    """Git's status, output and error output.

    Raises:
        SpecctlError: git is not installed.
    """
    process = start(cwd, *arguments)
    try:
        out, errors = process.communicate(feed)
    finally:
        stop(process)
    return process.returncode, out, errors


def start(cwd: str | os.PathLike[str], *arguments: str) -> Popen[bytes]:
    """A running git with three pipes, which the caller has to ``stop``.

    Raises:
        SpecctlError: git is not installed.
    """
    from subprocess import PIPE, Popen

    command = _command(os.fspath(cwd), arguments)
    try:
        return Popen(command, env=_environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE)
    except OSError:
        raise SpecctlError(
            "git cannot be run: it is not installed, or not on the PATH",
            "Install it. Without git specctl works on folders: `specctl lint`, dir:OLD..dir:NEW.",
        ) from None


def widen(process: Popen[bytes]) -> None:
    """Let a git that was started say more before anybody reads it, where the system can."""
    import fcntl

    if not hasattr(fcntl, "F_SETPIPE_SZ"):
        return
    assert process.stdout
    try:
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _AHEAD)
    except OSError:  # then git waits for its reader, as elsewhere
        return


def stop(process: Popen[bytes]) -> None:
    """End a git that may still run, and close its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        try:
            assert pipe
            pipe.close()
        except BrokenPipeError:  # it ended before it read everything
            continue
    process.wait()


def failure(cwd: str | os.PathLike[str], errors: bytes) -> SpecctlError:
    """What git said on its error output, in words that help."""
    said = os.fsdecode(errors)
    for needle, message, hint in _FAILURES:
        if needle in said:
            return SpecctlError(message.format(cwd=displayed(cwd)), hint)
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    reason = (fatal or lines or ["it gave no reason"])[-1]
    return SpecctlError(f"git failed in {displayed(cwd)}: {displayed(reason)}")


def _command(cwd: str, arguments: tuple[str, ...]) -> list[str]:
    return ["git", "-C", cwd, *_OPTIONS, *arguments]


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}


def _spawned(command: list[str], output: int) -> int:
    pipes = (  # the output first: where ours are closed, its descriptor may be one of the others
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    )
    return os.posix_spawnp(command[0], command, _environment(), file_actions=pipes)
