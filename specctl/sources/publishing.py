"""A release in git: its commit and its tag. The user's own hooks and signing settings hold."""

from __future__ import annotations

from collections.abc import Sequence

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed
from specctl.sources.revisions import Repository


def commit(repository: Repository, paths: Sequence[str], message: str) -> None:
    """Commit some files, and no others that are staged.

    Args:
        repository: where they are.
        paths: from the repository's root.
        message: the commit's.

    Raises:
        SpecctlError: git refuses, or a hook does; what is written stays as it is.
    """
    named = [f":(top,literal){path}" for path in paths]
    _run(repository, "add", "--", *named)
    _run(repository, "commit", "--quiet", f"--message={message}", "--only", "--", *named)


def tag(repository: Repository, name: str, of: str, message: str) -> None:
    """Make an annotated tag, signed where git is configured so (``tag.gpgSign``).

    Raises:
        SpecctlError: git refuses, as where there is one of that name.
    """
    _run(repository, "tag", "--annotate", f"--message={message}", "--", name, of)


def _run(repository: Repository, *arguments: str) -> None:
    import git

    status, out, errors = git.Git(repository.cwd).execute(
        ["git", *arguments], with_extended_output=True, with_exceptions=False
    )
    if status:
        said = [line for line in f"{out}\n{errors}".splitlines() if line.strip()]
        raise SpecctlError(
            f"git {arguments[0]} failed in {displayed(repository.cwd)}: "
            f"{displayed(said[-1]) if said else 'it gave no reason'}",
            "What was written is there still: put that right, and run it again.",
        )
