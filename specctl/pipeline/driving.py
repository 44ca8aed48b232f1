"""One file, as git shows it: its rows, or itself line by line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specctl.pipeline.context import Context

if TYPE_CHECKING:
    from specctl.model import Change, Eval, Section, Spec
    from specctl.model.driver import Converted, FileDiff, Handed

_MANIFEST = "spec.yaml"


def file_diff(context: Context, arguments: Sequence[str], *, colour: bool) -> FileDiff | str:
    """What changed in one file of a spec, for git.

    Levels, ranks and gates are those of the manifest in the work tree; what a change broke in
    other files is not known. Where there is nothing to say of a file, git's own lines stand in.

    Args:
        context: where to look; the directory is the top of the work tree.
        arguments: those that git hands to a diff driver.
        colour: whether git's own lines are coloured.

    Returns:
        The path alone where the file is not merged.

    Raises:
        SpecctlError: these are not git's arguments.
    """
    from specctl.model.driver import FileDiff
    from specctl.sources.driver import handed, plain

    files = handed(arguments)
    if files is None:
        return arguments[0]
    try:
        rows = _rows(context, files)
    except Exception:  # whatever it is, git would show no other file either
        if os.environ.get("SPECCTL_DEBUG"):
            raise
        rows = ()
    whole = not rows or "." in (files.old_mode, files.new_mode)
    return FileDiff(files, rows, plain(files, colour=colour) if whole else "")


def git_colours(*, terminal: bool) -> bool:
    """Whether git colours a diff, by its settings and its pager.

    Args:
        terminal: whether standard output is one.
    """
    from specctl.sources.driver import colours

    return colours(terminal=terminal)


def _rows(context: Context, handed: Handed) -> tuple[Change, ...]:
    """The rows; none where a side is no file of a spec."""
    from specctl.sources.driver import content

    sides = (handed.before, handed.old, handed.old_mode), (handed.path, handed.new, handed.new_mode)
    folder = _spec_folder(context, handed.path)
    if folder is None or folder != _spec_folder(context, handed.before):
        return ()
    base, head = (
        _alone(context, folder, *(("", None) if mode == "." else (path, content(file, mode))))
        for path, file, mode in sides
    )
    return _compared(base, head) if base and head else ()


def _spec_folder(context: Context, path: str) -> str | None:
    """The spec folder that a file stands in, from the top of the repository."""
    for above in Path(path).parents:
        folder = above.as_posix()
        named = f"/{folder}".endswith(f"/{context.spec.strip('/')}")
        if named or (context.directory / above / _MANIFEST).is_file():
            return folder
    return None


def _alone(context: Context, folder: str, path: str, content: bytes | None) -> Spec | None:
    """A spec of this one file, if it can be read as part of one, and the manifest."""
    from specctl.model import Snapshot
    from specctl.parse import parse
    from specctl.sources.entries import NO_SECTIONS

    name = path.removeprefix(f"{folder}/")
    if content is None and path:
        return None
    if name.encode() in NO_SECTIONS or not (name.endswith(".md") or name in ("", _MANIFEST)):
        return None
    files = {_MANIFEST: _manifest(context, folder), name: content}
    held: Mapping[str, bytes] = {name: data for name, data in files.items() if name and data}
    spec = parse(Snapshot("", None, Path(folder).name or "spec", held))
    read = len(spec.sections) + len(spec.evals) == 1 or name in ("", _MANIFEST)
    return spec if read else None


def _manifest(context: Context, folder: str) -> bytes:
    try:
        return (context.directory / folder / _MANIFEST).read_bytes()
    except OSError:
        return b""


def _compared(base: Spec, head: Spec) -> tuple[Change, ...]:
    from specctl.classify import classify, policy
    from specctl.diff import compare

    rows = classify(base, head, compare(base, head), policy(base.manifest))
    # What is broken in a spec of one file has no deltas of its own, and says nothing.
    return tuple(row for row in rows if row.deltas)


def converted(path: Path) -> Converted:
    """A section or eval to be shown line by line.

    Args:
        path: the file that holds it, under whatever name.

    Raises:
        OSError: it cannot be read.
    """
    from specctl.model.driver import Converted

    content = path.read_bytes()
    return Converted(_value(content), content.decode("utf-8", "backslashreplace"))


def _value(content: bytes) -> Section | Eval | None:
    """What a file holds: a section has a title, an eval has none."""
    from specctl import frontmatter
    from specctl.parse import lines_of, parse_file
    from specctl.sources import MAX_FILE

    lines = lines_of(content) if len(content) <= MAX_FILE else ()
    front = frontmatter.split(lines)
    titled = front and any(line.startswith("title:") for line in lines[front[0] : front[1]])
    if not titled and not any(line.startswith("**Example**") for line in lines):
        return None
    name = "x.md" if titled else "evals/x.md"
    parsed = parse_file("spec", name, content, {"section": "", "eval": ""})
    return parsed.value if not any(f.rule == "conflict-marker" for f in parsed.findings) else None
