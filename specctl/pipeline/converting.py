"""A spec from a document in another format, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context, snapshot

if TYPE_CHECKING:
    from specctl.formats import ImportReport
    from specctl.model import Snapshot
    from specctl.sources import Source

FORMATS = ("model-spec",)


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
    name, version = _called(context.directory / source)
    planned = formats.import_model_spec(
        document, evals, name=name, version=version, existing=existing
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
    found = snapshot(context, rev=rev)
    files = formats.export_model_spec(found.files, parse(found))
    formats.write_tree(context.directory / out, files, overwrite=False)
    return tuple(sorted(files))


def _known_format(fmt: str) -> None:
    if fmt not in FORMATS:
        raise SpecctlError(f"there is no format {fmt}", f"Known formats: {', '.join(FORMATS)}.")


def _called(source: Path) -> tuple[str, str]:
    """A spec's name and version where nothing says them: those of the folder.

    A folder that is named for a version, as releases are kept, stands in one that has the name.
    """
    from specctl.release.versions import looks_like_one

    folder = source.resolve()
    version = folder.name.removeprefix("v")
    if looks_like_one(version):
        return folder.parent.name or "spec", version
    return folder.name or "spec", ""
