"""Lint, and the pages of its rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import HERE, Context, load

if TYPE_CHECKING:
    from specctl.model import Finding, Rule, Spec


def lint(
    context: Context = HERE,
    paths: Sequence[str] = (),
    *,
    staged: bool = False,
    rev: str | None = None,
) -> tuple[Finding, ...]:
    """Lint a spec.

    Args:
        context: where to look.
        paths: show only findings in these files and folders, relative to the directory or to
            the spec folder's parent. Everything is checked all the same.
        staged, rev: as in :func:`load`.

    Returns:
        Findings by place.

    Raises:
        SpecctlError: if there is no spec, no such revision, or nothing at a path.
    """
    from specctl.lint import lint as lint_spec

    spec = load(context, staged=staged, rev=rev)
    found = lint_spec(spec)
    return _shown(found, spec, context, paths) if paths else found


def rule(name: str) -> Rule:
    """The page of a lint rule.

    Raises:
        SpecctlError: if there is no such rule.
    """
    from specctl.lint import RULES, page
    from specctl.words import closest

    if name not in RULES:
        message = f"there is no rule {name}{closest(name, list(RULES))}"
        raise SpecctlError(message, "`specctl rule` lists them all.")
    return page(name)


def rules() -> tuple[Rule, ...]:
    """The pages of all lint rules, in the order of the catalogue."""
    from specctl.lint import RULES, page

    return tuple(page(name) for name in RULES)


def _shown(
    found: Sequence[Finding], spec: Spec, context: Context, paths: Sequence[str]
) -> tuple[Finding, ...]:
    """The findings in the files and folders that were named."""
    wanted = [_named(path, spec) for path in paths]
    return tuple(
        f
        for f in found
        if any(f.place.path == name or f.place.path.startswith(f"{name}/") for name in wanted)
    )


def _named(path: str, spec: Spec) -> str:
    """A path as findings have it: from the spec folder's name on."""
    parts = Path(os.path.normpath(path)).parts
    known = {*spec.lines, *(f.place.path for f in spec.findings)}
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        for candidate in (name, f"{spec.folder}/{name}"):
            if candidate == spec.folder or any(
                k == candidate or k.startswith(f"{candidate}/") for k in known
            ):
                return candidate
    raise SpecctlError(
        f"there is nothing of the spec at {path}",
        f"Name files as they stand in {spec.folder}/, for example {spec.folder}/spec.yaml.",
    )
