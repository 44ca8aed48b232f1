"""Small specs for the tests of lint: a base that is in order, and files laid over it."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from specctl.lint import lint
from specctl.model import Finding, Sample, Snapshot, Spec
from specctl.parse import parse

CASES = Path(__file__).parent / "cases" / "lint"
FOLDER = "spec"
TODAY = date(2026, 11, 22)
"""The day of all tests: what is aspirational now is overdue one day."""


def folder(path: Path) -> dict[str, bytes]:
    """The files of a spec folder, by their path in it."""
    names = (p for p in sorted(path.rglob("*")) if p.name == "spec.yaml" or p.suffix == ".md")
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in names}


BASE = folder(CASES / "base" / FOLDER)


def spec_of(files: Mapping[str, bytes]) -> Spec:
    return parse(Snapshot("test", None, FOLDER, dict(sorted(files.items()))))


def laid_over(samples: Iterable[Sample]) -> Spec:
    """The base with these files added to it, or in place of its own."""
    return spec_of({**BASE, **{s.path.removeprefix(f"{FOLDER}/"): s.content for s in samples}})


def found(samples: Iterable[Sample]) -> tuple[Finding, ...]:
    return lint(laid_over(samples), today=TODAY)


def said(finding: Finding) -> str:
    """A finding in a line, with all that it holds."""
    at = finding.place
    marks = f"{finding.section or '-'}/{finding.subject or '-'}{' fixable' * finding.fixable}"
    return (
        f"{at.path}:{at.line}:{at.column}-{at.end_line}:{at.end_column} "
        f"{finding.severity} {finding.rule} {marks}: {finding.message}"
    )
