"""Git hooks: installed, and what each of them asks."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specctl.pipeline.context import HERE, Context

if TYPE_CHECKING:
    from specctl.model import Change, Spec
    from specctl.model.hook import Hook, Hooks
    from specctl.model.review import Unmentioned
    from specctl.sources import Source
    from specctl.sources.committing import Tip

HOOKS = ("pre-commit", "pre-merge-commit", "pre-push", "commit-msg")
"""The hooks that specctl knows, by git's names."""
GRAVE = 1
"""Rows of this rank or graver must be mentioned by a commit's message."""


def install_hooks(context: Context, names: Sequence[str], *, shared: bool = False) -> Hooks:
    """Write hooks that check the spec; those that are there already are kept and run first.

    Args:
        context: where the repository and its spec are.
        names: some of :data:`HOOKS`.
        shared: also where the hooks are outside of the repository, and serve others.

    Returns:
        What was done.

    Raises:
        SpecctlError: if there is no repository with a work tree, or a hook must not be replaced.
            Nothing is written then.
    """
    from specctl.model.hook import Hooks
    from specctl.sources import hooks, index

    home = hooks.home(context.directory)
    spec = index(cwd=context.directory, spec=context.spec)
    option = "" if spec.path == HERE.spec else spec.path or "."
    done = hooks.install(home, names, python=sys.executable or "", spec=option, shared=shared)
    folder = str(home.folder)
    return Hooks(
        _near(done, context),
        committed=folder if home.committed else "",
        shared=folder if home.outside else "",
        spec="" if spec.place.is_dir() else str(spec.place),
    )


def uninstall_hooks(context: Context, names: Sequence[str] = ()) -> Hooks:
    """Remove hooks of specctl's, and put back those that were there before.

    Args:
        context: where the repository is.
        names: some of :data:`HOOKS`; none means whichever are installed.

    Raises:
        SpecctlError: if there is no repository with a work tree, or a hook was edited. Nothing
            is removed then.
    """
    from specctl.model.hook import Fate, Hooks
    from specctl.sources import hooks

    done = hooks.uninstall(hooks.home(context.directory), names or HOOKS)
    nothing = (Fate.ABSENT, Fate.FOREIGN)
    return Hooks(_near([one for one in done if names or one.fate not in nothing], context))


def _near(hooks: Sequence[Hook], context: Context) -> tuple[Hook, ...]:
    """The hooks with their paths from the working folder, where they are below it."""
    from dataclasses import replace

    here = f"{context.directory.resolve()}/"
    return tuple(replace(one, path=one.path.removeprefix(here)) for one in hooks)


def stages_spec(context: Context) -> bool:
    """Whether a spec is staged, and what a commit would change concerns it.

    Raises:
        SpecctlError: if there is no repository, or it has no work tree.
    """
    from specctl import sources
    from specctl.sources.committing import touches

    staged = sources.index(cwd=context.directory, spec=context.spec)
    return touches(staged) and sources.listing(staged).exists


def pushed(context: Context, lines: bytes, environment: Mapping[str, str]) -> tuple[Tip, ...]:
    """The commits whose spec a push brings.

    Args:
        context: where the repository and its spec are.
        lines: what git says to a pre-push hook on standard input.
        environment: where the pre-commit framework says it, which keeps the lines to itself.

    Raises:
        SpecctlError: if there is no repository.
    """
    from specctl.sources import committing

    ref = environment.get("PRE_COMMIT_LOCAL_BRANCH")
    found = committing.pushes(lines)
    if ref:
        new = environment.get("PRE_COMMIT_TO_REF", ref)  # none where the root is pushed, too
        old = environment.get("PRE_COMMIT_FROM_REF", "")
        found = (committing.Push(ref, new, old),)
    return committing.tips(found, cwd=context.directory, spec=context.spec)


def passed_over(context: Context, file: Path) -> tuple[Unmentioned, ...]:
    """What the message of a commit that is about to be made passes over.

    What is staged is compared with HEAD. Of a merge only that counts which differs from each of
    its parents: the rest was said where it was made. The commit that brings the spec, and the
    first commit of all, have nothing to pass over.

    Args:
        context: where the repository and its spec are.
        file: the message, as git gives it to a commit-msg hook.

    Returns:
        The grave rows that it does not mention, by the names that would mention them.

    Raises:
        SpecctlError: if there is no repository, or the message cannot be read.
    """
    from specctl import sources
    from specctl.review.mentions import unmentioned
    from specctl.sources import committing

    staged = sources.index(cwd=context.directory, spec=context.spec)
    if not committing.touches(staged):
        return ()
    text = committing.message(file, cwd=context.directory)
    rows, titles = _grave(context, staged)
    return unmentioned(rows, text, titles)


def _grave(context: Context, staged: Source) -> tuple[Sequence[Change], dict[str, list[str]]]:
    """The grave rows of what is staged, and the titles that sections have on any side."""
    from specctl import sources
    from specctl.parse import Memo, parse
    from specctl.sources.committing import parents

    at: dict[str, Any] = {"cwd": context.directory, "spec": context.spec}
    sides = [sources.revision(one, **at) for one in parents(cwd=context.directory)]
    memo: Memo = {}
    *bases, head = (parse(sources.read(side), memo) for side in (*sides, staged))
    found = [_rows(base, head) for base in bases if base.exists]
    titles: dict[str, list[str]] = {}
    for spec in (*bases, head):
        for section in spec.sections:
            titles.setdefault(section.id, []).append(section.title)
    return _common(found), titles


def _rows(base: Spec, head: Spec) -> list[Change]:
    from specctl.classify import classify, policy
    from specctl.diff import compare

    rows = classify(base, head, compare(base, head), policy(base.manifest))
    return [row for row in rows if row.rank <= GRAVE]


def _common(found: Sequence[Sequence[Change]]) -> list[Change]:
    """The rows that are the same against every parent, but for what they replaced."""
    others = [{_outcome(row) for row in rows} for rows in found[1:]]
    return [
        row for rows in found[:1] for row in rows if all(_outcome(row) in one for one in others)
    ]


def _outcome(row: Change) -> tuple[object, ...]:
    side = row.before if row.after is None else row.after
    return row.section, row.subject.kind, row.subject.id, repr(side)
