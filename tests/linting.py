"""Small specs for the tests of lint: a base that is in order, and files laid over it."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from specctl.lint import baseline
from specctl.lint.engine import survey
from specctl.lint.plugins import Plugin, Plugins
from specctl.lint.settings import settings_of
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
    """Every finding; a sample may also be a baseline, or the module of a plugin."""
    beside = {s.path: s for s in samples if not s.path.endswith((".md", ".yaml"))}
    spec = laid_over(s for s in samples if s.path not in beside)
    settings = settings_of(spec.manifest)
    outcome, _ = survey(spec, settings, today=TODAY, plugins=_plugins(beside.values()))
    content = beside.get(f"{FOLDER}/{baseline.NAME}")
    return baseline.against(
        outcome, content.content if content else None, lines_of(spec), settings, FOLDER
    ).findings


def lines_of(spec: Spec) -> baseline.Lines:
    return lambda paths: {path: spec.lines[path] for path in paths if path in spec.lines}


def _plugins(samples: Iterable[Sample]) -> Plugins:
    """The plugins of these modules, as if they were installed."""
    rules = []
    for sample in samples:
        if sample.path.endswith(".py"):
            module: dict[str, Any] = {}
            exec(sample.text, module)
            origin = Plugin("acme-rules 1.0", f"{sample.path.removesuffix('.py')}:RULES")
            rules += [(rule, origin) for rule in module["RULES"]]
    return Plugins(tuple(rules))


def said(finding: Finding) -> str:
    """A finding in a line, with all that it holds."""
    at = finding.place
    marks = f"{finding.section or '-'}/{finding.subject or '-'}{' fixable' * finding.fixable}"
    return (
        f"{at.path}:{at.line}:{at.column}-{at.end_line}:{at.end_column} "
        f"{finding.severity} {finding.rule} {marks}: {finding.message}"
    )
