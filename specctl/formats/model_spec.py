"""The public Model Spec's form: one document and a folder of evals, in and out byte for byte.

Pure: bytes in, bytes out. :mod:`specctl.formats.disk` reads and writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from specctl.errors import SpecctlError
from specctl.formats.document import DOCUMENT, EXAMPLES, read_document, read_evals
from specctl.formats.existing import Existing, read_existing
from specctl.formats.export import export_model_spec
from specctl.formats.outline import outline
from specctl.formats.plan import plan, read
from specctl.formats.report import ImportReport, report
from specctl.model.snapshot import Snapshot

__all__ = ["ImportReport", "Planned", "export_model_spec", "import_model_spec"]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import is going to write.

    Attributes:
        files: the whole new content of every file to write, by its path relative to the spec
            folder; the manifest comes last. What would not change is left out.
        removed: paths of files that go.
        report: what it made, and what it found odd.
    """

    files: Mapping[str, bytes]
    removed: tuple[str, ...]
    report: ImportReport


def import_model_spec(
    document: bytes,
    evals: Mapping[str, bytes],
    *,
    name: str,
    version: str = "",
    existing: Snapshot | None = None,
) -> Planned:
    """Plan the files of a spec; nothing is written.

    Args:
        document: the content of ``model_spec.md``.
        evals: the content of each file of ``examples/``, by file name.
        name: the spec's, for a manifest that has none.
        version: the same of the version, where a manifest is made; "" for none.
        existing: the spec to update. What its team wrote by hand stays: ids, confirmations,
            owners, kinds, rubrics, tombstones, fields of their own, comments.

    Returns:
        What to write. An export of it has been compared with every byte of the source.

    Raises:
        SpecctlError: the source holds something that could not be given back, or the spec to
            update cannot be read. The message names each line.
    """
    parts, final_newline = read_document(document)
    eval_parts = read_evals(evals)
    present = read_existing(existing) if existing is not None else Existing()
    source = read(parts, final_newline, eval_parts, present)
    files = dict(plan(source, present, name, version))
    _check(files, {DOCUMENT: document, **{f"{EXAMPLES}/{k}": v for k, v in evals.items()}})
    before = existing.files if existing is not None else {}
    return Planned(
        {path: content for path, content in files.items() if before.get(path) != content},
        tuple(sorted(path for path in before if path not in files)),
        report(source, present),
    )


def _check(files: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> None:
    """Export what was planned; refuse the import if a byte of the source would be lost."""
    found = export_model_spec(files, outline(files))
    for path, content in wanted.items():
        if found.get(path) != content:
            raise _lost(path, content.split(b"\n"), found.get(path, b"").split(b"\n"))


def _lost(path: str, wanted: Sequence[bytes], found: Sequence[bytes]) -> SpecctlError:
    same = zip(wanted, found, strict=False)
    index = next((i for i, (a, b) in enumerate(same) if a != b), min(len(wanted), len(found)))
    line = wanted[min(index, len(wanted) - 1)].decode("utf-8", "replace")
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
    return SpecctlError(
        f"{path}:{min(index + 1, len(wanted))}: {shown!r} could not be given back as it is",
        "Take out what is unusual in this line, such as a control character; nothing was written.",
    )
