"""Two specs in memory, compared from bytes to rows, impacts and accounting."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from specctl.classify import classify, policy
from specctl.diff import compare
from specctl.impact import impacts
from specctl.model import (
    Accounting,
    AffectedEval,
    AffectedExample,
    Change,
    Cost,
    Difference,
    Snapshot,
    Spec,
)
from specctl.parse import Memo, parse
from specctl.review import account
from specctl.sources import changed_lines

ROOT = Path(__file__).parent.parent
Files = Mapping[str, str | bytes]
"""Content by path, relative to the spec folder."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that a comparison gives, without findings."""

    base: Spec
    head: Spec
    difference: Difference
    rows: tuple[Change, ...]
    examples: tuple[AffectedExample, ...]
    evals: tuple[AffectedEval, ...]
    cost: Cost
    accounting: Accounting

    @property
    def said(self) -> list[str]:
        """The rows as a test case names them, see :func:`said`."""
        return sorted(said(row) for row in self.rows)


def said(row: Change) -> str:
    """A row in short: its classes, rank, and how many it gathers."""
    many = f" x{row.bulk}" if row.bulk > 1 else ""
    return f"{'+'.join(row.classes)} @{row.rank}{many}"


def snapshot(files: Files, folder: str = "spec") -> Snapshot:
    content = {k: v.encode() if isinstance(v, str) else v for k, v in files.items()}
    return Snapshot("dir:x", None, folder, dict(sorted(content.items())), exists=bool(files))


def compared(old: Files, new: Files, known: Memo | None = None) -> Compared:
    """Compare as :func:`specctl.pipeline.review` does; ``known`` are files that were parsed."""
    before, after = snapshot(old), snapshot(new)
    memo: Memo = dict(known or {})
    base, head = parse(before, memo), parse(after, memo)
    difference = compare(base, head)
    settings = base.manifest if base.manifest.exists else head.manifest
    rows = classify(base, head, difference, policy(settings))
    touched = impacts(base, head, difference, rows)
    hunks = changed_lines(before, after)
    return Compared(
        base, head, difference, rows, *touched, account(base, head, difference, rows, hunks)
    )


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a spec folder, as a source reads them."""
    left_out = ("README.md", "CHANGELOG.md", "LICENSE")
    found = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: p.read_bytes() for name, p in found.items() if name not in left_out}
