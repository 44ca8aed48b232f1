"""The one module that wires the stages; the public API and the command line call nothing else.

Stages are imported where their work is due: each brings a library whose import costs more than
many a command.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError

if TYPE_CHECKING:
    from specctl.formats import ImportReport
    from specctl.model import Finding, Review, Rule, Snapshot, Spec
    from specctl.sources import Source

FORMATS = ("model-spec",)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a command works.

    Attributes:
        directory: as git's ``-C``: relative paths start here.
        spec: the spec folder.
    """

    directory: Path = Path()
    spec: str = "spec"


_HERE = Context()


def load(context: Context = _HERE, *, staged: bool = False, rev: str | None = None) -> Spec:
    """Read a spec.

    Args:
        context: where to look.
        staged: read the index.
        rev: read this revision, or ``dir:PATH``. Without either the work tree is read.

    Returns:
        The spec; what is wrong with it is among its ``findings``.

    Raises:
        SpecctlError: if there is no spec, or no such revision.
    """
    from specctl.parse import parse

    return parse(_snapshot(context, staged=staged, rev=rev))


def lint(
    context: Context = _HERE,
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


def review(context: Context, revisions: Sequence[str] = (), *, staged: bool = False) -> Review:
    """Compare two specs and rank what differs.

    Args:
        context: where to look.
        revisions: none compares HEAD with the work tree, ``BASE`` compares it with the work
            tree, ``BASE HEAD`` and ``BASE..HEAD`` two revisions, ``A...B`` the merge base of
            both with B. ``dir:PATH`` stands for a folder.
        staged: compare BASE (or HEAD) with the index.

    Returns:
        The review. Lint settings, ranks and gates are the base's.

    Raises:
        SpecctlError: if a revision does not exist, or neither side has a spec.
    """
    from specctl import sources
    from specctl.classify import classify, policy
    from specctl.diff import compare
    from specctl.impact import impacts
    from specctl.lint import lint as lint_spec
    from specctl.parse import Memo, parse
    from specctl.review import account, assemble

    asked = sources.sides(revisions, staged=staged, cwd=context.directory, spec=context.spec)
    before, after = (sources.read(side) for side in asked)
    if not before.exists and not after.exists:
        raise _no_spec(context, f"neither {_called(before)} nor {_called(after)} holds")
    memo: Memo = {}
    base, head = parse(before, memo), parse(after, memo)
    difference = compare(base, head)
    settings = base.manifest if base.manifest.exists else head.manifest
    rows = classify(base, head, difference, policy(settings))
    return assemble(
        base,
        head,
        rows,
        impacts(base, head, difference, rows),
        (lint_spec(base, settings), lint_spec(head, settings)),
        account(base, head, difference, rows, sources.changed_lines(before, after)),
    )


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


def import_spec(
    context: Context, fmt: str, source: Path, into: Path, *, update: bool = False
) -> ImportReport:
    """Make a spec folder from a document.

    Args:
        context: where relative paths start.
        fmt: the document's format, one of :data:`FORMATS`.
        source: the folder that holds it.
        into: the folder that becomes the spec folder.
        update: bring an existing spec up to date with the document.

    Returns:
        What was made and what was found odd.

    Raises:
        SpecctlError: if the document cannot be given back byte for byte, or the target holds
            something already. Nothing is written then.
    """
    from specctl import formats, sources

    _known_format(fmt)
    target = context.directory / into
    document, evals = formats.read_folder(context.directory / source)
    existing: Snapshot | None = None
    if update:
        existing = sources.read(_existing(context, into))
    planned = formats.import_model_spec(
        document, evals, name=_title(context.directory / source), existing=existing
    )
    formats.write_tree(target, planned.files, planned.removed, overwrite=update)
    return planned.report


def _existing(context: Context, into: Path) -> Source:
    """The spec folder that is to be updated: ``into`` itself, not one within it."""
    from specctl import sources

    if not (context.directory / into / "spec.yaml").is_file():
        raise SpecctlError(
            f"{into} is no spec folder: it holds no spec.yaml",
            "Name the spec folder itself, or leave --update out to make a new one.",
        )
    return sources.folder(str(into), cwd=context.directory, spec=context.spec)


def export_spec(
    context: Context, fmt: str, out: Path, *, rev: str | None = None
) -> tuple[str, ...]:
    """Write a spec as a document.

    Args:
        context: where to look.
        fmt: the document's format, one of :data:`FORMATS`.
        out: the folder to write to; it must be empty or not there.
        rev: the revision to export; the work tree by default.

    Returns:
        The paths that were written, relative to ``out``.

    Raises:
        SpecctlError: if there is no spec, or the folder is not empty.
    """
    from specctl import formats
    from specctl.parse import parse

    _known_format(fmt)
    snapshot = _snapshot(context, rev=rev)
    files = formats.export_model_spec(snapshot.files, parse(snapshot))
    formats.write_tree(context.directory / out, files, overwrite=False)
    return tuple(sorted(files))


def write_output(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        SpecctlError: if it cannot be written; what was there before is still there.
    """
    if not path.name or path.is_dir():
        raise SpecctlError(f"cannot write {path}: it is a folder", "Name a file with -o.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _unwritten(path, error) from None


def _unwritten(path: Path, error: OSError) -> SpecctlError:
    return SpecctlError(f"cannot write {path}: {error.strerror}", "Choose another file with -o.")


def _snapshot(context: Context, *, staged: bool = False, rev: str | None = None) -> Snapshot:
    from specctl import sources

    snapshot = sources.read(_side(context, staged=staged, rev=rev))
    if not snapshot.exists:
        raise _no_spec(context, f"{_called(snapshot)} does not hold")
    return snapshot


def _side(context: Context, *, staged: bool, rev: str | None) -> Source:
    from specctl import sources

    at: dict[str, Any] = {"cwd": context.directory, "spec": context.spec}
    if staged and rev is not None:
        raise SpecctlError("--staged and --rev exclude each other", "Give one of them.")
    if staged:
        return sources.index(**at)
    if rev is None:
        return sources.work_tree(**at)
    if rev.startswith("dir:"):
        return sources.folder(rev.removeprefix("dir:"), **at)
    return sources.revision(rev, **at)


def _no_spec(context: Context, who: str) -> SpecctlError:
    return SpecctlError(
        f"no spec: {who} a folder '{context.spec}'",
        "Name the spec folder with --spec, or make one with `specctl import`.",
    )


def _called(snapshot: Snapshot) -> str:
    return f"the {snapshot.rev}" if snapshot.rev in ("index", "work tree") else snapshot.rev


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


def _known_format(fmt: str) -> None:
    if fmt not in FORMATS:
        raise SpecctlError(f"there is no format {fmt}", f"Known formats: {', '.join(FORMATS)}.")


def _title(source: Path) -> str:
    """The spec's name where nothing says it: the folder's."""
    return source.resolve().name or "spec"
